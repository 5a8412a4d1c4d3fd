"""Submissions as they were received, those that are held, and the keys phones seal to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model


class Submission(Model):
    """One envelope that arrived from its author."""

    __tablename__ = "submissions"
    __table_args__ = (Index("ix_submissions_record_id", "record_id"),)

    author_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID]
    parent_id: Mapped[UUID | None]
    kind: Mapped[str]
    format: Mapped[int]
    captured_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    # HMAC of what was sent: a plain hash of a few choices could be guessed.
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    # Applied, or kept aside because its parent was stale or a replay differed.
    applied: Mapped[bool] = mapped_column(default=True)


class SealKey(Model):
    """A key pair that phones seal to; a retired one still opens what was sealed to it."""

    __tablename__ = "seal_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    # The point of P-256, uncompressed: 65 bytes.
    public: Mapped[bytes] = mapped_column(LargeBinary)
    # Wrapped by the installation's key, whose name stands beside it.
    private: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_by: Mapped[str]
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class Held(Model):
    """A sealed submission that was received, acknowledged, and is not (yet) what it asks for.

    `content` is what the phone sent, as it sent it, while nobody may read it (quarantined,
    damaged); the fields of the form, sealed under the record's own key, while its author has to
    look at them (attention); empty once that is over.
    """

    __tablename__ = "held_submissions"
    __table_args__ = (
        Index("ix_held_submissions_record_id", "record_id"),
        Index("ix_held_submissions_state", "state"),
    )

    author_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID]
    # Known once it was opened.
    record_id: Mapped[UUID | None]
    membership_id: Mapped[int | None]
    kind: Mapped[str | None]
    # Why it is held, and what became of it: see held.py.
    why: Mapped[str]
    state: Mapped[str]
    key_id: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    # SHA-256 of the sealed bytes: the receipt's, so that a repeat gets the same.
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None]
