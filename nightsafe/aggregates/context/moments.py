"""Days and times of day as hospitals write them (pure)."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

# Before, and a year was mistyped or a cell was empty in the way of Excel (1900).
FIRST_YEAR = 2000
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_DAYS = (
    # 2026-07-04, 2026/07/04
    re.compile(r"(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})"),
    # 04/07/2026, 4.7.26, 04-07-2026
    re.compile(r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2})(?!\d)"),
    # 4 July 2026, 04-Jul-26
    re.compile(r"(?P<d>\d{1,2})[- ](?P<n>[A-Za-z]{3,9})[- ](?P<y>\d{4}|\d{2})(?!\d)"),
    # 20260704
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?!\d)"),
)
_TIME = re.compile(
    r"(?P<h>\d{1,2})[:.](?P<i>\d{2})(?:[:.]\d{2}(?:[.,]\d+)?)? ?(?P<p>[AaPp][Mm])?"
    r" ?(?P<z>Z|[+-]\d{2}:?\d{2})?|(?P<hh>\d{2})(?P<ii>\d{2})"
)


def moment(day: str, at: str, tz: ZoneInfo) -> tuple[date, time | None]:
    """The day and the time on the wall of one cell, or of a cell each; the time may be missing.

    "31/01/2026" is a day before a month. Raises ValueError for what is no day, or no time.
    """
    for pattern in _DAYS:
        found = pattern.match(day)
        if found is not None:
            when = _day(found)
            rest = day[found.end() :].lstrip(" T,")
            return _at(when, at or rest, tz)
    raise ValueError(day)


def _day(found: re.Match[str]) -> date:
    parts = found.groupdict()
    year = int(parts["y"])
    if year < 100:
        year += 2000
    if year < FIRST_YEAR:
        raise ValueError("too old")
    month = MONTHS.index(parts["n"][:3].lower()) + 1 if parts.get("n") else int(parts["m"])
    return date(year, month, int(parts["d"]))


def _at(day: date, text: str, tz: ZoneInfo) -> tuple[date, time | None]:
    if not text:
        return day, None
    # A column of times may have been made one of moments by a spreadsheet.
    text = re.sub(r"^(?:1899-12-3[01]|1900-01-0[01])[ T]", "", text)
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hour, minute = int(found["h"] or found["hh"]), int(found["i"] or found["ii"])
    half = (found["p"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError(text)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    at = time(hour, minute)
    if found["z"]:
        offset = "+00:00" if found["z"] == "Z" else found["z"]
        written = datetime.strptime(f"{day} {at:%H:%M} {offset}", "%Y-%m-%d %H:%M %z")
        local = written.astimezone(UTC).astimezone(tz)
        return local.date(), local.time()
    return day, at
