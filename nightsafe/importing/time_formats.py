"""What a text says of a date and an hour, in the formats that a mapping names (pure)."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from nightsafe.importing.cells import day_words, quoted
from nightsafe.importing.mapping import HHMM, HOUR, ISO, UTC_MIDNIGHT
from nightsafe.importing.time_patterns import cut_short, pattern_of, swapped
from nightsafe.nights import TimeDoesNotExist, TimeHappensTwice, local, to_utc

MIDNIGHT = time(0)
# A spreadsheet's cell with a time and no date stands on one of these.
DAYS_NOUGHT = frozenset({date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1)})
FIRST_YEAR, LAST_YEAR = 1950, 2199
_LONGEST = 80
_KEPT = 8192

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?", re.ASCII)
_STAMP = re.compile(
    rf"{_DATE.pattern}(?:[T ]{_CLOCK.pattern} ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)
# "1800.0" is a number as some programs write it; "01.00" and "1.0" are times with a point.
_NUMBER = re.compile(r"(\d{1,2}|\d{3,4}(?:\.0)?)", re.ASCII)
_TWENTY_FOUR = re.compile(r"(?:.*[T ])?24[:.h]?00(?:[:.]00)?", re.ASCII | re.DOTALL)


@dataclass(frozen=True)
class Reading:
    """What a text says: a date, a time of day, or an instant (UTC) where it has its own offset."""

    day: date | None = None
    at: time | None = None
    instant: datetime | None = None

    def __str__(self) -> str:
        if self.instant is not None:
            return f"{self.instant:%H:%M} UTC on {day_words(self.instant.date())}"
        parts = (self.at and f"{self.at:%H:%M}", self.day and day_words(self.day))
        return " on ".join(part for part in parts if part)


class Unreadable(Exception):
    """A text does not say what its format promises; the message says why."""


@lru_cache(maxsize=_KEPT)
def read(text: str, formats: tuple[str, ...], zone: ZoneInfo) -> Reading | Unreadable:
    """What a text says in the only one of the formats, or in all that can read it alike.

    Gives (does not raise, so that it can be kept) an Unreadable where none of them reads it, or
    where two read it differently. The zone is that of "utc midnight".
    """
    if (unfit := _unfit(text)) is not None:
        return unfit
    found: dict[Reading, str] = {}
    why: list[str] = []
    for name in formats:
        try:
            found.setdefault(_read_as(text, name, zone), name)
        except Unreadable as error:
            why.append(str(error))
    if len(found) == 1:
        return next(iter(found))
    if found:
        ways = " and as ".join(f"{reading} ({name})" for reading, name in found.items())
        return Unreadable(f"{quoted(text)} reads as {ways}: leave one of these formats out")
    return Unreadable(next(filter(None, why), "") or _nothing_reads(text, formats, zone))


def _unfit(text: str) -> Unreadable | None:
    if len(text) > _LONGEST:
        return Unreadable(f"{quoted(text)} is too long for a date or an hour")
    if not text.isascii() and any(each.isnumeric() and not each.isascii() for each in text):
        return Unreadable(f"{quoted(text)} has digits of another script: write 0 to 9")
    return None


def _read_as(text: str, name: str, zone: ZoneInfo) -> Reading:
    reader = _NAMED.get(name)
    return reader(text, zone) if reader is not None else _read_pattern(text, name)


def _read_iso(text: str, _zone: ZoneInfo) -> Reading:
    if (clock := _CLOCK.fullmatch(text)) is not None:
        return Reading(at=_time(text, *clock.groups()))
    stamp = _STAMP.fullmatch(text)
    if stamp is None:
        raise Unreadable(_twenty_four(text))
    year, month, day, *clock_parts, offset = stamp.groups()
    try:
        on = date(int(year), int(month), int(day))
    except ValueError as error:
        raise Unreadable(f"{quoted(text)}: there is no such day in the calendar") from error
    at = _time(text, *clock_parts) if clock_parts[0] else None
    if at is None or not offset:
        return _dated(Reading(_year(on), at))
    try:
        return _at_offset(on, at, _offset(offset))
    except ValueError as error:
        raise Unreadable(f"{quoted(text)}: {offset} is no offset from UTC") from error


def _read_utc_midnight(text: str, zone: ZoneInfo) -> Reading:
    reading = _read_iso(text, zone)
    if reading.day is not None and reading.at is not None:
        stamp = datetime.combine(reading.day, reading.at, UTC)
    elif reading.instant is not None:
        stamp = reading.instant
    else:
        raise Unreadable(f'{quoted(text)} is no UTC stamp with its time: is it "iso"?')
    wall = local(stamp, zone)
    if wall.time() != MIDNIGHT and not _first_instant(stamp, wall.date(), zone):
        raise Unreadable(
            f"{quoted(text)} as UTC was {wall:%H:%M} on {day_words(wall.date())} in {zone.key}, "
            "not midnight: is the zone the right one?"
        )
    return Reading(wall.date())


def _first_instant(stamp: datetime, day: date, zone: ZoneInfo) -> bool:
    """Whether it stands for the midnight of a day whose clocks were put forward at midnight."""
    try:
        to_utc(day, MIDNIGHT, zone)
    except TimeDoesNotExist as error:
        return stamp == error.after
    except TimeHappensTwice:
        pass
    return False


def _read_hhmm(text: str, _zone: ZoneInfo) -> Reading:
    number = _number(text)
    if number == 2400:
        raise Unreadable("2400: write 0000 of the next day")
    hour, minute = divmod(number, 100)
    if hour > 23 or minute > 59:
        raise Unreadable(f"{quoted(text)} is no time as hhmm: hours go to 23, minutes to 59")
    return Reading(at=time(hour, minute))


def _read_hour(text: str, _zone: ZoneInfo) -> Reading:
    number = _number(text)
    if number == 24:
        raise Unreadable("24: write 0 of the next day")
    if number > 23:
        raise Unreadable(f"{quoted(text)} is no hour from 0 to 23")
    return Reading(at=time(number))


_NAMED: dict[str, Callable[[str, ZoneInfo], Reading]] = {
    UTC_MIDNIGHT: _read_utc_midnight,
    ISO: _read_iso,
    HHMM: _read_hhmm,
    HOUR: _read_hour,
}


def _read_pattern(text: str, pattern: str) -> Reading:
    known = pattern_of(pattern)
    if known.fault:
        raise Unreadable(f"the format {quoted(pattern)} cannot be used: {known.fault}")
    try:
        found = datetime.strptime(text, pattern)  # noqa: DTZ007 (the zone comes with the mapping)
        fits = not known.packed or len(found.strftime(pattern)) == len(text)
    except (ValueError, re.error) as error:
        raise Unreadable(_twenty_four(text) if known.timed else "") from error
    if not fits:
        raise Unreadable(f"{quoted(text)} is too short for {pattern}: it could be read two ways")
    if lacking := cut_short(text, pattern) if known.timed else "":
        raise Unreadable(f"{quoted(text)}: {lacking}")
    at = found.time().replace(microsecond=0) if known.timed else None
    if not known.dated:
        return Reading(at=at)
    if known.weekday and calendar.day_abbr[found.weekday()].casefold() not in text.casefold():
        raise Unreadable(
            f"{quoted(text)}: {day_words(found.date())} was a {calendar.day_name[found.weekday()]}"
        )
    offset = found.utcoffset()
    if offset is None or at is None:
        return _dated(Reading(_year(found.date()), at))
    return _at_offset(found.date(), at, offset)


def _dated(reading: Reading) -> Reading:
    """A time that a spreadsheet keeps on its day nought has no date."""
    return Reading(at=reading.at) if reading.day in DAYS_NOUGHT and reading.at else reading


def _at_offset(day: date, at: time, offset: timedelta) -> Reading:
    return Reading(instant=datetime.combine(_year(day, nought=False), at, UTC) - offset)


def _offset(text: str) -> timedelta:
    """Raises ValueError where nobody's clock is so far from UTC."""
    if text in ("Z", "UTC"):
        return timedelta(0)
    hours, minutes = int(text[1:3]), int(text[-2:]) if len(text) > 3 else 0
    if hours > 14 or minutes > 59:
        raise ValueError(text)
    return timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)


