"""Reading the ledger: the versions of a record, and the head of the chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from nightsafe.database import db
from nightsafe.ledger.chain import GENESIS, bound
from nightsafe.ledger.crypto import open_bound, sealed_under
from nightsafe.ledger.keys import Unreadable
from nightsafe.ledger.models import Row


@dataclass(frozen=True)
class Version:
    """One saved version of a record, opened."""

    seq: int
    actor_id: int | None
    received_at: datetime
    payload: dict[str, Any]


def versions(kind: str, record_id: UUID) -> list[Version]:
    """All versions of a record, oldest first; raises Unreadable when it was erased."""
    rows = db.session.scalars(
        select(Row).where(Row.record_id == record_id, Row.kind == kind).order_by(Row.seq)
    )
    return [Version(row.seq, row.actor_id, row.received_at, open_row(row)) for row in rows]


def open_row(row: Row) -> Any:
    """The payload of a row; raises Unreadable when its key is gone or it was altered."""
    columns = bound(row.seq, row.kind, row.record_id, row.actor_id, row.received_at)
    try:
        return open_bound(sealed_under(row.kind, row.record_id), columns, row.payload)
    except Unreadable as error:
        raise Unreadable(f"{row.record_id}, row {row.seq}: {error}") from error


def head() -> tuple[int, bytes]:
    """The number and digest of the newest row; (0, zeros) when there is none."""
    row = db.session.execute(select(Row.seq, Row.digest).order_by(Row.seq.desc()).limit(1)).first()
    return (row.seq, row.digest) if row else (0, GENESIS)


def rows_in_order() -> Iterator[Row]:
    """Every row, oldest first, in batches, so that memory stays flat."""
    query = select(Row).order_by(Row.seq).execution_options(yield_per=1000)
    yield from db.session.scalars(query)
