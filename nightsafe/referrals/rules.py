"""How far a referral has come, what may be done next and by whom, and its clock (pure)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.accounts import roles
from nightsafe.gate import Actor, Can
from nightsafe.referrals.models import Referral
from nightsafe.referrals.routes import ROUTES

LONGEST = 2000  # characters of a note
MOST_OWNERS = 3  # of a route: who takes it, and the two next in line


class State(StrEnum):
    """How far a referral has come."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class Deed(StrEnum):
    """What is done with a referral; passing on is nobody's, the clock does it."""

    ACKNOWLEDGE = "acknowledge"
    ACT = "act"
    CLOSE = "close"
    ESCALATE = "escalate"


# What may be done in each state, and where it leads. Acting and closing acknowledge, too. One that
# is acknowledged is passed on when its owner has gone.
TRANSITIONS: dict[State, dict[Deed, State]] = {
    State.SENT: {
        Deed.ACKNOWLEDGE: State.ACKNOWLEDGED,
        Deed.ACT: State.ACKNOWLEDGED,
        Deed.CLOSE: State.CLOSED,
        Deed.ESCALATE: State.SENT,
    },
    State.ACKNOWLEDGED: {
        Deed.ACT: State.ACKNOWLEDGED,
        Deed.CLOSE: State.CLOSED,
        Deed.ESCALATE: State.ACKNOWLEDGED,
    },
    State.CLOSED: {},
}

OUTCOMES: dict[str, LazyString] = {
    "supported": _l("Reached, support taken up"),
    "declined": _l("Reached, support declined"),
    "not_reached": _l("Could not be reached"),
    "with_others": _l("With another agency now"),
    "known": _l("Known already, nothing new to do"),
    "not_for_route": _l("Not one for this route"),
}


@dataclass(frozen=True)
class Owner:
    """Somebody named for a route; `able` when they can take a referral now."""

    person_id: int
    name: str
    rank: int
    # Not suspended, and in a role that takes referrals.
    able: bool
    # Holds a grant for restricted records.
    granted: bool

    def takes(self, *, restricted: bool) -> bool:
        """Whether this owner can open what is referred."""
        return self.able and (self.granted or not restricted)


def state_of(referral: Referral) -> State:
    """The state that follows from its times."""
    if referral.closed_at is not None:
        return State.CLOSED
    return State.SENT if referral.acknowledged_at is None else State.ACKNOWLEDGED


def may(deed: Deed, referral: Referral, actor: Actor) -> bool:
    """Whether somebody to whom it was referred may do something with it now."""
    if deed is Deed.ESCALATE or not roles.may(actor, Can.REFERRED):
        return False
    return deed in TRANSITIONS[state_of(referral)]


def due(route: str, sent_at: datetime) -> datetime:
    """By when a referral of a route is to be acknowledged."""
    return sent_at + timedelta(hours=ROUTES[route].hours)


def is_late(referral: Referral, now: datetime) -> bool:
    """Whether the clock has passed and nobody has acknowledged."""
    return state_of(referral) is State.SENT and referral.due_at <= now


def passes_on_at(referral: Referral) -> datetime:
    """When the next owner is told: as the clock passes, then each time as long again."""
    if referral.escalated_at is None:
        return referral.due_at
    return referral.escalated_at + timedelta(hours=ROUTES[referral.route].hours)


def next_owner(
    owners: list[Owner], told: list[int], *, restricted: bool, after: int | None = None
) -> Owner | None:
    """The next in rank who can take it and has not been told of it yet.

    First those who stand behind the present owner (`after`), then whoever else is named.
    """
    ready = [one for one in owners if one.takes(restricted=restricted)]
    fresh = sorted((one for one in ready if one.person_id not in told), key=lambda one: one.rank)
    rank = next((one.rank for one in owners if one.person_id == after), 0)
    return next((one for one in fresh if one.rank > rank), fresh[0] if fresh else None)
