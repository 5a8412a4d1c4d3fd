"""Taking a batch out again: each of its entries is withdrawn, and stays in the ledger."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from nightsafe.database import db
from nightsafe.importing import batches
from nightsafe.importing.bringing import CHUNK, IMPORTING
from nightsafe.importing.models import ImportBatch, ImportedEntry
from nightsafe.importing.problems import CannotImport
from nightsafe.incidents.actions import withdraw_entry
from nightsafe.incidents.models import Entry
from nightsafe.ledger.crypto import know_keys
from nightsafe.submissions.actions import lock
from nightsafe.submissions.envelope import Kind, fresh


def batch_numbered(number: int) -> ImportBatch:
    """One batch; raises CannotImport when there is none, naming those there are."""
    batch = db.session.get(ImportBatch, number)
    if batch is None:
        there = db.session.scalars(select(ImportBatch.id).order_by(ImportBatch.id)).all()
        known = ", ".join(map(str, there)) or "none yet"
        raise CannotImport(f"There is no batch {number} (there: {known}).")
    return batch


def standing(batch: ImportBatch) -> int:
    """How many entries of a batch stand."""
    query = (
        select(func.count())
        .select_from(ImportedEntry)
        .join(Entry, Entry.id == ImportedEntry.entry_id)
        .where(ImportedEntry.batch_id == batch.id, Entry.withdrawn_at.is_(None))
    )
    return db.session.scalar(query) or 0


def begin_undoing(batch: ImportBatch, by: str, reason: str, *, now: datetime) -> None:
    """Say who takes a batch out; from here on nothing more is added to it."""
    lock(IMPORTING)
    db.session.refresh(batch)
    if batch.undone_at is None:
        batch.undone_at, batch.undone_by = now, by
        batches.note(batch, "taking out", now, by=by, reason=reason)


def withdraw_some(batch: ImportBatch, reason: str, *, now: datetime) -> int:
    """Withdraw the next entries of a batch, at most a chunk; how many there were, 0 at the end.

    Flushes, and leaves the commit to the command, as bringing them in does.
    """
    lock(IMPORTING)
    # A withdrawal is its author's own.
    actor = batches.actor_of(batch, None)
    entries = _next(batch)
    held = know_keys([one.id for one in entries]) if entries else ()
    # Each is an event of its own: no withdrawal reads what another has just written.
    with db.session.no_autoflush:
        for entry in entries:
            envelope = fresh(Kind.WITHDRAW, entry.id, entry.head)
            withdraw_entry(actor, entry, envelope, reason, now=now)
    batch.withdrawn += len(entries)
    db.session.flush()
    del held
    return len(entries)


def finish_undoing(batch: ImportBatch, *, now: datetime) -> None:
    """Say that none of a batch's entries stands any more."""
    if batch.out_at is None:
        batch.out_at = now
        batches.note(batch, "taken out", now, withdrawn=batch.withdrawn)


def _next(batch: ImportBatch) -> Sequence[Entry]:
    return (
        db.session.scalars(
            select(Entry)
            .join(ImportedEntry, ImportedEntry.entry_id == Entry.id)
            .where(ImportedEntry.batch_id == batch.id, Entry.withdrawn_at.is_(None))
            .order_by(Entry.occurred_at, Entry.id)
            .limit(CHUNK)
            .options(joinedload(Entry.event))
        )
        .unique()
        .all()
    )
