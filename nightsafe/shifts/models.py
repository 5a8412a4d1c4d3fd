"""The zero return: a venue or team that had nothing to log says so."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model


class QuietNight(Model):
    """Somebody said that their night was quiet (so far)."""

    __tablename__ = "quiet_nights"
    __table_args__ = (
        Index("ix_quiet_nights_night", "night"),
        Index("ix_quiet_nights_author_night", "author_id", "night"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    premises_id: Mapped[int | None] = mapped_column(ForeignKey("premises.id"))
    role: Mapped[str]
    night: Mapped[date]
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    head: Mapped[UUID]
    withdrawn_at: Mapped[datetime | None]
