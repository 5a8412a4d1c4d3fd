"""What somebody wants to hear of by which way, and when nothing but safety may wake them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from nightsafe.database import db
from nightsafe.delivery.kinds import BRIEFING, SAFETY, WORK
from nightsafe.delivery.models import MessageChoice
from nightsafe.delivery.states import CHANNELS, MAIL

# What may be switched off; what is for safety may not.
GROUPS = (BRIEFING, WORK)
QUIET_FROM, QUIET_UNTIL = 22, 8  # o'clock, on the network's clock


@dataclass(frozen=True)
class Quiet:
    """Hours between which nothing but safety is sent; the same twice is never."""

    start: int = QUIET_FROM
    until: int = QUIET_UNTIL

    def end(self, now: datetime, tz: ZoneInfo) -> datetime | None:
        """When the quiet hours that an instant lies in are over; None outside of them."""
        here = now.astimezone(tz)
        hour = here.hour
        within = (
            self.start <= hour < self.until
            if self.start < self.until
            else self.start != self.until and (hour >= self.start or hour < self.until)
        )
        if not within:
            return None
        day = here.date() + timedelta(days=1 if hour >= self.until else 0)
        return datetime.combine(day, time(self.until), tzinfo=tz).astimezone(now.tzinfo)


def key_of(channel: str, group: str) -> str:
    """How a choice names what is switched off."""
    return f"{channel}:{group}"


def switched_off(people: Collection[int], group: str) -> dict[str, set[int]]:
    """By channel, who of some people has switched a group of messages off."""
    found: dict[str, set[int]] = {channel: set() for channel in CHANNELS}
    if group == SAFETY or not people:
        return found
    query = select(MessageChoice).where(MessageChoice.person_id.in_(people))
    for one in db.session.scalars(query):
        for channel in CHANNELS:
            if key_of(channel, group) in one.off:
                found[channel].add(one.person_id)
    return found


def choice_of(person_id: int) -> MessageChoice | None:
    """What somebody chose; None where they never did."""
    return db.session.get(MessageChoice, person_id)


def quiet_of(person_id: int) -> Quiet:
    """Somebody's quiet hours; the usual ones where they chose none."""
    chosen = choice_of(person_id)
    return Quiet(chosen.quiet_from, chosen.quiet_until) if chosen else Quiet()


def choose(person_id: int, off: Collection[str], quiet: Quiet, *, now: datetime) -> MessageChoice:
    """Keep what somebody chose; what is for safety is never among what is off."""
    known = {key_of(channel, group) for channel in CHANNELS for group in GROUPS}
    chosen = choice_of(person_id)
    if chosen is None:
        chosen = MessageChoice(person_id=person_id, off=[], quiet_from=0, quiet_until=0)
        db.session.add(chosen)
    chosen.off = sorted(known & set(off))
    chosen.quiet_from, chosen.quiet_until = quiet.start, quiet.until
    chosen.changed_at = now
    return chosen


def leave(person_id: int, group: str, *, now: datetime) -> None:
    """Send somebody no more mail of a group; everything else they chose stays."""
    chosen = choice_of(person_id)
    off = set(chosen.off) if chosen else set()
    choose(person_id, off | {key_of(MAIL, group)}, quiet_of(person_id), now=now)
