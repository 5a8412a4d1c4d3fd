"""Who is told at once: the duty reviewer, the duty grant-holder, and nobody without the grant."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.accounts.models import Duty, Person
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.incidents.actions import amend_entry, share_entry, undo_entry, withdraw_entry
from nightsafe.incidents.models import Entry
from nightsafe.submissions.envelope import Kind
from tests.factories import log, on
from tests.people import SATURDAY, actor, person, settle

LATER = SATURDAY + timedelta(minutes=30)
REVIEWERS = {"rhys", "greta", "stella", "sam"}
HOLDERS = {"greta", "gwen"}


@pytest.fixture(autouse=True)
def city(app: Flask) -> None:
    settle()
    db.session.commit()


def told(entry: Entry, kind: str) -> set[str]:
    """The people with a standing notice of a kind about an entry, by their keys."""
    query = (
        select(Person.email)
        .join(Message, Message.person_id == Person.id)
        .where(
            Message.record_id == entry.id,
            Message.kind == kind,
            Message.withdrawn_at.is_(None),
        )
    )
    return {str(email).partition("@")[0] for email in db.session.scalars(query)}


def on_duty(who: str, kind: str) -> None:
    db.session.add(Duty(person_id=person(who).id, kind=kind, since=SATURDAY))
    db.session.commit()


def amend(entry: Entry, **changes: Any) -> None:
    amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), changes, now=LATER)
    db.session.commit()


@pytest.mark.both_engines
def test_the_gravest_go_to_all_reviewers_when_none_is_on_duty() -> None:
    entry = log("dora", "V2")
    assert told(entry, "urgent") == REVIEWERS
    assert told(entry, "restricted") == set()


@pytest.mark.parametrize("code", ["V2", "T1"])
def test_they_go_to_the_one_on_duty(code: str) -> None:
    on_duty("rhys", "review")
    assert told(log("dora", code), "urgent") == {"rhys"}


@pytest.mark.parametrize("fields", [{"code": "V1"}, {"code": "W3"}, {"code": "L3", "severity": 4}])
def test_nobody_is_woken_for_less_or_for_a_register(fields: dict[str, Any]) -> None:
    assert told(log("dora", **fields), "urgent") == set()


def test_a_severity_somebody_chose_counts() -> None:
    assert told(log("dora", "V1", severity=4), "urgent") == REVIEWERS


@pytest.mark.both_engines
def test_every_restricted_one_goes_to_grant_holders_only() -> None:
    entry = log("dora", "S2", flags=("under_18",))
    assert told(entry, "restricted") == HOLDERS
    assert told(entry, "urgent") == set()


def test_the_holder_on_duty_is_told_alone() -> None:
    on_duty("gwen", "restricted")
    assert told(log("dora", "S1"), "restricted") == {"gwen"}


def test_a_restricted_one_at_its_gravest_is_urgent_to_nobody_without_the_grant() -> None:
    on_duty("rhys", "review")
    entry = log("dora", "S1", actions=("scene_preserved",))
    assert entry.severity == 4
    assert told(entry, "urgent") == set()
    assert told(entry, "restricted") == HOLDERS


def test_becoming_restricted_takes_the_urgent_ones_back() -> None:
    entry = log("dora", "V2")
    amend(entry, flags=["under_18"])
    assert told(entry, "urgent") == set()
    assert told(entry, "restricted") == HOLDERS


def test_becoming_grave_tells_and_tells_once() -> None:
    entry = log("dora", "V1")
    assert told(entry, "urgent") == set()
    amend(entry, code="V2")
    amend(entry, description="more")
    assert told(entry, "urgent") == REVIEWERS
    assert len(db.session.scalars(select(Message)).all()) == len(REVIEWERS)


def test_sharing_a_grave_one_tells() -> None:
    entry = log("dora", "L3", severity=4)
    share_entry(actor("dora"), entry, on(entry, Kind.SHARE), now=LATER)
    db.session.commit()
    assert told(entry, "urgent") == REVIEWERS


def test_a_register_entry_that_became_restricted_waits_for_its_author() -> None:
    entry = log("dora", "L3")
    amend(entry, code="S1")
    assert told(entry, "restricted") == set()
    share_entry(actor("dora"), entry, on(entry, Kind.SHARE), now=LATER)
    db.session.commit()
    assert told(entry, "restricted") == HOLDERS


@pytest.mark.parametrize("code", ["V2", "S1"])
def test_what_is_taken_back_waits_for_nobody(code: str) -> None:
    entry = log("dora", code)
    undo_entry(actor("dora"), entry, on(entry, Kind.UNDO), now=entry.received_at)
    db.session.commit()
    assert told(entry, "urgent") | told(entry, "restricted") == set()
    other = log("dora", code)
    withdraw_entry(actor("dora"), other, on(other, Kind.WITHDRAW), "Mistake", now=LATER)
    db.session.commit()
    assert told(other, "urgent") | told(other, "restricted") == set()


def test_suspended_people_are_not_told() -> None:
    person("gwen").suspended_at = SATURDAY
    assert told(log("dora", "S1"), "restricted") == {"greta"}


def test_an_ended_grant_is_no_grant() -> None:
    entry = log("dora", "S1", at=SATURDAY + timedelta(days=400))
    assert told(entry, "restricted") == set()
