"""Who is at work on a night of the demo city."""

from dataclasses import dataclass
from datetime import date
from random import Random

from nightsafe.demo.people import PERSON, Work, workers
from nightsafe.demo.rhythm import open_weight
from nightsafe.demo.season import FRIDAY, SATURDAY, WEDNESDAY, before_bank_holiday, in_term
from nightsafe.demo.venues import (
    CAMERAS,
    DRIVERS_OF,
    PASTORS_OXFORD,
    PREMISES,
    REFUGE,
    TEAMS,
    VENUE,
)

Teller = tuple[str, Work]


@dataclass(frozen=True)
class Roster:
    """The people at work on one night, each a name with the membership they work under."""

    night: date
    doors: dict[str, tuple[Teller, ...]]
    hosts: dict[str, Teller]
    patrols: dict[str, tuple[Teller, ...]]
    camera: Teller
    drivers: tuple[Teller, ...]

    def patrol_in(self, area: str) -> tuple[Teller, ...]:
        """The pastors out in an area, none on most nights of the week."""
        found = (team for team, areas in TEAMS.items() if area in areas and team in self.patrols)
        return tuple(teller for team in found for teller in self.patrols[team])

    def drivers_in(self, area: str) -> tuple[Teller, ...]:
        return tuple(one for one in self.drivers if area in DRIVERS_OF[one[1].where])


def roster(night: date, rng: Random) -> Roster:
    """Draw who works on a night; only managers look after several places at once."""
    placed: dict[str, str] = {}
    open_tonight = [one for one in PREMISES if open_weight(one, night) > 0]
    rng.shuffle(open_tonight)
    doors = {one.name: _door(one.name, placed, rng) for one in open_tonight if one.kind != REFUGE}
    hosts = {
        one.name: _free(one.name, "SF", placed, rng)[0] for one in open_tonight if one.safe_place
    }
    patrols = {
        team: tuple(_free(team, "SP", placed, rng)[:3]) for team in TEAMS if _patrols(team, night)
    }
    drivers = tuple(
        (name, Work(firm, "DR"))
        for firm in DRIVERS_OF
        for name in workers(firm, "DR")
        if rng.random() < 0.7
    )
    camera = (rng.choice(workers(CAMERAS, "CC")), Work(CAMERAS, "CC"))
    return Roster(night, doors, hosts, patrols, camera, drivers)


def neighbours(name: str, roster: Roster) -> tuple[str, ...]:
    """The other premises open that night within about 200 metres."""
    here = VENUE[name]
    return tuple(
        other
        for other in roster.doors
        if other != name
        and abs(VENUE[other].lat - here.lat) < 0.0018
        and abs(VENUE[other].lon - here.lon) < 0.0029
    )


def _door(venue: str, placed: dict[str, str], rng: Random) -> tuple[Teller, ...]:
    staff = _free(venue, "VS", placed, rng) if workers(venue, "VS") else []
    if not staff or rng.random() < 0.12:
        staff += [(name, Work(venue, "VM")) for name in workers(venue, "VM")]
    return tuple(staff)


def _free(where: str, role: str, placed: dict[str, str], rng: Random) -> list[Teller]:
    """Those of a place who are nowhere else tonight, in any order; somebody in any case."""
    names = workers(where, role)
    free = [name for name in names if placed.get(name, where) == where]
    if role == "VS" and not free:
        return []
    found = rng.sample(free or list(names), len(free) or len(names))
    placed.update(dict.fromkeys(found, where))
    return [_membership(name, where, role) for name in found]


def _membership(name: str, where: str, role: str) -> Teller:
    held = PERSON[name].works
    return name, next(one for one in held if (one.where, one.role) == (where, role))


def _patrols(team: str, night: date) -> bool:
    if night.weekday() in (FRIDAY, SATURDAY) or before_bank_holiday(night):
        return True
    return team == PASTORS_OXFORD and night.weekday() == WEDNESDAY and in_term(night)
