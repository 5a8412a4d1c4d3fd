"""Leaving a group of mail with one click (RFC 8058): an address that is its own authority."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from nightsafe.delivery.choices import GROUPS
from nightsafe.ledger.crypto import installation_key

PURPOSE = "unsubscribe"
_MARK = 16  # bytes of the keyed hash


def token_of(person_id: int, group: str) -> str:
    """What stands in the address at which somebody leaves a group of mail."""
    said = f"{person_id}.{group}".encode()
    mark = installation_key().keyed_hash(PURPOSE, said)[:_MARK]
    return urlsafe_b64encode(mark + said).decode().rstrip("=")


def read_token(token: str) -> tuple[int, str] | None:
    """Who leaves what; None for a token that is not ours."""
    try:
        found = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        mark, said = found[:_MARK], found[_MARK:]
        person, _, group = said.decode("ascii").partition(".")
        if not hmac.compare_digest(mark, installation_key().keyed_hash(PURPOSE, said)[:_MARK]):
            return None
        return (int(person), group) if group in GROUPS else None
    except (Error, ValueError):
        return None
