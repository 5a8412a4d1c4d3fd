"""The coordinator's page of what was brought along."""

from datetime import datetime

from flask import Blueprint, render_template
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from nightsafe import nights
from nightsafe.aggregates.suppression import Period, shares
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
    return render_template(
        "importing/index.html",
        batches=[(one, rules.state_of(one)) for one in found],
        audiences=AUDIENCES,
        shares=shares() if found else None,
        groups=GROUPS,
        period_words=period_words,
        share_words=share_words,
        when=when,
    )


def when(instant: datetime) -> str:
    """Day, year and time: a batch may be years old."""
    return f"{day_long(nights.local(instant, time_zone()).date())}, {at(instant)}"


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
