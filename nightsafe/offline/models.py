"""Photos on their way from a phone: what has arrived of each, sealed as the phone sealed it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model


class Upload(Model):
    """A sealed photo from its first piece on; its row stays, so that a repeat gets its answer.

    `content` is the whole of it while it waits or nobody may open it, else empty.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        Index("ix_uploads_record_id", "record_id"),
        Index("ix_uploads_state", "state", "touched_at"),
    )

    author_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID]
    key_id: Mapped[str]
    length: Mapped[int]
    have: Mapped[int]
    # See uploads.py.
    state: Mapped[str]
    # The entry it is for: known once it was opened.
    record_id: Mapped[UUID | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    # SHA-256 of the sealed bytes: the receipt's.
    digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None]


class UploadPart(Model):
    """One piece of an upload, from `start` on; gone once the whole is there."""

    __tablename__ = "upload_parts"
    __table_args__ = (
        ForeignKeyConstraint(["author_id", "upload_id"], ["uploads.author_id", "uploads.id"]),
    )

    author_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    upload_id: Mapped[UUID] = mapped_column(primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    octets: Mapped[bytes] = mapped_column(LargeBinary)
