"""Columns of latitude and longitude: found, turned round where they are swapped, fenced in."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from nightsafe.importing.positions import metres
from nightsafe.importing.suggesting.columns import (
    LATITUDE_NAMES,
    LONGITUDE_NAMES,
    Column,
    Profile,
)
from nightsafe.importing.suggesting.text import Section, shown
from nightsafe.importing.suggesting.zones import Position, cities

_FAR = 3_000_000.0  # metres from the city of the network's zone
_LEAST = 0.01  # degrees, about a kilometre
_REACH = 5


@dataclass(frozen=True)
class Ground:
    """Where the records lie: the columns that say so, their middle, and a box around most."""

    latitude: str
    longitude: str
    middle: Position
    within: tuple[float, float, float, float]
    outside: int
    without: int  # rows that have no position
    rows: int  # that were looked at
    swapped: str = ""  # why they were turned round
    unreadable: str = ""  # why there are positions and none can be used


def find_ground(profile: Profile, zone: str) -> Ground | None:
    """The ground of the records; None where no two columns say latitude and longitude."""
    lat, lon = _named(profile, LATITUDE_NAMES), _named(profile, LONGITUDE_NAMES)
    if lat is None or lon is None or lat is lon:
        return None
    given = [
        pair
        for pair in zip(lat.numbers or (), lon.numbers or (), strict=True)
        if not (math.isnan(pair[0]) or math.isnan(pair[1]))
    ]
    pairs = [pair for pair in given if pair != (0.0, 0.0)]
    if not pairs:
        return None
    why = _swapped(pairs, zone)
    if why:
        pairs, lat, lon = [(b, a) for a, b in pairs], lon, lat
    if _on_earth(pairs) < 0.5:
        nowhere = (0.0, 0.0, 0.0, 0.0)
        return Ground(lat.name, lon.name, (0, 0), nowhere, 0, 0, 0, unreadable="not in degrees")
    good = [pair for pair in pairs if abs(pair[0]) <= 90 and abs(pair[1]) <= 180]
    south, north = _edges([a for a, _ in good])
    west, east = _edges([b for _, b in good])
    within = (max(south, -90.0), max(west, -180.0), min(north, 90.0), min(east, 180.0))
    held = sum(south <= a <= north and west <= b <= east for a, b in pairs)
    middle = median(a for a, _ in good), median(b for _, b in good)
    rows = len(lat.numbers or ())
    outside, without = len(given) - held, rows - len(given)
    return Ground(lat.name, lon.name, middle, within, outside, without, rows, why)


def propose_positions(section: Section, ground: Ground | None, *, named: bool) -> None:
    """The keys of [place] about positions."""
    if ground is None:
        return
    section.used |= {ground.latitude, ground.longitude}
    if ground.unreadable:
        section.add(
            "nearest",
            0,
            unsure=[
                f"{shown(ground.latitude)} and {shown(ground.longitude)} are not in degrees "
                "(eastings and northings of a grid?) and are not used"
            ],
        )
        return
    doubt = (
        f"the names of these two columns are the other way round: {ground.swapped}"
        if ground.swapped
        else ""
    )
    section.add("latitude", ground.latitude, unsure=[doubt])
    section.add("longitude", ground.longitude)
    held = ground.rows - ground.without - ground.outside
    section.add(
        "within",
        ground.within,
        "south, west, north, east, a little wider than where most rows lie: "
        f"{held:,} rows inside, {ground.outside:,} outside, {ground.without:,} without a position",
    )
    if not named:
        section.add("nearest", 150, "metres to the known place that a position stands for")
        return
    section.add(
        "bad_position",
        "reject",
        'rows outside: "reject" them, or "ignore" the position and keep the name',
    )


def _named(profile: Profile, names: Sequence[str]) -> Column | None:
    """The column of such a name; a whole word before a single letter."""
    found = [
        column
        for column in profile
        if column.numbers is not None
        and set(column.words) & set(names)
        and any(not math.isnan(number) for number in column.numbers)
    ]
    return max(found, key=lambda one: max(map(len, set(one.words) & set(names))), default=None)


def _swapped(pairs: list[Position], zone: str) -> str:
    """Why latitude and longitude stand in each other's column; nothing when they do not."""
    turned = [(b, a) for a, b in pairs]
    if _on_earth(pairs) < 0.5 < 0.9 < _on_earth(turned):
        return "most values under the first are no latitude (over 90)"
    city = cities().get(zone)
    if city is None or _on_earth(pairs) < 0.5 or _on_earth(turned) < 0.5:
        return ""
    here = median(a for a, _ in pairs), median(b for _, b in pairs)
    if abs(here[0]) > 90 or abs(here[1]) > 90:
        return ""
    if metres(here, city) > _FAR > 2 * metres((here[1], here[0]), city):
        return f"as they are named they lie far from {zone}, the other way round near it"
    return ""


def _on_earth(pairs: list[Position]) -> float:
    return sum(abs(a) <= 90 and abs(b) <= 180 for a, b in pairs) / len(pairs)


def _edges(values: list[float]) -> tuple[float, float]:
    """Where the values end that hang together, widened a little, to hundredths of a degree.

    As Tukey's fences, but five widths of the middle half wide: a town thins out slowly.
    """
    ordered = sorted(values)
    first, last = ordered[len(ordered) // 4], ordered[3 * len(ordered) // 4]
    reach = _REACH * max(last - first, _LEAST)
    near = [each for each in ordered if first - reach <= each <= last + reach]
    return (
        math.floor((near[0] - _LEAST) * 100) / 100,
        math.ceil((near[-1] + _LEAST) * 100) / 100,
    )
