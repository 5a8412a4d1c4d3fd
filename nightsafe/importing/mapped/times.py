"""The [time] of a mapping file: the zone, the formats, and what becomes of a missing hour."""

import re
from collections.abc import Callable
from datetime import time
from zoneinfo import ZoneInfo, available_timezones

from nightsafe.importing.mapped.tables import Table, perhaps, quoted
from nightsafe.importing.mapping import HHMM, HOUR, ISO, UTC_MIDNIGHT, Times
from nightsafe.importing.time_patterns import fault_of

KEYS = (
    "zone",
    "column",
    "format",
    "hour_column",
    "hour_format",
    "missing_hour",
    "twice",
)
# In some lists of zones: that of whichever machine it is, and that of none.
_NO_ZONES = {"localtime", "Factory"}
_TWICE = {"reject": None, "first": 0, "second": 1}
_DATE_NAMES, _HOUR_NAMES = (UTC_MIDNIGHT, ISO), (HHMM, HOUR, ISO)
_DIRECTIVE = re.compile(r"%(.?)")
# Their meaning depends on the machine that reads them.
_LOCAL = frozenset("cxX")
# As a spreadsheet or a person writes a pattern; the longest first.
_SPOKEN = (
    ("yyyy", "%Y"),
    ("yy", "%y"),
    ("mmmm", "%B"),
    ("mmm", "%b"),
    ("mm", "%m"),
    ("dd", "%d"),
    ("hh", "%H"),
    ("ss", "%S"),
)


def read_times(table: Table) -> Times:
    """The times of a mapping; faults are noted in the table."""
    table.only(KEYS)
    zone = _zone(table)
    column = table.column("column", needed="Name the column with the date, or date and time.")
    formats = _formats(table, "format", _DATE_NAMES, _date_fault)
    if not formats and not table.noted("format"):
        table.fault(
            "format", 'is missing. Write a pattern such as "%d/%m/%Y", "iso" or "utc midnight".'
        )
    hour_column = table.column("hour_column")
    hour_formats = _formats(table, "hour_format", _HOUR_NAMES, _hour_fault)
    if hour_column and not table.has("hour_format"):
        table.fault("hour_format", 'is missing. Write "hhmm", "hour", "iso" or a pattern.')
    if table.has("hour_format") and not hour_column:
        table.fault("hour_column", "is missing, though there is an hour_format. Name the column.")
    missing = _missing_hour(table)
    without = [each for each in formats if not has_hour(each) and each != ISO]
    if without and not hour_column and missing is None and not table.noted("missing_hour"):
        table.fault(
            "format",
            f"{quoted(without[0])} has no hour. Add hour_column and hour_format, or "
            'missing_hour = "12:00" to take one time for all (the preview says so).',
        )
    twice = _TWICE[table.choice("twice", _TWICE, "reject")]
    return Times(zone, column, formats, hour_column, hour_formats, missing, twice)


def has_hour(pattern: str) -> bool:
    """Whether a pattern or a format's name reads an hour."""
    return bool({"H", "I"} & set(_DIRECTIVE.findall(pattern)))


def _zone(table: Table) -> ZoneInfo:
    name = table.text("zone", needed='Write area and city, such as "Europe/London".')
    if name:
        known = available_timezones() - _NO_ZONES
        if name in known:
            return ZoneInfo(name)
        offer = perhaps(name, known) or ' Write area and city, such as "Europe/London".'
        table.fault("zone", f"there is no time zone {quoted(name)}.{offer}")
    return ZoneInfo("UTC")


def _formats(
    table: Table, name: str, names: tuple[str, ...], judge: Callable[[str], str]
) -> tuple[str, ...]:
    given = table.values.get(name, [])
    many = [given] if isinstance(given, str) else given
    if not isinstance(many, list) or not all(isinstance(each, str) for each in many):
        table.fault(name, 'must be a text, "%d/%m/%Y", or a list of texts, tried in their order.')
        return ()
    found = tuple(dict.fromkeys(each.strip() for each in many if each.strip()))
    for each in found:
        if each == "?":
            table.fault(name, f'is still undecided ("?"). Write how {_SUBJECT[name]} is written.')
        elif each not in names and (words := judge(each)):
            table.fault(name, words)
    return tuple(each for each in found if each != "?")


_SUBJECT = {"format": "the date", "hour_format": "the hour"}


def _date_fault(pattern: str) -> str:
    if "%" not in pattern:
        return _without_percent(pattern, _DATE_NAMES)
    if words := _unusual(pattern) or fault_of(pattern):
        return f"{quoted(pattern)}: {words}."
    if not set("dj") & set(_DIRECTIVE.findall(pattern)):
        return f"{quoted(pattern)} reads no date: it needs day, month and year (%d/%m/%Y)."
    return ""


def _hour_fault(pattern: str) -> str:
    if "%" not in pattern:
        return _without_percent(pattern, _HOUR_NAMES)
    if words := _unusual(pattern) or fault_of(pattern):
        return f"{quoted(pattern)}: {words}."
    if not has_hour(pattern):
        return f"{quoted(pattern)} reads no hour: add %H (00 to 23), or %I and %p."
    return ""


def _unusual(pattern: str) -> str:
    found = set(_DIRECTIVE.findall(pattern))
    if "-" in found:
        return "leave the - out; %d reads 5 as well as 05"
    local = sorted(found & _LOCAL)
    return f"%{local[0]} reads differently on each computer: spell it out" if local else ""


def _without_percent(pattern: str, names: tuple[str, ...]) -> str:
    offer = perhaps(pattern, names)
    spoken = pattern.lower()
    # After the hour, mm are minutes.
    head, hour, tail = spoken.partition("hh")
    for word, directive in _SPOKEN:
        head, tail = head.replace(word, directive), tail.replace(word, directive)
    if hour:
        tail = tail.replace("%m", "%M")
    meant = head + ("%H" if hour else "") + tail
    if not offer and "%" in meant:
        offer = f" Write {quoted(meant)}."
    plain = ", ".join(quoted(each) for each in names)
    return f"{quoted(pattern)} is no format.{offer or f' Write {plain} or a pattern: %d/%m/%Y.'}"


def _missing_hour(table: Table) -> time | None:
    given = table.values.get("missing_hour", "reject")
    if isinstance(given, time):
        return given.replace(second=0, microsecond=0)
    words = table.text("missing_hour", "reject")
    if words in {"reject", ""}:
        return None
    if re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", words):
        hour, minute = words.split(":")
        return time(int(hour), int(minute))
    table.fault("missing_hour", f'{quoted(words)} is no time. Write "reject" or one like "12:00".')
    return None
