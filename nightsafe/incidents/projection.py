"""Entries read back as the ledger keeps them, and taken out when one is erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from nightsafe.database import db
from nightsafe.delivery.actions import remove_messages
from nightsafe.incidents.events import settle
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.snapshot import snapshot
from nightsafe.incidents.written import read_written
from nightsafe.ledger.verify import Projection
from nightsafe.submissions.models import Submission


def _snapshots() -> Iterator[tuple[UUID, dict[str, Any]]]:
    query = select(Entry).order_by(Entry.id).execution_options(yield_per=500)
    for entry in db.session.scalars(query):
        yield entry.id, snapshot(entry, read_written(entry))


def _remove(record_id: UUID) -> None:
    entry = db.session.get(Entry, record_id)
    if entry is None:
        return
    event = entry.event
    left = [other for other in event.entries if other.id != record_id]
    db.session.execute(delete(Submission).where(Submission.record_id == record_id))
    remove_messages(record_id)
    if left:
        settle(event, left, unseen=False)
    db.session.execute(delete(Entry).where(Entry.id == record_id))
    if not left:
        db.session.execute(delete(Event).where(Event.id == event.id))
    db.session.expire_all()


PROJECTION = Projection(kind="entry", snapshots=_snapshots, remove=_remove)
