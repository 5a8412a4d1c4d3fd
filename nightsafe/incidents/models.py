"""An entry, which one member wrote, the event it tells of, and its photos."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nightsafe.database import Model
from nightsafe.network.models import Place


class Event(Model):
    """What happened, told by one entry or more; statistics count these."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_queue", "needs_review", "restricted", "night"),
        Index("ix_events_code_night", "code", "night"),
        Index("ix_events_night", "night"),
        # From when until when there is something of each source: own ones have none.
        Index("ix_events_source", "source", "night"),
        # The queue's order, to be walked until a page is full.
        Index("ix_events_order", "severity", "occurred_at", "id"),
        # What waits, the gravest first: small however much has been seen.
        Index(
            "ix_events_unseen",
            "severity",
            "occurred_at",
            sqlite_where=text("needs_review IS 1"),
            postgresql_where=text("needs_review IS true"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    severity: Mapped[int]
    occurred_at: Mapped[datetime]
    night: Mapped[date]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    # Of its entries: the widest audience, any restriction, whether any still stands.
    audience: Mapped[str]
    restricted: Mapped[bool]
    standing: Mapped[bool] = mapped_column(default=True)
    # The records it was brought along from, where it was: always an event of its own.
    source: Mapped[str | None]
    # The event that its entries were merged into: it stands no more, and keeps its own review.
    merged_into: Mapped[UUID | None]
    # Unseen by a reviewer since the newest entry or amendment.
    needs_review: Mapped[bool] = mapped_column(default=True)

    entries: Mapped[list["Entry"]] = relationship(
        back_populates="event", order_by="Entry.occurred_at"
    )
    place: Mapped[Place | None] = relationship()


class Entry(Model):
    """One member's account; its newest version, as the screens read it."""

    __tablename__ = "entries"
    __table_args__ = (
        Index("ix_entries_event_id", "event_id"),
        Index("ix_entries_author", "author_id", "received_at"),
        Index("ix_entries_premises", "premises_id", "occurred_at"),
        Index("ix_entries_reference", "reference"),
        Index("ix_entries_night", "night"),
        # Of the restricted alone: a planner without figures would take it for all the others.
        Index(
            "ix_entries_restricted",
            "occurred_at",
            sqlite_where=text("restricted IS 1"),
            postgresql_where=text("restricted IS true"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"))
    reference: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    # For whom it was logged, as it stood at that moment (rule 8).
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    premises_id: Mapped[int | None] = mapped_column(ForeignKey("premises.id"))
    role: Mapped[str]
    # What happened.
    code: Mapped[str]
    severity: Mapped[int]
    severity_chosen: Mapped[bool] = mapped_column(default=False)
    flags: Mapped[list[str]]
    actions: Mapped[list[str]]
    details: Mapped[dict[str, Any]]
    people: Mapped[dict[str, Any]]
    audience: Mapped[str]
    restricted: Mapped[bool]
    shared_at: Mapped[datetime | None]
    # The name of the records it was brought along from; their own number is among the written.
    source: Mapped[str | None]
    # When: the corrected time, the reporter's claim, the server's clock, the phone's.
    occurred_at: Mapped[datetime]
    claimed_at: Mapped[datetime]
    night: Mapped[date]
    received_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    # Where it happened; free words are among what was written.
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    # What somebody wrote, sealed under this entry's own key and bound to this version.
    written: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)
    head: Mapped[UUID]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(back_populates="entries")
    place: Mapped[Place | None] = relationship()


class Photo(Model):
    """A photo of a thing, sealed under its entry's key; `number` is its place in the entry."""

    __tablename__ = "photos"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    number: Mapped[int]
    # SHA-256 and length of the file as it arrived, and of what is shown instead of it.
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    length: Mapped[int]
    shown_digest: Mapped[bytes] = mapped_column(LargeBinary)
    shown_length: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    received_at: Mapped[datetime]
    captured_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    # Megabytes that no list of photos needs: read one by one.
    original: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    shown: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    small: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class EventMove(Model):
    """An entry was moved from one event to another: merged, or split off again."""

    __tablename__ = "event_moves"
    __table_args__ = (
        Index("ix_event_moves_entry_id", "entry_id"),
        Index("ix_event_moves_to_event", "to_event"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"))
    from_event: Mapped[UUID]
    to_event: Mapped[UUID]
    # Codes of the reasons, never words.
    why: Mapped[list[str]]
    moved_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    moved_at: Mapped[datetime]


class KeptApart(Model):
    """Two entries that a reviewer found not to tell of the same event; the lower id first."""

    __tablename__ = "kept_apart"
    __table_args__ = (Index("ix_kept_apart_other_id", "other_id"),)

    one_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    kept_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kept_at: Mapped[datetime]


class SearchTerm(Model):
    """A keyed hash of one word's stem, and a record in which the word stands."""

    __tablename__ = "search_terms"
    # Many and small: on SQLite the rows lie in the key itself.
    __table_args__ = (
        Index("ix_search_terms_record_id", "record_id"),
        {"sqlite_with_rowid": False},
    )

    # 8 bytes: nobody without the installation's key can guess the word.
    term: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    # An entry, a question about one, or an event whose finding holds the word.
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
