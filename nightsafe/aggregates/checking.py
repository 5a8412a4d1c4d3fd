"""The check of a release: its quarter is counted once, its tables made, audited and kept.

No transaction is open while it counts or solves; what it found is kept only if the release is
still the one that it began with. Ended in the middle it leaves nothing but a count, which is begun
anew where it is not whole.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, or_, select, update
from sqlalchemy.exc import DBAPIError

from nightsafe.aggregates import suppression
from nightsafe.aggregates.context.beside import protected
from nightsafe.aggregates.context.quarter import loaded_of
from nightsafe.aggregates.disclosure.blocks import TooMuch
from nightsafe.aggregates.models import Frozen, Release
from nightsafe.aggregates.moving import moved
from nightsafe.aggregates.queries import (
    released_of_quarter,
    released_on,
    tables_of,
    weekends_out,
)
from nightsafe.aggregates.releases import Deed, State, after, quarter_of
from nightsafe.aggregates.safe import SafeTable
from nightsafe.database import db, only_reading, own_transaction
from nightsafe.errors import ProductError
from nightsafe.network.queries import time_zone
from nightsafe.nights import Quarter

QUARTER = "quarter"
# So often it is begun: one that took its process with it each time is not begun for ever.
TRIES = 3
# Between two words on how far it is.
TELL = timedelta(milliseconds=400)

Clock = Callable[[], datetime]
# Raises whatever ends the work: it is called again and again while a check goes on.
StillWanted = Callable[[], None]


class Ended(Exception):
    """The process is to stop, or another one has the work: the release waits on."""


class Abandoned(Exception):
    """The release was dropped or changed meanwhile: what was found of it is of no use."""


@dataclass(frozen=True)
class Task:
    """A release as its check began with it."""

    release_id: UUID
    version: int
    quarter: Quarter
    wanted: Mapping[str, Any]


def waiting() -> UUID | None:
    """The release that waits longest for its check; None when none does."""
    query = (
        select(Release.id)
        .where(Release.state == State.CHECKING)
        .order_by(Release.changed_at, Release.id)
        .limit(1)
    )
    with _reading():
        return db.session.scalar(query)


def due() -> bool:
    """Whether there is anything to do: a release to check, a count to forget."""
    query = or_(exists().where(Release.state == State.CHECKING), _unheld().exists())
    with _reading():
        return bool(db.session.scalar(select(query)))


def _unheld() -> Select[int]:
    rests = exists().where(Release.frozen_id == Frozen.id)
    return select(Frozen.id).where(Frozen.kind == QUARTER, Frozen.released.is_(False), ~rests)


def thaw() -> int:
    """Forget each count of a quarter on which no release rests any more; how many there were."""
    with _reading():
        found = db.session.scalars(_unheld()).all()
    for frozen_id in found:
        suppression.unfreeze(frozen_id)
    db.session.rollback()
    return len(found)


def check(release_id: UUID, clock: Clock, still: StillWanted) -> bool:
    """Check one release that waits; whether that came to an end, safe or not.

    `still` is called often, and raises Ended to end the check; the release waits on then.
    """
    task = _begin(release_id, clock())
    if task is None:
        return False
    try:
        _check(task, clock, still)
    except Abandoned:
        return False
    except Ended:
        _wait_on(task)
        raise
    except ProductError as error:
        _fail(task, {"failed": "words", "words": str(error)}, clock())
    except TooMuch:
        _fail(task, {"failed": "too-much"}, clock())
    return True


def _check(task: Task, clock: Clock, still: StillWanted) -> None:
    frozen_id = _frozen(task, clock)
    still()
    quarter = task.quarter
    with _reading():
        loaded = suppression.load(frozen_id)
        earlier = [
            (one.number or 0, table) for one in released_on(frozen_id) for table in tables_of(one)
        ]
        compared = {"last": _newest(quarter.previous()), "year": _newest(quarter.moved(-4))}
        others = loaded_of(quarter)
        beside = weekends_out(quarter.first, quarter.last)
        coverage = db.session.get_one(Frozen, frozen_id).coverage
    told = clock()

    def tell(done: int, steps: int) -> None:
        nonlocal told
        still()
        if done in {0, steps} or clock() - told >= TELL:
            told = clock()
            _tell(task, done, steps)

    made = suppression.make(loaded, task.wanted, earlier, compared, tell=tell)
    tables = {
        "tables": [table.as_json() for table in made.tables],
        "coverage": coverage,
        "context": protected(others),
    }
    against = sorted({number for number, _ in earlier})
    _keep(task, tables, {**made.certificate, "against": against, "beside": beside}, clock())


def _begin(release_id: UUID, now: datetime) -> Task | None:
    """The release, if it still waits; one that was begun too often fails instead."""
    with _changing():
        release = db.session.get(Release, release_id, populate_existing=True, with_for_update=True)
        if release is None or release.state != State.CHECKING:
            return None
        tries = release.certificate.get("tries", 0)
        if tries >= TRIES:
            release.certificate = {"failed": "died"}
            _moved_on(release, Deed.FAIL, now)
            return None
        release.certificate = {"tries": tries + 1}
        release.steps = release.steps_done = 0
        return Task(release.id, release.version, quarter_of(release), release.wanted)


def _frozen(task: Task, clock: Clock) -> int:
    """The quarter's frozen records, counted now unless another release rests on them already."""
    # In one process at a time, so that nobody begins to rest on what is forgotten here.
    thaw()
    first = task.quarter.first
    with _reading():
        known = db.session.scalar(
            select(Frozen.id).where(
                Frozen.kind == QUARTER, Frozen.first == first, Frozen.complete.is_(True)
            )
        )
        zone = time_zone()
    if known is None:
        # What it keeps it writes in transactions of its own; nobody waits for what it reads.
        with _reading():
            known = suppression.freeze(task.quarter, zone, now=clock())
    with _still(task) as release:
        release.frozen_id = known
    return known


