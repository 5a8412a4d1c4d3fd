"""Time zones that a file's own times or positions speak for."""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from nightsafe.importing.mapping import UTC_MIDNIGHT
from nightsafe.importing.positions import metres
from nightsafe.importing.time_formats import Reading, read

Position = tuple[float, float]
# From the middle of a zone's records to the city that names it: the widest zones reach so far.
_FAR = 3_000_000.0  # metres
_PROBES = 40


@cache
def cities() -> dict[str, Position]:
    """Every zone with the position of the city that names it, in degrees."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone1970.tab")
    lines = table.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    known = available_timezones()
    return {row[2]: _position(row[1]) for row in rows if row[2] in known}


def nearest_first(names: Iterable[str], middle: Position | None) -> list[str]:
    """Zones in the order of how near their city lies to a position; as they come without one."""
    if middle is None:
        return list(names)
    here = middle
    known = cities()

    def away(name: str) -> float:
        return metres(here, known[name]) if name in known else math.inf

    return sorted(names, key=away)


def far_away(zone: str, middle: Position | None) -> bool:
    """Whether records lie where the clocks of a zone are surely not those on the wall."""
    city = cities().get(zone)
    return middle is not None and city is not None and metres(middle, city) > _FAR


def with_midnight(stamps: Sequence[str], first: str) -> list[str]:
    """The zones in which every one of some UTC stamps was a midnight; `first` leads if it fits."""
    step = max(1, len(stamps) // _PROBES)
    probes = stamps[::step]
    names = dict.fromkeys([first, *cities()])
    some = [name for name in names if _all_midnight(probes, name)]
    return [name for name in some if _all_midnight(stamps, name)]


def _all_midnight(stamps: Iterable[str], name: str) -> bool:
    zone = ZoneInfo(name)
    return all(isinstance(read(each, (UTC_MIDNIGHT,), zone), Reading) for each in stamps)


def _position(text: str) -> Position:
    """ISO 6709 without signs of degrees: "+404251-0740023", "+5130-00007"."""
    split = max(text.rfind("+"), text.rfind("-"))
    return _degrees(text[:split], 2), _degrees(text[split:], 3)


def _degrees(text: str, whole: int) -> float:
    sign, figures = text[0], text[1:]
    parts = [figures[:whole], figures[whole : whole + 2], figures[whole + 2 :] or "0"]
    value = sum(int(part) / float(60**power) for power, part in enumerate(parts))
    return -value if sign == "-" else value
