"""Opaque tokens: shown once, stored as a hash."""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, safe in an address and in a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token; a token is random, so a plain hash cannot be guessed."""
    return hashlib.sha256(token.encode()).digest()
