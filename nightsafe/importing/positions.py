"""Where a row happened by its coordinates, and what is wrong with those that lie elsewhere."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from nightsafe.importing.cells import is_missing, quoted
from nightsafe.importing.mapping import Box, Places
from nightsafe.importing.problems import Problem, RowProblem
from nightsafe.importing.rows import Row

Position = tuple[float, float]  # latitude, longitude in degrees

_EARTH = 6_371_009.0  # metres, the mean radius
_ZEROISH = 0.01  # degrees: about a kilometre
_DEGREES = re.compile(r"([+-]?) ?(\d{1,15})(?:([.,])(\d{1,20}))?(?: ?°)?(?: ?([NSEW]))?", re.ASCII)
_METRES = (1_000, 10_000_000)  # eastings and northings of the grids in use


class Kind(StrEnum):
    """What is wrong with a position, as it follows a number of them."""

    HALF = "with one half only"
    UNREADABLE = "not in degrees"
    ZERO = "at 0, 0"
    SWAPPED = "with latitude and longitude swapped"
    SIGN = "with a minus sign lost"
    POINT = "with the decimal point lost"
    METRES = "in metres of a grid"
    RANGE = "nowhere on Earth"
    OUTSIDE = "outside the area"


@dataclass(frozen=True)
class Fault:
    """A position that cannot be used: of which kind, in which column, and why in words."""

    kind: Kind
    problem: Problem


@dataclass(frozen=True)
class _Degrees:
    value: float
    letter: str  # N, S, E, W or ""
    whole: float | None  # the digits as one number, where a point may be lost or mean thousands


def position_of(places: Places, row: Row) -> Position | None:
    """A row's latitude and longitude in degrees; None where it has none.

    Raises RowProblem where they cannot be right, unless bad ones are to be ignored: then None.
    """
    found = locate(places, row)
    if isinstance(found, Fault):
        if places.bad_position == "ignore":
            return None
        raise RowProblem(found.problem)
    return found


def problem_of(places: Places, row: Row) -> Problem | None:
    """What is wrong with a row's position, whether or not bad ones are to be ignored."""
    found = locate(places, row)
    return found.problem if isinstance(found, Fault) else None


def locate(places: Places, row: Row) -> Position | Fault | None:
    """A row's position in degrees, what is wrong with it, or None where it has none."""
    if not (places.latitude and places.longitude):
        return None
    texts = row.cell(places.latitude), row.cell(places.longitude)
    missing = tuple(map(is_missing, texts))
    if all(missing):
        return None
    if any(missing):
        empty, other = places.latitude, places.longitude
        if missing[1]:
            empty, other = other, empty
        return _fault(Kind.HALF, empty, f"there is only the other half of a position, {other}")
    latitude = _degrees(texts[0], "NS", places.latitude)
    longitude = _degrees(texts[1], "EW", places.longitude)
    if isinstance(latitude, Fault):
        return latitude
    if isinstance(longitude, Fault):
        return longitude
    return _judged(places, latitude, longitude)


def metres(one: Position, other: Position) -> float:
    """The distance of two positions on a sphere, in metres (haversine)."""
    south, north = math.radians(one[0]), math.radians(other[0])
    turn = math.radians(other[1] - one[1])
    half = (
        math.sin((north - south) / 2) ** 2
        + math.cos(south) * math.cos(north) * math.sin(turn / 2) ** 2
    )
    return 2 * _EARTH * math.asin(math.sqrt(min(1.0, half)))


def degrees_of(distance: float) -> float:
    """How many degrees of latitude a distance in metres is."""
    return math.degrees(distance / _EARTH)


def _fault(kind: Kind, column: str, words: str) -> Fault:
    return Fault(kind, Problem(column, words))


def _degrees(text: str, letters: str, column: str) -> _Degrees | Fault:
    found = _DEGREES.fullmatch(text.replace("\N{MINUS SIGN}", "-").upper())
    if found is None:
        words = (
            f"{quoted(text)} is no position: write degrees with a point, such as 38.0190 or -1.25"
        )
        return _fault(Kind.UNREADABLE, column, words)
    sign, degrees, mark, fraction, letter = found.groups()
    if sign == "-" and letter:
        words = f"{quoted(text)} has both a minus and a letter: leave one of them out"
        return _fault(Kind.UNREADABLE, column, words)
    if letter and letter not in letters:
        words = f"{quoted(text)}: latitude and longitude are swapped ({letter} in this column)"
        return _fault(Kind.SWAPPED, column, words)
    turn = -1 if sign == "-" or letter in ("S", "W") else 1
    thousands = mark == "," and len(fraction) == 3
    return _Degrees(
        turn * float(f"{degrees}.{fraction or 0}"),
        letter or "",
        turn * float(degrees + (fraction if thousands else "")) if thousands or not mark else None,
    )


