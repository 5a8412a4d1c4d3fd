"""A submission as it was received: one row for each, so that a replay finds its receipt."""

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