def _newest(quarter: Quarter) -> tuple[int, list[SafeTable]] | None:
    """What left of another quarter, newest, by its number."""
    found = released_of_quarter(quarter.first)
    return (found[-1].number or 0, tables_of(found[-1])) if found else None


def _tell(task: Task, done: int, steps: int) -> None:
    """Say how far it is, in a transaction that waits for nobody; whoever looks reads it there."""
    here = update(Release).where(
        Release.id == task.release_id,
        Release.version == task.version,
        Release.state == State.CHECKING,
    )
    there = True
    with suppress(DBAPIError), own_transaction(hasty=True) as own:
        telling = here.values(steps=steps, steps_done=done).returning(Release.id)
        there = own.scalar(telling) is not None
    if not there:
        raise Abandoned


def _keep(
    task: Task, tables: Mapping[str, Any], certificate: Mapping[str, Any], now: datetime
) -> None:
    with _still(task) as release:
        left = [one.number for one in released_on(release.frozen_id)]
        if left != certificate["against"]:
            # It waits on, and is checked beside that one, too.
            release.certificate = {}
            return
        # What is unsafe is kept nowhere.
        release.tables = dict(tables) if certificate["safe"] else {}
        release.certificate = dict(certificate)
        release.checked_at = now
        _moved_on(release, Deed.CLEAR if certificate["safe"] else Deed.REFUSE, now)


def _fail(task: Task, why: Mapping[str, Any], now: datetime) -> None:
    db.session.rollback()
    with suppress(Abandoned), _still(task) as release:
        release.certificate = dict(why)
        _moved_on(release, Deed.FAIL, now)


def _wait_on(task: Task) -> None:
    """That it was ended is no fault of the release."""
    with suppress(Abandoned), _still(task) as release:
        release.certificate = {}


def _moved_on(release: Release, deed: Deed, now: datetime) -> None:
    moved(release, after(deed, release), deed, None, now=now)


@contextmanager
def _still(task: Task) -> Iterator[Release]:
    """A short transaction with the release as its check began with it; raises Abandoned."""
    with _changing():
        release = db.session.get(
            Release, task.release_id, populate_existing=True, with_for_update=True
        )
        if release is None or (release.version, release.state) != (task.version, State.CHECKING):
            raise Abandoned
        yield release


@contextmanager
def _changing() -> Iterator[None]:
    """A short transaction of its own."""
    db.session.rollback()
    try:
        yield
        db.session.commit()
    finally:
        db.session.rollback()


@contextmanager
def _reading() -> Iterator[None]:
    """A short transaction that only reads: nobody who writes waits for it."""
    db.session.rollback()
    try:
        with only_reading():
            yield
    finally:
        db.session.rollback()
