"""Weekends one after another by night, band and code: raw (rule 9).

Like is set beside like: a row of weekends is counted from the records of those sources alone that
tell of its last one, since the latest of them began. Weekends before are no zeros.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from nightsafe.aggregates import counts
from nightsafe.aggregates.counts import Kind
from nightsafe.aggregates.outlook.history import NIGHTS, WeekendCounts
from nightsafe.aggregates.weekly_groups import WITHHELD
from nightsafe.database import db
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Event
from nightsafe.network.kinds import PREMISES
from nightsafe.network.models import Place
from nightsafe.nights import Weekend, week_of
from nightsafe.review.models import Finding

_DAY = timedelta(days=1)
MOST = 6 * 53  # weekends: what three years of history and a score over the rest of it ask for


@dataclass(frozen=True)
class Series:
    """Weekends in a row, the oldest first; `by_code` has one number for each of them."""

    weekends: tuple[WeekendCounts, ...] = ()
    by_code: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def totals(self) -> tuple[int, ...]:
        """All events of each weekend."""
        return tuple(one.total for one in self.weekends)

    def of(self, codes: frozenset[str]) -> tuple[int, ...]:
        """The events of some codes in each weekend."""
        chosen = [numbers for code, numbers in self.by_code.items() if code in codes]
        return tuple(map(sum, zip(*chosen, strict=True))) or (0,) * len(self.weekends)


def for_members() -> Select[Event]:
    """What the weekly table counts: no register-only, restricted or withheld kinds, and nothing
    that a reviewer found not to be so.
    """
    shown = [code for code in CATEGORIES if code[0] not in WITHHELD]
    refuted = exists().where(Finding.event_id == Event.id, Finding.outcome == "not_confirmed")
    return select(Event).where(
        Event.standing.is_(True),
        Event.restricted.is_not(True),
        Event.audience != Audience.REGISTER,
        Event.code.in_(shown),
        ~refuted,
    )


def series(counted: Select[Event], until: Weekend, tz: ZoneInfo, most: int = MOST) -> Series:
    """What happened in each weekend up to one, by night and band and by code; three statements."""
    sources = _sources(counted, until)
    if not sources:
        return Series()
    first = max(max(sources.values()), Weekend(until.friday - (most - 1) * 7 * _DAY))
    weekends = [first]
    while weekends[-1] < until:
        weekends.append(weekends[-1].next())
    nights = [night for weekend in weekends for night in weekend.nights]
    named = [one for one in sources if one is not None]
    own = [Event.source.is_(None)] if None in sources else []
    narrowed = counted.where(or_(*own, Event.source.in_(named)))
    return Series(_by_band(narrowed, weekends, nights, tz), _by_code(narrowed, weekends, nights))


def by_street(counted: Select[Event], weekend: Weekend) -> list[tuple[str, int]]:
    """How many events happened in a weekend at each public place, the most first; premises count
    to their street, and what lies at no street counts nowhere. Two statements.
    """
    happened = dict(counts.each_event(counted, weekend.nights))
    street = aliased(Place)
    name = func.coalesce(street.name, case((Place.kind != PREMISES, Place.name)))
    each = (
        counted.with_only_columns(Event.id, name.label("name"))
        .join(Place, Place.id == Event.place_id)
        .outerjoin(street, street.id == Place.street_id)
        .where(Event.night.in_(weekend.nights), name.is_not(None))
    )
    found = Counter(place for event_id, place in db.session.execute(each) if event_id in happened)
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def _sources(counted: Select[Event], until: Weekend) -> dict[str | None, Weekend]:
    """The sources that tell of a weekend, None for what was logged here; since which weekend."""
    columns = (Event.source, func.min(Event.night), func.max(Event.night))
    found = db.session.execute(counted.with_only_columns(*columns).group_by(Event.source)).all()
    return {
        source: _first_whole(first)
        for source, first, last in found
        # What is logged here goes on; what was brought along ends with its last record.
        if _first_whole(first) <= until
        and (source is None or week_of(last) >= week_of(until.friday))
    }


def _first_whole(night: date) -> Weekend:
    """The first weekend of which a record that begins in a night can tell whole."""
    weekend = week_of(night).weekend
    return weekend if night <= weekend.friday else weekend.next()


def _by_band(
    counted: Select[Event], weekends: Sequence[Weekend], nights: Sequence[date], tz: ZoneInfo
) -> tuple[WeekendCounts, ...]:
    table = counts.by_band(counted, nights, tz)
    found = []
    for weekend in weekends:
        cells = {
            (name, str(band)): number
            for name, night in zip(NIGHTS, weekend.nights, strict=True)
            for band in table.rows
            if (number := table.of(band, [night]))
        }
        found.append(WeekendCounts(weekend.friday, cells))
    return tuple(found)


def _by_code(
    counted: Select[Event], weekends: Sequence[Weekend], nights: Sequence[date]
) -> dict[str, tuple[int, ...]]:
    number_of = {night: number // 3 for number, night in enumerate(nights)}
    found: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for one in counts.events(counted, nights):
        if one.kind == Kind.HAPPENED and one.night in number_of:
            found[one.code][number_of[one.night]] += one.number
    return {
        code: tuple(numbers[number] for number in range(len(weekends)))
        for code, numbers in found.items()
    }
