"""Whole releases made by hand, with every kind of table, to try what reads them and counts nothing.

The figures are invented: those of a quarter are those of any other, times `scale`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from nightsafe.aggregates.models import Release
from nightsafe.aggregates.safe import TOTAL, Cells, Earlier, Heading, Method, SafeTable
from nightsafe.database import db
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.nights import Quarter
from tests.people import actor

SUMMER = Quarter(2026, 3)
HIDDEN = None
# Of the areas of tests/people.py.
AREAS = ("Centre", "East")


@dataclass(frozen=True)
class Kept:
    """How a table of these is made: its rows and columns by key, and its true figures in order."""

    label: str
    unit: str
    rows: tuple[tuple[str, str, Mapping[str, Iterable[str]]], ...]
    columns: tuple[tuple[str, str, Mapping[str, Iterable[str]]], ...]
    numbers: tuple[tuple[int, ...], ...]
    totals: bool = True
    method: Method = Method.ROUNDING
    threshold: int = 5
    # Hidden beside those under the threshold, so that none is found from the totals.
    beside: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def _codes(*groups: str) -> Mapping[str, Iterable[str]]:
    return {"code": [code for code, one in CATEGORIES.items() if one.group in groups]}


def _of(dimension: str, *keys: str) -> Mapping[str, Iterable[str]]:
    return {dimension: keys}


KINDS: dict[str, Kept] = {
    "counted": Kept(
        "What was counted",
        "events",
        (
            ("confirmed", "Confirmed", _of("population", "confirmed")),
            ("prevented", "Prevented by us", _of("population", "prevented")),
            ("undecided", "Undecided", _of("population", "undecided")),
            ("recorded", "As recorded by venues", _of("population", "recorded")),
            ("later", "Reported later", _of("population", "later", "later_recorded")),
        ),
        (),
        ((243,), (38,), (17,), (121,), (6,)),
        totals=False,
    ),
    "sources": Kept(
        "Where the records came from",
        "events",
        (("own", "Logged here", _of("source", "")), ("bus", "Bus log", _of("source", "Bus log"))),
        (),
        ((214,), (29,)),
    ),
    "codes": Kept(
        "What happened",
        "events",
        (
            ("violence", "Violence and weapons", _codes("violence")),
            ("sexual", "Sexual safety, spiking, hate, abuse", _codes("sexual", "abuse")),
            ("property", "Theft and damage", _codes("property")),
            ("nuisance", "Nuisance and drugs", _codes("nuisance", "drugs")),
            ("welfare", "Someone needs help", _codes("welfare")),
            ("danger", "Everything else", _codes("danger", "travel", "licence")),
        ),
        (),
        ((88,), (24,), (36,), (41,), (47,), (7,)),
    ),
    "areas": Kept(
        "Where it happened",
        "events",
        (("1", "Centre", _of("area", "1")), ("2", "East", _of("area", "2"))),
        (),
        ((171,), (72,)),
    ),
    "hours": Kept(
        "When it happened",
        "events",
        (
            ("fri", "Friday", _of("night", "fri")),
            ("sat", "Saturday", _of("night", "sat")),
            ("sun", "Sunday", _of("night", "sun")),
            ("week", "Monday to Thursday", _of("night", "week")),
        ),
        (
            ("18-21", "18:00 to 21:00", _of("band", "18-21")),
            ("21-24", "21:00 to midnight", _of("band", "21-24")),
            ("00-03", "Midnight to 03:00", _of("band", "00-03")),
            ("03-06", "03:00 to 06:00", _of("band", "03-06")),
        ),
        ((8, 22, 41, 12), (9, 27, 58, 16), (2, 6, 9, 3), (5, 11, 12, 2)),
    ),
    "places": Kept(
        "Kinds of place",
        "events",
        (
            ("bar", "Bar or pub", _of("place", "bar")),
            ("club", "Club", _of("place", "club")),
            ("street", "Street", _of("place", "street")),
            ("station", "Station or rank", _of("place", "station", "rank")),
            ("other", "Elsewhere", _of("place", "other", "")),
        ),
        (
            ("weekend", "Weekend", _of("night", "fri", "sat", "sun")),
            ("week", "Monday to Thursday", _of("night", "week")),
        ),
        ((56, 9), (61, 3), (79, 14), (9, 0), (8, 4)),
        method=Method.SUPPRESSION,
        beside=frozenset({("club", "weekend"), ("station", "weekend"), ("other", "weekend")}),
    ),
    "priorities": Kept(
        "The partnership's priorities",
        "events",
        (
            ("alcohol_violence", "Alcohol-related violence", {"code": ["V1", "V3"]}),
            ("vawg", "Violence against women and girls", {"code": ["S1", "S2", "S3", "S5"]}),
            ("asb", "Anti-social behaviour", {"code": ["B1", "B2", "P3"]}),
        ),
        (),
        ((81,), (22,), (44,)),
        totals=False,
    ),
    "visits": Kept(
        "Why people came to a Safe Place",
        "visits",
        (
            ("unsafe", "Felt unsafe or followed", {"reason_unsafe": ["yes"]}),
            ("drunk", "Drunk", {"reason_drunk": ["yes"]}),
            ("lost", "Lost, stranded, no phone", {"reason_lost": ["yes"]}),
        ),
        (),
        ((31,), (66,), (4,)),
        totals=False,
    ),
}


def safe_table(
    key: str,
    quarter: Quarter = SUMMER,
    *,
    scale: float = 1,
    method: Method | None = None,
    earlier: Mapping[str, Earlier] | None = None,
) -> SafeTable:
    """The table of a kind, protected by hand: rounded to ten, or with some figures not shown."""
    kind = KINDS[key]
    chosen = method or kind.method
    population = {} if key == "counted" else {"population": frozenset({"confirmed"})}
    return SafeTable(
        key=key,
        label=kind.label,
        unit=kind.unit,
        method=chosen,
        quarter=str(quarter),
        only={"population": frozenset({"visits"})} if kind.unit == "visits" else population,
        rows=_headings(kind.rows, kind.threshold),
        columns=_headings(kind.columns, kind.threshold),
        cells=_cells(kind, scale, chosen),
        earlier=earlier or {},
    )


def tables(
    quarter: Quarter = SUMMER,
    *,
    scale: float = 1,
    last: tuple[int, float] | None = None,
    year: tuple[int, float] | None = None,
    keys: Sequence[str] = tuple(KINDS),
) -> list[SafeTable]:
    """One table of each kind; `last` and `year` are an earlier release's number and its scale."""
    found = []
    for key in keys:
        earlier = {
            name: Earlier(
                str(quarter.moved(back)), one[0], safe_table(key, quarter, scale=one[1]).cells
            )
            for name, one, back in (("last", last, -1), ("year", year, -4))
            if one is not None
        }
        found.append(safe_table(key, quarter, scale=scale, earlier=earlier))
    return found


