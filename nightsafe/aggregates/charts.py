"""Charts drawn on the server: shapes without script or style, in the page's own colour.

A new chart is one function and one line in CHARTS. It draws what it is given and counts nothing.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from flask_babel import gettext as _

# The same series, drawn for a desk and for a phone: text must stay readable at both widths.
WIDE, NARROW = 1120, 330
HEIGHT, STRIP = 150, 36
WIDEST_BAR = 40
EDGE = 1.2  # of a hollow bar
KEPT = 128


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


@dataclass(frozen=True)
class Shape:
    """An element of a picture; the template writes it, and escapes whatever it holds."""

    tag: str
    attributes: Mapping[str, str]
    text: str
    children: tuple["Shape", ...]


# What a picture may be made of: no script, no style, no reference to anything outside it.
TAGS = {"svg", "g", "path", "line", "rect", "text"}
ATTRIBUTES = {
    "viewBox", "width", "height", "d", "x", "y", "x2", "y2", "transform", "fill", "fill-opacity",
    "stroke", "stroke-width", "stroke-opacity", "stroke-miterlimit", "opacity",
    "text-anchor", "font-family", "font-size", "font-weight",
}  # fmt: skip
NOTHING = {"", "M0,0h0v0h0Z"}

Spec = dict[str, Any]


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


CHARTS: dict[str, Callable[[Sequence[Point], int], Spec]] = {"weeks": weeks}

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


def draw(name: str, points: Sequence[Point], *, width: int) -> Shape:
    """A chart as shapes, for `_chart.html` to write into a page."""
    spec = CHARTS[name](points, width)
    return _drawn(json.dumps({**spec, "config": _LOOK}, sort_keys=True))


@lru_cache(maxsize=KEPT)
def _drawn(spec: str) -> Shape:
    """The shapes of a specification; the same one is drawn once (60 ms; the first one 500 ms)."""
    import vl_convert  # noqa: PLC0415 - heavy: 70 MB, so only in a process that draws

    picture = _shape(ElementTree.fromstring(vl_convert.vegalite_to_svg(spec)))  # noqa: S314 - our own
    if picture is None:
        raise ValueError("the chart came out empty")
    return picture


def _shape(element: Element) -> Shape | None:
    """An element with only what shapes need; None for what draws nothing."""
    tag = element.tag.rpartition("}")[2]
    kept = {key: value for key, value in element.items() if key in ATTRIBUTES}
    if tag not in TAGS or element.get("display") == "none" or kept.get("d") in NOTHING:
        return None
    children = tuple(shape for each in element if (shape := _shape(each)) is not None)
    if tag == "g" and not children:
        return None
    return Shape(tag, kept, element.text or "", children)
