"""Reading a calendar of another program: each event becomes the nights that it fills."""

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from nightsafe.calendar.found import MOST_ROWS, Found
from nightsafe.calendar.wanted import Wanted, fault
from nightsafe.nights import night_of

AHEAD = timedelta(days=400)  # how far a series of events is followed
_DAY = timedelta(days=1)
# Followed for a year, one of these alone would keep the server busy for hours.
_TOO_OFTEN = re.compile(rb"FREQ\s*=\s*(?:SECOND|MINUTE|HOUR)LY", re.IGNORECASE)


def read(content: bytes, tz: ZoneInfo, now: datetime) -> Found:
    """The events of an iCalendar file; a series is followed for a year, each time an event."""
    # For a file now and then.
    import recurring_ical_events  # noqa: PLC0415
    from icalendar import Calendar  # noqa: PLC0415

    found = Found()
    if _TOO_OFTEN.search(content):
        found.faults.append(
            _("A series in it comes more often than daily. Take that one out, then try once more.")
        )
        return found
    start = (now - 30 * _DAY).date()
    try:
        calendar = Calendar.from_ical(content)
        series = _series(calendar)
        coming = recurring_ical_events.of(calendar).after(start)
        until = datetime.combine(start + AHEAD, time(), tz)
        occurring = list(
            islice(takewhile(lambda one: _instant(one, tz) < until, coming), MOST_ROWS + 1)
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        found.faults.append(_("This calendar cannot be read. Export it again, then try once more."))
        return found
    if len(occurring) > MOST_ROWS:
        found.faults.append(_("At most %(most)s events in one file.", most=MOST_ROWS))
        return found
    for number, one in enumerate(occurring, 1):
        _occurrence(found, number, one, series, tz)
    return found


def _series(calendar: Any) -> set[str]:
    """What the calendar calls those of its events that come more than once."""
    return {
        str(one.get("UID", ""))
        for one in calendar.walk("VEVENT")
        if any(name in one for name in ("RRULE", "RDATE", "RECURRENCE-ID"))
    }


def _instant(one: Any, tz: ZoneInfo) -> datetime:
    """When an event begins, so that whole days and hours compare."""
    begins = one.get("DTSTART").dt
    if not isinstance(begins, datetime):
        return datetime.combine(begins, time(), tz)
    return begins if begins.tzinfo else begins.replace(tzinfo=tz)


def _name(one: Any, series: set[str]) -> str:
    """What the calendar calls one event: the same after it was moved, also within its series."""
    uid = str(one.get("UID", ""))
    begins = one.get("DTSTART").dt.isoformat()
    if not uid:
        return f"{one.get('SUMMARY', '')}@{begins}"[:200]
    if uid not in series:
        return uid[:200]
    meant = one.get("RECURRENCE-ID")
    return f"{uid[:160]}@{meant.dt.isoformat() if meant is not None else begins}"


def _occurrence(found: Found, number: int, one: Any, series: set[str], tz: ZoneInfo) -> None:
    begins, ends = one.get("DTSTART").dt, getattr(one.get("DTEND"), "dt", None)
    first = _night(begins, tz)
    uid = _name(one, series)
    if str(one.get("STATUS", "")).upper() == "CANCELLED":
        found.cancelled.append(uid)
        return
    last = first
    if ends is not None and ends > begins:
        # It ends before that instant: at noon sharp, the night before.
        last = _night(ends - (_DAY if not isinstance(ends, datetime) else timedelta(seconds=1)), tz)
    name, place = str(one.get("SUMMARY", "")).strip(), str(one.get("LOCATION", "")).strip()
    crowd = str(one.get("X-EXPECTED", "")).strip()
    wanted = Wanted(
        name[:120],
        " ".join(place.split())[:120],
        first,
        max(first, last),
        int(crowd) if crowd.isascii() and crowd.isdigit() and len(crowd) < 9 else None,
        uid,
    )
    problem = fault(wanted)
    if problem is not None:
        found.faults.append(_("Event %(number)s: %(words)s", number=number, words=str(problem[1])))
    elif all(each.uid != uid for each in found.events):
        found.events.append(wanted)


def _night(when: date | datetime, tz: ZoneInfo) -> date:
    """The night in which something begins; a whole day is the night of its date."""
    if not isinstance(when, datetime):
        return when
    if when.tzinfo is None:
        when = when.replace(tzinfo=tz)
    local = when.astimezone(tz)
    # From the morning on it belongs to the night that follows: a match at 11:00 fills that one.
    if time(6) <= local.time() < time(12):
        return local.date()
    return night_of(when.astimezone(UTC), tz)
