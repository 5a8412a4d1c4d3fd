"""What nobody answers goes to the next in line: once, in time, and never past the grant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.accounts.models import Duty, Person
from nightsafe.cli.jobs import do_all
from nightsafe.database import db
from nightsafe.delivery.actions import acknowledge
from nightsafe.delivery.models import Message
from nightsafe.incidents.actions import amend_entry, withdraw_entry
from nightsafe.incidents.escalating import WAITS, escalate
from nightsafe.incidents.models import Entry
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from nightsafe.review.actions import mark_seen
from nightsafe.submissions.envelope import Kind
from tests.factories import bring, log, on
from tests.page import PageClient
from tests.people import SATURDAY, actor, person, settle

LOGGED = SATURDAY + timedelta(minutes=2)
URGENT = LOGGED + WAITS["urgent"]
RESTRICTED = LOGGED + WAITS["restricted"]
SOON = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _city(app: Flask) -> None:
    settle()
    db.session.commit()


def on_duty(who: str, kind: str = "review") -> None:
    db.session.add(Duty(person_id=person(who).id, kind=kind, since=SATURDAY))
    db.session.commit()


def told(entry: Entry) -> dict[str, str]:
    """Who has a standing notice about an entry, by their keys, and its topic."""
    query = (
        select(Person.email, Message.topic)
        .join(Message, Message.person_id == Person.id)
        .where(Message.record_id == entry.id, Message.withdrawn_at.is_(None))
    )
    return {str(email).partition("@")[0]: topic for email, topic in db.session.execute(query)}


def at(moment: datetime) -> int:
    """Escalate as the job does, and commit."""
    done = escalate(now=moment)
    db.session.commit()
    return done


def of(who: str) -> Message:
    query = select(Message).where(Message.person_id == person(who).id)
    return db.session.scalars(query).one()


@pytest.mark.both_engines
def test_first_the_others_then_the_supervisors_and_never_twice() -> None:
    on_duty("rhys")
    entry = log("dora", "V2")
    assert set(told(entry)) == {"rhys"}
    assert at(URGENT - SOON) == 0
    assert at(URGENT) == 1
    assert told(entry) == {"rhys": "", "greta": "passed on after 10"}
    assert of("rhys").passed_on_at == URGENT
    assert at(URGENT + WAITS["urgent"] - SOON) == 0
    assert at(URGENT + WAITS["urgent"]) == 1
    assert set(told(entry)) == {"rhys", "greta", "stella", "sam"}
    assert told(entry)["sam"] == "passed on after 20"
    assert of("rhys").passed_on_at == URGENT
    for later in (1, 10, 100):
        assert at(URGENT + timedelta(hours=later)) == 0
    row = db.session.scalars(select(Row).where(Row.kind == "passed-on").order_by(Row.seq)).first()
    assert row is not None
    assert row.record_id == entry.id
    assert open_row(row) == {"message": "urgent", "to": [person("greta").id], "after": 600}


def test_when_the_only_reviewers_are_supervisors_they_are_next() -> None:
    on_duty("rhys")
    person("greta").suspended_at = SATURDAY
    db.session.commit()
    entry = log("dora", "V2")
    assert at(URGENT) == 1
    assert set(told(entry)) == {"rhys", "stella", "sam"}


def test_a_restricted_one_goes_to_holders_of_the_grant_alone() -> None:
    on_duty("gwen", "restricted")
    entry = log("dora", "S1")
    assert at(RESTRICTED - SOON) == 0
    assert at(RESTRICTED) == 1
    assert told(entry) == {"gwen": "", "greta": "passed on after 15"}
    assert at(RESTRICTED + timedelta(days=1)) == 0
    assert set(told(entry)) == {"gwen", "greta"}


@pytest.mark.both_engines
def test_of_an_event_that_another_account_restricts_only_holders_hear() -> None:
    on_duty("rhys")
    on_duty("gwen", "restricted")
    entry = log("dora", "V2")
    entry.event.restricted = True
    db.session.commit()
    assert at(URGENT) == 1
    assert told(entry) == {"rhys": "", "greta": "passed on after 10"}
    assert at(URGENT + timedelta(days=1)) == 0


@pytest.mark.parametrize("way", ["acknowledged", "seen", "withdrawn", "restricted since"])
def test_what_somebody_dealt_with_goes_nowhere(way: str) -> None:
    on_duty("rhys")
    on_duty("gwen", "restricted")
    entry, before = log("dora", "V2"), LOGGED + timedelta(minutes=5)
    if way == "acknowledged":
        acknowledge(of("rhys"), now=before)
    elif way == "seen":
        mark_seen(actor("stella"), entry.event, now=before)
    elif way == "withdrawn":
        withdraw_entry(actor("dora"), entry, on(entry, Kind.WITHDRAW), "Mistake", now=before)
    else:
        changes = {"flags": ["under_18"]}
        amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), changes, now=before)
    db.session.commit()
    others = set(told(entry))
    assert at(URGENT) == 0
    assert set(told(entry)) == others


def test_what_was_brought_along_calls_nobody() -> None:
    entry = bring("V2", audience="review")
    on_duty("rhys")
    message = Message(
        person_id=person("rhys").id, kind="urgent", record_id=entry.id, created_at=SATURDAY
    )
    db.session.add(message)
    db.session.commit()
    assert at(URGENT + timedelta(days=1)) == 0


def test_what_waited_while_no_job_ran_is_caught_up() -> None:
    on_duty("rhys")
    first, second = log("dora", "V2"), log("drew", "T1")
    assert at(SATURDAY + timedelta(hours=5)) == 2
    assert told(first)["greta"] == told(second)["greta"] == "passed on after 298"


def test_an_amendment_tells_nobody_twice_to_whom_it_was_passed_on() -> None:
    on_duty("rhys")
    entry = log("dora", "V2")
    at(URGENT)
    on_duty("greta")
    changes = {"description": "more"}
    amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), changes, now=URGENT + SOON)
    db.session.commit()
    assert told(entry) == {"rhys": "", "greta": "passed on after 10"}
    assert of("greta").topic != ""


def test_the_notice_says_that_nobody_answered(
    signed_in: Callable[..., PageClient], freeze: Callable[[datetime], Any]
) -> None:
    on_duty("rhys")
    log("dora", "V2")
    at(URGENT)
    freeze(URGENT + SOON)
    assert "not answered for 10 minutes" in signed_in(person("greta")).page("/").text
    assert "not answered" not in signed_in(person("rhys")).page("/").text


@pytest.mark.both_engines
def test_two_job_processes_at_once_pass_it_on_once(
    app: Flask, freeze: Callable[[datetime], Any]
) -> None:
    on_duty("rhys")
    entries = [log("dora", "V2"), log("drew", "V2")]
    freeze(URGENT)
    db.session.remove()
    together, said = Barrier(3), list[str]()

    def work(_number: int) -> None:
        together.wait()
        do_all(app, said.append)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    ours = [words for words in said if words.startswith("Notices")]
    assert ours == ["Notices passed on to the next in line: 2"]
    for entry in entries:
        assert set(told(entry)) == {"rhys", "greta"}
    rows = db.session.scalars(select(Row.kind).where(Row.kind == "passed-on")).all()
    assert len(rows) == 2
