"""Seeded weeks of entries, visits and quiet nights, kept as plain facts to be recounted."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from nightsafe.database import db
from nightsafe.incidents.actions import withdraw_entry
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.events import settle as settle_event
from nightsafe.incidents.models import Entry
from nightsafe.shifts.actions import say_quiet
from nightsafe.submissions.envelope import Kind, fresh
from tests.factories import bring, importer, log, on
from tests.people import actor, place
from tests.visits.making import stay

LONDON = ZoneInfo("Europe/London")
# The week in which the clocks go back: in the small hours of Sunday, 25 October 2026.
AUTUMN = date(2026, 10, 19)
PLACES = ("George Street", "Cowley Road", "The Lantern", "The Harbour", None)
AREA_OF = {
    "George Street": "Centre",
    "Cowley Road": "East",
    "The Lantern": "Centre",
    "The Harbour": "East",
    None: None,
}
WHO = ("dora", "pip", "drew", "cleo", "sade", "otto")
AT_PREMISES = {"dora", "sade", "otto"}
SOURCES = (None, None, None, "Bus log", "Old log")
CODES = ("V1", "V1", "V3", "W1", "P1", "L1", "L3", "B2", "S1", "X2")


@dataclass(frozen=True)
class Fact:
    """What a test knows of an entry, without asking the database."""

    wall: datetime  # on the clock on the wall, naive
    code: str
    who: str
    place: str | None
    prevented: bool = False
    under_18: bool = False
    withdrawn: bool = False
    source: str | None = None  # the records it is brought along from

    @property
    def night(self) -> date:
        return self.wall.date() if self.wall.hour >= 12 else self.wall.date() - timedelta(days=1)

    @property
    def monday(self) -> date:
        return self.night - timedelta(days=self.night.weekday())

    @property
    def band(self) -> str:
        hour = self.wall.hour
        if 6 <= hour < 18:
            return "day"
        return {18: "18-21", 21: "21-24", 0: "00-03", 3: "03-06"}[hour - hour % 3]

    @property
    def restricted(self) -> bool:
        category = CATEGORIES[self.code]
        return category.restricted or (self.under_18 and self.code[0] in "VSAEHW")

    @property
    def counted(self) -> bool:
        return not self.restricted and not self.withdrawn

    @property
    def recorded(self) -> bool:
        at_premises = self.who in AT_PREMISES and self.source is None
        return at_premises and self.code in {"L1", "L3", "B2"}


def facts(seed: int, number: int, mondays: list[date]) -> list[Fact]:
    """So many entries, scattered over some weeks, all hours and everybody."""
    chance = random.Random(seed)
    found = []
    for _ in range(number):
        day = chance.choice(mondays) + timedelta(days=chance.randrange(7))
        wall = datetime.combine(day, time(12)) + timedelta(minutes=chance.randrange(24 * 60))
        found.append(
            Fact(
                wall,
                chance.choice(CODES),
                chance.choice(WHO),
                chance.choice(PLACES),
                prevented=chance.random() < 0.15,
                under_18=chance.random() < 0.05,
                withdrawn=chance.random() < 0.1,
                source=chance.choice(SOURCES),
            )
        )
    return found


def written(fact: Fact, fold: int = 0) -> Entry:
    """Log a fact through the product's own actions."""
    at = fact.wall.replace(tzinfo=LONDON, fold=fold).astimezone(UTC)
    flags = [
        name
        for name, ticked in (("prevented", fact.prevented), ("under_18", fact.under_18))
        if ticked
    ]
    said: dict[str, Any] = {
        "at": at,
        "commit": False,
        "place_id": place(fact.place).id if fact.place else None,
        "flags": ("alcohol", *flags),
    }
    if fact.source is None:
        author, entry = actor(fact.who), log(fact.who, fact.code, **said)
    else:
        author, entry = importer(), bring(fact.code, source=fact.source, **said)
    if fact.withdrawn:
        withdraw_entry(
            author, entry, on(entry, Kind.WITHDRAW), "a slip", now=at + timedelta(hours=1)
        )
    return entry


def one(code: str = "V1", who: str = "dora", **more: Any) -> Entry:
    """One entry of a Saturday night, saved; any field of Fact may be given."""
    fact = replace(Fact(datetime(2026, 11, 14, 23, 30), code, who, "George Street"), **more)
    entry = written(fact)
    db.session.commit()
    return entry


def as_one_event(first: Entry, *others: Entry) -> None:
    """Make several entries accounts of one event."""
    event = first.event
    for other in others:
        left = other.event
        other.event = event
        db.session.flush()
        db.session.delete(left)
    db.session.flush()
    db.session.refresh(event)
    settle_event(event, event.entries, unseen=False)
    db.session.commit()


def quiet(who: str, night: date) -> None:
    """Somebody's quiet night, said as it ended."""
    now = datetime.combine(night + timedelta(days=1), time(3), UTC)
    say_quiet(actor(who), fresh(Kind.QUIET), night=night, now=now)
    db.session.commit()


__all__ = ["AUTUMN", "LONDON", "Fact", "as_one_event", "facts", "one", "quiet", "stay", "written"]
