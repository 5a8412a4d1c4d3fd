"""Whose eyes a visit is for, on both engines."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from nightsafe.accounts.models import Membership
from nightsafe.database import db
from nightsafe.submissions.envelope import Kind
from nightsafe.visits import queries
from nightsafe.visits.actions import withdraw_visit
from nightsafe.visits.seen import seen
from tests import factories
from tests.people import PEOPLE, SATURDAY, actor, settle
from tests.visits.making import RESTRICTED, on, stay

pytestmark = pytest.mark.both_engines


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    return iter([None])


def those_who_see(visit_id: object) -> set[str]:
    return {key for key in PEOPLE if queries.visit_of(actor(key), visit_id)}  # type: ignore[arg-type]


def test_the_premises_manager_sees_it_and_nobody_else() -> None:
    assert those_who_see(stay("dora").id) == {"dora", "mo"}


def test_a_teams_lead_sees_the_teams() -> None:
    assert those_who_see(stay("pip").id) == {"pip", "lena"}


def test_a_specialist_reads_only_their_own() -> None:
    assert those_who_see(stay("gwen").id) == {"gwen"}


def test_who_works_in_two_places_keeps_them_apart() -> None:
    behind_the_bar = stay(actor("bea"))
    walking = stay(actor("bea", 1))
    assert those_who_see(behind_the_bar.id) == {"bea", "mo"}
    assert those_who_see(walking.id) == {"bea", "lena"}


def test_a_driver_who_logged_one_elsewhere_sees_none_while_driving() -> None:
    visit = stay("dora")
    membership = db.session.get_one(Membership, actor("dora").membership_id)
    membership.role = "DR"
    db.session.flush()
    assert queries.visit_of(actor("dora"), visit.id) is None


def test_of_a_restricted_one_the_manager_sees_the_times_only() -> None:
    visit = stay("dora", RESTRICTED, minutes=30, note="Her words.")
    theirs = seen(visit, actor("mo"), SATURDAY)
    assert (theirs.arrived_at, theirs.minutes, theirs.restricted) == (SATURDAY, 30, True)
    assert (theirs.full, theirs.visit, theirs.reasons) == (False, None, [])
    assert seen(visit, actor("dora"), SATURDAY).full


def test_what_was_withdrawn_is_its_authors_alone() -> None:
    visit = stay("dora")
    later = SATURDAY + timedelta(hours=1)
    withdraw_visit(actor("dora"), visit, on(visit, Kind.WITHDRAW), "Mistake", now=later)
    db.session.commit()
    assert those_who_see(visit.id) == {"dora"}
    assert queries.still_here(actor("dora")) == []
    assert list(queries.recent(actor("dora"))) == [visit]
    assert list(queries.recent(actor("mo"))) == []


def test_those_still_here_stand_apart_from_those_who_left() -> None:
    gone = stay("dora", minutes=10)
    here = stay("dora")
    assert list(queries.still_here(actor("mo"))) == [here]
    assert list(queries.recent(actor("mo"))) == [gone]


def test_recent_ones_come_in_pages_without_a_gap_or_a_repeat() -> None:
    made = [stay("dora", at=SATURDAY + timedelta(minutes=n // 2), minutes=5) for n in range(7)]
    shown: list[object] = []
    before = None
    while True:
        page = queries.recent(actor("dora"), before, limit=3)
        shown += [visit.id for visit in page[:3]]
        if len(page) <= 3:
            break
        before = (page[2].arrived_at, page[2].id)
    assert len(shown) == len(set(shown)) == 7
    assert set(shown) == {visit.id for visit in made}


def test_only_ones_own_entries_of_the_day_can_be_linked() -> None:
    mine = factories.log("dora", "W1", at=SATURDAY - timedelta(minutes=10))
    factories.log("otto", "W1", at=SATURDAY - timedelta(minutes=10))
    old = factories.log("dora", "W1", at=SATURDAY - timedelta(days=3))
    assert list(queries.linkable(actor("dora"), SATURDAY)) == [mine]
    assert set(queries.linkable(actor("dora"), SATURDAY, old.id)) == {mine, old}
