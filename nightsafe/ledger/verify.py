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
from nightsafe.ledger.models import RecordKey
from nightsafe.ledger.queries import open_row, rows_in_order
from nightsafe.ledger.triggers import INSTALLED, NAMES


@dataclass(frozen=True)
class Projection:
    """How a feature's tables can be read back as the versions that the ledger keeps.

    `snapshots` yields (record id, the payload its newest ledger row should hold) for every
    record on the screens; `remove` takes one record's rows out of the feature's tables.
    """

    kind: str
    snapshots: Callable[[], Iterable[tuple[UUID, dict[str, Any]]]]
    remove: Callable[[UUID], None]


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
    found: list[Problem] = []
    newest: dict[tuple[str, UUID], bytes | None] = {}
    kinds = {one.kind for one in projections}
    seq, previous = 0, GENESIS
    heads: dict[int, bytes] = {}
    destroyed = set(
        db.session.scalars(select(RecordKey.record_id).where(RecordKey.destroyed_at.is_not(None)))
    )
    for row in rows_in_order():
        if row.seq != seq + 1:
            found.append(Problem(row.seq, f"rows {seq + 1} to {row.seq - 1} are missing"))
        if row.previous != previous:
            found.append(Problem(row.seq, "does not follow the row before it"))
        if row.digest != digest(
            row.seq,
            row.kind,
            row.record_id,
            row.actor_id,
            row.received_at,
            row.payload,
            row.previous,
        ):
            found.append(Problem(row.seq, "was altered"))
        seq, previous = row.seq, row.digest
        if known_head and seq == known_head[0]:
            heads[seq] = row.digest
        if row.record_id is not None and row.kind in kinds and row.record_id in destroyed:
            newest[row.kind, row.record_id] = None
            continue
        try:
            payload = open_row(row)
        except Unreadable as error:
            found.append(Problem(row.seq, f"cannot be opened: {error}"))
            continue
        if row.record_id is not None and row.kind in kinds:
            newest[row.kind, row.record_id] = canonical(payload)
        db.session.expunge(row)
    found.extend(_known_head_problems(known_head, heads))
    found.extend(_projection_problems(projections, newest))
    found.extend(_trigger_problems())
    return found, (seq, previous)


def _known_head_problems(
    known: tuple[int, bytes] | None, heads: dict[int, bytes]
) -> Iterator[Problem]:
    if known is None or known[0] == 0:
        return
    if known[0] not in heads:
        yield Problem(known[0], "the chain ends before the head that was kept outside")
    elif heads[known[0]] != known[1]:
        yield Problem(known[0], "is not the head that was kept outside")


def _projection_problems(
    projections: Iterable[Projection], newest: dict[tuple[str, UUID], bytes | None]
) -> Iterator[Problem]:
    left = dict(newest)
    for one in projections:
        for record_id, snapshot in one.snapshots():
            said = left.pop((one.kind, record_id), b"")
            if said is None:
                yield Problem(None, f"{one.kind} {record_id} was erased but is still on screens")
            elif said == b"":
                yield Problem(None, f"{one.kind} {record_id} is on screens but not in the ledger")
            elif said != canonical(snapshot):
                yield Problem(None, f"{one.kind} {record_id} differs from its newest ledger row")
    for (kind, record_id), said in left.items():
        if said is not None:
            yield Problem(None, f"{kind} {record_id} is in the ledger but not on screens")


def _trigger_problems() -> Iterator[Problem]:
    dialect = db.engine.dialect.name
    there = set(db.session.scalars(text(INSTALLED[dialect])))
    for name in sorted(NAMES[dialect] - there):
        yield Problem(None, f"the trigger {name} that protects the ledger is missing")
