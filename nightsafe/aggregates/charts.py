"""Charts drawn on the server: shapes without script or style, in the page's own colour.

A new chart is one function and one line in CHARTS. It draws what it is given and counts nothing.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _

from nightsafe.aggregates import charts_evaluation, charts_release, charts_trend, shapes
from nightsafe.aggregates.shapes import NARROW, WIDE, Shape, Spec

__all__ = ["CHARTS", "NARROW", "WIDE", "Point", "Shape", "draw"]

HEIGHT, STRIP = 150, 36
WIDEST_BAR = 40
EDGE = 1.2  # of a hollow bar


@dataclass(frozen=True)
class Point:
    """A week of a chart: its label, its count, the share (0 to 1) that reported.

    Of the count, so many were `brought` along: they are drawn hollow.
    """

    label: str
    count: int
    share: float
    brought: int = 0
    present: bool = False  # the week that the page is about
    unfinished: bool = False


def weeks(points: Sequence[Point], width: int) -> Spec:
    """Events in each week as bars, hollow where brought along, and the share that reported."""
    labels = [point.label for point in points]
    every = 2 if width > 600 else 6
    bar = min(0.9 * (width - 60) / len(points), WIDEST_BAR)
    axis = {"labelAngle": 0, "ticks": False, "domain": False, "title": None}
    across = {"field": "label", "type": "ordinal", "sort": None, "scale": {"domain": labels}}
    strength = {
        "condition": [
            {"test": "datum.unfinished", "value": 0.25},
            {"test": "datum.present", "value": 1},
        ],
        "value": 0.55,
    }
    upward = {
        "field": "logged",
        "type": "quantitative",
        "title": _("events"),
        "axis": {"tickCount": 4, "format": "d", "tickMinStep": 1},
    }
    mark = {"type": "bar", "aria": False, "width": bar}
    solid = {"mark": mark, "encoding": {"y": upward, "opacity": strength}}
    # Told apart by shape, not by shade: an empty bar with an edge stands on the full one.
    hollow = {
        "transform": [{"filter": "datum.brought > 0"}],
        "mark": {**mark, "width": bar - 2 * EDGE},
        "encoding": {
            "y": upward,
            "y2": {"field": "count"},
            "stroke": {"value": "currentColor"},
            "strokeWidth": {
                "condition": {"test": "datum.present", "value": 2 * EDGE},
                "value": EDGE,
            },
            "fillOpacity": {"value": 0.1},
            "opacity": {**strength, "value": 0.8},
        },
    }
    bars = {
        "width": width,
        "height": HEIGHT,
        "layer": [solid, hollow] if any(point.brought for point in points) else [solid],
        "encoding": {"x": {**across, "axis": None}},
    }
    strip = {
        "width": width,
        "height": STRIP,
        "mark": {"type": "bar", "aria": False, "width": bar},
        "encoding": {
            "x": {**across, "axis": {**axis, "values": labels[::-1][::every]}},
            "y": {
                "field": "share",
                "type": "quantitative",
                "title": _("reported"),
                "scale": {"domain": [0, 1]},
                "axis": {"values": [0, 1], "format": "%"},
            },
            "opacity": {"value": 0.55},
        },
    }
    return {
        "data": {
            "values": [{**asdict(point), "logged": point.count - point.brought} for point in points]
        },
        "vconcat": [bars, strip],
        "spacing": 14,
    }


# What each draws, it is given: its data, and a width. It gives a specification of Vega-Lite, or at
# once the shapes of what that has no mark for.
CHARTS: dict[str, Callable[[Any, int], Spec | Shape]] = {
    "weeks": weeks,
    "trend": charts_trend.trend,
    "hours": charts_release.hours,
    "bars": charts_release.bars,
    "coverage": charts_release.coverage,
    "weekends": charts_evaluation.weekends,
}

_LOOK: Spec = {
    "background": None,
    "autosize": {"type": "fit-x", "contains": "padding"},
    "view": {"stroke": None},
    "font": "sans-serif",
    "bar": {"color": "currentColor"},
    "axis": {
        "aria": False,
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "titleFontWeight": "normal",
        "titleFontSize": 12,
        "labelFontSize": 12,
        "labelOverlap": "greedy",
        "gridColor": "currentColor",
        "gridOpacity": 0.2,
        "domain": False,
        "ticks": False,
    },
    # Both parts leave the same room for their figures, so that their weeks stand in line.
    "axisY": {"minExtent": 40, "maxExtent": 40},
}


def draw(name: str, data: Any, *, width: int) -> Shape:
    """A chart as shapes, for `_chart.html` to write into a page; `data` is what its kind takes."""
    made = CHARTS[name](data, width)
    if isinstance(made, Shape):
        return made
    return shapes.drawn(json.dumps({**made, "config": _LOOK}, sort_keys=True))