def coverage(reported: int = 7, weeks: int = 13) -> dict[str, Any]:
    """Who reported in a quarter: over all of it, and in each of its weeks."""
    return {
        "premises": 8,
        "premises_reported": min(8, reported),
        "teams": 3,
        "teams_reported": 2,
        "weeks": [
            {"reported": max(0, reported + 2 - number % 3), "active": 11} for number in range(weeks)
        ],
    }


def certificate(made: Sequence[SafeTable], against: Sequence[int] = ()) -> dict[str, Any]:
    """What the audit of some tables would have said: all safe."""
    return {
        "safe": True,
        "unsafe": [],
        "offers": [],
        "checked": [
            {
                "table": one.key,
                "figures": len(one.cells),
                "protected": sum(not figure for figure in one.cells.values()),
                "hidden": one.hidden,
                "least_width": 4 if one.method is Method.SUPPRESSION else 8,
            }
            for one in made
        ],
        "against": list(against),
        "classes": 184,
        "solved": 96,
        "seconds": 1.4,
        "rule": {"base": 10, "threshold": 5, "threshold_high": 10, "width": 4},
    }


CONTEXT: list[dict[str, Any]] = []
# The same kinds under the keys of nightsafe/aggregates/tables.py, which gives each its section.
REGISTERED = {
    "codes": "group",
    "areas": "area",
    "hours": "night-by-band",
    "places": "place",
    "priorities": "priority",
    "visits": "visits-reason",
}
WORDS = {
    "levels": "A quieter summer than we feared.\n\nMost of it was late on Saturdays.",
    "change": "Fewer fights at the rank since the marshals came.",
    "places": "George Street stays the busiest.",
}


