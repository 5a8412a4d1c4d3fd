"""Instants and nights in words, in the network's time and the reader's language."""

from datetime import date, datetime, timedelta

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import LazyString, get_locale, ngettext
from flask_babel import lazy_gettext as _l

from nightsafe import nights
from nightsafe.network.queries import time_zone

# Whole, because some languages say from which day to which: "noc z soboty na niedzielę".
_NIGHTS = (
    _l("Monday night"),
    _l("Tuesday night"),
    _l("Wednesday night"),
    _l("Thursday night"),
    _l("Friday night"),
    _l("Saturday night"),
    _l("Sunday night"),
)


def at(instant: datetime) -> str:
    """The time on the wall: "01:30", with BST or GMT where it happened twice."""
    return nights.clock_label(instant, time_zone())


def moment(instant: datetime) -> str:
    """Day and time: "Sun 15 Nov, 01:30"."""
    day = nights.local(instant, time_zone()).date()
    return f"{format_date(day, 'EEE d MMM', locale=get_locale())}, {at(instant)}"


def night(day: date) -> str:
    """The night of a date at the head of a line: "Saturday night"."""
    return _opening(_NIGHTS[day.weekday()])


def _opening(name: LazyString) -> str:
    words = str(name)
    return words[:1].upper() + words[1:]


def that_night(day: date) -> str:
    """The night of a date inside a sentence, where some languages write it small."""
    return str(_NIGHTS[day.weekday()])


def nights_of_a_week() -> str:
    """The seven nights from Monday's on, "|" between: a page that is kept names its own."""
    return "|".join(_opening(one) for one in _NIGHTS)


def night_long(day: date) -> str:
    """The night with its date: "Saturday night, 14 November"."""
    return f"{night(day)}, {format_date(day, 'd MMMM', locale=get_locale())}"


def day_long(day: date) -> str:
    """A date: "14 November 2026"."""
    return format_date(day, "d MMMM y", locale=get_locale())


def days(first: date, last: date) -> str:
    """One day or several: "Sat 28 November 2026", "Fri 4 – Sun 6 December 2026"."""
    locale = get_locale()
    ends = format_date(last, "EEE d MMMM y", locale=locale)
    if first == last:
        return ends
    same = "EEE d" if (first.year, first.month) == (last.year, last.month) else "EEE d MMMM y"
    return f"{format_date(first, same, locale=locale)} – {ends}"


def whole(number: int) -> str:
    """A whole number as it is read: "12,000"."""
    return format_decimal(number, locale=get_locale())


def lasting(span: timedelta) -> str:
    """A length of time in its largest unit: "3 minutes", "9 hours", "2 days"."""
    minutes = int(abs(span).total_seconds() // 60)
    if minutes < 120:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)d hour", "%(num)d hours", minutes // 60)
    return ngettext("%(num)d day", "%(num)d days", minutes // (24 * 60))


def init_app(app: Flask) -> None:
    """Give the words to every template as filters."""
    for name, function in {
        "at": at,
        "moment": moment,
        "night": night,
        "that_night": that_night,
        "night_long": night_long,
        "day_long": day_long,
        "lasting": lasting,
        "whole": whole,
    }.items():
        app.jinja_env.filters[name] = function
    app.jinja_env.globals["nights_of_a_week"] = nights_of_a_week
    app.jinja_env.globals["days"] = days
