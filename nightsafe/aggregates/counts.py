"""Counting: a raw CountTable out of what may be counted; only two modules may import this (rule 9).

Every function takes the query that says what may be counted, and never whom it is for: that is
decided by `week` (for one person) and by whatever protects figures before they leave.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Case,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    extract,
    func,
    select,
)
from sqlalchemy.orm import aliased

from nightsafe import nights
from nightsafe.aggregates.shares import SourceCount
from nightsafe.database import db
from nightsafe.incidents.category import Audience
from nightsafe.incidents.flags import PREVENTED
from nightsafe.incidents.models import Entry, Event
from nightsafe.network.models import Place
from nightsafe.visits.models import Visit

QUARTER = 15  # minutes; the edges of the bands lie on quarters of an hour in every time zone
NOWHERE = ""


class Unit(StrEnum):
    """What a table counts."""

    EVENTS = "events"
    VISITS = "visits"


class Kind(StrEnum):
    """Which events a table counts; no event is in two of them."""

    HAPPENED = "happened"
    PREVENTED = "prevented"
    AS_RECORDED = "as recorded by venues"


@dataclass(frozen=True)
class CountTable:
    """Raw counts of one unit by row and night; what is not among `cells` is 0.

    `totals` by night: where one visit stands in several rows, they are less than the sum. Of the
    cells, `brought` are brought along from records kept elsewhere; `sources` says by whose name.
    """

    unit: Unit
    rows: tuple[str, ...]
    columns: tuple[date, ...]
    cells: Mapping[tuple[str, date], int]
    totals: Mapping[date, int]
    brought: Mapping[tuple[str, date], int] = field(default_factory=dict)
    sources: Mapping[tuple[str, date], int] = field(default_factory=dict)

    def of(self, row: str, columns: Iterable[date]) -> int:
        """The count of a row over some nights."""
        return sum(self.cells.get((row, each), 0) for each in columns)

    def total(self, columns: Iterable[date]) -> int:
        """The count of all rows over some nights."""
        return sum(self.totals.get(each, 0) for each in columns)

    def brought_of(self, row: str, columns: Iterable[date]) -> int:
        """How much of a row's count over some nights was brought along."""
        return sum(self.brought.get((row, each), 0) for each in columns)

    def by_source(self, columns: Iterable[date]) -> list[tuple[str, int]]:
        """What was brought along in some nights, by the name of its source, the most first."""
        wanted = set(columns)
        found: Counter[str] = Counter()
        for (source, night), number in self.sources.items():
            if night in wanted:
                found[source] += number
        return sorted(found.items(), key=lambda one: (-one[1], one[0]))


# A row, a night, how many, and the records they were brought along from (None: logged here).
Counted = Iterable[tuple[str, date, int, str | None]]


def tabulate(
    rows: Sequence[str], columns: Sequence[date], counted: Counted, unit: Unit = Unit.EVENTS
) -> CountTable:
    """A table of what was counted; rows that were counted and not named come last."""
    cells: Counter[tuple[str, date]] = Counter()
    totals: Counter[date] = Counter()
    brought: Counter[tuple[str, date]] = Counter()
    sources: Counter[tuple[str, date]] = Counter()
    for row, column, number, source in counted:
        cells[row, column] += number
        totals[column] += number
        if source is not None:
            brought[row, column] += number
            sources[source, column] += number
    others = sorted({row for row, _ in cells} - set(rows))
    return CountTable(
        unit,
        (*rows, *others),
        tuple(columns),
        dict(cells),
        dict(totals),
        dict(brought),
        dict(sources),
    )


@dataclass(frozen=True)
class EventCount:
    """How many events of one kind, code, area and source there were in one night."""

    kind: Kind
    code: str
    area: str
    night: date
    number: int
    source: str | None

    def in_row(self, row: str) -> tuple[str, date, int, str | None]:
        """What `tabulate` takes, under the row it belongs in."""
        return row, self.night, self.number, self.source


def events(counted: Select[Event], columns: Sequence[date]) -> list[EventCount]:
    """The events of some nights (first to last) by all that EventCount tells, in one statement.

    Premises count to the area of their street. `area` is its id as text, NOWHERE without a place.
    """
    street = aliased(Place)
    each = (
        counted.with_only_columns(
            Event.night,
            Event.code,
            func.coalesce(street.area_id, Place.area_id).label("area_id"),
            Event.source,
            _kind().label("kind"),
        )
        .outerjoin(Place, Place.id == Event.place_id)
        .outerjoin(street, street.id == Place.street_id)
        .where(Event.night.between(columns[0], columns[-1]))
        .subquery()
    )
    fields = (each.c.kind, each.c.code, each.c.area_id, each.c.source, each.c.night)
    found = db.session.execute(select(*fields, func.count()).group_by(*fields))
    return [
        EventCount(Kind(kind), code, NOWHERE if area is None else str(area), night, number, source)
        for kind, code, area, source, night, number in found
    ]


