"""The strip above the queue: the nights in view with their counts, and the ways to others."""

from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _

from nightsafe.network.words import night
from nightsafe.nights import Band, week_of, weekend_of
from nightsafe.review.counts import Counts
from nightsafe.review.filters import Filters, month_of
from nightsafe.review.side import address

HOURS = (*range(18, 24), *range(6))
BY_HOUR = 7  # nights of which each hour is shown; of more, each night
DARKEST = 5
_DAY = timedelta(days=1)


def strip(filters: Filters, counts: Counts) -> dict[str, Any] | None:
    """The nights in view: hour by hour up to a week, beyond that as a calendar.

    {"nights": [{label, cells}]} or {"weeks": [{label, cells}]}, a cell None where the view has
    no night; nothing where not all was counted. What happened by day stands in one cell after a
    night's hours: together they are all there is.
    """
    if filters.nights is None or not counts.whole:
        return None
    if len(filters.dates) > BY_HOUR:
        return {"nights": [], "weeks": _weeks(filters, counts)}
    most = max(counts.hours.values(), default=0)
    found = [
        {
            "label": night(day),
            "cells": [
                *(_hour_cell(filters, counts.hours[day, hour], most, day, hour) for hour in HOURS),
                _day_cell(filters, counts, most, day),
            ],
        }
        for day in filters.dates
    ]
    return {"nights": found, "weeks": []}


def periods(filters: Filters, tonight: date) -> list[dict[str, Any]]:
    """Links to other nights: one step back and on, and those that run just now.

    Each is {label, url, rel, current}; `rel` is "prev" or "next" for a step. All else that is
    asked for stays, but for the night and the hour; nothing leads past tonight.
    """
    latest = weekend_of(tonight).friday
    here = [
        ("", _("This weekend"), (latest, latest + 2 * _DAY)),
        ("", _("This week"), _week(tonight)),
        ("", _("This month"), month_of(tonight)),
    ]
    found = []
    for rel, label, nights in [*_steps(filters), *here]:
        if nights[0] > tonight:
            continue
        view = "" if label == _("This weekend") else "range"
        moved = filters.with_(nights=nights, view=view, night=None, hour=None, band=None)
        current = filters.nights == nights
        found.append({"label": label, "url": address(moved), "rel": rel, "current": current})
    return found


def _steps(filters: Filters) -> list[tuple[str, str, tuple[date, date]]]:
    if filters.nights is None:
        return []
    first, last = filters.nights
    if filters.weekend is not None:
        week = 7 * _DAY
        return [
            ("prev", _("Weekend before"), (first - week, last - week)),
            ("next", _("Weekend after"), (first + week, last + week)),
        ]
    if filters.week is not None:
        return [
            ("prev", _("Week before"), _week(first - _DAY)),
            ("next", _("Week after"), _week(last + _DAY)),
        ]
    if filters.month is not None:
        return [
            ("prev", _("Month before"), month_of(first - _DAY)),
            ("next", _("Month after"), month_of(last + _DAY)),
        ]
    long = last - first + _DAY
    return [
        ("prev", _("Nights before"), (first - long, last - long)),
        ("next", _("Nights after"), (first + long, last + long)),
    ]


def _week(day: date) -> tuple[date, date]:
    week = week_of(day)
    return week.nights[0], week.nights[-1]


def _weeks(filters: Filters, counts: Counts) -> list[dict[str, Any]]:
    most = max(counts.nights.values(), default=0)
    first, last = filters.dates[0], filters.dates[-1]
    monday, found = week_of(first).monday, []
    while monday <= last:
        days = week_of(monday).nights
        cells = [
            _night_cell(filters, counts.nights[day], most, day) if first <= day <= last else None
            for day in days
        ]
        label = _("Week from %(night)s", night=_date(monday))
        found.append({"label": label, "short": _date(monday), "cells": cells})
        monday += 7 * _DAY
    return found


def _night_cell(filters: Filters, count: int, most: int, day: date) -> dict[str, Any]:
    label = _("%(night)s, %(count)s", night=_date(day, "EEEE d MMMM"), count=count)
    chosen = {"night": day}
    return {"foot": str(day.day), "label": label, **_cell(filters, count, most, chosen)}


def _hour_cell(filters: Filters, count: int, most: int, day: date, hour: int) -> dict[str, Any]:
    label = _("%(hour)s:00, %(count)s", hour=f"{hour:02}", count=count)
    chosen = {"night": day, "hour": hour, "band": None}
    return {"foot": f"{hour:02}", "label": label, **_cell(filters, count, most, chosen)}


def _day_cell(filters: Filters, counts: Counts, most: int, day: date) -> dict[str, Any]:
    count = sum(n for (at, hour), n in counts.hours.items() if at == day and hour not in HOURS)
    label = _("By day, %(count)s", count=count)
    chosen = {"night": day, "hour": None, "band": Band.DAY}
    return {"foot": _("day"), "label": label, **_cell(filters, count, most, chosen)}


def _cell(filters: Filters, count: int, most: int, chosen: dict[str, Any]) -> dict[str, Any]:
    current = all(getattr(filters, name) == value for name, value in chosen.items())
    wanted = dict.fromkeys(chosen) if current else chosen
    return {
        "count": count,
        "heat": min(DARKEST, -(-count * DARKEST // most)) if most else 0,
        "url": address(filters.with_(**wanted)),
        "current": current,
    }


def _date(day: date, form: str = "d MMM") -> str:
    return str(format_date(day, form, locale=get_locale()))
