"""The short reference of a record, derived from its UUID so that a phone knows it offline."""

import hashlib
from uuid import UUID

# Crockford's base 32: no I, L, O or U, so that it survives a radio.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6
_HEARD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def reference_of(record_id: UUID) -> str:
    """The six characters of a record: the first 30 bits of SHA-256 over its UUID's 16 bytes."""
    number = int.from_bytes(hashlib.sha256(record_id.bytes).digest()[:4], "big") >> 2
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(25, -1, -5))


def spoken(reference: str) -> str:
    """A reference as it is shown and read out: two groups of three."""
    return f"{reference[:3]}-{reference[3:]}"


def heard(text: str) -> str | None:
    """The reference somebody typed, forgiving case, dashes and O, I, L; None when it is none."""
    tidy = crockford(text)
    return tidy if tidy is not None and len(tidy) == LENGTH else None


def crockford(text: str) -> str | None:
    """What somebody typed as Crockford's characters alone; None when another is among them."""
    tidy = text.upper().replace("-", "").replace(" ", "").translate(_HEARD)
    return tidy if all(letter in ALPHABET for letter in tidy) else None
