"""Whose token a request carries, and whether it opens what is asked for."""

from datetime import datetime

from nightsafe.api import problems
from nightsafe.api.actions import may_read
from nightsafe.api.models import Consumer
from nightsafe.api.queries import by_token
from nightsafe.api.rules import waits, works
from nightsafe.database import db, read_only

SCHEME = "bearer"
# No token is nearly as long; what is longer is not worth hashing.
LONGEST = 200


def presented(header: str | None) -> str:
    """The token in an Authorization header; raises Problem when there is none."""
    scheme, _, token = (header or "").partition(" ")
    token = token.strip()
    if scheme.lower() != SCHEME or not token:
        raise problems.no_token()
    return token[:LONGEST]


def consumer_with(token: str, now: datetime) -> Consumer:
    """The consumer whose token works now, held to a transaction that may write.

    Raises Problem, the same one for an unknown token, an ended and a revoked one. These never
    take the lock of the database: whoever has no token keeps nobody from logging.
    """
    _standing(by_token(token), now)
    db.session.rollback()
    read_only(False)
    db.session.info["writes"] = True
    return _standing(by_token(token, hold=True), now)


def _standing(consumer: Consumer | None, now: datetime) -> Consumer:
    if consumer is None or not works(consumer, now):
        raise problems.no_such_token()
    return consumer


def check(consumer: Consumer, scope: str, now: datetime) -> None:
    """Raise Problem unless a consumer may read this now."""
    seconds = waits(consumer, now)
    if seconds:
        raise problems.too_often(seconds)
    if not may_read(consumer, scope):
        raise problems.not_in_scope(scope)
