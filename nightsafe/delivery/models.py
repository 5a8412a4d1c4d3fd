"""Messages, each in the transaction of what it tells of; how each is sent; the jobs that run."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
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


class PushSubscription(Model):
    """A browser that somebody let us wake."""

    __tablename__ = "push_subscriptions"
    __table_args__ = (Index("ix_push_subscriptions_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    # Where its maker takes messages for it, and with what they are sealed to it (RFC 8291).
    endpoint: Mapped[str] = mapped_column(unique=True)
    p256dh: Mapped[str]
    auth: Mapped[str]
    device: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class MessageChoice(Model):
    """How somebody wants to hear of what is not urgent; without a row, as everybody does."""

    __tablename__ = "message_choices"

    person_id: Mapped[int] = mapped_column(primary_key=True)
    # What is switched off, as "channel:group".
    off: Mapped[list[str]]
    # Hours of the network's clock between which nothing wakes them; the same hour twice is never.
    quiet_from: Mapped[int]
    quiet_until: Mapped[int]
    changed_at: Mapped[datetime]


class Sending(Model):
    """One message on its way to one mailbox or browser; written with the message itself."""

    __tablename__ = "sendings"
    __table_args__ = (
        Index("ix_sendings_state_next_at", "state", "next_at"),
        Index("ix_sendings_message_id", "message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    channel: Mapped[str]
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("push_subscriptions.id"))
    # Sent at least once; else at most once.
    safety: Mapped[bool]
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    # Not before then.
    next_at: Mapped[datetime]
    # The last try, and when it came to its end.
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # Why it was not sent, as a key of our own; never the words of another server.
    problem: Mapped[str] = mapped_column(default="")


class Job(Model):
    """Something that is done again and again, by one process at a time."""

    __tablename__ = "jobs"

    name: Mapped[str] = mapped_column(primary_key=True)
    # Whoever does it holds it until then.
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
