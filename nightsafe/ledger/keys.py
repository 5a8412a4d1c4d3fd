"""The installation's key: where it lies, what is derived from it, and how it wraps record keys."""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyProblem(Exception):
    """The installation's key is missing or is not the one of this database."""


class Unreadable(Exception):
    """A text whose key was destroyed, or that was altered."""


@dataclass(frozen=True)
class InstallationKey:
    """32 random bytes that never leave the server's memory and its key file."""

    secret: bytes

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose (HKDF-SHA256, RFC 5869)."""
        return _derive(self.secret, purpose)

    @property
    def key_id(self) -> str:
        """A name for this key that betrays nothing of it."""
        return self.derive("key id")[:8].hex()

    def wrap(self, record_id: UUID, key: bytes) -> bytes:
        """A record's key, encrypted for storage and bound to its record."""
        return seal(self.derive("wrap record keys"), key, record_id.bytes)

    def unwrap(self, record_id: UUID, wrapped: bytes) -> bytes:
        """The record's key; raises Unreadable when it was altered or moved."""
        return unseal(self.derive("wrap record keys"), wrapped, record_id.bytes)

    def keyed_hash(self, purpose: str, data: bytes) -> bytes:
        """A hash that nobody without the key can guess from its content (HMAC-SHA256)."""
        return hmac.new(self.derive(purpose), data, hashlib.sha256).digest()


@lru_cache(maxsize=64)
def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(secret)


def new_key() -> bytes:
    """A fresh random key of 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plain: bytes, associated: bytes) -> bytes:
    """AES-256-GCM with a random nonce in front; `associated` is bound but not stored."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, associated)


def unseal(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """What was sealed; raises Unreadable when anything about it is not as it was."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], associated)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("altered, moved, or sealed with another key") from error


def read_key(path: Path) -> InstallationKey:
    """The key in a file; raises KeyProblem with what to do."""
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError as error:
        raise KeyProblem(
            f"The installation key {path} is missing. Without it nothing that was written can be "
            "read. Put the key file back from where you keep it, apart from the backups."
        ) from error
    except (OSError, ValueError) as error:
        raise KeyProblem(
            f"The installation key {path} cannot be read: it should hold 64 hexadecimal figures."
        ) from error
    if len(secret) != KEY_BYTES:
        raise KeyProblem(f"The installation key {path} should hold 64 hexadecimal figures.")
    return InstallationKey(secret)


def make_key(path: Path) -> InstallationKey:
    """Make a key file that only its owner can read; never overwrites one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(new_key().hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return read_key(path)
