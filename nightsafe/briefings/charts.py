"""The two charts of a briefing: what the weekend had, and how the next one stands beside the past.

"Fewer than 10" is hatched and says so; it is never drawn as nothing. All is told apart by shape, so
that it reads in grey.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from nightsafe.aggregates import shapes
from nightsafe.aggregates.shapes import (
    INK,
    LINE,
    Shape,
    hatch,
    label,
    line,
    picture,
    rect,
    wrapped,
)

WIDE, NARROW = 640, 320
LEAST = 10  # under so many, a figure is not printed
BAR = 18
SOLID = 0.55
HIGH = 150.0  # of the second chart's ground
FOOT = 22.0


@dataclass(frozen=True)
class Group:
    """A row of the weekly table; None is fewer than ten."""

    label: str
    figure: int | None


@dataclass(frozen=True)
class Past:
    """A weekend's printed total by the short name of its Friday; None is fewer than ten."""

    label: str
    figure: int | None


def groups(rows: Sequence[Group], width: int) -> Shape:
    """A bar for each group of the weekend."""
    roomy = width >= WIDE
    left = 230.0 if roomy else 0.0
    room = width - left - 100
    most = max([row.figure or 0 for row in rows] + [LEAST])
    drawn: list[Shape] = []
    y = 2.0
    for row in rows:
        names = wrapped(row.label, left - 14 if roomy else width)
        if not roomy:
            drawn.extend(shapes.lines(names, 0, y + 12))
            y += LINE * len(names) + 2
        else:
            drawn.extend(shapes.lines(names, 0, y + 14))
        drawn.extend(_bar(row.figure, most, left, y, room))
        y += max(BAR, LINE * len(names) if roomy else 0) + 10
    return picture(width, y, drawn)


def _bar(figure: int | None, most: int, left: float, y: float, room: float) -> Iterator[Shape]:
    if figure is None:
        wide = room * LEAST / most
        yield hatch(left, y, wide, BAR)
        yield label(left + wide + 8, y + 14, _("fewer than 10"))
        return
    wide = room * figure / most
    yield rect(left, y, wide, BAR, fill_opacity=SOLID)
    yield label(left + wide + 8, y + 14, str(figure), font_weight="bold", font_size=15)


def ahead(past: Sequence[Past], low: int, high: int, coming: str, width: int) -> Shape:
    """The totals of past weekends as columns, the oldest left, and the range of the one to come."""
    shown = past[-(12 if width >= WIDE else 6) :]
    top = max([high, LEAST, *(one.figure or 0 for one in shown)])
    step = width / (len(shown) + 1)
    drawn: list[Shape] = [line(0, HIGH, width, HIGH, stroke_width=1, stroke_opacity=0.6)]

    def up(figure: float) -> float:
        return HIGH - (HIGH - 24) * figure / top

    for number, one in enumerate(shown):
        x, wide = step * number + 5, step - 10
        middle = x + wide / 2
        if one.figure is None:
            drawn.append(hatch(x, up(LEAST), wide, HIGH - up(LEAST)))
            drawn.append(label(middle, up(LEAST) - 5, "<10", text_anchor="middle"))
        else:
            drawn.append(rect(x, up(one.figure), wide, HIGH - up(one.figure), fill_opacity=SOLID))
            drawn.append(label(middle, up(one.figure) - 5, str(one.figure), text_anchor="middle"))
        drawn.append(label(middle, HIGH + 16, one.label, text_anchor="middle", font_size=11))
    x, wide = step * len(shown) + 5, step - 10
    edge = {"fill": "none", "stroke": INK, "stroke_width": 2, "stroke_dasharray": "5 4"}
    drawn.append(rect(x, up(high), wide, up(low) - up(high), **edge))
    words = {"text_anchor": "middle", "font_weight": "bold"}
    drawn.append(label(x + wide / 2, up(high) - 6, f"{low}–{high}", **words))
    drawn.append(label(x + wide / 2, HIGH + 16, coming, text_anchor="middle", font_size=11))
    return picture(width, HIGH + FOOT, drawn)
