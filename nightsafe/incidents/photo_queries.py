"""Reading photos: of entries that somebody may open, and of none else."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select

from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.models import Entry, Event, Photo
from nightsafe.incidents.queries import visible


def photos_of(entry_ids: Collection[UUID]) -> dict[UUID, list[Photo]]:
    """The photos that entries show, in order, by entry; the caller may open those entries."""
    found: dict[UUID, list[Photo]] = {entry_id: [] for entry_id in entry_ids}
    query = (
        select(Photo)
        .where(Photo.entry_id.in_(found), Photo.removed_at.is_(None))
        .order_by(Photo.entry_id, Photo.number)
    )
    for photo in db.session.scalars(query) if found else ():
        found[photo.entry_id].append(photo)
    return found


def photo_of(actor: Actor, entry_id: UUID, photo_id: UUID) -> tuple[Photo, Entry] | None:
    """A photo and its entry, if somebody may open that: one statement, foreign or missing."""
    may_open = visible(actor).subquery()
    found = db.session.execute(
        select(Photo, Entry)
        .join(Entry, Entry.id == Photo.entry_id)
        .join(may_open, may_open.c.id == Entry.id)
        .where(Photo.id == photo_id, Entry.id == entry_id, Photo.removed_at.is_(None))
    ).first()
    return (found[0], found[1]) if found else None


def how_many(event: Event) -> int:
    """How many photos were ever added to an event's entries: it grows with each."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Photo)
            .join(Entry, Entry.id == Photo.entry_id)
            .where(Entry.event_id == event.id)
        )
        or 0
    )
