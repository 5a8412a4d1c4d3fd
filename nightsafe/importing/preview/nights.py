"""Rows by night: months, nights of the week, bands; where a wrong hour or zone shows at once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from nightsafe.importing.tally import Outcome, What
from nightsafe.importing.terminal import figure, heading, share, wrapped
from nightsafe.network.words import day_long, night
from nightsafe.nights import Band, Week, band_of, week_of

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_BANDS = (Band.EVENING, Band.LATE, Band.MIDNIGHT, Band.SMALL_HOURS, Band.DAY)
_BAND_HEADS = ("18-21", "21-24", "00-03", "03-06", "day 06-18")
_MOST_MONTHS = 60  # longer than that by year
_BUSIEST = 5
_FIRST, _CELL, _BAND_CELL = 12, 7, 10


@dataclass
class ByNight:
    """Rows by their night and by the time on the wall."""

    zone: ZoneInfo
    nights: Counter[date] = field(default_factory=Counter)
    bands: Counter[tuple[int, Band]] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        """Count a row that would be added under its night."""
        if outcome.what is not What.ADDED or outcome.night is None or outcome.instant is None:
            return
        self.nights[outcome.night] += 1
        self.bands[outcome.night.weekday(), band_of(outcome.instant, self.zone)] += 1

    def lines(self, *, every: bool = False) -> list[str]:
        """The tables; with `every`, all nights with their counts as well, one week a line."""
        if not self.nights:
            return []
        first, last = min(self.nights), max(self.nights)
        lines = heading("By night: the night of each evening, from noon to noon")
        lines += [f"  From {_long(first)} to {_long(last)}."]
        lines += ["", *self._calendar()]
        lines += heading("By night of the week and time of the clock")
        lines += self._clock()
        lines += heading("The busiest nights")
        busiest = sorted(self.nights.items(), key=lambda one: (-one[1], one[0]))[:_BUSIEST]
        lines += [f"  {figure(number):>{_CELL}}  {_long(day)}" for day, number in busiest]
        if every:
            lines += heading("Every night, one week a line")
            lines += self._weeks()
        return lines

    def _calendar(self) -> list[str]:
        """Months (or years, when there are many) by night of the week."""
        months = {(day.year, day.month) for day in self.nights}
        by_year = len(months) > _MOST_MONTHS
        counts: Counter[tuple[date, int]] = Counter()
        for day, number in self.nights.items():
            start = day.replace(month=1, day=1) if by_year else day.replace(day=1)
            counts[start, day.weekday()] += number
        starts = sorted({start for start, _ in counts})
        lines = [_line("", (*_DAYS, "all"))]
        for start in starts:
            cells = [counts[start, number] for number in range(7)]
            name = f"{start.year:04d}" if by_year else f"{start:%b} {start.year:04d}"
            lines.append(_line(name, _figures(cells)))
        totals = [sum(counts[start, number] for start in starts) for number in range(7)]
        return [*lines, _line("All", _figures(totals))]

    def _clock(self) -> list[str]:
        total = self.nights.total()
        lines = [_line("", (*_BAND_HEADS, "all"), _BAND_CELL)]
        for number, name in enumerate(_DAYS):
            cells = [self.bands[number, band] for band in _BANDS]
            lines.append(_line(f"{name} night", _figures(cells), _BAND_CELL))
        totals = [sum(self.bands[number, band] for number in range(7)) for band in _BANDS]
        lines.append(_line("All", _figures(totals), _BAND_CELL))
        shares = [share(number, total) for number in totals]
        lines.append(_line("", (*shares, ""), _BAND_CELL).rstrip())
        said = (
            "Look here first: if most fall by day, or all in one band, or the small hours are "
            "busier than the evening, look at zone and hour again."
        )
        return [*lines, *wrapped(said, 2)]

    def _weeks(self) -> Iterator[str]:
        yield _line("Week of", (*_DAYS, "all"))
        weeks = sorted({week_of(day) for day in self.nights})
        before: Week | None = None
        for week in weeks:
            if before is not None and (gap := (week.monday - before.monday).days // 7 - 1):
                yield f"  ({gap} {'week' if gap == 1 else 'weeks'} without any)"
            cells = [self.nights[day] for day in week.nights]
            yield _line(f"{week.monday:%d %b} {week.monday.year:04d}", _figures(cells))
            before = week


def _line(name: str, cells: tuple[str, ...], cell: int = _CELL) -> str:
    return f"  {name:<{_FIRST}}" + "".join(f"{each:>{cell}}" for each in cells)


def _figures(cells: list[int]) -> tuple[str, ...]:
    return (*map(figure, cells), figure(sum(cells)))


def _long(day: date) -> str:
    return f"{night(day)}, {day_long(day)}"
