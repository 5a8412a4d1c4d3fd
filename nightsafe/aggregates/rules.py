"""Which week is shown, of what kind its figures are, how strong a tint a count gets (pure)."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from nightsafe.nights import Week, night_of, week_of

# What is brought along may be as old as records that are kept.
EARLIEST = date(1950, 1, 2)
# A night's last band ends at 06:00, six hours before the next night begins.
MORNING = timedelta(hours=6)
TINTS = 5


class Mix(StrEnum):
    """Where what is counted in some weeks came from."""

    NOTHING = "nothing"
    LOGGED = "logged"
    BROUGHT = "brought"
    MIXED = "mixed"


def mix(total: int, brought: int) -> Mix:
    """Of what kind a figure is, of which so much was brought along."""
    if not total:
        return Mix.NOTHING
    if not brought:
        return Mix.LOGGED
    return Mix.BROUGHT if brought == total else Mix.MIXED


def unlike(*sides: Mix) -> bool:
    """Whether figures are compared of which some were brought along and some were not."""
    return bool({Mix.BROUGHT, Mix.MIXED} & set(sides)) and set(sides) != {Mix.BROUGHT}


def running_week(now: datetime, tz: ZoneInfo) -> Week:
    """The week that the present night belongs to."""
    return week_of(night_of(now, tz))


def week_just_gone(now: datetime, tz: ZoneInfo) -> Week:
    """The newest week whose seven nights are over: on a Monday, from 06:00, the one just ending."""
    return week_of(night_of(now + MORNING, tz)).previous()


def still_running(week: Week, now: datetime, tz: ZoneInfo) -> bool:
    """Whether a night of a week is still to come or not yet over."""
    return week > week_just_gone(now, tz)


def week_asked_for(monday: str | None, now: datetime, tz: ZoneInfo) -> Week | None:
    """The week that an address names, the one just gone without a name.

    None when `monday` is not a Monday as YYYY-MM-DD of a week that has begun.
    """
    if monday is None:
        return week_just_gone(now, tz)
    try:
        day = date.fromisoformat(monday)
        week = Week(day)
    except ValueError:
        return None
    if day.isoformat() != monday or not EARLIEST <= day <= running_week(now, tz).monday:
        return None
    return week


def week_of_day(day: date | None, now: datetime, tz: ZoneInfo) -> Week | None:
    """The week that the night of a date is in; None for one still to come, or none at all."""
    if day is None or not EARLIEST <= day <= night_of(now, tz):
        return None
    return week_of(day)


def tint(count: int, most: int) -> int:
    """How strong a tint a count gets beside the highest of its table: 0 for none, up to 5."""
    return -(-TINTS * count // most) if count else 0
