"""A stretch of nights in words."""

from datetime import date

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _


def span(first: date, last: date) -> str:
    """From one date to another, as short as is clear: "13 to 15 November"."""
    locale = get_locale()
    whole = format_date(last, "d MMMM", locale=locale)
    if first == last:
        return str(format_date(first, "EEEE d MMMM", locale=locale))
    same_month = (first.year, first.month) == (last.year, last.month)
    begin = format_date(first, "d" if same_month else "d MMMM", locale=locale)
    return str(_("%(first)s to %(last)s", first=begin, last=whole))
