"""The chart of quarters in a row: each beside what was to be expected, and who reported.

A figure that is not shown is hatched and says so in a word; it is never drawn as nothing, and no
line leads over it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext as _

from nightsafe.aggregates.expected import Expected
from nightsafe.aggregates.shapes import (
    INK,
    LETTER,
    LINE,
    Shape,
    hatch,
    label,
    line,
    lines,
    path,
    picture,
    rect,
    wrapped,
)

TREND, STRIP = 190, 40
BASELINE = 4
GRID = 0.16  # how strong the lines are that figures are read against
SOLID = 0.55


@dataclass(frozen=True)
class TrendQuarter:
    """A quarter of a row of them; `released` is False where no figures of it left.

    `figure` is None where it is not shown. The share (0 to 1) reported, as far as it is known.
    """

    label: tuple[str, str]
    released: bool
    figure: int | None = None
    expected: Expected | None = None
    share: float | None = None
    present: bool = False


@dataclass(frozen=True)
class _Field:
    """Where the quarters stand, and how high a figure is."""

    left: float
    right: float
    top: float
    step: float
    most: int

    def across(self, number: int) -> float:
        return self.left + self.step * (number + 0.5)

    def up(self, figure: float) -> float:
        return self.top + TREND * (1 - figure / self.most)


def trend(quarters: Sequence[TrendQuarter], width: int) -> Shape:
    """Quarters in a row, where each was to be expected, and under it the share that reported."""
    tops = [one.figure or 0 for one in quarters]
    tops += [one.expected.high for one in quarters if one.expected]
    most = max(20, -(-max(tops, default=0) // 20) * 20)
    left, right = 10.0 + 8 * len(str(most)), width - 6.0
    field = _Field(left, right, 34.0, (right - left) / max(1, len(quarters)), most)
    shapes = [label(0, 13, _("Events confirmed"))]
    for figure in (0, most // 2, most):
        at = field.up(figure)
        shapes.append(line(left, at, right, at, stroke_opacity=GRID))
        shapes.append(label(left - 6, at + BASELINE, str(figure), text_anchor="end"))
    for number, one in enumerate(quarters):
        if one.expected:
            shapes.append(_band(field, number, one.expected))
    shapes.extend(_joined(quarters, field))
    for number, one in enumerate(quarters):
        shapes.extend(_quarter(one, field, number))
    shapes.extend(_names(quarters, field))
    foot = field.top + TREND + 2 * LINE + 26
    shapes.extend(_shares(quarters, field, foot))
    return picture(width, foot + STRIP + LINE + 18, shapes)


def _band(field: _Field, number: int, expected: Expected) -> Shape:
    wide = min(field.step * 0.8, 80)
    high, low = field.up(expected.high), field.up(expected.low)
    edge = {"stroke": INK, "stroke_dasharray": "5 4", "stroke_opacity": 0.8}
    left = field.across(number) - wide / 2
    return rect(left, high, wide, low - high, fill_opacity=0.1, **edge)


def _joined(quarters: Sequence[TrendQuarter], field: _Field) -> Iterator[Shape]:
    """A line from each figure to the next, none over what is not there."""
    for number, (one, after) in enumerate(pairwise(quarters)):
        if one.figure is not None and after.figure is not None:
            yield line(
                field.across(number), field.up(one.figure),
                field.across(number + 1), field.up(after.figure),
                stroke_width=2, stroke_opacity=SOLID,
            )  # fmt: skip


def _quarter(one: TrendQuarter, field: _Field, number: int) -> Iterator[Shape]:
    middle = field.across(number)
    if one.figure is not None:
        at = field.up(one.figure)
        size, weight = (6, "bold") if one.present else (4, "normal")
        yield path(_disc(middle, at, size), fill=INK, stroke="none")
        # Under it, where the box of what was expected stands above it.
        low = one.expected is not None and one.figure < one.expected.low
        look = {"text_anchor": "middle", "font_weight": weight}
        size_of = LETTER + 2 * one.present
        yield label(middle, at + (22 if low else -11), str(one.figure), font_size=size_of, **look)
        return
    words = _("not shown") if one.released else _("no release")
    names = wrapped(words, min(field.step, 80), least=5)
    wide = min(field.step * 0.6, 60)
    if one.released:
        yield hatch(middle - wide / 2, field.up(0) - 26, wide, 26)
    above = field.up(0) - (32 if one.released else 8) - LINE * (len(names) - 1)
    yield from lines(names, middle, above, text_anchor="middle")


def _disc(x: float, y: float, radius: float) -> str:
    size = f"{radius},{radius}"
    return (
        f"M{x - radius:.1f},{y:.1f}a{size} 0 1,0 {2 * radius},0"
        f"a{size} 0 1,0 {-2 * radius},0Z"
    )  # fmt: skip


def _names(quarters: Sequence[TrendQuarter], field: _Field) -> Iterator[Shape]:
    """Months over year under each quarter, or each second or third where there is no room."""
    every = max(1, -(-62 // int(max(1, field.step))))
    for number, one in enumerate(quarters):
        if (len(quarters) - 1 - number) % every:
            continue
        weight = "bold" if one.present else "normal"
        look = {"text_anchor": "middle", "font_weight": weight}
        yield from lines(one.label, field.across(number), field.up(0) + 18, **look)


def _shares(quarters: Sequence[TrendQuarter], field: _Field, top: float) -> Iterator[Shape]:
    """The share that reported in each quarter, as a part of a hollow bar."""
    yield label(0, top, _("Premises and teams that reported"))
    wide, down = min(field.step * 0.6, 40), top + 10
    for number, one in enumerate(quarters):
        left = field.across(number) - wide / 2
        words = "–"
        if one.share is not None:
            edge = {"fill": "none", "stroke": INK, "stroke_opacity": 0.6}
            yield rect(left, down, wide, STRIP, **edge)
            part = STRIP * one.share
            yield rect(left, down + STRIP - part, wide, part, fill_opacity=SOLID)
            words = f"{one.share:.0%}" if field.step >= 36 else f"{100 * one.share:.0f}"
        yield label(field.across(number), down + STRIP + LINE, words, text_anchor="middle")
