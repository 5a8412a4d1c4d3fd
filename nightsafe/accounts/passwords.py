"""Passwords: argon2id at OWASP's parameters, one hash for a known and an unknown account alike."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

# OWASP Password Storage Cheat Sheet: t=2, 19 MiB, p=1; about 35 ms on a small machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
# Verified against when there is no such account, so that both cost one hash (R13).
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$u+HoQyjFzMcIzU9KZzZwOg$"
    "7oNtf/iVz9lTCY15J4bCUb8xpDrIMh8Lz1PbU3Ub6IY"
)
SHORTEST = 10
LONGEST = 200


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return _HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the stored one; costs one hash even when nothing is stored."""
    try:
        return _HASHER.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
