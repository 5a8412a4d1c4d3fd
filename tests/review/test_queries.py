"""What a reporter is told of the review, and what it costs to tell many."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.incidents.actions import amend_entry, withdraw_entry
from nightsafe.incidents.models import Entry
from nightsafe.review.actions import answer, ask, close_event, mark_seen, record_finding
from nightsafe.review.queries import open_questions, progress, progress_of
from nightsafe.submissions.envelope import Kind
from tests.factories import log, on
from tests.people import SATURDAY, actor, settle
from tests.review.counting import statements

pytestmark = pytest.mark.both_engines
MONDAY = SATURDAY + timedelta(hours=34)
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    yield
    db.session.rollback()


def steps(entry: Entry) -> list[tuple[str, bool]]:
    return [(step.label, step.done) for step in progress(entry)]


def badge(entry: Entry) -> str:
    return progress_of([entry])[entry.id]


def test_received_seen_asked_answered_closed() -> None:
    entry = log("dora", "V1")
    assert steps(entry) == [("Received", True), ("Police have seen it", False), ("Closed", False)]
    assert badge(entry) == "received"
    mark_seen(actor("rhys"), entry.event, now=MONDAY)
    assert badge(entry) == "seen"
    assert progress(entry)[1].at == "Mon 16 Nov, 09:30"
    question = ask(actor("rhys"), entry, "Which way?", now=MONDAY)
    assert (badge(entry), [one.text for one in open_questions(entry)]) == ("asked", ["Which way?"])
    assert steps(entry)[2:4] == [("Police asked you something", True), ("You answered", False)]
    answer(actor("dora"), entry, question, "Left.", on(entry, Kind.ANSWER), now=LATER)
    assert (badge(entry), open_questions(entry)) == ("answered", [])
    close_event(actor("rhys"), entry.event, now=LATER)
    assert (badge(entry), steps(entry)[-1]) == ("closed", ("Closed", True))
    db.session.commit()


def test_what_police_make_of_it_is_not_told() -> None:
    entry = log("dora", "V1")
    record_finding(
        actor("rhys"),
        entry.event,
        outcome="not_confirmed",
        home_office="violence",
        police_reference="TN 7",
        note="Does not add up.",
        now=MONDAY,
    )
    told = str(progress(entry)) + badge(entry)
    for words in ("confirm", "iolence", "TN 7", "add up"):
        assert words not in told
    db.session.commit()


def test_what_was_added_is_told_apart() -> None:
    entry = log("dora", "V1")
    mark_seen(actor("rhys"), entry.event, now=MONDAY)
    db.session.commit()
    amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), {"description": "More."}, now=LATER)
    assert ("Police have seen it", True) in steps(entry)
    assert ("Police have seen what was added", False) in steps(entry)
    db.session.commit()


def test_a_register_entry_goes_nowhere() -> None:
    entry = log("dora", "L3")
    assert badge(entry) == "register"
    assert len(steps(entry)) == 2


def test_a_withdrawn_one_ends_there() -> None:
    entry = log("dora", "V1")
    ask(actor("rhys"), entry, "Which way?", now=MONDAY)
    withdraw_entry(actor("dora"), entry, on(entry, Kind.WITHDRAW), "Twice.", now=MONDAY)
    assert (badge(entry), open_questions(entry)) == ("withdrawn", [])
    assert steps(entry)[-1] == ("Withdrawn", True)
    db.session.commit()


def test_many_cost_no_more_than_one() -> None:
    entries = [log("dora", "V1", at=SATURDAY - timedelta(hours=each)) for each in range(9)]
    for entry in entries[:4]:
        ask(actor("rhys"), entry, "Which way?", now=MONDAY)
    db.session.commit()
    costs = []
    for some in (entries[:1], entries):
        with statements() as sent:
            progress_of(some)
        costs.append(len([one for one in sent if one.lstrip().startswith("SELECT")]))
    assert costs == [3, 3]
    assert progress_of([]) == {}
