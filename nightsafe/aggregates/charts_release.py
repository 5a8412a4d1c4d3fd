"""The charts of a release's tables: a grid of nights and hours, bars, who reported.

They are drawn as shapes at once: Vega-Lite has no hatch, and takes 60 ms for each. A figure that is
not shown is hatched and says so in a word; it is never drawn as nothing. All of it is told apart by
shape, so that it reads in grey.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from nightsafe.aggregates import shapes
from nightsafe.aggregates.shapes import INK, LINE, Shape, hatch, label, picture, rect, wrapped

# As wide as a page's column, and on a page of paper: there a letter is one of 8 points.
PAGE = 760
# From here on names stand beside their bars, else above them.
ROOMY = 600
CELL, BAR, THIN = 52, 20, 9
BASELINE = 4
SOLID = 0.55
SHADES = (0.0, 0.09, 0.18, 0.28, 0.4)


@dataclass(frozen=True)
class Bar:
    """A row of a table: its figure, and that of the quarter before.

    None is a figure that is not shown; `compared` is whether there is an earlier one at all.
    """

    label: str
    figure: int | None
    before: int | None = None
    compared: bool = False


@dataclass(frozen=True)
class Grid:
    """A table of rows and columns, its figures in order; None is one that is not shown."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    figures: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True)
class Reported:
    """So many of so many that could have reported."""

    label: str
    reported: float
    active: float
    words: str


def hours(grid: Grid, width: int) -> Shape:
    """Nights down, hours across: each figure in its cell, the darker the higher."""
    roomy = width >= ROOMY
    left = 150.0 if roomy else 88.0
    wide = (width - left - 1) / max(1, len(grid.columns))
    heads = [wrapped(name, wide - 6, least=6) for name in grid.columns]
    top = LINE * max(map(len, heads), default=0) + 8.0
    most = max((each or 0 for row in grid.figures for each in row), default=0)
    drawn: list[Shape] = []
    for number, names in enumerate(heads):
        at = top - 8 - LINE * (len(names) - 1)
        drawn.extend(shapes.lines(names, left + wide * (number + 0.5), at, text_anchor="middle"))
    for number, name in enumerate(grid.rows):
        names = wrapped(name, left - 8, least=6)
        at = top + CELL * number + CELL / 2 + BASELINE - LINE * (len(names) - 1) / 2
        drawn.extend(shapes.lines(names, 0, at))
    for down, row in enumerate(grid.figures):
        for number, figure in enumerate(row):
            box = (left + wide * number, top + CELL * down, wide - 2, CELL - 2.0)
            drawn.extend(_cell(figure, most, *box))
    return picture(width, top + CELL * len(grid.rows), drawn)


def _cell(
    figure: int | None, most: int, x: float, y: float, wide: float, high: float
) -> Iterator[Shape]:
    middle = x + wide / 2
    if figure is None:
        yield hatch(x, y + high - 14, wide, 14)
        words = wrapped(_("not shown"), wide, least=5)
        yield from shapes.lines(
            words, middle, y + (14 if len(words) > 1 else 23), text_anchor="middle"
        )
        return
    shade = SHADES[-(-figure * (len(SHADES) - 1) // most)] if most else 0
    yield rect(x, y, wide, high, fill_opacity=shade, stroke=INK, stroke_opacity=0.35)
    look = {"text_anchor": "middle", "font_weight": "bold", "font_size": 15}
    yield label(middle, y + high / 2 + 5, str(figure), **look)


def bars(rows: Sequence[Bar], width: int) -> Shape:
    """A bar for each row, and under it a thin hollow one for the quarter before."""
    roomy = width >= ROOMY
    left = 230.0 if roomy else 0.0
    room = width - left - 60
    most = max(
        (each or 0 for row in rows for each in (row.figure, row.before if row.compared else 0)),
        default=0,
    )
    drawn: list[Shape] = []
    y = 4.0
    if any(row.compared for row in rows):
        drawn.extend(_key(left, roomy))
        y = LINE + 12.0
    for row in rows:
        names = wrapped(row.label, left - 14 if roomy else width)
        start = y
        if roomy:
            drawn.extend(shapes.lines(names, 0, y + 15))
        else:
            drawn.extend(shapes.lines(names, 0, y + 12))
            y += LINE * len(names)
        drawn.extend(_bar(row.figure, most, left, y, room, BAR))
        y += BAR + 3
        if row.compared:
            drawn.extend(_bar(row.before, most, left, y, room, THIN))
            y += THIN + 3
        y = max(y, start + LINE * len(names) if roomy else y) + 12
    return picture(width, y, drawn)


def _key(left: float, roomy: bool) -> Iterator[Shape]:
    """What the two kinds of bar are."""
    second = left + (130 if roomy else 120)
    yield rect(left, 2, 14, 12, fill_opacity=SOLID)
    yield label(left + 20, 13, _("this quarter"))
    yield rect(second, 4, 14, THIN - 1, fill="none", stroke=INK, stroke_opacity=0.8)
    yield label(second + 20, 13, _("the quarter before"))


def _bar(
    figure: int | None, most: int, left: float, y: float, room: float, high: float
) -> Iterator[Shape]:
    small = high < BAR
    if figure is None:
        stub = min(room, 64)
        yield hatch(left, y, stub, high, gap=5 if small else 7)
        said = {"font_size": 11} if small else {}
        yield label(left + stub + 8, y + high / 2 + BASELINE, _("not shown"), **said)
        return
    long = room * figure / most if most else 0
    if small:
        edge = {"fill": "none", "stroke": INK, "stroke_opacity": 0.8}
        yield rect(left, y, max(long, 1), high - 1, **edge)
        yield label(left + long + 8, y + high / 2 + BASELINE, str(figure), font_size=11)
        return
    yield rect(left, y, max(long, 1.5), high, fill_opacity=SOLID)
    yield label(left + long + 8, y + high / 2 + 5, str(figure), font_weight="bold", font_size=15)


def coverage(rows: Sequence[Reported], width: int) -> Shape:
    """For each line, a hollow bar of all that could have reported, filled as far as they did."""
    roomy = width >= ROOMY
    left = 230.0 if roomy else 0.0
    room = width - left - 110
    drawn: list[Shape] = []
    y = 4.0
    for row in rows:
        names = wrapped(row.label, left - 14 if roomy else width)
        if roomy:
            drawn.extend(shapes.lines(names, 0, y + 15))
        else:
            drawn.extend(shapes.lines(names, 0, y + 12))
            y += LINE * len(names)
        share = min(1.0, row.reported / row.active) if row.active else 0.0
        edge = {"fill": "none", "stroke": INK, "stroke_opacity": 0.6}
        drawn.append(rect(left + 0.5, y, room, BAR, **edge))
        drawn.append(rect(left + 0.5, y, room * share, BAR, fill_opacity=SOLID))
        drawn.append(label(left + room + 10, y + 15, row.words, font_weight="bold"))
        y += max(BAR, LINE * len(names) if roomy else 0) + 14
    return picture(width, y, drawn)
