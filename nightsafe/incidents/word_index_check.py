"""Whether the index of words holds all that can be searched for, and nothing else."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import or_, select

from nightsafe.database import db
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, SearchTerm
from nightsafe.incidents.word_index import stems_in
from nightsafe.incidents.written import read_written
from nightsafe.ledger.keys import Unreadable
from nightsafe.ledger.verify import Projection


def _faults() -> Iterator[str]:
    there = select(SearchTerm.term).where(SearchTerm.record_id == Entry.id).correlate(Entry)
    hidden = (
        select(Entry.id)
        .where(or_(Entry.audience != Audience.REVIEW, Entry.withdrawn_at.is_not(None)))
        .where(there.exists())
        .order_by(Entry.id)
    )
    for entry_id in db.session.scalars(hidden):
        yield f"entry {entry_id} can be found by its words, though it is not for review"
    silent = (
        select(Entry)
        .where(Entry.audience == Audience.REVIEW, Entry.withdrawn_at.is_(None), ~there.exists())
        .execution_options(yield_per=500)
    )
    missing = sum(_has_words(entry) for entry in db.session.scalars(silent))
    if missing:
        yield f"{missing} entries cannot be found by their words: run `nightsafe reindex`"


def _has_words(entry: Entry) -> bool:
    try:
        return bool(stems_in(read_written(entry)))
    except Unreadable:
        # Said where entries are compared with the ledger.
        return False


def _remove(record_id: UUID) -> None:
    """Whoever removes what was written takes its words along."""


PROJECTION = Projection(kind="search", snapshots=tuple, remove=_remove, faults=_faults)
