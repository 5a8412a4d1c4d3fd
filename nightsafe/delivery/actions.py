"""Writing a message and how it is to be sent, taking it back, its reader's acknowledgement."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, select, update

from nightsafe.database import db
from nightsafe.delivery.choices import switched_off
from nightsafe.delivery.kinds import KINDS
from nightsafe.delivery.models import Message, PushSubscription, Sending
from nightsafe.delivery.states import MAIL, PUSH, State
from nightsafe.ledger.actions import stage


def notify(
    people: Iterable[int], kind: str, record_id: UUID, *, now: datetime, topic: str = ""
) -> None:
    """Write one message to each person, once for each (kind, record, topic), and its sendings.

    All of it in the transaction of what it tells of: either both happened, or neither. Raises
    KeyError for a kind that KINDS does not know.
    """
    group = KINDS[kind].group
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
    new = [
        Message(person_id=person, kind=kind, record_id=record_id, topic=topic, created_at=now)
        for person in sorted(wanted - told)
    ]
    if not new:
        return
    db.session.add_all(new)
    db.session.flush()
    off = switched_off([one.person_id for one in new], group)
    browsers = _browsers([one.person_id for one in new])
    for message in new:
        ways: list[tuple[str, int | None]] = []
        if message.person_id not in off[MAIL]:
            ways.append((MAIL, None))
        if message.person_id not in off[PUSH]:
            ways += [(PUSH, browser) for browser in browsers.get(message.person_id, ())]
        db.session.add_all(
            Sending(
                message_id=message.id,
                channel=channel,
                subscription_id=browser,
                safety=KINDS[kind].safety,
                state=State.WAITING,
                tries=0,
                created_at=now,
                next_at=now,
                problem="",
            )
            for channel, browser in ways
        )


def _browsers(people: Sequence[int]) -> dict[int, list[int]]:
    """The browsers that each of some people let us wake."""
    found: dict[int, list[int]] = {}
    query = select(PushSubscription.person_id, PushSubscription.id).where(
        PushSubscription.person_id.in_(people), PushSubscription.ended_at.is_(None)
    )
    for person, browser in db.session.execute(query.order_by(PushSubscription.id)):
        found.setdefault(person, []).append(browser)
    return found


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


def reached_outside(record_id: UUID, kind: str) -> Sequence[int]:
    """The ids of all to whom a message about a record has left, or may have.

    What waits for another try, or failed in the end, may have arrived by one before.
    """
    query = (
        select(Message.person_id)
        .join(Sending, Sending.message_id == Message.id)
        .where(Message.record_id == record_id, Message.kind == kind, Sending.begun_at.is_not(None))
    )
    return db.session.scalars(query.distinct().order_by(Message.person_id)).all()


def remove_messages(record_id: UUID) -> None:
    """Remove every message about a record that is being erased."""
    _remove_sendings(Message.record_id == record_id)
    db.session.execute(delete(Message).where(Message.record_id == record_id))


def remove_topic(topic: str) -> None:
    """Remove every message about one thing of a record that is being erased."""
    _remove_sendings(Message.topic == topic)
    db.session.execute(delete(Message).where(Message.topic == topic))


def _remove_sendings(which: ColumnElement[bool]) -> None:
    db.session.execute(
        delete(Sending).where(Sending.message_id.in_(select(Message.id).where(which)))
    )
