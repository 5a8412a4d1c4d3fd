"""The lines of a calendar file that are worth reading, with each series given an end.

A file may hold a series that comes by the second, one that never comes, or thousands of them: to
follow those would keep the server busy for hours. They are found here, by their words, and refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

# Else every attendee and every alarm of a year would be parsed, and could be wrong.
_EVENT = {
    *("UID", "SUMMARY", "LOCATION", "STATUS", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND"),
    *("DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "X-EXPECTED"),
}
MOST_ZONES = 50
MOST_DATES = 5_000  # days that a series adds or leaves out, in the whole file
MOST_STEPS = 60_000  # days of series to be followed, in the whole file: seconds of work
EARLIEST = 1970
_NAME = re.compile(r"[A-Za-z0-9-]+")
_DAY = re.compile(r":\s*(\d{4})(\d\d)(\d\d)")
_LENGTH = re.compile(r":\s*\+?P(?:\d{1,4}[WD])?(?:T(?:\d{1,5}[HMS]){1,3})?$", re.IGNORECASE)
_DAYS_BETWEEN = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 30, "YEARLY": 365}
_OWN_HOURS = ("BYHOUR", "BYMINUTE", "BYSECOND")
_LISTS = ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH")

# Weeks that each month has, and days.
_WEEKS = {str(one) for one in range(1, 5)}
_SMALL = {str(one) for one in range(1, 29)}


@dataclass
class Tamed:
    """What is left of a file to be parsed; what of it was refused; what is wrong with all of it."""

    lines: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    fault: str = ""
    steps: int = 0
    dates: int = 0


def tame(text: str, first: date, until: date) -> Tamed:
    """The lines that tell of events from a day to another, each of their series ending there."""
    tamed = Tamed()
    number = zones = 0
    for kind, lines in _components(text):
        if kind == "VTIMEZONE":
            zones += 1
            # Zones change by the year; another rule in one of them would be followed for long.
            if zones <= MOST_ZONES and all("YEARLY" in one for one in lines if _is(one, "RRULE")):
                tamed.lines += lines
        elif kind == "VEVENT":
            number += 1
            problem = _event(tamed, lines, first, until)
            if problem:
                name = next((one for one in lines if _is(one, "SUMMARY")), "").partition(":")[2]
                tamed.refused.append(
                    _(
                        "Event %(number)s, “%(name)s”: %(words)s",
                        number=number,
                        name=name[:60],
                        words=problem,
                    )
                )
    if tamed.steps > MOST_STEPS or tamed.dates > MOST_DATES:
        tamed.fault = _(
            "Its series are too many or began too long ago. Export only the coming year, then try "
            "once more."
        )
    tamed.lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//nightsafe//read//EN",
        *tamed.lines,
        "END:VCALENDAR",
    ]
    return tamed


def _components(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each event and each zone, with its lines; what stands inside an event is left out."""
    inside: list[str] = []
    kept: list[str] = []
    for line in re.sub(r"\r\n?|\n", "\n", text).replace("\n ", "").replace("\n\t", "").split("\n"):
        named = _NAME.match(line)
        if named is None:
            continue
        name, value = named[0].upper(), line.partition(":")[2].strip().upper()
        top = inside[0] if inside else ""
        if name == "BEGIN" and value != "VCALENDAR":
            inside.append(value)
            if len(inside) == 1:
                kept = [f"BEGIN:{value}"]
            elif top == "VTIMEZONE":
                kept.append(f"BEGIN:{value}")
        elif name == "END" and inside and value == inside[-1]:
            if len(inside) == 1 or top == "VTIMEZONE":
                kept.append(f"END:{value}")
            inside.pop()
            if not inside:
                yield top, kept
        elif top == "VTIMEZONE" or (inside == ["VEVENT"] and name in _EVENT):
            kept.append(line)


