"""The messages that wait for a person."""

from sqlalchemy import func, select

from nightsafe.database import db
from nightsafe.delivery.models import Message


def waiting(person_id: int) -> list[Message]:
    """A person's messages that are neither acknowledged nor withdrawn, newest first."""
    return list(
        db.session.scalars(
            select(Message)
            .where(
                Message.person_id == person_id,
                Message.acknowledged_at.is_(None),
                Message.withdrawn_at.is_(None),
            )
            .order_by(Message.created_at.desc(), Message.id.desc())
            .limit(50)
        )
    )


def waiting_count(person_id: int) -> int:
    """How many messages wait for a person."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Message)
            .where(
                Message.person_id == person_id,
                Message.acknowledged_at.is_(None),
                Message.withdrawn_at.is_(None),
            )
        )
        or 0
    )


def message_of(person_id: int, message_id: int) -> Message | None:
    """One message, if it is this person's."""
    return db.session.scalar(
        select(Message).where(Message.id == message_id, Message.person_id == person_id)
    )
