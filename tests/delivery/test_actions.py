"""A message is written once, waits until it is read or taken back, and holds no words."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.delivery.actions import acknowledge, notify, remove_messages, withdraw_messages
from nightsafe.delivery.models import Message
from nightsafe.delivery.queries import message_of, waiting, waiting_count
from nightsafe.ledger.models import Row
from tests.people import SATURDAY

RECORD = uuid4()
pytestmark = pytest.mark.both_engines


@pytest.fixture(autouse=True)
def opened(app: Flask) -> None:
    """Every test works in the app's context."""


def test_each_person_is_told_once_for_each_kind_record_and_topic() -> None:
    notify([1, 2, 1], "urgent", RECORD, now=SATURDAY)
    notify([2, 3], "urgent", RECORD, now=SATURDAY)
    notify([1], "question", RECORD, now=SATURDAY, topic="a")
    notify([1], "question", RECORD, now=SATURDAY, topic="b")
    notify([], "urgent", uuid4(), now=SATURDAY)
    db.session.commit()
    assert [waiting_count(each) for each in (1, 2, 3, 4)] == [3, 1, 1, 0]


def test_it_waits_until_its_reader_has_read_it() -> None:
    notify([1], "urgent", RECORD, now=SATURDAY)
    db.session.commit()
    (message,) = waiting(1)
    for _ in range(2):
        acknowledge(message, now=SATURDAY + timedelta(minutes=1))
        db.session.commit()
    assert waiting(1) == []
    rows = db.session.scalars(select(Row).where(Row.kind == "acknowledged")).all()
    assert [(row.record_id, row.actor_id) for row in rows] == [(RECORD, 1)]


def test_one_person_cannot_reach_anothers() -> None:
    notify([1], "urgent", RECORD, now=SATURDAY)
    db.session.commit()
    (message,) = waiting(1)
    assert message_of(1, message.id) is message
    assert message_of(2, message.id) is None


def test_taking_back_is_for_one_kind_or_for_all() -> None:
    for kind in ("urgent", "question"):
        notify([1], kind, RECORD, now=SATURDAY)
    notify([1], "urgent", uuid4(), now=SATURDAY)
    withdraw_messages(RECORD, now=SATURDAY, kind="urgent")
    db.session.commit()
    assert waiting_count(1) == 2
    withdraw_messages(RECORD, now=SATURDAY)
    db.session.commit()
    assert waiting_count(1) == 1


def test_an_erased_record_leaves_no_message() -> None:
    notify([1, 2], "urgent", RECORD, now=SATURDAY)
    db.session.commit()
    remove_messages(RECORD)
    db.session.commit()
    assert db.session.scalars(select(Message)).all() == []


def test_the_newest_come_first() -> None:
    for minute in range(3):
        notify([1], "urgent", uuid4(), now=SATURDAY + timedelta(minutes=minute))
    db.session.commit()
    times = [message.created_at for message in waiting(1)]
    assert times == sorted(times, reverse=True)
