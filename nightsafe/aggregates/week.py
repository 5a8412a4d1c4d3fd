"""The week, for those who may see raw counts: InsideTables, each beside the weeks before (rule 9).

Restricted records are in none of them, whoever asks.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from nightsafe.accounts.roles import may
from nightsafe.aggregates import counts
from nightsafe.aggregates.counts import CountTable, EventCount, Kind
from nightsafe.aggregates.coverage import Coverage, coverage
from nightsafe.aggregates.rules import Mix, mix, tint, unlike
from nightsafe.aggregates.series import InsideSeries
from nightsafe.aggregates.spans import Spans, spans
from nightsafe.errors import NotAllowed
from nightsafe.gate import Actor, Can
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.category import Audience
from nightsafe.incidents.queries import countable
from nightsafe.nights import Week, Weekend
from nightsafe.visits.choices import REASONS
from nightsafe.visits.queries import countable as countable_visits

USUAL = 8  # weeks whose mean stands beside a week
TREND = 26  # weeks in a row, the last being the one asked for


@dataclass(frozen=True)
class Row:
    """One line: the week by night, the week before, and the sum of the `weeks` before that count.

    `last` is None where nothing was recorded yet in the week before. What is `brought` in each was
    brought along from records kept elsewhere.
    """

    key: str
    nights: tuple[int, ...]
    total: int
    last: int | None
    before: int
    weeks: int
    brought: int = 0
    brought_last: int = 0
    brought_before: int = 0

    @property
    def mixes(self) -> tuple[Mix, Mix, Mix]:
        """Where the week's figure, the week before's and the mean came from."""
        return (
            mix(self.total, self.brought),
            mix(self.last or 0, self.brought_last),
            mix(self.before, self.brought_before),
        )

    @property
    def usual(self) -> float | None:
        """The mean of the weeks before; None where there are none."""
        return self.before / self.weeks if self.weeks else None

    @property
    def blank(self) -> bool:
        """Whether nothing was counted, this week or in those before."""
        return not (self.total or self.before)


@dataclass(frozen=True)
class InsideTable:
    """Raw counts of a week, to be drawn only for those who may see them."""

    unit: str
    rows: tuple[Row, ...]
    total: Row
    # Of the week's total, what was brought along: the name of its source, how many.
    sources: tuple[tuple[str, int], ...] = ()
    # The same of the weeks before.
    earlier_sources: tuple[tuple[str, int], ...] = ()

    @property
    def sources_differ(self) -> bool:
        """Whether the weeks before were recorded by others than the week."""
        return (
            bool(self.sources and self.earlier_sources)
            and dict(self.sources).keys() != dict(self.earlier_sources).keys()
        )

    def row(self, key: str) -> Row:
        """The line of a key."""
        return next(each for each in self.rows if each.key == key)

    def sum(self, keys: Iterable[str]) -> Row:
        """Several lines as one; right only where nothing is counted in two of them."""
        chosen = [self.row(key) for key in keys]
        return Row(
            key="",
            nights=tuple(map(sum, zip(*(row.nights for row in chosen), strict=True))),
            total=sum(row.total for row in chosen),
            last=None if self.total.last is None else sum(row.last or 0 for row in chosen),
            before=sum(row.before for row in chosen),
            weeks=self.total.weeks,
            brought=sum(row.brought for row in chosen),
            brought_last=sum(row.brought_last for row in chosen),
            brought_before=sum(row.brought_before for row in chosen),
        )

    def tint(self, count: int) -> int:
        """The strength of a cell's tint, 0 to 5, beside the highest cell."""
        return tint(count, max((each for row in self.rows for each in row.nights), default=0))


@dataclass(frozen=True)
class TrendWeek:
    """One week of the row of weeks."""

    week: Week
    happened: int
    prevented: int
    coverage: Coverage
    # Of what happened, and of what was prevented: brought along.
    brought: int = 0
    brought_prevented: int = 0


@dataclass(frozen=True)
class Figures:
    """Everything that is said of a week."""

    week: Week
    earlier: tuple[Week, ...]  # newest first: those of the last eight that have any record
    codes: InsideTable
    bands: InsideTable
    areas: InsideTable
    prevented: InsideTable
    recorded: InsideTable
    visits: InsideTable
    trend: tuple[TrendWeek, ...]  # oldest first, ending with this week
    spans: Spans

    @property
    def coverage(self) -> Coverage:
        return self.trend[-1].coverage

    @property
    def brought(self) -> bool:
        """Whether anything on the page was brought along."""
        tables = (self.codes, self.prevented, self.recorded)
        compared = any(table.total.brought or table.total.brought_before for table in tables)
        return compared or any(each.brought or each.brought_prevented for each in self.trend)

    @property
    def unlike(self) -> bool:
        """Whether the week is compared with weeks that are not of its kind."""
        return bool(self.earlier) and unlike(*self.codes.total.mixes)


