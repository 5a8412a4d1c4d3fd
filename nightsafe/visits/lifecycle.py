"""What may still be done with a visit, by whom and until when (pure)."""

from datetime import datetime, timedelta

from nightsafe.gate import Actor
from nightsafe.incidents.lifecycle import GRACE, UNDO
from nightsafe.visits.models import Visit

# An open visit older than this was most likely forgotten.
FORGOTTEN = timedelta(hours=12)


def is_author(visit: Visit, actor: Actor) -> bool:
    """Whether somebody logged a visit and it is still theirs to open.

    A restricted one from before somebody else could have set their password is not.
    """
    if visit.author_id != actor.person_id:
        return False
    since = actor.own_restricted_since
    return not visit.restricted or since is None or visit.received_at >= since


def may_amend(visit: Visit, actor: Actor) -> bool:
    """Whether somebody may fill in or correct a visit: its author, until it is withdrawn."""
    return is_author(visit, actor) and visit.withdrawn_at is None


def may_leave(visit: Visit, actor: Actor) -> bool:
    """Whether somebody may say that the person left."""
    return may_amend(visit, actor) and visit.left_at is None


def may_undo(visit: Visit, actor: Actor, now: datetime) -> bool:
    """Whether a visit may still be taken back without a reason: for 60 seconds."""
    return may_amend(visit, actor) and now - visit.received_at <= UNDO + GRACE


def undo_seconds_left(visit: Visit, now: datetime) -> int:
    """How many seconds the undo button is still shown for."""
    return max(0, int((UNDO - (now - visit.received_at)).total_seconds()))


def minutes(visit: Visit, now: datetime) -> int:
    """How long the person stayed, or has been here; never less than nothing."""
    return max(0, int(((visit.left_at or now) - visit.arrived_at).total_seconds() // 60))


def forgotten(visit: Visit, now: datetime) -> bool:
    """Whether a visit has been open for so long that somebody forgot to close it."""
    return visit.left_at is None and now - visit.arrived_at > FORGOTTEN
