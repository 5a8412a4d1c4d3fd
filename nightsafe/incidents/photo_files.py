"""The bytes of a photo: sealed under its entry's key, opened one by one."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from nightsafe.database import db
from nightsafe.incidents.models import Photo
from nightsafe.incidents.pixels import Picture
from nightsafe.ledger.crypto import record_key
from nightsafe.ledger.keys import seal, unseal


class Size(StrEnum):
    """Which file of a photo: as it arrived, as it is shown, or small enough for a page."""

    ORIGINAL = "original"
    SHOWN = "shown"
    SMALL = "small"


@dataclass(frozen=True)
class Seen:
    """A photo on a page, small, with what is said about it."""

    photo: Photo
    small: bytes

    @property
    def source(self) -> str:
        """The address of the small picture: itself, so that its page's reading is all it takes."""
        return f"data:image/jpeg;base64,{base64.b64encode(self.small).decode()}"


def seal_files(photo: Photo, picture: Picture) -> None:
    """Put a picture's files into a photo, with their digests."""
    photo.digest = hashlib.sha256(picture.original).digest()
    photo.length = len(picture.original)
    photo.shown_digest = hashlib.sha256(picture.shown).digest()
    photo.shown_length = len(picture.shown)
    photo.width, photo.height = picture.width, picture.height
    key = record_key(photo.entry_id, make=True)
    for size, octets in (
        (Size.ORIGINAL, picture.original),
        (Size.SHOWN, picture.shown),
        (Size.SMALL, picture.small),
    ):
        setattr(photo, size, seal(key, octets, _bound(photo.entry_id, photo.id, size)))


def open_file(photo: Photo, size: Size) -> bytes:
    """One file of a photo; raises Unreadable when its entry was erased, or it was altered."""
    sealed: bytes = getattr(photo, size)
    return unseal(record_key(photo.entry_id), sealed, _bound(photo.entry_id, photo.id, size))


def seen(photos: Sequence[Photo]) -> list[Seen]:
    """Photos as a page shows them; one statement for all their small files."""
    ids = [photo.id for photo in photos]
    rows = db.session.execute(select(Photo.id, Photo.small).where(Photo.id.in_(ids))) if ids else ()
    sealed: dict[UUID, bytes] = {row[0]: row[1] for row in rows}
    return [
        Seen(
            photo,
            unseal(
                record_key(photo.entry_id),
                sealed[photo.id],
                _bound(photo.entry_id, photo.id, Size.SMALL),
            ),
        )
        for photo in photos
    ]


def _bound(entry_id: UUID, photo_id: UUID, size: Size) -> bytes:
    # Its own word in front: no file can stand in for a text or for a payload of the ledger.
    return f"photo/{entry_id}/{photo_id}/{size}".encode()
