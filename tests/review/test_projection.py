"""Findings and questions are checked against the ledger, and go with what they are about."""

from datetime import timedelta

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.incidents.actions import amend_entry
from nightsafe.incidents.models import Event
from nightsafe.incidents.projection import PROJECTION as ENTRIES
from nightsafe.ledger.crypto import record_key
from nightsafe.ledger.erase import erase
from nightsafe.ledger.keys import Unreadable
from nightsafe.ledger.verify import problems
from nightsafe.review.actions import ask, record_finding
from nightsafe.review.models import Finding, Question
from nightsafe.review.projection import PROJECTIONS, also
from nightsafe.submissions.envelope import Kind
from tests.factories import log, on
from tests.people import SATURDAY, actor, settle

pytestmark = pytest.mark.both_engines
ALL = (*PROJECTIONS, ENTRIES)
MONDAY = SATURDAY + timedelta(hours=34)


@pytest.fixture
def reviewed(app: Flask) -> Finding:
    settle()
    entry = log("dora", "V1", description="A punch.")
    ask(actor("rhys"), entry, "Which way?", now=MONDAY)
    finding = record_finding(
        actor("rhys"),
        entry.event,
        outcome="confirmed",
        home_office=None,
        police_reference="",
        note="Seen on camera.",
        now=MONDAY,
    )
    db.session.commit()
    return finding


def told() -> list[str]:
    return [one.what for one in problems(ALL)[0]]


def test_untouched_it_verifies(reviewed: Finding) -> None:
    assert told() == []


def test_a_finding_changed_behind_the_ledgers_back_is_found(reviewed: Finding) -> None:
    reviewed.outcome = "not_confirmed"
    db.session.commit()
    assert told() == [f"finding {reviewed.event_id} differs from its newest ledger row"]


def test_a_question_removed_behind_the_ledgers_back_is_found(reviewed: Finding) -> None:
    question = db.session.scalars(db.select(Question)).one()
    entry_id = question.entry_id
    db.session.delete(question)
    db.session.commit()
    assert told() == [f"question {entry_id} is in the ledger but not on screens"]


def test_erasing_an_entry_takes_its_questions_and_its_events_finding(
    reviewed: Finding,
) -> None:
    entry_id, event_id = db.session.scalars(db.select(Question)).one().entry_id, reviewed.event_id
    assert also(entry_id) == [event_id]
    for record_id in (event_id, entry_id):
        assert erase(record_id, ALL, actor_id=None, reason="asked for", now=MONDAY)
    db.session.commit()
    assert db.session.query(Finding).count() == db.session.query(Question).count() == 0
    assert told() == []
    with pytest.raises(Unreadable):
        record_key(event_id)


def test_without_a_finding_nothing_else_goes(app: Flask) -> None:
    settle()
    entry = log("dora", "V1")
    assert also(entry.id) == []


def test_an_event_taken_off_the_queue_that_nobody_saw_is_found(app: Flask) -> None:
    settle()
    event = log("dora", "V1").event
    event.needs_review = False
    db.session.commit()
    assert told() == [f"event {event.id} is off the queue, but nobody has seen all of it"]


def test_an_amended_event_taken_off_the_queue_is_found(reviewed: Finding) -> None:
    event = db.session.get_one(Event, reviewed.event_id)
    later = MONDAY + timedelta(hours=1)
    entry = event.entries[0]
    amend_entry(
        actor("dora"), entry, on(entry, Kind.AMEND), {"description": "And a kick."}, now=later
    )
    db.session.commit()
    assert told() == []
    event.needs_review = False
    db.session.commit()
    assert told() == [f"event {event.id} is off the queue, but nobody has seen all of it"]
