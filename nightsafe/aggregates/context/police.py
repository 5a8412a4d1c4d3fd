"""Open police street-level CSV, as data.police.uk gives it out: what kind of crime, in what month.

One row is a crime or an incident of anti-social behaviour, put at the nearest of a fixed list of
points, with its month and no day (https://data.police.uk/about/).
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from flask_babel import lazy_gettext as _l

from nightsafe.aggregates.context.reading import Refusals, Row, opened, printable
from nightsafe.errors import ProductError

FIELDS = {
    "Crime ID": ("crimeid",),
    "Month": ("month",),
    "Reported by": ("reportedby",),
    "Longitude": ("longitude", "lng", "lon", "long"),
    "Latitude": ("latitude", "lat"),
    "LSOA name": ("lsoaname",),
    "Crime type": ("crimetype", "category"),
}
NEEDED = ("Month", "Longitude", "Latitude", "LSOA name", "Crime type")
HINT = _l(
    "It should be a street-level file of data.police.uk, whose name ends in -street.csv; those "
    "of outcomes and of stop and search are others."
)
ENDING = "street.csv"

# As they are published, those of the night first; older files have some that are no more.
TYPES = (
    "Violence and sexual offences",
    "Violent crime",
    "Robbery",
    "Theft from the person",
    "Public order",
    "Public disorder and weapons",
    "Possession of weapons",
    "Drugs",
    "Anti-social behaviour",
    "Criminal damage and arson",
    "Bicycle theft",
    "Other theft",
    "Shoplifting",
    "Burglary",
    "Vehicle crime",
    "Other crime",
)
_KNOWN = {one.casefold(): one for one in TYPES}
# A type that came since may be new; a column full of texts is another column.
MOST_TYPES = 30
LONGEST = 60

NEAR = 500  # metres
METRES_A_DEGREE = 111_320.0

_MONTH = re.compile(r"(?:(\d{4})[-/](\d{1,2})(?:[-/]\d{1,2})?|(\d{1,2})/(\d{4}))")
FIRST = date(2010, 12, 1)  # the first that was published


class Near:
    """Within some metres of any of the network's places, each a latitude and a longitude."""

    def __init__(self, places: Sequence[tuple[float, float]], metres: int = NEAR) -> None:
        self.metres, self.places = metres, len(places)
        self._sorted = sorted(places)
        self._latitudes = [one[0] for one in self._sorted]
        # The same few thousand points come again and again.
        self._known: dict[tuple[str, str], bool | None] = {}

    def holds(self, row: Row) -> bool | None:
        """Whether a row is in it; None for a row without a place."""
        key = row["Latitude"], row["Longitude"]
        if key not in self._known:
            self._known[key] = self._look(*key)
        return self._known[key]

    def _look(self, latitude: str, longitude: str) -> bool | None:
        try:
            north, east = float(latitude), float(longitude)
        except ValueError:
            return None
        if not (abs(north) <= 90 and abs(east) <= 180) or (north, east) == (0, 0):
            return None
        far = self.metres / METRES_A_DEGREE
        first = bisect_left(self._latitudes, north - far)
        last = bisect_right(self._latitudes, north + far)
        shrink = math.cos(math.radians(north))
        return any(
            math.hypot(a - north, (b - east) * shrink) <= far for a, b in self._sorted[first:last]
        )

    @property
    def about(self) -> dict[str, object]:
        """What is kept of the choice."""
        return {"near": self.metres, "places": self.places}


class Lsoa:
    """Where the name of the statistical area (LSOA) begins so."""

    def __init__(self, begins: str) -> None:
        self.begins = " ".join(printable(begins).split())
        self._begins = self.begins.casefold()

    def holds(self, row: Row) -> bool | None:
        """Whether a row is in it; None for a row without a place."""
        name = row["LSOA name"]
        return name.casefold().startswith(self._begins) if name else None

    @property
    def about(self) -> dict[str, object]:
        """What is kept of the choice."""
        return {"lsoa": self.begins}


