"""Making a consumer, revoking it, and noting each use of its token."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from nightsafe import nights
from nightsafe.accounts.tokens import token_hash
from nightsafe.api.models import Consumer
from nightsafe.api.queries import consumers
from nightsafe.api.rules import (
    CONTACT_LONGEST,
    CONTACT_MISSING,
    MINUTE,
    NAME_LONGEST,
    NAME_MISSING,
    SCOPES,
    SCOPES_MISSING,
    UNTIL_MISSING,
    Scope,
    last_day,
    works,
)
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Actor
from nightsafe.ledger.actions import stage
from nightsafe.network.queries import time_zone

# So that whoever finds a lost one, or a program that looks for them, knows what it opens.
MARK = "nightsafe_"
OCTETS = 20  # 160 random bits


def _new_token() -> str:
    return MARK + base64.b32encode(secrets.token_bytes(OCTETS)).decode().lower()


def print_of(consumer: Consumer) -> str:
    """What the ledger keeps to know a consumer's token by: a hash of the hash that is stored."""
    return hashlib.sha256(consumer.token).hexdigest()


def make_consumer(
    actor: Actor,
    name: str,
    contact: str,
    scopes: Sequence[str],
    until: date | None,
    *,
    now: datetime,
) -> tuple[Consumer, str]:
    """Let a program read released figures up to and including a night; gives its token, too.

    Raises ProductError for `name`, `contact`, `scopes` or `until`.
    """
    name, contact = " ".join(name.split()), " ".join(contact.split())
    if not name or len(name) > NAME_LONGEST:
        raise ProductError(NAME_MISSING, "name")
    if any(one.name.casefold() == name.casefold() and works(one, now) for one in consumers()):
        raise ProductError(
            _l(
                "There is a token for a program of this name. If it was lost, go back to the list, "
                "revoke that one and make another; else choose another name."
            ),
            "name",
        )
    if not contact or len(contact) > CONTACT_LONGEST:
        raise ProductError(CONTACT_MISSING, "contact")
    wanted = [str(scope) for scope in SCOPES if scope in set(scopes)]
    if not wanted or set(wanted) != set(scopes):
        raise ProductError(SCOPES_MISSING, "scopes")
    tonight = nights.night_of(now, time_zone())
    if until is None or not tonight <= until <= last_day(tonight):
        raise ProductError(UNTIL_MISSING, "until")
    token = _new_token()
    made = Consumer(
        name=name,
        contact=contact,
        token=token_hash(token),
        scopes=wanted,
        made_by=actor.person_id,
        made_at=now,
        ends_at=nights.night_bounds(until, time_zone())[1],
    )
    db.session.add(made)
    db.session.flush()
    what = {
        "consumer": made.id,
        "scopes": wanted,
        "until": until.isoformat(),
        "print": print_of(made),
        "step": "made",
    }
    stage("consumer", None, actor.person_id, what, now=now)
    return made, token


def revoke_consumer(actor: Actor, consumer: Consumer, *, now: datetime) -> None:
    """End a consumer's token, at once; a second tap changes nothing."""
    if not works(consumer, now):
        return
    consumer.revoked_at, consumer.revoked_by = now, actor.person_id
    what = {"consumer": consumer.id, "step": "revoked"}
    stage("consumer", None, actor.person_id, what, now=now)


def note_use(consumer: Consumer, kind: str, what: dict[str, Any], *, now: datetime) -> None:
    """Write down that a token was used, as a row of a kind, and count it in its minute."""
    if consumer.minute is None or not consumer.minute <= now < consumer.minute + MINUTE:
        consumer.minute, consumer.uses = now, 0
    consumer.uses += 1
    consumer.used_at = now
    stage(kind, None, None, {"consumer": consumer.id, **what}, now=now)


def may_read(consumer: Consumer, scope: str) -> bool:
    """Whether a consumer's token opens what asks for a scope."""
    return scope in consumer.scopes and scope in set(Scope)
