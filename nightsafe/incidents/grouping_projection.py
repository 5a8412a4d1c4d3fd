"""Which event each entry was moved to, read back as the ledger keeps it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, or_, select

from nightsafe.database import db
from nightsafe.incidents.events import event_id_of
from nightsafe.incidents.models import Entry, Event, EventMove, KeptApart
from nightsafe.incidents.snapshot import snapshot_of_move
from nightsafe.ledger.verify import Projection


def _snapshots() -> Iterator[tuple[UUID, dict[str, Any]]]:
    newest = select(func.max(EventMove.id)).group_by(EventMove.entry_id)
    query = select(EventMove).where(EventMove.id.in_(newest)).order_by(EventMove.entry_id)
    for move in db.session.scalars(query.execution_options(yield_per=500)):
        yield move.entry_id, snapshot_of_move(move)


def _faults() -> Iterator[str]:
    """An entry stands where it was last moved to, else in its own event."""
    moves = select(EventMove.entry_id, EventMove.to_event).order_by(EventMove.id)
    moved = {row.entry_id: row.to_event for row in db.session.execute(moves)}
    rows = select(Entry.id, Entry.event_id).order_by(Entry.id).execution_options(yield_per=500)
    for entry_id, event_id in db.session.execute(rows):
        if event_id != moved.get(entry_id, event_id_of(entry_id)):
            yield f"entry {entry_id} stands in an event that it was never moved to"


def _remove(record_id: UUID) -> None:
    entry = db.session.get(Entry, record_id)
    if entry is None:
        return
    db.session.execute(delete(EventMove).where(EventMove.entry_id == record_id))
    apart = or_(KeptApart.one_id == record_id, KeptApart.other_id == record_id)
    db.session.execute(delete(KeptApart).where(apart))
    own = db.session.get(Event, event_id_of(record_id))
    if own is not None and own.id != entry.event_id:
        # The event it was first of stays, empty, for what points at it: without where and when.
        own.place_id = None
        own.occurred_at = own.occurred_at.replace(hour=12, minute=0, second=0, microsecond=0)
        db.session.flush()


# Before that of entries, whose rows these point at.
PROJECTION = Projection(kind="moved", snapshots=_snapshots, remove=_remove, faults=_faults)
