"""A reviewer's own names for what they often ask of the queue: sealed, and for nobody else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.forms import UNUSABLE, UNUSABLE_WORDS
from nightsafe.gate import Actor
from nightsafe.ledger.crypto import forget_key, know_keys, open_for, seal_for
from nightsafe.review import searching
from nightsafe.review.filters import Filters
from nightsafe.review.models import SavedFilter

MOST = 30
LONGEST = 60  # letters of a name


@dataclass(frozen=True)
class Saved:
    """One saved filter, opened: its name, the address it leads to, the words it searches for."""

    id: UUID
    name: str
    query: dict[str, Any]
    words: str = ""

    @property
    def url(self) -> str | None:
        """Where it leads; None where it searches, which is asked and noted anew each time."""
        return None if self.words else url_for("review.queue", **self.query)


def save_filter(actor: Actor, name: str, filters: Filters, *, now: datetime) -> SavedFilter:
    """Keep what is asked for under a name; raises ProductError beside the field."""
    name = " ".join(name.split())
    if UNUSABLE.search(name):
        raise ProductError(UNUSABLE_WORDS, "name")
    if not name:
        raise ProductError(_l("Give it a name by which you will know it again."), "name")
    if len(name) > LONGEST:
        raise ProductError(_l("Keep the name under 60 characters."), "name")
    if len(_rows(actor)) >= MOST:
        raise ProductError(_l("You have saved 30 filters. Remove one that you do not need."))
    search = searching.search_of(actor, filters.find)
    # The token dies with its shift; the words are searched for anew.
    plain = filters.with_(find=None)
    kept: dict[str, Any] = {"name": name, "query": plain.query()}
    if search is not None:
        kept["words"] = search.text
    row = SavedFilter(id=uuid4(), person_id=actor.person_id, created_at=now)
    row.written = seal_for(row.id, 1, kept)
    db.session.add(row)
    return row


def saved_filters(actor: Actor) -> list[Saved]:
    """Somebody's own saved filters by their names: two statements."""
    rows = _rows(actor)
    held = know_keys([row.id for row in rows]) if rows else ()
    found = sorted(map(_opened, rows), key=lambda one: one.name.casefold())
    del held
    return found


def saved_filter(actor: Actor, filter_id: UUID) -> Saved | None:
    """One of somebody's own; somebody else's is as good as none."""
    row = _row(actor, filter_id)
    return _opened(row) if row is not None else None


def remove_filter(actor: Actor, filter_id: UUID) -> bool:
    """Take one's own away for good, its key first; False when there is none."""
    row = _row(actor, filter_id)
    if row is None:
        return False
    forget_key(row.id)
    db.session.delete(row)
    return True


def _rows(actor: Actor) -> list[SavedFilter]:
    query = select(SavedFilter).where(SavedFilter.person_id == actor.person_id)
    return list(db.session.scalars(query))


def _row(actor: Actor, filter_id: UUID) -> SavedFilter | None:
    return db.session.scalar(
        select(SavedFilter).where(
            SavedFilter.id == filter_id, SavedFilter.person_id == actor.person_id
        )
    )


def _opened(row: SavedFilter) -> Saved:
    return Saved(row.id, **open_for(row.id, 1, row.written))
