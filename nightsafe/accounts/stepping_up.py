"""Step-up: the password again, before the most sensitive is opened; good for ten minutes."""

from datetime import datetime, timedelta

from nightsafe.accounts.models import SignedInSession
from nightsafe.accounts.passwords import matches
from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.ledger.actions import stage

GOOD_FOR = timedelta(minutes=10)
MOST_WRONG = 10


class StepUp(Exception):
    """What was asked for needs the password again; the way back leads to where it was asked."""


def is_confirmed(row: SignedInSession, now: datetime) -> bool:
    """Whether the password was given in a session within the last ten minutes; a PIN is none."""
    at = row.confirmed_at
    return at is not None and not row.by_pin and timedelta() <= now - at <= GOOD_FOR


def require(actor: Actor) -> None:
    """Let nobody on whose password was not given lately; raises StepUp."""
    if not actor.confirmed:
        raise StepUp


def confirm(row: SignedInSession, password: str, *, now: datetime) -> bool:
    """Take the password of a session's person again; ten wrong ones in a row end the session."""
    # Held first: of many at once each counts.
    db.session.refresh(row, ["confirm_wrong", "ended_at"], with_for_update=True)
    if row.ended_at is not None:
        return False
    if row.by_pin or not matches(row.person.password_hash, password):
        row.confirm_wrong += 1
        stage("sign-in-failed", None, row.person_id, {"session": row.id, "again": True}, now=now)
        if row.confirm_wrong >= MOST_WRONG:
            row.ended_at = now
            stage("signed-out", None, row.person_id, {"session": row.id}, now=now)
        return False
    row.confirm_wrong = 0
    row.confirmed_at = now
    stage("confirmed", None, row.person_id, {"session": row.id}, now=now)
    return True
