"""Entries read back as the ledger keeps them, and taken out when one is erased."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from nightsafe.database import db
from nightsafe.delivery.actions import remove_messages
from nightsafe.incidents.events import settle, told_by
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.snapshot import snapshot
from nightsafe.incidents.word_index import forget_words
from nightsafe.incidents.written import read_written
from nightsafe.ledger.verify import Projection
from nightsafe.submissions.held import remove_about
from nightsafe.submissions.models import Submission
from nightsafe.submissions.reference import reference_of


def _snapshots() -> Iterator[tuple[UUID, dict[str, Any]]]:
    query = select(Entry).order_by(Entry.id).execution_options(yield_per=500)
    for entry in db.session.scalars(query):
        yield entry.id, snapshot(entry, read_written(entry))


def _faults() -> Iterator[str]:
    """Entries are compared with the ledger; events, and references, with what entries say."""
    empty = select(Event).where(Event.id.not_in(select(Entry.event_id))).order_by(Event.id)
    for event in db.session.scalars(empty):
        if event.merged_into is None:
            yield f"event {event.id} has no entry"
        elif event.standing or event.needs_review:
            yield f"event {event.id} was merged into another, but still stands"
    query = (
        select(Event, Entry)
        .join(Entry, Entry.event_id == Event.id)
        .order_by(Event.id)
        .execution_options(yield_per=500, populate_existing=True)
    )
    for event, rows in groupby(db.session.execute(query), lambda row: row[0]):
        entries = [entry for _, entry in rows]
        for entry in entries:
            if entry.reference != reference_of(entry.id):
                yield f"entry {entry.id} has the reference of another"
        told = told_by(entries)
        other = [name for name, value in vars(told).items() if getattr(event, name) != value]
        if other:
            yield f"event {event.id} differs from what its entries tell: {', '.join(other)}"
        if event.merged_into is not None:
            yield f"event {event.id} was merged into another, but has entries"
        if event.needs_review and not told.for_review:
            yield f"event {event.id} waits for a review that it is not for"


def _remove(record_id: UUID) -> None:
    # Of any record: it may be that it is only held.
    remove_about(record_id)
    entry = db.session.get(Entry, record_id)
    if entry is None:
        return
    event = entry.event
    left = [other for other in event.entries if other.id != record_id]
    forget_words(record_id)
    db.session.execute(delete(Submission).where(Submission.record_id == record_id))
    remove_messages(record_id)
    if left:
        settle(event, left, unseen=False)
    db.session.execute(delete(Entry).where(Entry.id == record_id))
    if not left:
        db.session.execute(delete(Event).where(Event.id == event.id))
    db.session.expire_all()


PROJECTION = Projection(kind="entry", snapshots=_snapshots, remove=_remove, faults=_faults)
