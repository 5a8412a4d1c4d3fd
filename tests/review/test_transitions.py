"""The table of what leads where is what the actions do, all of it; the drawing is the table's."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.incidents.actions import amend_entry
from nightsafe.incidents.models import Entry
from nightsafe.review import drawing
from nightsafe.review.actions import (
    Stale,
    answer,
    ask,
    close_event,
    mark_seen,
    record_finding,
    reopen_event,
)
from nightsafe.review.queries import facts_of, finding_of, questions_of
from nightsafe.review.rules import NEXT, OF_THE_REPORTER, Deed, Facts, State, state_of
from nightsafe.submissions.envelope import Kind, fresh
from tests.factories import log, on
from tests.people import SATURDAY, actor, settle

DOCUMENT = Path(__file__).parents[2] / "docs" / "review.md"
MONDAY = SATURDAY + timedelta(hours=34)
Act = Callable[[Entry, datetime], object]
Seen = dict[State, dict[Deed, set[State]]]


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    yield
    db.session.rollback()


def _answer(entry: Entry, now: datetime) -> None:
    questions = sorted(questions_of([entry.id]), key=lambda one: one.answered_at is not None)
    if not questions:
        raise Stale("nobody asked")
    answer(actor("dora"), entry, questions[0], "Left.", fresh(Kind.ANSWER, entry.id), now=now)


def _add(entry: Entry, now: datetime) -> None:
    amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), {"description": "More."}, now=now)


def _find(entry: Entry, now: datetime) -> None:
    fields: dict[str, Any] = {"home_office": None, "police_reference": "", "note": ""}
    record_finding(actor("rhys"), entry.event, outcome="confirmed", **fields, now=now)


ACTS: dict[Deed, Act] = {
    Deed.SEE: lambda entry, now: mark_seen(actor("rhys"), entry.event, now=now),
    Deed.ASK: lambda entry, now: ask(actor("rhys"), entry, "Which way?", now=now),
    Deed.ANSWER: _answer,
    Deed.FIND: _find,
    Deed.CLOSE: lambda entry, now: close_event(actor("rhys"), entry.event, now=now),
    Deed.REOPEN: lambda entry, now: reopen_event(actor("rhys"), entry.event, now=now),
    Deed.ADD: _add,
}


def facts(entry: Entry) -> Facts:
    """What decides, with the questions even where the state does not hang on them."""
    found = facts_of(entry.event, finding_of(entry.event_id))
    answered = [one.answered_at is not None for one in questions_of([entry.id])]
    return Facts(
        found.unseen,
        found.closed,
        found.reopened,
        min(answered.count(False), 2),
        min(answered.count(True), 1),
    )


def go_on(entry: Entry, before: Facts, seen: Seen, known: set[Facts], hours: int = 0) -> None:
    """Try every deed from here, and go on from wherever was not known yet; all is undone."""
    known.add(before)
    for deed in Deed:
        savepoint = db.session.begin_nested()
        with suppress(ProductError):
            ACTS[deed](entry, MONDAY + timedelta(hours=hours))
            now = facts(entry)
            # To see what is seen already, or is closed, changes nothing and is no deed.
            if deed is not Deed.SEE or now != before:
                seen[state_of(before)].setdefault(deed, set()).add(state_of(now))
            if now not in known:
                go_on(entry, now, seen, known, hours + 1)
        savepoint.rollback()


def test_the_table_is_what_the_actions_do_from_everywhere_they_lead() -> None:
    seen: Seen = {state: {} for state in State}
    entry = log("dora", "V1")
    go_on(entry, facts(entry), seen, set())
    assert seen == {state: {deed: set(to) for deed, to in NEXT[state].items()} for state in State}


def test_no_way_ends_but_all_lead_to_closed_and_back() -> None:
    for state in State:
        assert set(NEXT[state]) - OF_THE_REPORTER, state
    reached = {State.UNSEEN}
    for _ in State:
        reached |= {to for state in reached for each in NEXT[state].values() for to in each}
    assert reached == set(State)


def test_the_drawing_is_the_tables() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    drawn = drawing.drawn_into(text)
    assert text == drawn, "Draw it anew: python3 -m nightsafe.review.drawing docs/review.md"
