"""What a draft begins with: the figures that a text may name, and a few words around them.

The job that makes a draft speaks no language but the product's own. Until somebody writes in it, a
draft is therefore read in the language of whoever opens it; its writer's is kept with their words.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import LazyString, format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from nightsafe.aggregates.safe import TOTAL, read_table
from nightsafe.aggregates.weekly_groups import label_of
from nightsafe.briefings.blocks import BLOCKS, OWN
from nightsafe.briefings.models import Briefing
from nightsafe.nights import Band

NIGHTS: dict[str, LazyString] = {
    "fri": _l("Friday"),
    "sat": _l("Saturday"),
    "sun": _l("Sunday"),
}
HOURS: dict[str, LazyString] = {
    Band.EVENING: _l("6 pm to 9 pm"),
    Band.LATE: _l("9 pm to midnight"),
    Band.MIDNIGHT: _l("midnight to 3 am"),
    Band.SMALL_HOURS: _l("3 am to 6 am"),
    Band.DAY: _l("the day"),
}


def in_words(figure: int | None) -> str:
    """A figure of the weekly table as it is read: "about 40", or "fewer than 10"."""
    return _("fewer than 10") if figure is None else _("about %(number)s", number=figure)


def figures(facts: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The figures that a text may name in brackets: as they are shown, what of, and from where."""
    found: dict[str, dict[str, str]] = {}

    def put(name: str, shown: str, label: str, origin: str) -> None:
        found[name] = {"shown": shown, "label": label, "from": origin}

    if facts["table"]:
        table = read_table(facts["table"])
        put("total", in_words(table.at(TOTAL)), _("Everything that was logged"), "table")
        for one in table.rows:
            put(one.key, in_words(table.at(one.key)), label_of(one.key, one.label), "table")
    if facts["visits"]:
        visits = facts["visits"]
        shown = in_words(visits["figure"]) if "figure" in visits else visits["shown"]
        put("visits", shown, _("Safe Places visits"), "table")
    if facts["usual"]:
        put("usual", between(facts["usual"]), _("What most weekends have"), "history")
    forecast = facts["forecast"]
    if forecast:
        put("expect", between(forecast), _("The weekend to come"), "forecast")
        if forecast["busiest"]:
            put("busiest", busiest(forecast["busiest"]), _("Its busiest hours"), "forecast")
    covered = facts["coverage"]
    put("reported", str(covered["reported"]), _("Premises and teams that reported"), "coverage")
    put("active", str(covered["active"]), _("Premises and teams there are"), "coverage")
    return found


def between(bounds: Mapping[str, Any]) -> str:
    """A range as it is read: "20 to 45"."""
    return _("%(low)s to %(high)s", low=bounds["low"], high=bounds["high"])


def busiest(cell: Mapping[str, str]) -> str:
    """A night and its band: "Saturday, midnight to 3 am"."""
    return _("%(night)s, %(hours)s", night=NIGHTS[cell["night"]], hours=HOURS[cell["band"]])


def spoken(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the product found, with its figures in the language of whoever asks."""
    return {**facts, "figures": figures(facts)}


def blocks_of(briefing: Briefing) -> list[dict[str, Any]]:
    """The words of a briefing; where nobody has written yet, in the language of whoever asks."""
    if briefing.writers:
        return [dict(one) for one in briefing.blocks]
    return [dict(one) for one in suggested(briefing.facts)]


def suggested(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """The blocks of a new draft, in their order: a few words where figures stand, else empty."""
    named = facts["figures"]
    texts = {
        "last": _("We logged [total] events, from [reported] of [active] premises and teams.")
        if "total" in named
        else "",
        "safe": _("Safe Places received [visits] people.") if "visits" in named else "",
        "expect": _expected(facts),
        "thanks": _("Thank you to everybody who logged: it is read, every Monday."),
    }
    return [{"key": key, "title": "", "text": texts.get(key, "")} for key in BLOCKS if key != OWN]


def _expected(facts: Mapping[str, Any]) -> str:
    forecast = facts["forecast"]
    if not forecast:
        return ""
    friday = format_date(date.fromisoformat(forecast["friday"]), "d MMMM")
    words = _("The weekend of %(day)s will likely bring [expect] events.", day=friday)
    if forecast["busiest"]:
        words += " " + _("The busiest hours are usually [busiest].")
    return words
