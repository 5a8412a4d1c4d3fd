"""Who tells an event: whoever was there, and often somebody who saw it from elsewhere."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

from nightsafe.demo.happenings import Happening, street_nearby
from nightsafe.demo.plan import PlannedEntry
from nightsafe.demo.rhythm import drawn
from nightsafe.demo.roster import Roster, Teller, neighbours
from nightsafe.demo.stories_echo import ECHOES
from nightsafe.demo.writing import can_tell, entry

# How often an event of a code is told again, and under which codes the others put it.
_AGAIN = {
    "V1": 0.3, "V2": 0.85, "V3": 0.15, "W3": 0.26, "W1": 0.13, "B1": 0.17, "H1": 0.2, "S3": 0.3,
    "P1": 0.08, "D2": 0.07, "L3": 0.06, "P2": 0.12, "T1": 0.2, "T2": 0.3, "W4": 0.12, "V5": 0.4,
    "X1": 0.12,
}  # fmt: skip
_AS: dict[str, dict[str, float]] = {
    "V1": {"V1": 6, "V3": 2, "B1": 1.6, "W3": 1.5},
    "V2": {"V2": 4, "V1": 4, "W3": 2.5},
    "V3": {"V3": 4, "V1": 1, "B1": 1.3},
    "V5": {"V5": 3, "V1": 1, "P1": 1},
    "W1": {"W1": 5, "W2": 1, "W3": 0.8},
    "W3": {"W3": 4, "W1": 2, "V1": 0.6},
    "B1": {"B1": 4, "V3": 1.2, "B2": 0.8},
    "H1": {"H1": 3, "V3": 2},
    "L3": {"V3": 2, "W1": 2, "V1": 1},
    "T2": {"B1": 2, "W3": 2},
}
_HOW_MANY = {1: 70.0, 2: 24.0, 3: 6.0}
_DOOR_CLOCK = (2, 5)


def accounts(
    happening: Happening, roster: Roster, skews: Mapping[str, timedelta], rng: Random, tz: ZoneInfo
) -> Iterator[PlannedEntry]:
    """Every entry that tells an event: the first by who was there, others as they saw it."""
    who, work = happening.teller
    here = happening.venue if work.where == happening.venue else None
    outside = here is not None and not happening.code.startswith("L") and rng.random() < 0.1
    place = None if here and not outside else happening.street
    key = happening.key
    yield entry(
        happening, (who, work), rng, tz, key=key, place=place, skew=skews.get(who, timedelta())
    )
    others = _witnesses(happening, roster)
    for number in range(_tellings(happening, rng)):
        if not others:
            return
        other = drawn(others, rng)
        others = {one: weight for one, weight in others.items() if one[0] != other[0]}
        code = _seen_as(happening.code, other[1].role, rng)
        if not code:
            continue
        own_place = other[1].role in ("VS", "VM") and (code == "W3" or rng.random() < 0.45)
        yield entry(
            happening,
            other,
            rng,
            tz,
            key=f"{key}-{number + 2}",
            code=code,
            place=None if own_place else street_nearby(happening.street, rng),
            minutes_off=max(-9, min(22, round(rng.gauss(*_DOOR_CLOCK)))),
            echo=True,
            skew=skews.get(other[0], timedelta()),
        )


def _tellings(happening: Happening, rng: Random) -> int:
    if happening.witnesses is not None:
        return happening.witnesses
    return drawn(_HOW_MANY, rng) if rng.random() < _AGAIN.get(happening.code, 0) else 0


def _witnesses(happening: Happening, roster: Roster) -> dict[Teller, float]:
    found: dict[Teller, float] = {roster.camera: 3.0}
    patrol = roster.patrol_in(happening.area)
    found.update({one: 2.0 / len(patrol) for one in patrol})
    found.update(dict.fromkeys(roster.drivers_in(happening.area), 0.25))
    if happening.venue is not None:
        for venue in neighbours(happening.venue, roster):
            found[roster.doors[venue][0]] = 0.9
    teller = happening.teller[0]
    return {one: weight for one, weight in found.items() if one[0] != teller}


def _seen_as(code: str, role: str, rng: Random) -> str:
    """The code another role would put it under; empty when they would log nothing."""
    likely = {
        other: weight
        for other, weight in _AS.get(code, {code: 1.0}).items()
        if (other in ECHOES if role in ("VS", "VM") else can_tell(role, other))
    }
    return drawn(likely, rng) if likely else ""