def _year(day: date, nought: bool = True) -> date:
    if (nought and day in DAYS_NOUGHT) or FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    where = "before 1950" if day.year < FIRST_YEAR else "far ahead of us"
    raise Unreadable(f"the year {day.year} lies {where}: it is mistyped, or stands for 'not known'")


def _time(text: str, hour: str, minute: str, second: str | None) -> time:
    try:
        return time(int(hour), int(minute), int(second or 0))
    except ValueError as error:
        words = _twenty_four(text) or f"{quoted(text)}: there is no such time of day"
        raise Unreadable(words) from error


def _number(text: str) -> int:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise Unreadable("")
    return int(found[1].removesuffix(".0"))


def _twenty_four(text: str) -> str:
    return f"{quoted(text)}: write 00:00 of the next day" if _TWENTY_FOUR.fullmatch(text) else ""


def _nothing_reads(text: str, formats: tuple[str, ...], zone: ZoneInfo) -> str:
    """Why no format reads a text: what it is instead, where that can be said."""
    written = f"{quoted(text)} is not written as {' or '.join(formats)}"
    for name in formats:
        if turned := swapped(name):
            try:
                reading = _read_pattern(text, turned)
            except Unreadable:
                continue
            way = "month/day" if name.index("%d") < name.index("%m") else "day/month"
            return f"{quoted(text)} reads only as {way} ({reading}), and not as {name}"
    hours = all(
        name in (HHMM, HOUR) or ("%" in name and not pattern_of(name).dated) for name in formats
    )
    for other in (ISO, HHMM):
        try:
            reading = _read_as(text, other, zone)
        except Unreadable:
            continue
        if (reading.at is not None) if hours else (reading.day or reading.instant):
            return f'{written}; it reads well as "{other}": add that to its formats under [time]'
    return f"{written}: mend it, or add its format under [time]"
