"""Adding a photo of a thing to an entry, and taking one away; each ends as one ledger row."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor
from nightsafe.incidents import lifecycle
from nightsafe.incidents.events import settle
from nightsafe.incidents.models import Entry, Photo
from nightsafe.incidents.photo_files import seal_files
from nightsafe.incidents.photo_rules import MOST, may_add_photo, may_remove_photo
from nightsafe.incidents.pixels import Picture
from nightsafe.incidents.snapshot import snapshot_of_photos
from nightsafe.ledger.actions import stage
from nightsafe.submissions.actions import Conflict, lock


class TooMany(ProductError):
    """An entry that has all the photos it can hold."""

    def __init__(self) -> None:
        super().__init__(
            _l("An entry holds %(most)d photos. Take one away first.", most=MOST), "photos"
        )


def add_photo(
    actor: Actor,
    entry: Entry,
    photo_id: UUID,
    picture: Picture,
    *,
    now: datetime,
    captured_at: datetime | None = None,
    queued: bool = False,
) -> Photo:
    """Add a photo to one's own entry; sent again, it gives the photo of the first time.

    `queued` comes from a phone that offered it when the entry was of a kind with photos: then
    it is taken though the kind changed since. Raises NotAllowed, TooMany, or Conflict (409) when
    the same id arrives with another picture.
    """
    known = before_pixels(actor, entry, photo_id, picture.original, queued=queued)
    if known is not None:
        return known
    db.session.refresh(entry.event)
    there = photos_in(entry.id)
    photo = Photo(
        id=photo_id,
        entry_id=entry.id,
        author_id=actor.person_id,
        number=max((one.number for one in there), default=0) + 1,
        received_at=now,
        captured_at=captured_at,
    )
    seal_files(photo, picture)
    db.session.add(photo)
    # It is something that a reviewer has not seen.
    settle(entry.event, entry.event.entries, unseen=True)
    _stage(actor, [*there, photo], now)
    return photo


def before_pixels(
    actor: Actor, entry: Entry, photo_id: UUID, octets: bytes, *, queued: bool = False
) -> Photo | None:
    """What the rules say before a pixel is decoded: the photo of the first time, or None.

    Raises what `add_photo` raises; the locks are held until the transaction ends.
    """
    # In one order for everybody, or two that cross would wait for each other.
    for one in sorted({photo_id, entry.id}):
        lock(one)
    db.session.refresh(entry)
    there = photos_in(entry.id)
    known = _known(actor, entry, photo_id, octets, there)
    if known is not None:
        return known
    allowed = lifecycle.may_amend if queued else may_add_photo
    if not allowed(entry, actor):
        raise NotAllowed(_l("You cannot add a photo to this entry."))
    if sum(one.removed_at is None for one in there) >= MOST:
        raise TooMany
    return None


def remove_photo(actor: Actor, entry: Entry, photo: Photo, *, now: datetime) -> Photo:
    """Take a photo off every screen for good; doing it twice is doing it once.

    Its bytes stay sealed with the entry's history, as words do that were withdrawn.
    """
    lock(entry.id)
    db.session.refresh(entry)
    db.session.refresh(photo)
    if not may_remove_photo(entry, photo, actor):
        raise NotAllowed(_l("This photo is not yours to take away."))
    if photo.removed_at is None:
        photo.removed_at = now
        _stage(actor, photos_in(entry.id), now)
    return photo


def photos_in(entry_id: UUID) -> list[Photo]:
    """All photos of an entry, in order, with those that were taken away; for this feature alone."""
    query = select(Photo).where(Photo.entry_id == entry_id).order_by(Photo.number)
    return list(db.session.scalars(query, execution_options={"populate_existing": True}))


def _known(
    actor: Actor, entry: Entry, photo_id: UUID, octets: bytes, there: Sequence[Photo]
) -> Photo | None:
    """The photo that this one was before: by its id, or the same file among the entry's."""
    digest = hashlib.sha256(octets).digest()
    known = db.session.get(Photo, photo_id)
    if known is not None:
        if (known.entry_id, known.author_id, known.digest) != (entry.id, actor.person_id, digest):
            raise Conflict(changed_replay=True)
        return known
    same = (one for one in there if one.digest == digest and one.removed_at is None)
    return next(same, None) if lifecycle.is_author(entry, actor) else None


def _stage(actor: Actor, photos: Sequence[Photo], now: datetime) -> None:
    payload: dict[str, Any] = snapshot_of_photos(photos)
    stage("photos", photos[0].entry_id, actor.person_id, payload, now=now)
