"""An erased entry is on no screen, in no list and in no notice; its event goes with it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.incidents.models import Entry, Event
from nightsafe.ledger.erase import erase
from nightsafe.ledger.verify import problems
from nightsafe.submissions.actions import Erased
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.models import Submission
from tests.factories import log
from tests.people import SATURDAY, settle

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
