"""The chart of an evaluation: the weekends where something was done, under them the comparison's.

A weekend that is left out is hatched; it is never drawn as nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from nightsafe.aggregates.shapes import Shape, hatch, label, line, path, picture, rect, wrapped

HEIGHT = 120  # of either side
LETTERS, LEADING = 13, 17
BASELINE = 4
GRID, SOLID = 0.18, 0.45
THICK, DASHES = 2.5, "6 4"
WIDEST_BAR = 16
NARROW = 600


@dataclass(frozen=True)
class Panel:
    """One side: its name, and by weekend its events, its mean, what was to be expected.

    Events are None where a weekend is left out; a mean or expectation is None where there is none.
    """

    title: str
    events: Sequence[int | None]
    means: Sequence[float | None]
    expected: Sequence[float | None]


@dataclass(frozen=True)
class Compared:
    """Both sides over the same weekends, and before which of them something began (or `after`)."""

    panels: tuple[Panel, Panel]
    labels: Sequence[str]
    began: int
    began_words: str


@dataclass(frozen=True)
class _Field:
    """Where the weekends of a panel stand, and how high a figure is."""

    left: float
    right: float
    top: float
    number: int
    most: int

    @property
    def step(self) -> float:
        return (self.right - self.left) / self.number

    def edge(self, number: int) -> float:
        return self.left + self.step * number

    def up(self, figure: float) -> float:
        return self.top + HEIGHT * (1 - figure / self.most)


def weekends(compared: Compared, width: int) -> Shape:
    """Bars of events, their mean before and after as a line, the expectation dashed."""
    tops = [_top(panel) for panel in compared.panels]
    left = 12.0 + 8 * max(len(str(top)) for top in tops)
    shapes: list[Shape] = []
    at = 0.0
    for panel, top in zip(compared.panels, tops, strict=True):
        title = wrapped(panel.title, width)
        for number, words in enumerate(title):
            shapes.append(label(0, at + LETTERS + LEADING * number, words, font_weight="bold"))
        at += LEADING * len(title) + (2 * LEADING if panel is compared.panels[0] else LETTERS)
        field = _Field(left, width - 4.0, at, len(panel.events), top)
        if panel is compared.panels[0]:
            shapes.append(_began(compared, field))
        shapes.extend(_panel(panel, field))
        edge = field.edge(compared.began)
        shapes.append(line(edge, at - LETTERS, edge, at + HEIGHT, stroke_width=1.5))
        at += HEIGHT + LEADING
        shapes.extend(_dates(compared, field, at, 3 if width < NARROW else 8))
        at += LEADING
    return picture(width, at, shapes)


def _top(panel: Panel) -> int:
    """The figure at the upper edge: even, so that its half is whole."""
    found = [*panel.events, *panel.means, *panel.expected]
    most = max((each for each in found if each is not None), default=0)
    step = 2 if most <= 20 else 10 if most <= 100 else 50
    return max(4, int(-(-most // step)) * step)


def _began(compared: Compared, field: _Field) -> Shape:
    """When it began, over its line, on whichever side has room."""
    at = field.edge(compared.began)
    end = at > (field.left + field.right) / 2
    place = min(at, field.right) if end else at
    return label(
        place,
        field.top - LETTERS - BASELINE,
        compared.began_words,
        text_anchor="end" if end else "start",
    )


def _panel(panel: Panel, field: _Field) -> Iterator[Shape]:
    for figure in (0, field.most // 2, field.most):
        height = field.up(figure)
        yield line(field.left, height, field.right, height, stroke_opacity=GRID)
        yield label(field.left - 6, height + BASELINE, str(figure), text_anchor="end")
    bar = min(WIDEST_BAR, max(1.0, 0.75 * field.step))
    for number, count in enumerate(panel.events):
        if count:
            x = field.edge(number) + (field.step - bar) / 2
            high = field.up(count)
            yield rect(x, high, bar, field.top + HEIGHT - high, fill_opacity=SOLID)
    for first, end in _runs([each is None for each in panel.events]):
        yield hatch(field.edge(first), field.top, field.step * (end - first), HEIGHT, gap=9)
    yield from _stairs(panel.means, field, stroke_width=THICK)
    yield from _stairs(panel.expected, field, stroke_width=THICK, stroke_dasharray=DASHES)


def _runs(marked: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where a row of marks begins and where it has ended, for each row."""
    for mark, group in groupby(enumerate(marked), key=lambda one: one[1]):
        numbers = [number for number, _mark in group]
        if mark:
            yield numbers[0], numbers[-1] + 1


def _stairs(levels: Sequence[float | None], field: _Field, **look: object) -> Iterator[Shape]:
    """A line over weekends, level over each; broken where there is none."""
    for first, end in _runs([each is not None for each in levels]):
        row = [(number, level) for number, level in enumerate(levels) if first <= number < end]
        points = [
            (field.edge(number + right), field.up(level or 0))
            for number, level in row
            for right in (0, 1)
        ]
        drawn = "".join(f"{'L' if n else 'M'}{x:.1f},{y:.1f}" for n, (x, y) in enumerate(points))
        yield path(drawn, **look)


def _dates(compared: Compared, field: _Field, at: float, most: int) -> Iterator[Shape]:
    number = len(compared.labels)
    places = sorted({round(each * (number - 1) / (most - 1)) for each in range(most)})
    for before, here in pairwise([None, *places]):
        if here is None:
            continue
        anchor = "start" if before is None else "end" if here == number - 1 else "middle"
        shift = {"start": 0.0, "end": 1.0, "middle": 0.5}[anchor]
        x = field.edge(0) + field.step * (here + shift)
        yield label(x, at, compared.labels[here], text_anchor=anchor)
