"""What a night, a weekend, a week and a quarter are, and which wall-clock times exist.

A night runs from noon to noon of the network's time zone and bears the date on which it began.
Instants come and go as aware datetimes in UTC; only here are they turned into wall-clock time.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

NOON = time(12)
_DAY = timedelta(days=1)


class Band(StrEnum):
    """A stretch of the night by the clock on the wall; the value is what is stored."""

    EVENING = "18-21"
    LATE = "21-24"
    MIDNIGHT = "00-03"
    SMALL_HOURS = "03-06"
    DAY = "day"


BANDS = (Band.EVENING, Band.LATE, Band.MIDNIGHT, Band.SMALL_HOURS)


class TimeDoesNotExist(ValueError):
    """The clocks were put forward over this wall-clock time.

    `after` (UTC) is the instant that a clock nobody had changed meant: the suggestion to make.
    `skipped_from` and `skipped_to` are the wall-clock times between which the clocks jumped.
    """

    def __init__(
        self, day: date, at: time, after: datetime, skipped_from: time, skipped_to: time
    ) -> None:
        super().__init__(f"{at:%H:%M} does not exist on {day}")
        self.day, self.at, self.after = day, at, after
        self.skipped_from, self.skipped_to = skipped_from, skipped_to


class TimeHappensTwice(ValueError):
    """The clocks were put back: `first` and `second` (UTC) both had this wall-clock time."""

    def __init__(self, day: date, at: time, first: datetime, second: datetime) -> None:
        super().__init__(f"{at:%H:%M} happens twice on {day}")
        self.day, self.at, self.first, self.second = day, at, first, second


@dataclass(frozen=True, order=True)
class Weekend:
    """Friday, Saturday and Sunday night: Friday noon to Monday noon."""

    friday: date

    def __post_init__(self) -> None:
        if self.friday.weekday() != 4:
            raise ValueError(f"{self.friday} is not a Friday")

    @property
    def nights(self) -> tuple[date, date, date]:
        return self.friday, self.friday + _DAY, self.friday + 2 * _DAY

    def bounds(self, tz: ZoneInfo) -> tuple[datetime, datetime]:
        """Its first instant and the first instant after it, in UTC."""
        return _noon(self.friday, tz), _noon(self.friday + 3 * _DAY, tz)

    def previous(self) -> "Weekend":
        return Weekend(self.friday - 7 * _DAY)

    def next(self) -> "Weekend":
        return Weekend(self.friday + 7 * _DAY)


@dataclass(frozen=True, order=True)
class Week:
    """The nights of a Monday to a Sunday: Monday noon to Monday noon."""

    monday: date

    def __post_init__(self) -> None:
        if self.monday.weekday() != 0:
            raise ValueError(f"{self.monday} is not a Monday")

    @property
    def nights(self) -> tuple[date, ...]:
        return tuple(self.monday + number * _DAY for number in range(7))

    @property
    def weekend(self) -> Weekend:
        return Weekend(self.monday + 4 * _DAY)

    def bounds(self, tz: ZoneInfo) -> tuple[datetime, datetime]:
        """Its first instant and the first instant after it, in UTC."""
        return _noon(self.monday, tz), _noon(self.monday + 7 * _DAY, tz)

    def previous(self) -> "Week":
        return Week(self.monday - 7 * _DAY)

    def next(self) -> "Week":
        return Week(self.monday + 7 * _DAY)


@dataclass(frozen=True, order=True)
class Quarter:
    """The nights whose dates lie in a calendar quarter; `number` is 1 to 4."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ValueError(f"a year has no quarter {self.number}")

    def __str__(self) -> str:
        return f"{self.year} Q{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.next().first - _DAY

    def bounds(self, tz: ZoneInfo) -> tuple[datetime, datetime]:
        """Its first instant and the first instant after it, in UTC."""
        return _noon(self.first, tz), _noon(self.next().first, tz)

    def moved(self, quarters: int) -> "Quarter":
        """The quarter so many later; with -4, the same one a year before."""
        year, index = divmod(4 * self.year + self.number - 1 + quarters, 4)
        return Quarter(year, index + 1)

    def previous(self) -> "Quarter":
        return self.moved(-1)

    def next(self) -> "Quarter":
        return self.moved(1)


@dataclass(frozen=True, order=True)
class FinancialYear:
    """The nights of an April to a March; `year` is the year in which it began."""

    year: int

    def __str__(self) -> str:
        return f"{self.year}-{(self.year + 1) % 100:02d}"

    @property
    def quarters(self) -> tuple[Quarter, Quarter, Quarter, Quarter]:
        spring = Quarter(self.year, 2)
        return spring, spring.moved(1), spring.moved(2), spring.moved(3)


def night_of(instant: datetime, tz: ZoneInfo) -> date:
    """The date of the night in which an instant lies: 01:30 on Sunday is Saturday's."""
    wall = local(instant, tz)
    return wall.date() if wall.time() >= NOON else wall.date() - _DAY


