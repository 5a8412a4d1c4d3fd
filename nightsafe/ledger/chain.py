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
    parts = (
        str(seq).encode(),
        kind.encode(),
        b"" if record_id is None else record_id.bytes,
        b"" if actor_id is None else str(actor_id).encode(),
        received_at.astimezone(UTC).isoformat(timespec="microseconds").encode(),
        payload,
        previous,
    )
    hasher = hashlib.sha256()
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big"))
        hasher.update(part)
    return hasher.digest()