def _judged(places: Places, latitude: _Degrees, longitude: _Degrees) -> Position | Fault:
    here = latitude.value, longitude.value
    box, column = places.within, places.latitude
    if max(map(abs, here)) < _ZEROISH:
        words = "0, 0 lies in the sea off West Africa; many systems write it for 'not known'"
        return _fault(Kind.ZERO, column, words)
    in_range = abs(here[0]) <= 90 and abs(here[1]) <= 180
    if in_range and (box is None or box.holds(*here)):
        return here
    if box is not None and (found := turned(here, box.holds)) is not None:
        return _fault(found[0], column, f"{shown(here)}: {found[1]}")
    if box is not None and (mended := _with_points(latitude, longitude, box)) is not None:
        words = f"the decimal point is lost: {shown(here)} would be {shown(mended)}"
        return _fault(Kind.POINT, column, words)
    if in_range:
        assert box is not None
        return _fault(Kind.OUTSIDE, column, f"{shown(here)} lies {_away(here, box)}")
    return _out_of_range(column, latitude, longitude)


def _out_of_range(column: str, latitude: _Degrees, longitude: _Degrees) -> Fault:
    here = latitude.value, longitude.value
    wholes = [abs(one.whole) for one in (latitude, longitude) if one.whole is not None]
    low, high = _METRES
    if all(low <= abs(one) < high for one in here) or (
        len(wholes) == 2 and all(low <= one < high for one in wholes)
    ):
        words = (
            f"{shown(here)} are metres of a national grid (easting and northing), not degrees: "
            "have them exported as latitude and longitude"
        )
        return _fault(Kind.METRES, column, words)
    if len(wholes) == 2 and max(wholes) >= high:
        words = f"{shown(here)}: the decimal point is lost, as in 380190284 for 38.0190284"
        return _fault(Kind.POINT, column, words)
    if 90 < abs(here[0]) <= 180 and abs(here[1]) <= 90:
        words = f"{shown(here)}: latitude and longitude are swapped; latitudes end at 90"
        return _fault(Kind.SWAPPED, column, words)
    words = f"{shown(here)} is nowhere: latitudes go to 90 degrees, longitudes to 180"
    return _fault(Kind.RANGE, column, words)


def turned(here: Position, holds: Callable[[float, float], bool]) -> tuple[Kind, str] | None:
    """Whether an area holds a position once its halves are swapped or have another sign."""
    latitude, longitude = here
    if holds(longitude, latitude):
        return Kind.SWAPPED, "latitude and longitude are swapped"
    for north, east in ((1, -1), (-1, 1), (-1, -1)):
        if holds(north * latitude, east * longitude):
            which = {(1, -1): "the longitude", (-1, 1): "the latitude"}.get((north, east), "both")
            return Kind.SIGN, f"a minus sign is lost or too many in {which}"
        if holds(east * longitude, north * latitude):
            return Kind.SWAPPED, "latitude and longitude are swapped, and a minus sign is lost"
    return None


def _with_points(latitude: _Degrees, longitude: _Degrees, box: Box) -> Position | None:
    """Where in the area a position would lie if its decimal point had been lost."""
    if latitude.whole is None or longitude.whole is None:
        return None
    scales = [10.0**power for power in range(1, 15)]
    ways = product((latitude.whole / by for by in scales), (longitude.whole / by for by in scales))
    return next((way for way in ways if box.holds(*way)), None)


def _away(here: Position, box: Box) -> str:
    nearest = min(max(here[0], box.south), box.north)
    sides = (box.west, box.east, min(max(here[1], box.west), box.east))
    away = min(metres(here, (nearest, side)) for side in sides)
    far = f"{away / 1000:,.0f} km" if away >= 1000 else f"{max(away, 1):.0f} metres"
    if away < 20_000:
        return f"about {far} outside the area"
    return f"about {far} from the area: at sea or in another place"


def shown(here: Position) -> str:
    """A position as words name it."""
    return ", ".join(f"{one:.10g}" for one in here)