def night_bounds(night: date, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """A night's first instant and the first instant after it, in UTC: 23, 24 or 25 hours apart."""
    return _noon(night, tz), _noon(night + _DAY, tz)


def weekend_of(night: date) -> Weekend:
    """The weekend a night belongs to; for a night of Monday to Thursday, the one just before."""
    return Weekend(night - ((night.weekday() - 4) % 7) * _DAY)


def week_of(night: date) -> Week:
    """The week a night belongs to."""
    return Week(night - night.weekday() * _DAY)


def quarter_of(night: date) -> Quarter:
    """The calendar quarter of a night's date."""
    return Quarter(night.year, (night.month + 2) // 3)


def financial_year_of(night: date) -> FinancialYear:
    """The financial year (from April) of a night's date."""
    return FinancialYear(night.year if night.month >= 4 else night.year - 1)


def band_of(instant: datetime, tz: ZoneInfo) -> Band:
    """The band an instant falls in; 06:00 to 18:00 is the day."""
    hour = local(instant, tz).hour
    if hour >= 18:
        return Band.LATE if hour >= 21 else Band.EVENING
    if hour < 6:
        return Band.SMALL_HOURS if hour >= 3 else Band.MIDNIGHT
    return Band.DAY


def band_hours(night: date, tz: ZoneInfo) -> dict[Band, float]:
    """How many hours each band of a night lasted; a clock change makes one longer or shorter."""
    next_day = night + _DAY
    edges = (
        *(_wall(night, time(hour), tz) for hour in (18, 21)),
        *(_wall(next_day, time(hour), tz) for hour in (0, 3, 6)),
    )
    hours = dict(zip(BANDS, (_hours(*pair) for pair in pairwise(edges)), strict=True))
    return {**hours, Band.DAY: _hours(*night_bounds(night, tz)) - sum(hours.values())}


def exposure_hours(night: date, tz: ZoneInfo) -> float:
    """How many hours a night lasted from 18:00 to 06:00: 12, at a clock change 11 or 13."""
    return _hours(_wall(night, time(18), tz), _wall(night + _DAY, time(6), tz))


def local(instant: datetime, tz: ZoneInfo) -> datetime:
    """An instant as the clock on the wall showed it; never subtract two of these."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC")
    return instant.astimezone(tz)


def calendar_day(night: date, at: time) -> date:
    """The calendar day on which a wall-clock time fell within a night."""
    return night if at >= NOON else night + _DAY


def to_utc(day: date, at: time, tz: ZoneInfo, fold: int | None = None) -> datetime:
    """The instant of a wall-clock time on a calendar day, in UTC.

    `fold` (0 the first, 1 the second) is read only where the time happens twice.
    Raises TimeDoesNotExist, or TimeHappensTwice where it does and `fold` is None.
    """
    early, late = sorted(_wall(day, at, tz, fold=each) for each in (0, 1))
    if early == late:
        return early
    if local(early, tz).replace(tzinfo=None) != datetime.combine(day, at):
        change = _change_between(early, late, tz)
        before = local(change - timedelta(microseconds=1), tz) + timedelta(microseconds=1)
        raise TimeDoesNotExist(day, at, late, before.time(), local(change, tz).time())
    if fold is None:
        raise TimeHappensTwice(day, at, early, late)
    return late if fold else early


def happens_twice(instant: datetime, tz: ZoneInfo) -> bool:
    """Whether the wall-clock time of an instant came round again that night."""
    wall = local(instant, tz)
    return wall.utcoffset() != wall.replace(fold=1 - wall.fold).utcoffset()


def clock_label(instant: datetime, tz: ZoneInfo) -> str:
    """The time on the wall, "01:30"; "01:30 BST" or "01:30 GMT" where it happened twice."""
    wall = local(instant, tz)
    return f"{wall:%H:%M %Z}" if happens_twice(instant, tz) else f"{wall:%H:%M}"


def skew(sent: datetime, received: datetime) -> timedelta:
    """How far the phone's clock was behind ours when it sent; negative when it was ahead."""
    return received - sent


def corrected(claimed: datetime, sent: datetime, received: datetime) -> datetime:
    """A claimed time with the fault of the phone's clock taken out, in UTC.

    A correction beyond the calendar (a clock at the year 1 or 9999) leaves the server's own time.
    """
    try:
        return (claimed + skew(sent, received)).astimezone(UTC)
    except OverflowError:
        return received.astimezone(UTC)


def _noon(day: date, tz: ZoneInfo) -> datetime:
    return _wall(day, NOON, tz)


def _wall(day: date, at: time, tz: ZoneInfo, fold: int = 0) -> datetime:
    return datetime.combine(day, at.replace(fold=fold), tzinfo=tz).astimezone(UTC)


def _hours(start: datetime, end: datetime) -> float:
    return (end - start) / timedelta(hours=1)


def _change_between(early: datetime, late: datetime, tz: ZoneInfo) -> datetime:
    """The instant (whole seconds) in (early, late] at which the offset changed, by halving."""
    early, late = early.replace(microsecond=0), late.replace(microsecond=0)
    before = local(early, tz).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        early, late = (middle, late) if local(middle, tz).utcoffset() == before else (early, middle)
    return late
