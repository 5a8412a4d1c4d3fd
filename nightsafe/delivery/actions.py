"""Writing a message, taking it back, and its reader's acknowledgement."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, select, update

from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.ledger.actions import stage


def notify(
    people: Iterable[int], kind: str, record_id: UUID, *, now: datetime, topic: str = ""
) -> None:
    """Write one message to each person, once for each (kind, record, topic)."""
    wanted = set(people)
    if not wanted:
        return
    told = set(
        db.session.scalars(
            select(Message.person_id).where(
                Message.record_id == record_id, Message.kind == kind, Message.topic == topic
            )
        )
    )
    db.session.add_all(
        Message(person_id=person, kind=kind, record_id=record_id, topic=topic, created_at=now)
        for person in sorted(wanted - told)
    )


def acknowledge(message: Message, *, now: datetime) -> None:
    """Its reader has read the message."""
    if message.acknowledged_at is None:
        message.acknowledged_at = now
        stage(
            "acknowledged",
            message.record_id,
            message.person_id,
            {"message": message.kind},
            now=now,
        )


def acknowledge_about(person_id: int, record_ids: Select[UUID], *, now: datetime) -> None:
    """Whoever has dealt with the records of this query needs no notice about them any more."""
    query = select(Message).where(
        Message.person_id == person_id,
        Message.record_id.in_(record_ids),
        Message.acknowledged_at.is_(None),
        Message.withdrawn_at.is_(None),
    )
    for message in db.session.scalars(query).all():
        acknowledge(message, now=now)


def withdraw_messages(record_id: UUID, *, now: datetime, kind: str | None = None) -> None:
    """Take back the messages about a record; they vanish from every screen."""
    query = update(Message).where(Message.record_id == record_id, Message.withdrawn_at.is_(None))
    if kind is not None:
        query = query.where(Message.kind == kind)
    db.session.execute(query.values(withdrawn_at=now))


def remove_messages(record_id: UUID) -> None:
    """Remove every message about a record that is being erased."""
    db.session.execute(delete(Message).where(Message.record_id == record_id))


def remove_topic(topic: str) -> None:
    """Remove every message about one thing of a record that is being erased."""
    db.session.execute(delete(Message).where(Message.topic == topic))
