"""The key that web push is signed with (VAPID, RFC 8292): made by a command, kept in a file."""

import base64
import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

Key = ec.EllipticCurvePrivateKey


def make_key(path: Path) -> Key:
    """Make a new key in a file that only its owner reads; raises FileExistsError over an old one.

    A browser that subscribed under one key takes nothing signed with another.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return key


def read_key(path: Path) -> Key | None:
    """The key of a file; None where there is none. Raises ValueError for what is no such key."""
    try:
        found: Any = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        return None
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path} holds no key for web push: make one with `nightsafe push-keys`.")
    return found


def public_key(key: Key) -> str:
    """What a browser is told of the key: its point, unpadded base64url."""
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")