def _event(tamed: Tamed, lines: list[str], first: date, until: date) -> str:
    """Keep an event that is of these days; what is wrong with it, or nothing."""
    begins = next((found for one in lines if _is(one, "DTSTART") and (found := _day(one))), None)
    if begins is None:
        return _("it says no day on which it begins. Give it one in your calendar.")
    if any(_is(one, "DURATION") and not _LENGTH.search(one) for one in lines):
        return _("how long it lasts cannot be read. Give it an end in your calendar.")
    rules = [one for one in lines if _is(one, "RRULE")]
    dates = [one for one in lines if _is(one, "RDATE") or _is(one, "EXDATE")]
    part = any(_is(one, "RECURRENCE-ID") for one in lines)
    # An evening of a series that was moved here has taken the place of one of these days.
    if not rules and not dates and not part and not first <= begins <= until:
        return ""
    kept = []
    for one in lines:
        line = one
        if _is(one, "RRULE"):
            said = _rule(one.partition(":")[2])
            problem = _too_much(said, begins, len(rules))
            if problem:
                return problem
            tamed.steps += _steps(said, begins, until)
            line = "RRULE:" + _ended(said, until)
        kept.append(line)
    tamed.dates += sum(one.count(",") + 1 for one in dates)
    tamed.lines += kept
    return ""


def _is(line: str, name: str) -> bool:
    return line[: len(name)].upper() == name and line[len(name) : len(name) + 1] in {":", ";"}


def _day(line: str) -> date | None:
    found = _DAY.search(line)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _rule(text: str) -> dict[str, str]:
    parts = (part.partition("=") for part in text.upper().replace(" ", "").split(";") if part)
    return {name: value for name, _equals, value in parts}


def _too_much(said: dict[str, str], begins: date, rules: int) -> str:
    """Why a series is not followed, or nothing."""
    if said.get("FREQ") in {"SECONDLY", "MINUTELY", "HOURLY"} or any(
        name in said for name in _OWN_HOURS
    ):
        return _("it comes more often than daily. Make single events of it.")
    every, times = said.get("INTERVAL", "1"), said.get("COUNT", "1")
    if (
        said.get("FREQ") not in _DAYS_BETWEEN
        or rules > 1
        or max(map(len, said.values())) > 200
        or not (every.isdecimal() and 0 < int(every) < 1_000)
        or not times.isdecimal()
    ):
        return _("how often it comes cannot be read. Put that right in your calendar.")
    if said["FREQ"] in {"DAILY", "WEEKLY"} and not _sure(said):
        return _("how often it comes cannot be read. Put that right in your calendar.")
    if begins.year < EARLIEST:
        return _("its series began too long ago. Begin it anew in your calendar.")
    return ""


def _sure(said: dict[str, str]) -> bool:
    """Whether such a day comes within some years.

    A rule without any (30 February) is looked for until the year 9999, whatever end it is given.
    """
    if "BYYEARDAY" in said or "BYWEEKNO" in said:
        return False
    days = said.get("BYDAY", "").split(",") if "BYDAY" in said else []
    counted = [one[:-2].lstrip("+-") for one in days if len(one) > 2]
    of_month = said["BYMONTHDAY"].split(",") if "BYMONTHDAY" in said else []
    filtered = bool(days or of_month or "BYMONTH" in said)
    if filtered and said.get("INTERVAL", "1") != "1" and said["FREQ"] in {"DAILY", "MONTHLY"}:
        # Every twelfth month may never be March; a day of the month alone comes round.
        return said["FREQ"] == "MONTHLY" and "BYMONTH" not in said
    if any(one.lstrip("+-") not in _SMALL for one in of_month) and "BYMONTH" in said:
        return False
    if counted and (of_month or any(one not in _WEEKS for one in counted)):
        return False
    place = said.get("BYSETPOS", "")
    fits = _WEEKS if said["FREQ"] in {"MONTHLY", "YEARLY"} else {"1"}
    return not place or bool(place.lstrip("+-") in fits and days and not counted and not of_month)


def _steps(said: dict[str, str], begins: date, until: date) -> int:
    """How many days at most are looked at until its end."""
    if not _sure(said):
        return MOST_STEPS // 5
    between = _DAYS_BETWEEN[said["FREQ"]] * int(said.get("INTERVAL", "1"))
    if any(name in said for name in _LISTS):
        between = 1
    elif "BYDAY" in said:
        between = max(1, between // (said["BYDAY"].count(",") + 1))
    return max(0, (until - begins).days) // between + 1


def _ended(said: dict[str, str], until: date) -> str:
    """The rule, ending no later than our last day; one that is counted ends by itself."""
    end, own = until.strftime("%Y%m%d"), said.get("UNTIL", "")
    rest = [f"{name}={value}" for name, value in said.items() if name != "UNTIL"]
    if "COUNT" not in said:
        # A bare day counts as its beginning, and we look no further.
        rest.append(f"UNTIL={own if own and own[:8] <= end else end}")
    return ";".join(rest)
