"""Letting the queue's list leave as a file: who may have what of it, and what is noted of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from nightsafe.accounts import stepping_up
from nightsafe.accounts.roles import Role, may
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor, Can
from nightsafe.incidents.models import Event
from nightsafe.ledger.actions import stage
from nightsafe.network.models import Place
from nightsafe.network.queries import time_zone
from nightsafe.review import conditions
from nightsafe.review.conditions import selected
from nightsafe.review.exported import ExportedRow, rows_of
from nightsafe.review.filters import Filters
from nightsafe.review.marks import new_mark
from nightsafe.review.models import Export
from nightsafe.review.queue import Line, lines_of
from nightsafe.review.story import stage_reads

# Events in a file: it is made whole before any of it is sent, and a PDF is set page by page. Of
# what was written nobody needs more at once, and each account is a row of the ledger.
MOST: dict[str, int] = {"csv": 5_000, "xlsx": 5_000, "pdf": 1_000}
MOST_WITH_WORDS = 1_000
SHORTEST_REASON = 10  # characters
_AT_ONCE = 250  # events read with one statement each


@dataclass(frozen=True)
class Wish:
    """What kind of file somebody wants, and what for."""

    file_format: str
    with_words: bool
    reason: str


@dataclass(frozen=True)
class Exported:
    """A file about to be made: its rows, and what leads it back to whom it is for."""

    mark: str
    made_at: datetime
    file_format: str
    with_words: bool
    rows: list[ExportedRow]


def may_have_words(actor: Actor) -> bool:
    """Whether a file for somebody may hold what was written: a reviewer needs the grant (R6).

    Whether they gave their password just now is asked besides.
    """
    return may(actor, Can.EXPORT) and (_granted(actor) or actor.role == Role.PS)


def _granted(actor: Actor) -> bool:
    """Whether somebody was named for restricted records; breaking the glass opens none to take."""
    return actor.restricted and actor.glass_until is None


def how_many(actor: Actor, filters: Filters, *, with_words: bool) -> int:
    """How many events a file would hold; counting ends beyond the most that any may hold."""
    wanted = selected(_reader(actor, with_words=with_words), filters, time_zone())
    some = wanted.with_only_columns(Event.id).limit(max(MOST.values()) + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def export(actor: Actor, filters: Filters, wish: Wish, *, now: datetime) -> Exported:
    """The rows of all that the filters select, with what is noted of them in the ledger.

    The caller commits before any of it is shown: no audit, no file (R34). Raises NotAllowed;
    ProductError for a reason that says nothing, for nothing to export and for too much of it; and
    StepUp where words are asked for and the password was not given lately.
    """
    _check(actor, wish)
    reader = _reader(actor, with_words=wish.with_words)
    most = min(MOST[wish.file_format], MOST_WITH_WORDS if wish.with_words else max(MOST.values()))
    lines = list(_lines(reader, filters, most + 1))
    if not lines:
        raise ProductError(_l("Nothing fits these filters any more. Go back to the queue."))
    if len(lines) > most:
        raise ProductError(
            _l(
                "A file of this kind holds at most %(most)s events, and this is more. Choose "
                "fewer nights or another kind.",
                most=most,
            ),
            "file_format",
        )
    made = Export(
        id=uuid4(),
        mark=new_mark(),
        person_id=actor.person_id,
        made_at=now,
        file_format=wish.file_format,
        with_words=wish.with_words,
        rows=len(lines),
    )
    rows = [
        row
        for at in range(0, len(lines), _AT_ONCE)
        for row in rows_of(lines[at : at + _AT_ONCE], with_words=wish.with_words)
    ]
    db.session.add(made)
    stage("exported", made.id, actor.person_id, _noted(made, filters, wish, lines), now=now)
    if wish.with_words:
        # Whoever gets the words has opened each account: whoever asks who read one finds it.
        stage_reads(actor, (entry for line in lines for entry in line.entries), now=now)
    return Exported(made.mark, now, wish.file_format, wish.with_words, rows)


def _check(actor: Actor, wish: Wish) -> None:
    if not may(actor, Can.EXPORT) or (wish.with_words and not may_have_words(actor)):
        raise NotAllowed(
            _l("With words you need the grant for restricted records. Choose the list without.")
        )
    if wish.file_format not in MOST:
        raise ProductError(_l("Choose the kind of file."), "file_format")
    if len(wish.reason.strip()) < SHORTEST_REASON:
        raise ProductError(
            _l("Say what it is for, in a few words: it stands in the ledger."), "reason"
        )
    if wish.with_words:
        # Last: nobody gives their password for what is then refused.
        stepping_up.require(actor)


def _reader(actor: Actor, *, with_words: bool) -> Actor:
    """As whom the list is read: restricted records leave only with words, and so with ★."""
    return actor if with_words and _granted(actor) else replace(actor, restricted=False)


def _lines(reader: Actor, filters: Filters, most: int) -> Iterator[Line]:
    query = selected(reader, filters, time_zone()).options(
        joinedload(Event.place).joinedload(Place.street)
    )
    events: Sequence[Event] = db.session.scalars(
        conditions.ordered(query, filters).limit(most)
    ).all()
    for at in range(0, len(events), _AT_ONCE):
        yield from lines_of(reader, events[at : at + _AT_ONCE])


def _noted(made: Export, filters: Filters, wish: Wish, lines: Sequence[Line]) -> dict[str, Any]:
    """What the ledger keeps: ids and codes, the reason, and never the words searched for."""
    asked = filters.with_().query()
    if "find" in asked:
        asked["find"] = "words"
    return {
        "mark": made.mark,
        "format": made.file_format,
        "with_words": made.with_words,
        "rows": made.rows,
        "filters": {name: str(value) for name, value in asked.items()},
        "events": [str(line.event.id) for line in lines],
        "reason": wish.reason.strip(),
    }
