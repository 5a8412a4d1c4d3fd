"""An erased entry is on no screen, in no list and in no notice; its event goes with it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text

from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.incidents.actions import withdraw_entry
from nightsafe.incidents.models import Entry, Event
from nightsafe.ledger.erase import erase
from nightsafe.ledger.verify import problems
from nightsafe.submissions.actions import Erased
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.models import Submission
from tests.factories import log
from tests.people import SATURDAY, actor, settle

pytestmark = pytest.mark.both_engines
LATER = SATURDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def city(app: Flask) -> None:
    settle()
    db.session.commit()


def count(model: type[Entry | Event | Message | Submission]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_nothing_of_it_is_left_on_screens_and_the_chain_still_verifies() -> None:
    envelope = fresh(Kind.LOG)
    log("dora", "V2", envelope=envelope, description="gone")
    kept = log("dora", "V2", description="kept")
    assert erase(envelope.record_id, PROJECTIONS, actor_id=None, reason="asked", now=LATER)
    db.session.commit()
    assert db.session.scalars(select(Entry.id)).all() == [kept.id]
    assert (count(Event), count(Submission)) == (1, 1)
    assert set(db.session.scalars(select(Message.record_id))) == {kept.id}
    assert problems(PROJECTIONS)[0] == []
    with pytest.raises(Erased):
        log("dora", "V2", envelope=envelope, description="gone")


def test_an_event_of_several_is_told_by_those_that_are_left() -> None:
    grave, light = log("dora", "V2"), log("otto", "V1", at=SATURDAY - timedelta(minutes=5))
    event, empty = light.event, grave.event
    grave.event = event
    db.session.flush()
    db.session.delete(empty)
    db.session.commit()
    erase(grave.id, PROJECTIONS, actor_id=None, reason="asked", now=LATER)
    db.session.commit()
    assert (count(Entry), count(Event)) == (1, 1)
    left = db.session.scalars(select(Event)).one()
    assert (left.code, left.severity, left.standing) == ("V1", 2, True)


ANOTHER = {
    "code": "'L3'",
    "severity": "1",
    "occurred_at": "'2026-11-01 00:00:00'",
    "night": "'2026-11-01'",
    "place_id": "(SELECT max(id) FROM places)",
    "audience": "'statistics'",
    "restricted": "NOT restricted",
    "standing": "NOT standing",
}


def test_an_event_that_was_altered_is_found() -> None:
    event_id = log("dora", "V2", place_id=None).event_id
    for column, value in ANOTHER.items():
        db.session.execute(text(f"UPDATE events SET {column} = {value}"))
        wanted = f"event {event_id} differs from what its entries tell: {column}"
        assert wanted in [one.what for one in problems(PROJECTIONS)[0]], column
        db.session.rollback()
    assert problems(PROJECTIONS)[0] == []


def test_an_event_that_waits_for_nothing_or_has_no_entry_is_found() -> None:
    entry = log("dora", "V2")
    withdraw_entry(actor("dora"), entry, fresh(Kind.WITHDRAW, entry.id, entry.head), "x", now=LATER)
    db.session.commit()
    assert problems(PROJECTIONS)[0] == []
    db.session.execute(text("UPDATE events SET needs_review = (1 = 1)"))
    said = [one.what for one in problems(PROJECTIONS)[0]]
    assert said == [f"event {entry.event_id} waits for a review that it is not for"]
    db.session.rollback()
    left = log("dora", "V2")
    db.session.execute(delete(Entry).where(Entry.id == left.id))
    said = [one.what for one in problems(PROJECTIONS)[0]]
    assert f"event {left.event_id} has no entry" in said
    db.session.rollback()


def test_the_reference_of_another_is_found() -> None:
    entry = log("dora", "V2")
    db.session.execute(text("UPDATE entries SET reference = 'ABCDEF'"))
    said = [one.what for one in problems(PROJECTIONS)[0]]
    assert said == [f"entry {entry.id} has the reference of another"]
    db.session.rollback()
