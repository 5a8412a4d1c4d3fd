"""What is held, read back from its ledger rows: what was changed or taken away is found."""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select

from nightsafe.database import db
from nightsafe.ledger.keys import Unreadable
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from nightsafe.ledger.verify import Projection
from nightsafe.submissions import held
from nightsafe.submissions.models import Held
from nightsafe.submissions.uploads import State, Upload

# The author and the id under which something arrived.
Key = tuple[int, UUID]
# A photo that simply arrives, or waits for its entry, is told of by its entry's own rows.
_UNTOLD = frozenset({State.OPEN, State.WAITING, State.RECEIVED})
# What became part of nothing is let go of after a while; in these states it has to be there.
_KEPT = frozenset({State.WAITING, State.QUARANTINED})


class Told:
    """What the ledger's newest rows say of everything that was held, and what was erased."""

    def __init__(self) -> None:
        self.submissions: dict[Key, dict[str, Any]] = {}
        self.photos: dict[Key, dict[str, Any]] = {}
        self.records: dict[UUID, set[UUID]] = {}
        query = select(Row).where(Row.kind == "held").order_by(Row.seq)
        for row in db.session.scalars(query.execution_options(yield_per=500)):
            payload = open_row(row)
            photo = "photo" in payload
            held_id = UUID(payload["photo" if photo else "submission"])
            (self.photos if photo else self.submissions)[payload["author"], held_id] = payload
            if row.record_id is not None:
                self.records.setdefault(held_id, set()).add(row.record_id)
            db.session.expunge(row)
        erased = select(Row.record_id).where(Row.kind == "erased", Row.record_id.is_not(None))
        self._erased = set(db.session.scalars(erased))

    def erased(self, held_id: UUID) -> bool:
        """Whether what something was about was erased, and all that was held with it."""
        return bool(self.records.get(held_id, set()) & self._erased)


def _faults() -> Iterator[str]:
    told = Told()
    yield from _submissions(told)
    yield from _photos(told)


def _submissions(told: Told) -> Iterator[str]:
    left = dict(told.submissions)
    for key in db.session.execute(select(Held.author_id, Held.id).order_by(Held.id)).all():
        row = db.session.get_one(Held, tuple(key), populate_existing=True)
        said = left.pop((row.author_id, row.id), None)
        if said is None:
            yield f"held submission {row.id} is not in the ledger"
        elif (row.state, row.why, row.digest.hex()) != (said["state"], said["why"], said["digest"]):
            yield f"held submission {row.id} differs from its newest ledger row"
        elif not _is_whole(row):
            yield f"held submission {row.id} does not hold what was received"
        db.session.expunge(row)
    for _author, held_id in left:
        if not told.erased(held_id):
            yield f"held submission {held_id} is in the ledger but not in its table"


def _is_whole(row: Held) -> bool:
    """Whether the content is what its state says: as it was sealed, opened, or let go of."""
    if row.state in {held.QUARANTINED, held.DAMAGED}:
        return row.content is not None and hashlib.sha256(row.content).digest() == row.digest
    if row.state != held.ATTENTION:
        return row.content is None
    try:
        return row.content is not None and bool(held.content_of(row))
    except Unreadable:
        return False


def _photos(told: Told) -> Iterator[str]:
    left = dict(told.photos)
    for key in db.session.execute(select(Upload.author_id, Upload.id).order_by(Upload.id)).all():
        row = db.session.get_one(Upload, tuple(key), populate_existing=True)
        said = left.pop((row.author_id, row.id), None)
        if said is None and row.state not in _UNTOLD:
            yield f"photo {row.id} on its way is not in the ledger as {row.state}"
        elif said is not None and not _fits(row, said):
            yield f"photo {row.id} on its way differs from its newest ledger row"
        elif not _photo_is_whole(row):
            yield f"photo {row.id} on its way is not what was received"
        db.session.expunge(row)
    for (_author, held_id), said in left.items():
        # One that was let in before it could be opened may be gone with an entry not known then.
        unknown = said["state"] == State.WAITING and not told.records.get(held_id)
        if not unknown and not told.erased(held_id):
            yield f"photo {held_id} on its way is in the ledger but not in its table"


def _fits(row: Upload, said: dict[str, Any]) -> bool:
    # Let in, it becomes part of its entry without another row of its own.
    states = {State.WAITING, State.RECEIVED} if said["state"] == State.WAITING else {said["state"]}
    return row.state in states and row.digest is not None and row.digest.hex() == said["digest"]


def _photo_is_whole(row: Upload) -> bool:
    """Whether what is kept sealed of a photo is what the receipt says; one at a time."""
    if row.state == State.OPEN or row.content is None:
        return row.state not in _KEPT
    return hashlib.sha256(row.content).digest() == row.digest


# No records of their own: these rows tell what became of what was sent, and are never read back.
PROJECTION = Projection(
    kind="held submission", snapshots=tuple, remove=lambda _record_id: None, faults=_faults
)
