"""How long reporters waited and how many were told, among what the reader may see."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask, render_template_string
from sqlalchemy import update

from nightsafe.database import db
from nightsafe.incidents.actions import withdraw_entry
from nightsafe.incidents.models import Entry
from nightsafe.nights import weekend_of
from nightsafe.review.actions import ask, close_event, mark_seen
from nightsafe.review.filters import Filters
from nightsafe.review.told import Told, figures
from nightsafe.submissions.envelope import Kind
from tests.factories import bring, log, on
from tests.people import SATURDAY, actor, settle
from tests.review.counting import statements

pytestmark = pytest.mark.both_engines
FRIDAY = weekend_of(SATURDAY.date()).friday
WEEKEND = Filters((FRIDAY, FRIDAY + timedelta(days=2)))


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    yield
    db.session.rollback()


def told(who: str = "rhys") -> tuple[float | None, int, int]:
    found = figures(actor(who), WEEKEND)
    assert found is not None
    return found.median_hours, found.told, found.entries


def test_nothing_yet_then_the_middle_one() -> None:
    assert told() == (None, 0, 0)
    entries = [log("dora", "V1", now=SATURDAY) for _ in range(4)]
    assert told() == (None, 0, 4)
    for entry, hours in zip(entries, (2, 10, 30), strict=False):
        mark_seen(actor("rhys"), entry.event, now=SATURDAY + timedelta(hours=hours))
    assert told() == (10, 3, 4)
    close_event(actor("rhys"), entries[0].event, now=SATURDAY + timedelta(hours=99))
    ask(actor("rhys"), entries[3], "Which way?", now=SATURDAY + timedelta(hours=50))
    assert told() == (20, 4, 4)


def test_only_what_waits_for_an_answer_in_these_nights_and_for_these_eyes() -> None:
    withdraw = log("dora", "V1", now=SATURDAY)
    withdraw_entry(actor("dora"), withdraw, on(withdraw, Kind.WITHDRAW), "Wrong.", now=SATURDAY)
    bring("V1", audience="review")
    log("dora", "L1", now=SATURDAY)  # stays in the register
    log("dora", "V1", at=SATURDAY - timedelta(days=7))
    hidden = log("dora", "S1", now=SATURDAY)
    mark_seen(actor("greta"), hidden.event, now=SATURDAY + timedelta(hours=3))
    assert told("rhys") == (None, 0, 0)
    assert told("greta") == (3, 1, 1)
    assert told("ana") == (None, 0, 0)


def test_another_account_that_is_restricted_hides_the_whole_event() -> None:
    """R6: a reviewer without the grant could otherwise tell that there is one."""
    entry = log("dora", "V1", now=SATURDAY)
    _move(log("otto", "S1", now=SATURDAY).id, entry.event_id)
    entry.event.restricted = True
    db.session.flush()
    mark_seen(actor("greta"), entry.event, now=SATURDAY + timedelta(hours=3))
    assert told("rhys") == (None, 0, 0)
    assert told("greta") == (3, 2, 2)


def test_what_joined_an_event_that_was_seen_before_waits_for_the_next_look() -> None:
    first = log("dora", "V1", now=SATURDAY)
    mark_seen(actor("rhys"), first.event, now=SATURDAY + timedelta(hours=1))
    later = log("otto", "V1", now=SATURDAY + timedelta(hours=2))
    _move(later.id, first.event_id)
    first.event.needs_review = True
    mark_seen(actor("rhys"), first.event, now=SATURDAY + timedelta(hours=5))
    assert told() == (2, 2, 2)


def _move(entry_id: UUID, event_id: UUID) -> None:
    db.session.execute(update(Entry).where(Entry.id == entry_id).values(event_id=event_id))


def test_one_statement_and_none_for_all_there_ever_was() -> None:
    for _ in range(3):
        log("dora", "V1", now=SATURDAY)
    rhys = actor("rhys")
    with statements() as sent:
        figures(rhys, WEEKEND)
    assert len(sent) == 1
    assert figures(rhys, Filters(None, "all")) is None


def test_in_words(app: Flask) -> None:
    page = "{% import 'review/_told.html' as t with context %}{{ t.told(figures) }}"

    def words(found: Told | None) -> str:
        with app.test_request_context():
            return " ".join(render_template_string(page, figures=found).split())

    assert words(None) == words(Told(None, 0, 0)) == ""
    assert "None of their reporters has heard back yet." in words(Told(None, 0, 3))
    assert "the hour. Of 3 entries, the reporters of 1 have heard back (33%)." in words(
        Told(0.5, 1, 3)
    )
    assert "within 15 hours. Every reporter has heard back." in words(Told(14.2, 3, 3))
