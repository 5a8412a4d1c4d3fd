"""What the demo city's reviewers sent to specialists, and what those have done with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from nightsafe.database import db
from nightsafe.demo.founding import City
from nightsafe.demo.people import GRANTED, REVIEWERS
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, Event
from nightsafe.referrals.actions import acknowledge, act, close, refer_event
from nightsafe.referrals.escalating import escalate
from nightsafe.referrals.models import Referral

_DONE_IN = timedelta(hours=2)


@dataclass(frozen=True)
class Sent:
    """One referral to be: of which code, how long ago, and how far it has come."""

    route: str
    code: str
    ago: timedelta
    note: str
    in_hand: bool = False
    done: str = ""
    outcome: str | None = None


# The newest of each code that was known by then; what waits comes last, and its clock runs.
_SENT = (
    Sent(
        "anti_slavery",
        "E1",
        timedelta(days=21),
        "Same flat as in the spring, says the reporter.",
        True,
        "Visited with the council's housing officer.",
        "with_others",
    ),
    Sent(
        "domestic_abuse",
        "A1",
        timedelta(days=14),
        "She gave the door staff a number to ring.",
        True,
        "Rang in the morning; she comes in on Thursday.",
        "supported",
    ),
    Sent("spiking", "S4", timedelta(days=8), "", True, "Asked for the kept drink.", "not_reached"),
    Sent(
        "hate_crime",
        "H1",
        timedelta(days=7),
        "The driver would talk to somebody.",
        True,
        "Left a message at the office.",
    ),
    Sent("domestic_abuse", "A1", timedelta(hours=20), "Please see whether she is known.", True),
    Sent("spiking", "S4", timedelta(hours=16), "The glass is kept behind the bar."),
    Sent("hate_crime", "H1", timedelta(hours=8), "Second time at this rank."),
)


def refer_some(city: City, now: datetime) -> None:
    """Send some, take some in hand, close some, let a clock pass; flushes, never commits."""
    taken: set[object] = set()
    for number, one in enumerate(_SENT):
        entry = _entry(one, taken, now)
        if entry is not None:
            taken.add(entry.event_id)
            _carry_out(city, one, entry, number, now)
    escalate(now)


def _entry(one: Sent, taken: set[object], now: datetime) -> Entry | None:
    """The newest account of an event that is long enough ago."""
    return db.session.scalar(
        select(Entry)
        .join(Event, Event.id == Entry.event_id)
        .where(
            Entry.code == one.code,
            Entry.audience == Audience.REVIEW,
            Entry.withdrawn_at.is_(None),
            Entry.source.is_(None),
            Entry.changed_at <= now - one.ago,
            Event.standing.is_(True),
            Event.id.not_in(taken),
        )
        .order_by(Entry.received_at.desc(), Entry.id)
        .limit(1)
    )


def _carry_out(city: City, one: Sent, entry: Entry, number: int, now: datetime) -> None:
    reviewer = GRANTED if entry.restricted else REVIEWERS[0]
    which = uuid5(NAMESPACE_URL, f"{entry.id}/{number}")
    referral = refer_event(
        city.actors[reviewer],
        entry.event,
        one.route,
        one.note,
        now=now - one.ago,
        referral_id=which,
    )
    owner = next(
        city.actor(name) for name, person in city.people.items() if person.id == referral.owner_id
    )
    if one.in_hand:
        acknowledge(owner, referral, now=_later(referral, now))
    if one.done:
        act(owner, referral, one.done, now=_later(referral, now, times=2))
    if one.outcome:
        close(owner, referral, one.outcome, now=_later(referral, now, times=3))


def _later(referral: Referral, now: datetime, times: int = 1) -> datetime:
    return min(referral.sent_at + times * _DONE_IN, now)