def draft(
    number: int | None = None,
    quarter: Quarter = SUMMER,
    *,
    state: str = "safe",
    made: Sequence[SafeTable] | None = None,
    reported: int = 7,
    words: Mapping[str, str] | None = None,
    context: Sequence[Mapping[str, Any]] = (),
) -> Release:
    """A release whose check is done, added and flushed; the people must be settled."""
    chosen = tables(quarter) if made is None else made
    at = datetime.combine(quarter.last, datetime.min.time(), UTC) + timedelta(days=12, hours=10)
    against = [one.number for each in chosen for one in each.earlier.values()]
    found = Release(
        id=UUID(int=20_000 + 100 * quarter.year + 10 * quarter.number + (number or 0)),
        number=number,
        quarter=quarter.first,
        state=state,
        frozen_id=None,
        wanted={
            "areas": [],
            "tables": [{"key": one.key, "method": str(one.method)} for one in chosen],
        },
        tables={
            "tables": [one.as_json() for one in chosen],
            "coverage": coverage(reported),
            "context": [dict(one) for one in context],
        },
        certificate=certificate(chosen, sorted(set(against))),
        words=dict(WORDS if words is None else words),
        steps=96,
        steps_done=96,
        prepared_by=actor("ana").person_id,
        prepared_at=at,
        checked_at=at + timedelta(seconds=4),
        sent_at=at + timedelta(hours=2) if state in {"sent", "returned"} else None,
        changed_at=at + timedelta(hours=1),
    )
    db.session.add(found)
    db.session.flush()
    return found


def released(number: int = 1, quarter: Quarter = SUMMER, **given: Any) -> Release:
    """A release that has left: prepared by Ana, approved by Coral; takes what `draft` takes."""
    found = draft(number, quarter, state="released", **given)
    found.sent_at = found.prepared_at + timedelta(hours=2)
    found.approved_by = actor("coral").person_id
    found.approved_at = found.changed_at = found.prepared_at + timedelta(days=1)
    db.session.flush()
    return found


def registered(made: Sequence[SafeTable]) -> list[SafeTable]:
    """The same tables under the keys of the registry."""
    return [replace(one, key=REGISTERED.get(one.key, one.key)) for one in made]


def years(
    scales: Sequence[float] = (1.0, 1.1, 0.9, 1.0, 1.2, 0.8), *, in_registry: bool = False
) -> list[Release]:
    """Releases of as many quarters in a row, oldest first, the newest being of SUMMER.

    Each bears the figures of the quarter before it, and of that a year before, where released.
    """
    first = SUMMER.moved(1 - len(scales))
    found = []
    for place, scale in enumerate(scales):
        made = tables(
            first.moved(place),
            scale=scale,
            last=(place, scales[place - 1]) if place >= 1 else None,
            year=(place - 3, scales[place - 4]) if place >= 4 else None,
        )
        made = registered(made) if in_registry else made
        found.append(released(place + 1, first.moved(place), made=made, reported=6 + place % 3))
    return found


def _headings(
    kept: tuple[tuple[str, str, Mapping[str, Iterable[str]]], ...], threshold: int
) -> tuple[Heading, ...]:
    return tuple(
        Heading(key, label, {name: frozenset(some) for name, some in where.items()}, threshold)
        for key, label, where in kept
    )


def _cells(kind: Kept, scale: float, method: Method) -> Cells:
    numbers = [[round(scale * number) for number in line] for line in kind.numbers]
    true: dict[tuple[str, str], int] = {}
    columns = [key for key, _, _ in kind.columns]
    for (row, _, _), line in zip(kind.rows, numbers, strict=True):
        true.update({(row, column): n for column, n in zip(columns, line, strict=False)})
        true[row, TOTAL] = sum(line)
    if kind.totals:
        for place, column in enumerate(columns):
            true[TOTAL, column] = sum(line[place] for line in numbers)
        true[TOTAL, TOTAL] = sum(map(sum, numbers))
    if method is Method.ROUNDING:
        return {at: (number + 5) // 10 * 10 for at, number in true.items()}
    return {
        at: HIDDEN if number < kind.threshold or at in kind.beside else number
        for at, number in true.items()
    }
