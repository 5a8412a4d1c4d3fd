"""What was brought along, checked against what the entries themselves say under seal."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from nightsafe.database import db
from nightsafe.importing.batches import counted, told
from nightsafe.importing.known import key_of
from nightsafe.importing.models import ImportBatch, ImportedEntry
from nightsafe.incidents.models import Entry
from nightsafe.incidents.written import read_written
from nightsafe.ledger.models import RecordKey, Row
from nightsafe.ledger.queries import open_row
from nightsafe.ledger.verify import Projection


def _faults() -> Iterator[str]:
    """Each entry's batch and number are sealed with it; what is erased is only counted."""
    query = (
        select(Entry, ImportedEntry.batch_id, ImportedEntry.key)
        .outerjoin(ImportedEntry, ImportedEntry.entry_id == Entry.id)
        .where(Entry.source.is_not(None) | ImportedEntry.entry_id.is_not(None))
        .order_by(Entry.id)
        .execution_options(yield_per=500)
    )
    for entry, batch_id, key in db.session.execute(query):
        origin = read_written(entry).origin
        if origin.get("source") != entry.source:
            yield f"entry {entry.id} does not come from where it says"
        elif origin.get("batch") != batch_id:
            yield f"entry {entry.id} is not in the batch it came with"
        elif key != key_of(origin["source"], origin["external_id"]):
            yield f"entry {entry.id} is not the record of theirs that it was made of"
    gone = (
        select(ImportedEntry.entry_id)
        .outerjoin(Entry, Entry.id == ImportedEntry.entry_id)
        .outerjoin(RecordKey, RecordKey.record_id == ImportedEntry.entry_id)
        .where(Entry.id.is_(None), RecordKey.destroyed_at.is_(None))
    )
    for entry_id in db.session.scalars(gone):
        yield f"imported entry {entry_id} is gone and was never erased"
    yield from _batches()


def _batches() -> Iterator[str]:
    made = (
        select(ImportedEntry.batch_id, func.count().label("number"))
        .group_by(ImportedEntry.batch_id)
        .subquery()
    )
    query = (
        select(ImportBatch.id, ImportBatch.added, func.coalesce(made.c.number, 0))
        .outerjoin(made, made.c.batch_id == ImportBatch.id)
        .order_by(ImportBatch.id)
    )
    for batch_id, added, number in db.session.execute(query):
        if added != number:
            yield f"batch {batch_id} made {number} entries and says {added}"
    yield from _steps()


def _steps() -> Iterator[str]:
    """Each batch is compared with the ledger's rows about its steps."""
    steps: dict[int, dict[str, dict[str, Any]]] = {}
    rows = select(Row).where(Row.kind == "import").order_by(Row.seq)
    for row in db.session.scalars(rows.execution_options(yield_per=500)):
        said = open_row(row)
        steps.setdefault(said["batch"], {})[said["what"]] = said
    for batch in db.session.scalars(select(ImportBatch).order_by(ImportBatch.id)):
        if not _is_as_told(batch, steps.pop(batch.id, {})):
            yield f"batch {batch.id} differs from its rows in the ledger"
    for number in steps:
        yield f"batch {number} is in the ledger but not in its table"


def _is_as_told(batch: ImportBatch, steps: dict[str, dict[str, Any]]) -> bool:
    begun, finished = steps.get("begun"), steps.get("finished")
    undone, out = steps.get("taking out"), steps.get("taken out")
    return (
        begun is not None
        and begun["source"] == batch.source
        and begun == {**begun, **told(batch)}
        and (finished is None) == (batch.finished_at is None)
        and (finished is None or finished == {**finished, **counted(batch)})
        and (undone is None) == (batch.undone_at is None)
        and (undone is None or undone["by"] == batch.undone_by)
        and (out is None) == (batch.out_at is None)
        and (out is None or out["withdrawn"] == batch.withdrawn)
    )


# No records of its own: an entry's row in the ledger is the entry's.
PROJECTION = Projection(
    kind="imported record", snapshots=tuple, remove=lambda _record_id: None, faults=_faults
)