def each_event(counted: Select[Event], columns: Sequence[date]) -> list[tuple[UUID, str]]:
    """The id and the code of each event that happened in some nights (first to last)."""
    each = (
        counted.with_only_columns(Event.id, Event.code, _kind().label("kind"))
        .where(Event.night.between(columns[0], columns[-1]))
        .subquery()
    )
    found = select(each.c.id, each.c.code).where(each.c.kind == Kind.HAPPENED)
    return [(event_id, code) for event_id, code in db.session.execute(found.order_by(each.c.id))]


def by_band(counted: Select[Event], columns: Sequence[date], tz: ZoneInfo) -> CountTable:
    """What happened in some nights by the band of the night, on the clock on the wall.

    Counted by quarter of an hour in UTC, so that the time zone's rules stay in `nights`.
    """
    each = (
        counted.with_only_columns(
            Event.night,
            Event.source,
            cast(extract("hour", Event.occurred_at), Integer).label("hour"),
            (cast(extract("minute", Event.occurred_at), Integer) // QUARTER).label("quarter"),
            _kind().label("kind"),
        )
        .where(Event.night.between(columns[0], columns[-1]))
        .subquery()
    )
    fields = (each.c.night, each.c.hour, each.c.quarter, each.c.source)
    found = db.session.execute(
        select(*fields, func.count()).where(each.c.kind == Kind.HAPPENED).group_by(*fields)
    )
    return tabulate(
        [*nights.BANDS, nights.Band.DAY],
        columns,
        (
            (nights.band_of(_instant(night, hour, int(quarter), tz), tz), night, number, source)
            for night, hour, quarter, source, number in found
        ),
    )


def by_night(counted: Select[Event], columns: Sequence[date]) -> CountTable:
    """The events of some nights by kind alone, for a long row of weeks."""
    each = (
        counted.with_only_columns(Event.night, Event.source, _kind().label("kind"))
        .where(Event.night.between(columns[0], columns[-1]))
        .subquery()
    )
    fields = (each.c.kind, each.c.night, each.c.source)
    found = db.session.execute(select(*fields, func.count()).group_by(*fields)).all()
    counted_rows = ((kind, night, number, source) for kind, night, source, number in found)
    return tabulate(tuple(Kind), columns, counted_rows)


def by_source(counted: Select[Event]) -> list[SourceCount]:
    """All events there are by month, code and source, in one statement."""
    each = counted.with_only_columns(
        cast(extract("year", Event.night), Integer).label("year"),
        cast(extract("month", Event.night), Integer).label("month"),
        Event.code,
        Event.source,
    ).subquery()
    fields = (each.c.year, each.c.month, each.c.code, each.c.source)
    found = db.session.execute(select(*fields, func.count()).group_by(*fields))
    return [SourceCount(*row) for row in found]


def visits_by_reason(
    counted: Select[Visit], columns: Sequence[date], reasons: Iterable[str]
) -> CountTable:
    """The visits of some nights by reason; a visit with two reasons stands in two rows."""
    reasons = tuple(reasons)
    given = func.coalesce(Visit.answers["reasons"].as_string(), "")
    each = (
        counted.with_only_columns(
            Visit.night,
            *(
                case((given.contains(f'"{key}"', autoescape=True), 1), else_=0).label(key)
                for key in reasons
            ),
        )
        .where(Visit.night.between(columns[0], columns[-1]))
        .subquery()
    )
    found = db.session.execute(
        select(each.c.night, func.count(), *(func.sum(each.c[key]) for key in reasons)).group_by(
            each.c.night
        )
    ).all()
    cells = {
        (key, night): int(number)
        for night, _, *numbers in found
        for key, number in zip(reasons, numbers, strict=True)
        if number
    }
    totals = {night: number for night, number, *_ in found}
    return CountTable(Unit.VISITS, reasons, tuple(columns), cells, totals)


def _kind() -> Case[str]:
    """Prevented is what every standing account of an event calls prevented."""
    standing = exists().where(Entry.event_id == Event.id, Entry.withdrawn_at.is_(None))
    flags = cast(Entry.flags, String)
    flagged = standing.where(flags.contains(f'"{PREVENTED}"'))
    not_flagged = standing.where(flags.not_like(f'%"{PREVENTED}"%'))
    return case(
        (Event.audience == Audience.REGISTER, str(Kind.AS_RECORDED)),
        (and_(flagged, ~not_flagged), str(Kind.PREVENTED)),
        else_=str(Kind.HAPPENED),
    )


def _instant(night: date, hour: int, quarter: int, tz: ZoneInfo) -> datetime:
    """The instant within a night at which a quarter of an hour began, by the hour of UTC."""
    start, _ = nights.night_bounds(night, tz)
    found = datetime.combine(start.date(), time(hour, quarter * QUARTER), UTC)
    return found if found >= start else found + timedelta(days=1)
