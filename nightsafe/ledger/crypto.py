"""What somebody wrote, under the key of its own record."""

import json
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.ledger.keys import InstallationKey, Unreadable, new_key, seal, unseal
from nightsafe.ledger.kinds import KINDS
from nightsafe.ledger.models import RecordKey

# Ledger rows about no record in particular (sign-ins, searches) are sealed under this one.
LOG_RECORD = UUID("00000000-0000-4000-8000-000000000001")


def installation_key() -> InstallationKey:
    """The key of this installation."""
    key = current_app.extensions["installation_key"]
    assert isinstance(key, InstallationKey)
    return key


def canonical(value: Any) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8; the same value always gives the same bytes."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def key_row(record_id: UUID, *, anew: bool = False) -> RecordKey | None:
    """The row of a record's key; that there is none is asked once in a transaction.

    `anew` asks again: whoever has just got hold of the record's lock cannot trust what was.
    """
    session = db.session()
    keyless: set[UUID] = session.info.setdefault("keyless", set())
    if record_id in keyless and not anew:
        return None
    row = session.get(RecordKey, record_id)
    if row is None:
        keyless.add(record_id)
    return row


def know_keys(record_ids: Collection[UUID]) -> Sequence[RecordKey]:
    """Look many records' keys up in one statement; whoever holds the rows keeps them at hand."""
    session = db.session()
    rows = session.scalars(select(RecordKey).where(RecordKey.record_id.in_(record_ids))).all()
    there = {row.record_id for row in rows}
    session.info.setdefault("keyless", set()).update(set(record_ids) - there)
    return rows


def record_key(record_id: UUID, *, make: bool = False) -> bytes:
    """The 32-byte key of a record, made on first use when `make`.

    Raises Unreadable when it was destroyed or never made. Unwrapped keys are kept for the
    length of the transaction only.
    """
    session = db.session()
    known: dict[UUID, bytes] = session.info.setdefault("record_keys", {})
    if record_id in known:
        return known[record_id]
    row = key_row(record_id)
    master = installation_key()
    if row is None:
        if not make:
            raise Unreadable("this record has no key")
        key = new_key()
        row = RecordKey(
            record_id=record_id, wrapped=master.wrap(record_id, key), wrapped_by=master.key_id
        )
        session.add(row)
        session.info["keyless"].discard(record_id)
    elif row.wrapped is None:
        raise Unreadable("this record was erased")
    else:
        key = master.unwrap(record_id, row.wrapped)
    known[record_id] = key
    return key


def forget_key(key_id: UUID) -> None:
    """Destroy a key of something that is no record of the ledger's, and that is over."""
    session = db.session()
    session.info.get("record_keys", {}).pop(key_id, None)
    row = session.get(RecordKey, key_id)
    if row is not None:
        session.delete(row)


def sealed_under(kind: str, record_id: UUID | None) -> UUID:
    """The record under whose key a row's payload is sealed."""
    if record_id is not None and KINDS[kind].version:
        return record_id
    return LOG_RECORD


def seal_for(record_id: UUID, version: int | str, value: Any) -> bytes:
    """A JSON value, sealed under its record's key and bound to record and version."""
    return seal_bound(record_id, _text(record_id, version), value)


def open_for(record_id: UUID, version: int | str, sealed: bytes) -> Any:
    """The value that was sealed; raises Unreadable when the key is gone or anything was altered."""
    try:
        return open_bound(record_id, _text(record_id, version), sealed)
    except Unreadable as error:
        raise Unreadable(f"{record_id}, version {version}: {error}") from error


def seal_bound(record_id: UUID, bound: bytes, value: Any) -> bytes:
    """A JSON value, sealed under a record's key and bound to whatever the caller says."""
    return seal(record_key(record_id, make=True), canonical(value), bound)


def open_bound(record_id: UUID, bound: bytes, sealed: bytes) -> Any:
    """The value that was sealed so; raises Unreadable."""
    return json.loads(unseal(record_key(record_id), sealed, bound))


def _text(record_id: UUID, version: int | str) -> bytes:
    # Its own word in front: no text can stand in for a payload of the ledger, nor the reverse.
    return f"text/{record_id}/{version}".encode()
