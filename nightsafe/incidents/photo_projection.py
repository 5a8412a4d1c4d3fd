"""Photos read back as the ledger keeps them, and taken out when their entry is erased."""

import hashlib
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from nightsafe.database import db
from nightsafe.incidents.models import Photo
from nightsafe.incidents.photo_files import Size, open_file
from nightsafe.incidents.snapshot import snapshot_of_photos
from nightsafe.ledger.keys import Unreadable
from nightsafe.ledger.verify import Projection
from nightsafe.submissions.uploads import remove_uploads


def _snapshots() -> Iterator[tuple[UUID, dict[str, Any]]]:
    query = select(Photo).order_by(Photo.entry_id, Photo.number).execution_options(yield_per=500)
    for entry_id, photos in groupby(db.session.scalars(query), lambda one: one.entry_id):
        yield entry_id, snapshot_of_photos(photos)


def _faults() -> Iterator[str]:
    """Every file is opened and compared with the digest that the ledger holds, one at a time."""
    for photo_id in db.session.scalars(select(Photo.id).order_by(Photo.id)).all():
        photo = db.session.get_one(Photo, photo_id)
        try:
            for size, digest in (
                (Size.ORIGINAL, photo.digest),
                (Size.SHOWN, photo.shown_digest),
                (Size.SMALL, None),
            ):
                found = hashlib.sha256(open_file(photo, size)).digest()
                if digest is not None and found != digest:
                    yield f"the {size} file of photo {photo_id} is not what was received"
        except Unreadable:
            yield f"photo {photo_id} cannot be opened"
        finally:
            db.session.expunge(photo)


def _remove(record_id: UUID) -> None:
    remove_uploads(record_id)
    db.session.execute(delete(Photo).where(Photo.entry_id == record_id))
    db.session.expire_all()


# Before that of entries, whose rows these point at.
PROJECTION = Projection(kind="photos", snapshots=_snapshots, remove=_remove, faults=_faults)
