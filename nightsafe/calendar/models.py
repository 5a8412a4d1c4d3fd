"""Events of the city's calendar, and the terms of its universities."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model


class CalendarEvent(Model):
    """Something that brings people into the city, from one night to another."""

    __tablename__ = "calendar_events"
    __table_args__ = (
        Index("ix_calendar_events_last", "last"),
        Index("ix_calendar_events_uid", "uid"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    # Its nights, each by the date on which it begins.
    first: Mapped[date]
    last: Mapped[date]
    # How many are expected; None where nobody knows.
    crowd: Mapped[int | None]
    source: Mapped[str]  # "entered", "csv" or "ical"
    # What a file calls it, so that the same file brings it once.
    uid: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Term(Model):
    """A stretch of nights in which a university teaches."""

    __tablename__ = "terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