@dataclass
class Counted:
    """What a file tells: how many by month and categories, and what else to say of it."""

    name: str
    digest: bytes
    figures: Counter[tuple[date, tuple[tuple[str, str], ...]]]
    refusals: Refusals
    # Month and who reported it: no two loads tell of the same.
    periods: Counter[tuple[date, str]]
    about: dict[str, object] = field(default_factory=dict)


def count(
    name: str,
    stream: BinaryIO,
    where: Near | Lsoa,
    today: date,
    *,
    most: int | None = None,
) -> Counted:
    """How many of each type in each month, of the rows that are where it is asked for.

    Raises ProductError: no such file, too many rows that cannot be read, or none of them there.
    """
    table = opened(name, stream, FIELDS, NEEDED, HINT, most=most)
    refusals = Refusals()
    figures: Counter[tuple[date, str]] = Counter()
    periods: Counter[tuple[date, str]] = Counter()
    months: dict[str, date | None] = {}
    seen: set[str] = set()
    outside = unplaced = doubled = 0
    for row in table.rows:
        refusals.rows += 1
        month = months.setdefault(row["Month"], month_of(row["Month"], today))
        kind = type_of(row["Crime type"])
        if month is None or kind is None:
            refusals.add(row.line, _why(row, month))
            continue
        periods[month, printable(row["Reported by"][:LONGEST])] += 1
        here = where.holds(row)
        if not here:
            unplaced += here is None
            outside += here is False
            continue
        same = row["Crime ID"] and f"{row['Crime ID']} {kind}"
        if same and same in seen:
            doubled += 1
            continue
        if same:
            seen.add(same)
        figures[month, kind] += 1
    refusals.check(name)
    _check(name, figures, refusals, where)
    return Counted(
        name=name,
        digest=table.source.digest,
        figures=Counter({(month, (("type", kind),)): n for (month, kind), n in figures.items()}),
        refusals=refusals,
        periods=periods,
        about={**where.about, "outside": outside, "unplaced": unplaced, "doubled": doubled},
    )


def month_of(text: str, today: date) -> date | None:
    """The first day of a month written as 2026-07, 2026-07-01 or 07/2026; None for another text."""
    found = _MONTH.fullmatch(text)
    if found is None:
        return None
    year, number = (found[1], found[2]) if found[1] else (found[4], found[3])
    if not 1 <= int(number) <= 12:
        return None
    month = date(int(year), int(number), 1) if int(year) else None
    return month if month and FIRST <= month <= today else None


def type_of(text: str) -> str | None:
    """A crime type as it is published; one that is new as it stands; None for none."""
    words = " ".join(text.split())
    if words.casefold() in _KNOWN:
        return _KNOWN[words.casefold()]
    return words if words and len(words) <= LONGEST and words.isprintable() else None


def in_order(types: Sequence[str]) -> list[str]:
    """Types in the order of TYPES, those that are new behind them."""
    return [one for one in TYPES if one in types] + sorted(set(types) - {*TYPES})


def _why(row: Row, month: date | None) -> str:
    if month is None:
        return (
            str(_l("its month is none that could be."))
            if row["Month"]
            else str(_l("it has no month."))
        )
    return str(_l("it has no crime type."))


def _check(
    name: str, figures: Counter[tuple[date, str]], refusals: Refusals, where: Near | Lsoa
) -> None:
    if not figures:
        words = (
            _l(
                "None of the %(rows)s rows of %(name)s is within %(metres)s metres of a place of "
                "this network. Is it the file of another force?",
                rows=refusals.rows,
                name=name,
                metres=where.metres,
            )
            if isinstance(where, Near)
            else _l(
                "None of the %(rows)s rows of %(name)s is in an area whose name begins with "
                "“%(begins)s”. Write it as the column “LSOA name” does.",
                rows=refusals.rows,
                name=name,
                begins=where.begins,
            )
        )
        raise ProductError(words, "file" if isinstance(where, Near) else "lsoa")
    if len({kind for _, kind in figures}) > MOST_TYPES:
        raise ProductError(
            _l("%(name)s has too many crime types to be a police file.", name=name), "file"
        )
