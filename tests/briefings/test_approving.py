"""Approving and publishing: by another person, for those it is for, and once for good."""

from datetime import timedelta

import pytest
from flask import Flask

from nightsafe.aggregates import suppression_week
from nightsafe.aggregates.models import Frozen
from nightsafe.briefings import approving, writing
from nightsafe.briefings.models import Briefing
from nightsafe.briefings.queries import newest_published
from nightsafe.briefings.states import State
from nightsafe.briefings.views import share_read
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.errors import NotAllowed, ProductError
from tests.briefings.briefing_made import MONDAY
from tests.briefings.briefing_made import published as published_by_hand
from tests.briefings.drafts import NOW, approved, published, sent
from tests.people import PEOPLE, actor, person, settle


@pytest.fixture(autouse=True)
def city(app: Flask) -> None:
    settle()
    db.session.commit()


def told(kind: str, briefing: Briefing) -> set[str]:
    """Who has a notice of a kind about a briefing that still stands."""
    query = db.select(Message.person_id).where(
        Message.kind == kind, Message.record_id == briefing.id, Message.withdrawn_at.is_(None)
    )
    ids = set(db.session.scalars(query))
    return {key for key in PEOPLE if person(key).id in ids}


def corrected(first: Briefing) -> Briefing:
    """A second version, written by Rhys and published by Sam."""
    found = writing.correct(actor("rhys"), first, "The rank.", revision=first.revision, now=NOW)
    writing.send(actor("rhys"), found, revision=found.revision, now=NOW)
    approving.approve(actor("sam"), found, revision=found.revision, now=NOW)
    approving.publish(actor("sam"), found, revision=found.revision, now=NOW)
    db.session.commit()
    return found


def test_its_writers_do_not_approve_it() -> None:
    found = sent()
    writing.take_back(actor("stella"), found, revision=found.revision, now=NOW)
    writing.send(actor("stella"), found, revision=found.revision, now=NOW)
    with pytest.raises(NotAllowed, match="You wrote in this briefing"):
        approving.approve(actor("stella"), found, revision=found.revision, now=NOW)
    approving.approve(actor("sam"), found, revision=found.revision, now=NOW)
    assert (found.state, found.approved_by) == (State.APPROVED, person("sam").id)
    assert told("briefing-approved", found) == {"rhys", "stella"}


@pytest.mark.both_engines
def test_what_is_approved_is_what_was_read() -> None:
    found = sent()
    read = found.revision
    writing.take_back(actor("rhys"), found, revision=read, now=NOW)
    writing.send(actor("rhys"), found, revision=found.revision, now=NOW)
    db.session.commit()
    with pytest.raises(ProductError, match="It has changed since you opened it"):
        approving.approve(actor("stella"), found, revision=read, now=NOW)


def test_given_back_it_says_why_until_it_is_sent_again() -> None:
    found = sent()
    for why in ("", "a" * 501):
        with pytest.raises(ProductError, match="what has to change"):
            approving.give_back(actor("stella"), found, why, revision=found.revision, now=NOW)
    approving.give_back(actor("stella"), found, "Too long.", revision=found.revision, now=NOW)
    assert (found.state, found.returned_why) == (State.DRAFT, "Too long.")
    assert told("briefing-returned", found) == {"rhys"}
    # Whoever gave it back did not write in it.
    writing.send(actor("rhys"), found, revision=found.revision, now=NOW)
    assert (found.returned_by, found.returned_why) == (None, "")
    assert told("briefing-returned", found) == set()
    approving.approve(actor("stella"), found, revision=found.revision, now=NOW)


def test_those_it_is_for_are_told_and_nobody_before() -> None:
    found = approved(roles=("VS", "SF"))
    assert told("briefing", found) == set()
    approving.publish(actor("coral"), found, revision=found.revision, now=NOW)
    assert told("briefing", found) == {"dora", "otto", "bea", "sade"}
    assert told("briefing-approved", found) == set()


def test_everybody_but_the_auditor_reads_what_is_for_everybody() -> None:
    assert told("briefing", published()) == set(PEOPLE) - {"audrey"}


def stands(briefing: Briefing) -> bool:
    """Whether what a briefing counted is counted for good."""
    return db.session.get_one(Frozen, briefing.frozen_id).released


def test_what_it_counted_stands_once_it_is_out() -> None:
    found = approved()
    assert not stands(found)
    approving.publish(actor("stella"), found, revision=found.revision, now=NOW)
    assert stands(found)
    with pytest.raises(ProductError, match="never changed"):
        approving.publish(actor("stella"), found, revision=found.revision, now=NOW)


def test_beside_figures_that_left_meanwhile_it_may_have_to_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = approved()
    monkeypatch.setattr(suppression_week, "stands_beside_releases", lambda _frozen_id: False)
    with pytest.raises(ProductError, match="would tell too much"):
        approving.publish(actor("stella"), found, revision=found.revision, now=NOW)
    db.session.rollback()
    assert found.state == State.APPROVED
    assert told("briefing", found) == set()
    # As it says: it can be dropped, taken back first.
    writing.take_back(actor("rhys"), found, revision=found.revision, now=NOW)
    writing.drop(actor("rhys"), found, revision=found.revision, now=NOW)


def test_a_correction_takes_the_place_of_the_one_before() -> None:
    first = published()
    second = corrected(first)
    assert newest_published(first.week) == second
    assert told("briefing", first) == set()
    assert told("briefing", second) == set(PEOPLE) - {"audrey"}
    assert first.state == State.PUBLISHED
    with pytest.raises(ProductError, match="There is a newer version"):
        writing.correct(actor("rhys"), first, "Again.", revision=first.revision, now=NOW)


def test_a_correction_of_an_older_one_leaves_what_is_newer(app: Flask) -> None:
    old = published_by_hand(week=MONDAY - timedelta(days=7))
    new = published_by_hand()
    assert told("briefing", old) == set()
    assert "dora" in told("briefing", new)
    corrected(old)
    assert "dora" in told("briefing", new)
    shown = share_read()
    assert shown is not None and shown[0] == new.id
