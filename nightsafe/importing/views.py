"""The coordinator's page of what was brought along, which tells no count of events.

Whoever may not see raw counts could put one together from what stands here. So the shares come
from `suppression`, for whole quarters; a batch says its nights in months, and how many entries it
made only from ten on, and then neither how many of its rows were passed over, since the rest is
the difference. Rows read and rejected are about the file, and told.
"""

from datetime import date, datetime

from babel.dates import format_date
from flask import Blueprint, render_template
from flask_babel import LazyString, get_locale, gettext
from flask_babel import lazy_gettext as _l

from nightsafe import clock, nights
from nightsafe.aggregates.shares import Period
from nightsafe.aggregates.suppression import shares
from nightsafe.gate import Can, requires
from nightsafe.importing import queries, rules
from nightsafe.incidents.categories import GROUPS
from nightsafe.incidents.category import Audience
from nightsafe.network.queries import time_zone
from nightsafe.network.words import at, day_long

views = Blueprint("importing", __name__)
views.add_app_template_global(queries.how_many_batches, "import_batches")

AUDIENCES: dict[str, LazyString] = {
    Audience.STATISTICS: _l("only counted; nobody opens them"),
    Audience.REVIEW: _l("police review; nothing waits in the queue"),
    Audience.REGISTER: _l("the register of their premises"),
}


@views.get("/imports")
@requires(Can.NETWORK)
def index() -> str:
    """The batches, newest first, and what share of each figure comes from them; no counts."""
    found = queries.batches()
    until = rules.last_night_told(clock.now(), time_zone())
    return render_template(
        "importing/index.html",
        batches=[(one, rules.state_of(one)) for one in found],
        audiences=AUDIENCES,
        shares=shares(until) if found else None,
        until=month_inside(until),
        groups=GROUPS,
        is_told=rules.is_told,
        is_about_the_row=rules.is_about_the_row,
        months_words=months_words,
        period_words=period_words,
        share_words=share_words,
        when=when,
    )


def when(instant: datetime) -> str:
    """Day, year and time: a batch may be years old."""
    return f"{day_long(nights.local(instant, time_zone()).date())}, {at(instant)}"


def month_inside(night: date) -> str:
    """A night's month within a sentence, where some languages bend it: "September 2026"."""
    return format_date(night, "MMMM y", locale=get_locale())


def months_words(first: date | None, last: date | None) -> str:
    """From which month to which: "September 2014 to September 2018"."""
    if first is None or last is None:
        return "–"
    begun, ended = (format_date(one, "LLLL y", locale=get_locale()) for one in (first, last))
    return begun if begun == ended else gettext("%(first)s to %(last)s", first=begun, last=ended)


def period_words(period: Period) -> str:
    """A year, or a quarter of one: "2016", "2016, July to September"."""
    year, quarter = period
    if quarter is None:
        return str(year)
    months = {
        1: gettext("January to March"),
        2: gettext("April to June"),
        3: gettext("July to September"),
        4: gettext("October to December"),
    }
    return f"{year}, {months[quarter]}"


def share_words(tenths: int | None) -> str:
    """A share in words, as coarse as it may be told."""
    if tenths is None:
        return gettext("too few to say")
    if tenths == 0:
        return gettext("none or hardly any")
    if tenths == 10:
        return gettext("all or nearly all")
    return gettext("about %(number)s in 10", number=tenths)
