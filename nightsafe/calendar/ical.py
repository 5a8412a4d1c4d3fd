"""Reading a calendar of another program: each event becomes the nights that it fills."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from nightsafe.calendar.found import MOST_ROWS, Found
from nightsafe.calendar.ical_lines import tame
from nightsafe.calendar.wanted import LONGEST, Wanted, fault
from nightsafe.nights import night_of

AHEAD = timedelta(days=400)  # how far a series of events is followed
_DAY = timedelta(days=1)
BEHIND = timedelta(days=30)
_LONGEST_UID = 200
_AS_READ = 120  # characters of a name or a place


def read(text: str, tz: ZoneInfo, now: datetime) -> Found:
    """The events of an iCalendar file; a series is followed for a year, each time an event."""
    # For a file now and then.
    import recurring_ical_events  # noqa: PLC0415
    from icalendar import Calendar  # noqa: PLC0415

    found = Found()
    start = (now - BEHIND).date()
    unread = _("This calendar cannot be read. Export it again, then try once more.")
    if "END:VCALENDAR" not in text.upper():
        found.faults.append(unread)
        return found
    tamed = tame(text, start - LONGEST, start + AHEAD)
    found.refused += tamed.refused
    if tamed.fault:
        found.faults.append(tamed.fault)
        return found
    try:
        calendar = Calendar.from_ical("\r\n".join(tamed.lines) + "\r\n")
        series = _series(calendar)
        # A day longer than ours, for zones east and west; what begins later is left out.
        coming = recurring_ical_events.of(calendar).between(start, start + AHEAD + _DAY)
        until = datetime.combine(start + AHEAD, time(), tz)
        occurring = sorted(
            (one for one in coming if _instant(one, tz) < until),
            key=lambda one: _instant(one, tz),
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError):
        found.faults.append(unread)
        return found
    if len(occurring) > MOST_ROWS:
        found.faults.append(_("At most %(most)s events in one file.", most=MOST_ROWS))
        return found
    for one in occurring:
        _occurrence(found, one, series, tz)
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
        return _short(f"{one.get('SUMMARY', '')}@{begins}")
    if uid not in series:
        return _short(uid)
    meant = one.get("RECURRENCE-ID")
    return _short(f"{uid}@{meant.dt.isoformat() if meant is not None else begins}")


def _short(uid: str) -> str:
    """The same for the same; cut, two of them could become one."""
    if len(uid) <= _LONGEST_UID:
        return uid
    return uid[:100] + hashlib.sha256(uid.encode(errors="replace")).hexdigest()[:40]


def _occurrence(found: Found, one: Any, series: set[str], tz: ZoneInfo) -> None:
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
    crowd = str(one.get("X-EXPECTED", "")).strip()
    wanted = Wanted(
        _tidy(one.get("SUMMARY", "")),
        _tidy(one.get("LOCATION", "")),
        first,
        max(first, last),
        int(crowd) if crowd.isascii() and crowd.isdigit() and len(crowd) < 9 else None,
        uid,
    )
    problem = fault(wanted)
    if problem is not None:
        found.refused.append(
            _(
                "“%(name)s” of %(day)s: %(words)s",
                name=wanted.name[:60],
                day=first.isoformat(),
                words=str(problem[1]),
            )
        )
    elif uid not in found.known:
        found.add(wanted)


def _tidy(words: Any) -> str:
    """On one line, and no longer than an event of ours."""
    return " ".join(str(words).split())[:_AS_READ].strip()


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
