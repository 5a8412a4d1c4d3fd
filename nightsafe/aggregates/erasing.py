"""Erasure in what was counted for good: the name of the record goes, its number stays."""

from uuid import UUID

from sqlalchemy import delete, func, select

from nightsafe.aggregates.models import FrozenRecord
from nightsafe.database import db
from nightsafe.incidents.events import event_id_of
from nightsafe.incidents.models import Entry
from nightsafe.ledger.verify import Projection


def _remove(record_id: UUID) -> None:
    """An event is forgotten with the last entry that tells of it; a visit is its own record."""
    gone = {record_id, event_id_of(record_id)}
    event_id = db.session.scalar(select(Entry.event_id).where(Entry.id == record_id))
    if event_id is not None:
        told = select(func.count()).select_from(Entry).where(Entry.event_id == event_id)
        gone = gone | {event_id} if db.session.scalar(told) == 1 else gone - {event_id}
    db.session.execute(delete(FrozenRecord).where(FrozenRecord.record_id.in_(gone)))


# It has nothing of its own to compare; it comes before what an entry's event is known by.
PROJECTION = Projection(kind="frozen", snapshots=tuple, remove=_remove)
