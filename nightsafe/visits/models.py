"""A Safe Places visit: who came by, what they needed, how they left; never a name."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model


class Visit(Model):
    """One person's stay; open until they left."""

    __tablename__ = "visits"
    __table_args__ = (
        Index("ix_visits_author", "author_id", "arrived_at"),
        Index("ix_visits_premises", "premises_id", "arrived_at"),
        Index("ix_visits_night", "night"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    premises_id: Mapped[int | None] = mapped_column(ForeignKey("premises.id"))
    role: Mapped[str]
    arrived_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    night: Mapped[date]
    received_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    # Keys of visits/choices.py: came_by, reasons, needs, support, left, age_band, gender, student,
    # university, without_us.
    answers: Mapped[dict[str, Any]]
    restricted: Mapped[bool]
    # Once restricted, it stays so; the note is sealed under the visit's own key.
    written: Mapped[bytes] = mapped_column(LargeBinary)
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("entries.id"))
    version: Mapped[int] = mapped_column(default=1)
    head: Mapped[UUID]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
