"""The arithmetic of the chain: what a row's digest is taken over (pure)."""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

GENESIS = bytes(32)


def digest(
    seq: int,
    kind: str,
    record_id: UUID | None,
    actor_id: int | None,
    received_at: datetime,
    payload: bytes,
    previous: bytes,
) -> bytes:
    """SHA-256 over every column of a row, each with its length in front.

    The payload is ciphertext: a hash of readable fields could be guessed.
    """
    hasher = hashlib.sha256()
    hasher.update(_columns(seq, kind, record_id, actor_id, received_at))
    for part in (payload, previous):
        hasher.update(_measured(part))
    return hasher.digest()


def bound(
    seq: int, kind: str, record_id: UUID | None, actor_id: int | None, received_at: datetime
) -> bytes:
    """What a row's payload is sealed with: whoever rewrites a column cannot seal it anew.

    The word in front keeps it apart from what texts on screens are sealed with.
    """
    return b"ledger\0" + _columns(seq, kind, record_id, actor_id, received_at)


def _columns(
    seq: int, kind: str, record_id: UUID | None, actor_id: int | None, received_at: datetime
) -> bytes:
    parts = (
        str(seq).encode(),
        kind.encode(),
        b"" if record_id is None else record_id.bytes,
        b"" if actor_id is None else str(actor_id).encode(),
        received_at.astimezone(UTC).isoformat(timespec="microseconds").encode(),
    )
    return b"".join(_measured(part) for part in parts)


def _measured(part: bytes) -> bytes:
    return len(part).to_bytes(8, "big") + part