def figures(actor: Actor, week: Week, areas: Sequence[str], tz: ZoneInfo) -> Figures:
    """The figures of a week; `areas` are the ids of the areas in use, as text.

    A fixed number of statements, each over a fixed number of nights. Raises NotAllowed for
    whoever may not see raw counts.
    """
    _must(actor)
    known = spans(actor)
    earlier = known.back(week.previous(), USUAL)
    columns = [night for each in reversed((week, *earlier)) for night in each.nights]
    counted = countable(actor)
    events = counts.events(counted, columns)
    happened = [each for each in events if each.kind == Kind.HAPPENED]

    def inside(table: CountTable) -> InsideTable:
        return _inside(table, week, earlier)

    return Figures(
        week=week,
        earlier=earlier,
        codes=inside(_by_code(happened, columns, _codes())),
        bands=inside(counts.by_band(counted, columns, tz)),
        areas=inside(
            counts.tabulate(
                [*areas, counts.NOWHERE],
                columns,
                (each.in_row(each.area) for each in happened),
            )
        ),
        prevented=inside(
            _by_code([each for each in events if each.kind == Kind.PREVENTED], columns, _codes())
        ),
        recorded=inside(
            _by_code(
                [each for each in events if each.kind == Kind.AS_RECORDED],
                columns,
                _codes(Audience.REGISTER),
            )
        ),
        visits=inside(counts.visits_by_reason(countable_visits(actor), columns, REASONS)),
        trend=_trend(actor, week, known, tz),
        spans=known,
    )


def series(
    actor: Actor,
    weekends: Sequence[Weekend],
    sides: Mapping[str, Collection[str]],
    codes: Collection[str],
) -> InsideSeries:
    """What happened in some weekends (not none), by side: a name, and its areas' ids as text.

    One statement. Raises NotAllowed for whoever may not see raw counts.
    """
    _must(actor)
    night_in = {night: weekend for weekend in weekends for night in weekend.nights}
    side_of = {area: side for side, areas in sides.items() for area in areas}
    cells: Counter[tuple[Weekend, str, str | None]] = Counter()
    for one in counts.events(countable(actor), sorted(night_in)):
        here = one.area in side_of and one.night in night_in
        if here and one.kind == Kind.HAPPENED and one.code in codes:
            cells[night_in[one.night], side_of[one.area], one.source] += one.number
    return InsideSeries(cells)


def _must(actor: Actor) -> None:
    if not may(actor, Can.WEEK):
        raise NotAllowed(_l("These figures are for police and the partnership's analyst."))


def _codes(audience: Audience | None = None) -> list[str]:
    """The codes that a table names though nothing be counted: all in use, or of one audience."""
    return [
        code
        for code, category in CATEGORIES.items()
        if not category.retired and audience in {None, category.audience}
    ]


def _by_code(events: list[EventCount], columns: Sequence[date], codes: list[str]) -> CountTable:
    return counts.tabulate(codes, columns, (one.in_row(one.code) for one in events))


def _trend(actor: Actor, week: Week, known: Spans, tz: ZoneInfo) -> tuple[TrendWeek, ...]:
    # In a row: weeks between what was brought along and the first that was logged are in it, too.
    oldest = min(known.back(week, TREND), default=week)
    weeks = [Week(oldest.monday)]
    while weeks[-1] < week:
        weeks.append(weeks[-1].next())
    covered = coverage(actor, weeks, tz)
    columns = [night for each in weeks for night in each.nights]
    table = counts.by_night(countable(actor), columns)
    return tuple(
        TrendWeek(
            each,
            table.of(Kind.HAPPENED, each.nights),
            table.of(Kind.PREVENTED, each.nights),
            covered[each],
            table.brought_of(Kind.HAPPENED, each.nights),
            table.brought_of(Kind.PREVENTED, each.nights),
        )
        for each in weeks
    )


def _inside(table: CountTable, week: Week, earlier: Sequence[Week]) -> InsideTable:
    before = [night for each in earlier for night in each.nights]
    last = week.previous().nights if week.previous() in earlier else None

    def line(key: str) -> Row:
        return Row(
            key=key,
            nights=tuple(table.of(key, [night]) for night in week.nights),
            total=table.of(key, week.nights),
            last=None if last is None else table.of(key, last),
            before=table.of(key, before),
            weeks=len(earlier),
            brought=table.brought_of(key, week.nights),
            brought_last=table.brought_of(key, last or ()),
            brought_before=table.brought_of(key, before),
        )

    total = Row(
        key="",
        nights=tuple(table.total([night]) for night in week.nights),
        total=table.total(week.nights),
        last=None if last is None else table.total(last),
        before=table.total(before),
        weeks=len(earlier),
        brought=_summed(table.by_source(week.nights)),
        brought_last=_summed(table.by_source(last or ())),
        brought_before=_summed(table.by_source(before)),
    )
    sources = (tuple(table.by_source(week.nights)), tuple(table.by_source(before)))
    return InsideTable(table.unit, tuple(map(line, table.rows)), total, *sources)


def _summed(by_source: Iterable[tuple[str, int]]) -> int:
    return sum(number for _, number in by_source)
