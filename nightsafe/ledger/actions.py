"""Staging rows in an action, and appending them all, once, just before the commit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session, SessionTransaction

from nightsafe.database import db, is_postgres
from nightsafe.ledger.chain import GENESIS, bound, digest
from nightsafe.ledger.crypto import seal_bound, sealed_under
from nightsafe.ledger.kinds import KINDS
from nightsafe.ledger.models import Row

# A lock named by two numbers never meets one named by a single number: those are of ids that a
# sender chose.
LEDGER_LOCK = (0x6E736166, 1)


@dataclass(frozen=True)
class Staged:
    """A row that will be numbered and chained when its transaction commits."""

    kind: str
    record_id: UUID | None
    actor_id: int | None
    received_at: datetime
    payload: Any


def stage(
    kind: str, record_id: UUID | None, actor_id: int | None, payload: Any, *, now: datetime
) -> None:
    """Stage one row for this transaction's commit; a rollback forgets it.

    `payload` is a JSON value; it is sealed under the record's key for a version of a record,
    else under the log's own key, so that an audit row outlives an erasure.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of ledger row: {kind}")
    session = db.session()
    if not session.in_transaction():
        # Else a rollback would have nothing to undo, and the row would join the next commit.
        session.begin()
    rows: list[Staged] = session.info.setdefault("staged", [])
    rows.append(Staged(kind, record_id, actor_id, now, payload))


def append(session: Session) -> None:
    """Number, seal, chain and insert what was staged, under the ledger's lock."""
    staged: list[Staged] = session.info.get("staged", [])
    if not staged:
        return
    session.flush()
    # SQLite's write lock is held since BEGIN IMMEDIATE; without a lock writers fork the chain.
    if is_postgres(session):
        first, second = LEDGER_LOCK
        session.execute(
            text("SELECT pg_advisory_xact_lock(CAST(:first AS integer), CAST(:second AS integer))"),
            {"first": first, "second": second},
        )
    head = session.execute(select(Row.seq, Row.digest).order_by(Row.seq.desc()).limit(1)).first()
    seq, previous = head if head else (0, GENESIS)
    rows = []
    for one in staged:
        seq += 1
        columns = (seq, one.kind, one.record_id, one.actor_id, one.received_at)
        payload = seal_bound(sealed_under(one.kind, one.record_id), bound(*columns), one.payload)
        link = digest(*columns, payload, previous)
        rows.append(
            {
                "seq": seq,
                "kind": one.kind,
                "record_id": one.record_id,
                "actor_id": one.actor_id,
                "received_at": one.received_at,
                "payload": payload,
                "digest": link,
                "previous": previous,
            }
        )
        previous = link
    session.flush()  # keys made while sealing
    session.execute(insert(Row), rows)
    staged.clear()


def _forget(session: Session) -> None:
    for name in ("staged", "staged_before", "record_keys", "keyless"):
        session.info.pop(name, None)


def _before_commit(session: Session) -> None:
    # Letting go of a savepoint is no commit: the chain is locked and extended once.
    if not session.in_nested_transaction():
        append(session)


def _after_begin(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault("staged_before", {})[transaction] = len(
            session.info.get("staged", [])
        )


def _after_soft_rollback(session: Session, transaction: SessionTransaction) -> None:
    """A savepoint that is undone takes with it what was staged since."""
    before = session.info.get("staged_before", {}).pop(transaction, None)
    if before is not None:
        del session.info.get("staged", [])[before:]
        session.info.pop("record_keys", None)
        session.info.pop("keyless", None)


def _after_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        _forget(session)


def listen() -> None:
    """Hang the chain on every session of the product; done once, at import."""
    event.listen(Session, "before_commit", _before_commit)
    event.listen(Session, "after_transaction_create", _after_begin)
    event.listen(Session, "after_soft_rollback", _after_soft_rollback)
    event.listen(Session, "after_transaction_end", _after_end)


listen()
