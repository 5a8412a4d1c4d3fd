"""Checking the chain, and the projection that screens read, against each other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from nightsafe.database import db
from nightsafe.ledger.chain import GENESIS, digest
from nightsafe.ledger.crypto import canonical
from nightsafe.ledger.keys import Unreadable
from nightsafe.ledger.kinds import KINDS
from nightsafe.ledger.models import RecordKey, Row
from nightsafe.ledger.queries import open_row, rows_in_order
from nightsafe.ledger.triggers import FUNCTIONS, INSTALLED, NAMES, tidied, wanted


@dataclass(frozen=True)
class Projection:
    """How a feature's tables can be read back as the versions that the ledger keeps.

    `snapshots` yields (record id, the payload its newest ledger row should hold) for every
    record on the screens; `remove` takes one record's rows out of the feature's tables; `faults`
    says what else in them is not as those records make it.
    """

    kind: str
    snapshots: Callable[[], Iterable[tuple[UUID, dict[str, Any]]]]
    remove: Callable[[UUID], None]
    faults: Callable[[], Iterable[str]] = tuple


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was written; seq is the row, where there is one."""

    seq: int | None
    what: str


def problems(
    projections: Iterable[Projection], known_head: tuple[int, bytes] | None = None
) -> tuple[list[Problem], tuple[int, bytes]]:
    """Everything that is wrong, and the head (number, digest) of the chain.

    `known_head` is an earlier head kept outside: with it a truncation is found too.
    """
    projections = tuple(projections)
    walk = Walk({one.kind for one in projections}, known_head)
    found = list(walk.problems())
    found.extend(_known_head_problems(known_head, walk.at_known_head))
    found.extend(_key_problems(walk))
    found.extend(_projection_problems(projections, walk.newest))
    found.extend(_trigger_problems())
    return found, (walk.seq, walk.previous)


class Walk:
    """One walk along the chain, and what was seen on the way."""

    def __init__(self, kinds: set[str], known_head: tuple[int, bytes] | None) -> None:
        self.kinds = kinds
        self.known_head = known_head
        self.seq, self.previous = 0, GENESIS
        self.at_known_head: bytes | None = None
        self.erased: set[UUID] = set()
        self.destroyed = set(
            db.session.scalars(
                select(RecordKey.record_id).where(
                    RecordKey.destroyed_at.is_not(None) | RecordKey.wrapped.is_(None)
                )
            )
        )
        # The newest payload of each record on screens; None when its key was destroyed.
        self.newest: dict[tuple[str, UUID], bytes | None] = {}

    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong with the rows."""
        try:
            for row in rows_in_order():
                yield from self._row(row)
                db.session.expunge(row)
        except (ValueError, TypeError, AttributeError) as error:
            # A value that the product cannot have written: SQLite keeps any in any column.
            yield Problem(self.seq + 1, f"holds something that was never written: {error}")

    def _row(self, row: Row) -> Iterator[Problem]:
        if row.seq != self.seq + 1:
            yield Problem(row.seq, f"rows {self.seq + 1} to {row.seq - 1} are missing")
        if row.previous != self.previous:
            yield Problem(row.seq, "does not follow the row before it")
        if row.digest != _digest(row):
            yield Problem(row.seq, "was altered")
        self.seq, self.previous = row.seq, row.digest
        if self.known_head and row.seq == self.known_head[0]:
            self.at_known_head = row.digest
        if row.kind not in KINDS:
            yield Problem(row.seq, f"is of no known kind: {row.kind}")
            return
        if row.kind == "erased" and row.record_id is not None:
            self.erased.add(row.record_id)
        key_gone = KINDS[row.kind].version and row.record_id in self.destroyed
        try:
            payload = None if key_gone else canonical(open_row(row))
        except Unreadable as error:
            yield Problem(row.seq, f"cannot be opened: {error}")
            return
        if row.record_id is not None and row.kind in self.kinds:
            self.newest[row.kind, row.record_id] = payload


def _digest(row: Row) -> bytes:
    return digest(
        row.seq,
        row.kind,
        row.record_id,
        row.actor_id,
        row.received_at,
        row.payload,
        row.previous,
    )


def _key_problems(walk: Walk) -> Iterator[Problem]:
    """A key may be gone only where the ledger says so, and has to be gone where it does."""
    for record_id in sorted(walk.destroyed - walk.erased):
        yield Problem(None, f"the key of {record_id} is gone, but the ledger tells of no erasure")
    for record_id in sorted(walk.erased - walk.destroyed):
        yield Problem(None, f"{record_id} was erased, but its key is there (again)")


def _known_head_problems(known: tuple[int, bytes] | None, there: bytes | None) -> Iterator[Problem]:
    if known is None or known[0] == 0:
        return
    if there is None:
        yield Problem(known[0], "the chain ends before the head that was kept outside")
    elif there != known[1]:
        yield Problem(known[0], "is not the head that was kept outside")


def _projection_problems(
    projections: Iterable[Projection], newest: dict[tuple[str, UUID], bytes | None]
) -> Iterator[Problem]:
    left = dict(newest)
    for one in projections:
        try:
            for record_id, snapshot in one.snapshots():
                said = left.pop((one.kind, record_id), b"")
                if said is None:
                    yield Problem(None, f"{one.kind} {record_id} was erased but is on screens")
                elif said == b"":
                    yield Problem(None, f"{one.kind} {record_id} is not in the ledger")
                elif said != canonical(snapshot):
                    yield Problem(
                        None, f"{one.kind} {record_id} differs from its newest ledger row"
                    )
            yield from (Problem(None, what) for what in one.faults())
        except (Unreadable, ValueError, TypeError, AttributeError, LookupError) as error:
            yield Problem(None, f"{one.kind}s on screens cannot be read further: {error}")
            left = {key: said for key, said in left.items() if key[0] != one.kind}
    for (kind, record_id), said in left.items():
        if said is not None:
            yield Problem(None, f"{kind} {record_id} is in the ledger but not on screens")


def _trigger_problems() -> Iterator[Problem]:
    dialect = db.engine.dialect.name
    there: dict[str, str] = {}
    for query in (INSTALLED[dialect], *([FUNCTIONS] if dialect == "postgresql" else [])):
        for name, statement in db.session.execute(text(query)):
            there[name] = tidied(statement)
    known = wanted(dialect)
    for name in sorted(known.keys() | there.keys()):
        kind = "trigger" if name in NAMES[dialect] or name not in known else "function"
        if name not in there:
            yield Problem(None, f"the {kind} {name} that protects the ledger is missing")
        elif name not in known:
            yield Problem(None, f"the {kind} {name} on the ledger is none of the product's")
        elif there[name] != known[name]:
            yield Problem(None, f"the {kind} {name} that protects the ledger was altered")
