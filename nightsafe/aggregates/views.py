"""The page of the week."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from nightsafe import clock, nights
from nightsafe.aggregates import (
    charts,
    labels,
    rules,
    views_context,
    views_document,
    views_evaluation,
    views_out,
    views_release_steps,
    views_releases,
)
from nightsafe.aggregates.charts import Point
from nightsafe.aggregates.forms import DayForm
from nightsafe.aggregates.week import TrendWeek, figures
from nightsafe.gate import Can, me, requires
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.network.queries import time_zone
from nightsafe.visits.choices import REASONS, RESTRICTED_REASONS

views = Blueprint("aggregates", __name__)


@views.get("/week")
@requires(Can.WEEK)
def week() -> ResponseReturnValue:
    """The figures of one week, the one just gone unless another is asked for."""
    now, tz = clock.now(), time_zone()
    form = DayForm(request.args)
    if request.args.get("day") is not None:
        found_week = rules.week_of_day(form.day.data if form.validate() else None, now, tz)
        if found_week is not None:
            return redirect(url_for("aggregates.week", monday=found_week.monday.isoformat()))
        form.refuse(rules.EARLIEST)
    chosen = rules.week_asked_for(request.args.get("monday"), now, tz)
    if chosen is None:
        abort(400)
    areas, area_names = labels.areas()
    found = figures(me(), chosen, areas, tz)
    unfinished = rules.still_running(chosen, now, tz)
    page = render_template(
        "aggregates/week.html",
        form=form,
        earliest=rules.EARLIEST,
        figures=found,
        mix_words=labels.MIXES,
        unfinished=unfinished,
        tonight=nights.night_of(now, tz),
        running=rules.running_week(now, tz),
        just_gone=rules.week_just_gone(now, tz),
        changed=[(night, hours) for night in chosen.nights if (hours := _odd_bands(night))],
        chart=_chart(found.trend, unfinished),
        categories=CATEGORIES,
        code_names={code: one.label for code, one in CATEGORIES.items()},
        groups=labels.groups(found.codes),
        area_names=area_names,
        bands=labels.BANDS,
        reasons=REASONS,
        restricted_reasons=RESTRICTED_REASONS,
    )
    return page, form.status


def _odd_bands(night: date) -> dict[nights.Band, float]:
    """The bands of a night that a clock change made longer or shorter, with their hours."""
    hours = nights.band_hours(night, time_zone())
    return {band: hours[band] for band in nights.BANDS if hours[band] != 3}


def _chart(trend: Sequence[TrendWeek], unfinished: bool) -> dict[str, Any]:
    """The row of weeks for a desk and for a phone; nothing for an empty network."""
    if not any(each.happened or each.coverage.reported for each in trend):
        return {}
    last = len(trend) - 1
    points = [
        Point(
            label=format_date(each.week.monday, "d MMM"),
            count=each.happened,
            share=each.coverage.reported / (each.coverage.active or 1),
            brought=each.brought,
            present=number == last,
            unfinished=unfinished and number == last,
        )
        for number, each in enumerate(trend)
    ]
    return {
        "wide": charts.draw("weeks", points, width=charts.WIDE),
        "narrow": charts.draw("weeks", points, width=charts.NARROW),
        "words": _in_words(points),
        "hollow": any(point.brought for point in points),
        "filled": any(point.brought < point.count for point in points),
    }


def _in_words(points: Sequence[Point]) -> str:
    words = _(
        "Bars: events in each week from %(first)s to %(last)s, at most %(most)s in one. Under "
        "each, the share of premises and teams that reported. The table has the figures.",
        first=points[0].label,
        last=points[-1].label,
        most=max(point.count for point in points),
    )
    whole = sum(0 < point.brought == point.count for point in points)
    partly = sum(0 < point.brought < point.count for point in points)
    if whole or partly:
        words += " " + _(
            "Hollow bars are events brought along from other records. Weeks wholly so: %(whole)s; "
            "partly: %(partly)s.",
            whole=whole,
            partly=partly,
        )
    return words


for _address, _methods, _view in (
    ("/interventions", ["GET"], views_evaluation.list_interventions),
    ("/interventions/new", ["GET", "POST"], views_evaluation.new_intervention),
    ("/interventions/<uuid:intervention_id>", ["GET"], views_evaluation.intervention),
    (
        "/interventions/<uuid:intervention_id>/remove",
        ["POST"],
        views_evaluation.remove_intervention,
    ),
):
    views.add_url_rule(_address, view_func=_view, methods=_methods)
views.add_url_rule("/context", view_func=views_context.context)
views.add_url_rule("/context/police", view_func=views_context.load_police, methods=["GET", "POST"])
views.add_url_rule(
    "/context/hospital", view_func=views_context.load_hospital, methods=["GET", "POST"]
)
views.add_url_rule(
    "/context/<uuid:load_id>/remove", view_func=views_context.remove_context, methods=["POST"]
)
for _route in (
    *views_releases.ROUTES,
    *views_release_steps.ROUTES,
    *views_document.ROUTES,
    *views_out.ROUTES,
):
    views.add_url_rule(_route.address, view_func=_route.view, methods=_route.methods)
