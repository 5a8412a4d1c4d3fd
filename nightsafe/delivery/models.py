"""A message: a row in the transaction of the action that it tells of; and the jobs that run."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model


class Message(Model):
    """A notice to one person about one record; it never holds what somebody wrote."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "record_id", "topic"),
        Index("ix_messages_person_id_acknowledged_at", "person_id", "acknowledged_at"),
        Index("ix_messages_record_id", "record_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    kind: Mapped[str]
    record_id: Mapped[UUID]
    # What of the record the message is about, so that a second question is a second message.
    topic: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    # Nobody acknowledged it in time, so the next in line were told as well.
    passed_on_at: Mapped[datetime | None]


class Job(Model):
    """Something that is done again and again, by one process at a time."""

    __tablename__ = "jobs"

    name: Mapped[str] = mapped_column(primary_key=True)
    # Whoever does it holds it until then.
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
