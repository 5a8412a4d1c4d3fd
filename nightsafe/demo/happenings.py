"""What truly happens on a night of the demo city, before anybody writes it down."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from random import Random

from nightsafe.demo.people import DOORMAN
from nightsafe.demo.rhythm import (
    AREA_WEIGHT,
    DOOR_MIX,
    STREET_MIX,
    drawn,
    minutes_after_noon,
    open_weight,
)
from nightsafe.demo.roster import Roster, Teller
from nightsafe.demo.season import FRIDAY, SATURDAY, SUNDAY
from nightsafe.demo.streets import DIDCOT, STREET, WITNEY, Street, streets_of
from nightsafe.demo.venues import CLUB, PREMISES, VENUE

_AT_PREMISES = 0.71
# Its doorman and its manager stand first on the demo's page, so more happens there.
_EVENTFUL = {"The Lantern": 2.5}
_SHOWN_KEY = "-shown-"
# By weekday: code, premises or a driver's rank, minutes after noon, how many others tell it.
_SHOWN = {
    FRIDAY: (
        ("S4", "Moth & Meridian", 12 * 60 + 50, 0),
        ("H1", "Taxi rank, Gloucester Green", 13 * 60 + 20, 0),
        ("V1", "The Plain Speaker", 11 * 60 + 41, 1),
        ("W1", "Sundial Social", 12 * 60 + 25, 1),
        ("V3", "The Lantern", 11 * 60 + 17, 0),
    ),
    SATURDAY: (
        ("V2", "Ravelin", 14 * 60 + 14, 3),
        ("S1", "Tambourine", 13 * 60 + 5, 0),
        ("T1", "The Lantern", 9 * 60 + 35, 1),
        ("V1", "The Brass Thimble", 11 * 60 + 52, 1),
        ("D1", "Lowlight", 12 * 60 + 20, 0),
    ),
    SUNDAY: (("A1", "The Blue Portmanteau", 10 * 60 + 40, 0),),
}


@dataclass(frozen=True)
class Happening:
    """One true event: what, when (UTC), on which street, at whose premises, who tells it first.

    `witnesses` is how many others tell it too; None leaves that to chance.
    """

    key: str
    code: str
    at: datetime
    street: str
    venue: str | None
    teller: Teller
    witnesses: int | None = None

    @property
    def area(self) -> str:
        return STREET[self.street].area


def happenings(roster: Roster, count: int, noon: datetime, rng: Random) -> list[Happening]:
    """So many events of one night that began at `noon` (UTC), in no particular order."""
    return [_happening(f"{roster.night}-{number}", roster, noon, rng) for number in range(count)]


def twin_fights(
    roster: Roster, noon: datetime, rng: Random
) -> tuple[Happening, Happening] | tuple[()]:
    """Two separate fights at one club's door within half an hour, each told by somebody else."""
    clubs = [name for name in roster.doors if VENUE[name].kind == CLUB]
    if not clubs:
        return ()
    club = VENUE[rng.choice(clubs)]
    first = noon + timedelta(minutes=rng.randrange(12 * 60 + 20, 14 * 60 + 40))
    staff = roster.doors[club.name]
    one = Happening(f"{roster.night}-twin-1", "V1", first, club.street, club.name, staff[0])
    later = first + timedelta(minutes=rng.randrange(11, 28))
    second = replace(
        one, key=f"{roster.night}-twin-2", at=later, teller=rng.choice([staff[-1], roster.camera])
    )
    return one, second


def worth_showing(roster: Roster, noon: datetime, rng: Random) -> list[Happening]:
    """What a visitor to the demo should find unseen in the latest weekend."""
    found = []
    for number, (code, place, minutes, witnesses) in enumerate(_SHOWN[roster.night.weekday()]):
        at = noon + timedelta(minutes=minutes)
        key = f"{roster.night}{_SHOWN_KEY}{number}"
        if place in roster.doors:
            street, teller = VENUE[place].street, _at_the_door(roster.doors[place])
            found.append(Happening(key, code, at, street, place, teller, witnesses))
        elif drivers := roster.drivers_in(STREET[place].area):
            found.append(Happening(key, code, at, place, None, rng.choice(drivers), witnesses))
    return found


def is_shown(event: str) -> bool:
    """Whether an event is one of those that a visitor to the demo should find unseen."""
    return _SHOWN_KEY in event


def _at_the_door(staff: tuple[Teller, ...]) -> Teller:
    return next((one for one in staff if one[0] == DOORMAN), staff[0])


def street_nearby(name: str, rng: Random) -> str:
    """The same street, or at times one round the corner from it."""
    here = STREET[name]
    near = [
        one.name
        for one in streets_of(here.area)
        if abs(one.lat - here.lat) < 0.0014 and abs(one.lon - here.lon) < 0.0022
    ]
    return rng.choice(near) if rng.random() < 0.25 else name


def _happening(key: str, roster: Roster, noon: datetime, rng: Random) -> Happening:
    area = drawn(AREA_WEIGHT, rng)
    venues = _busy_premises(area, roster)
    if venues and rng.random() < _AT_PREMISES:
        venue = VENUE[drawn(venues, rng)]
        code = drawn(DOOR_MIX[venue.kind], rng)
        at = noon + timedelta(minutes=minutes_after_noon(code, rng, venue.kind))
        on = roster.doors.get(venue.name) or (roster.hosts[venue.name],)
        return Happening(key, code, at, venue.street, venue.name, rng.choice(on))
    teller = _outside(area, roster, rng)
    role = teller[1].role
    code = drawn(STREET_MIX[role], rng)
    at = noon + timedelta(minutes=minutes_after_noon(code, rng))
    return Happening(key, code, at, _spot(area, role, rng), None, teller)


def _busy_premises(area: str, roster: Roster) -> dict[str, float]:
    return {
        one.name: open_weight(one, roster.night) * _EVENTFUL.get(one.name, 1)
        for one in PREMISES
        if one.area == area and (one.name in roster.doors or one.name in roster.hosts)
    }


def _outside(area: str, roster: Roster, rng: Random) -> Teller:
    tellers: dict[Teller, float] = {roster.camera: 0.4 if area in (DIDCOT, WITNEY) else 1.0}
    tellers.update(dict.fromkeys(roster.patrol_in(area), 0.45))
    drivers = roster.drivers_in(area)
    tellers.update(dict.fromkeys(drivers, 0.7 / max(len(drivers), 1)))
    return drawn(tellers, rng)


def _spot(area: str, role: str, rng: Random) -> str:
    return drawn(_draws(area, role == "DR"), rng)


@cache
def _draws(area: str, driving: bool) -> dict[str, float]:
    return {one.name: _draw_of(one, driving) for one in streets_of(area)}


def _draw_of(street: Street, driving: bool) -> float:
    inside = sum(one.capacity for one in PREMISES if one.street == street.name)
    weight = 1 + inside / 60
    if street.kind in ("rank", "station"):
        weight += 9 if driving else 3
    return weight
