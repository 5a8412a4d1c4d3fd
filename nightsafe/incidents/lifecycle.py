"""What may still be done with an entry, by whom and until when (pure)."""

from datetime import datetime, timedelta

from nightsafe.gate import Actor
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry

UNDO = timedelta(seconds=60)
# A tap in the last second still has to travel.
GRACE = timedelta(seconds=15)


def is_author(entry: Entry, actor: Actor) -> bool:
    """Whether somebody wrote an entry."""
    return entry.author_id == actor.person_id


def may_amend(entry: Entry, actor: Actor) -> bool:
    """Whether somebody may add to an entry or correct it: its author, until it is withdrawn."""
    return is_author(entry, actor) and entry.withdrawn_at is None


def may_withdraw(entry: Entry, actor: Actor) -> bool:
    """Whether somebody may withdraw an entry, giving a reason."""
    return may_amend(entry, actor)


def may_undo(entry: Entry, actor: Actor, now: datetime) -> bool:
    """Whether an entry may still be taken back without a reason: for 60 seconds."""
    return may_amend(entry, actor) and now - entry.received_at <= UNDO + GRACE


def undo_seconds_left(entry: Entry, now: datetime) -> int:
    """How many seconds the undo button is still shown for."""
    return max(0, int((UNDO - (now - entry.received_at)).total_seconds()))


def may_share(entry: Entry, actor: Actor) -> bool:
    """Whether somebody may share a register entry with police, by one tap."""
    return may_amend(entry, actor) and entry.audience == Audience.REGISTER
