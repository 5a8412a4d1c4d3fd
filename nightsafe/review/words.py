"""Instants and nights in words, for what is said outside a template."""

from datetime import date, datetime

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _

from nightsafe import nights
from nightsafe.network.queries import time_zone


def moment(instant: datetime) -> str:
    """Day and time: "Sun 15 Nov, 01:30"."""
    tz = time_zone()
    day = nights.local(instant, tz).date()
    return (
        f"{format_date(day, 'EEE d MMM', locale=get_locale())}, {nights.clock_label(instant, tz)}"
    )


def night(day: date) -> str:
    """The night of a date: "Saturday night"."""
    return str(_("%(day)s night", day=format_date(day, "EEEE", locale=get_locale())))


def span(first: date, last: date) -> str:
    """From one date to another, as short as is clear: "13 to 15 November"."""
    locale = get_locale()
    whole = format_date(last, "d MMMM", locale=locale)
    if first == last:
        return str(format_date(first, "EEEE d MMMM", locale=locale))
    same_month = (first.year, first.month) == (last.year, last.month)
    begin = format_date(first, "d" if same_month else "d MMMM", locale=locale)
    return str(_("%(first)s to %(last)s", first=begin, last=whole))
