"""A finding beside an event, questions to its reporters, and what reviewers keep for their work."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model


class Finding(Model):
    """What the reviewers made of one event; its newest version."""

    __tablename__ = "findings"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"), primary_key=True)
    first_seen_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[str | None]
    home_office: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reopened_at: Mapped[datetime | None]
    # The police reference and any note, sealed under the event's own key.
    written: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]


class Question(Model):
    """A reviewer's question to the author of an entry, and what was answered."""

    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_entry_id", "entry_id"),
        Index("ix_questions_answered_at", "answered_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    # Question and answers, sealed under the entry's own key.
    written: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)


class SavedFilter(Model):
    """A reviewer's own name for what they often ask of the queue."""

    __tablename__ = "saved_filters"
    __table_args__ = (Index("ix_saved_filters_person_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    # Its name and what it asks for, search words among it: sealed under its own key.
    written: Mapped[bytes] = mapped_column(LargeBinary)


class Reader(Model):
    """Who has an event open just now; kept for minutes."""

    __tablename__ = "readers"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    seen_at: Mapped[datetime]


class Export(Model):
    """A file that left, and the mark in it that leads back to whom it was made for."""

    __tablename__ = "exports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    file_format: Mapped[str]
    with_words: Mapped[bool]
    rows: Mapped[int]
