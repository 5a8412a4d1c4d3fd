"""Small cities by chance: their records, and tables that are released of them one after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from hypothesis import strategies as st

from nightsafe.aggregates.disclosure.auditing import Audit, audit
from nightsafe.aggregates.disclosure.figures import Dimensions, Figure, of_rounded, rounded
from nightsafe.aggregates.disclosure.hiding import CannotHide, Cell, figures_of_cells, hide

Where = Mapping[str, frozenset[str]]
Records = list[tuple[Mapping[str, str], int]]

# Small ones above all, where the danger is; some at the edges of rounding; a few large.
NUMBERS = (0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 14, 15, 27, 60)


@dataclass(frozen=True)
class City:
    """What is known of it, and how many records there are of each combination."""

    dimensions: Dimensions
    records: Records

    def number(self, where: Where) -> int:
        """How many records something counts."""
        return sum(
            number
            for categories, number in self.records
            if all(categories[dimension] in wanted for dimension, wanted in where.items())
        )


@dataclass(frozen=True)
class Wanted:
    """A table that somebody asks for: what its lines count, for which areas, how protected."""

    lines: tuple[tuple[Where, ...], ...]  # rows, or rows and columns
    only: Where
    rounding: bool
    totals: bool
    threshold: int = 5

    def cells(self, city: City, name: str) -> list[Cell]:
        """Its figures as they are, before any protection."""
        lines = [(*one, {}) if self.totals else one for one in self.lines]
        found = []
        for number, each in enumerate(product(*lines)):
            where = dict(self.only)
            for part in each:
                for dimension, categories in part.items():
                    where[dimension] = where.get(dimension, categories) & categories
            total = any(not part for part in each)
            found.append(Cell(f"{name}.{number}", where, city.number(where), self.threshold, total))
        return found


# Figures that were audited, what was found, and under how many one was small in that audit.
Audited = tuple[list[Figure], Audit, int]


@dataclass
class Released:
    """What has left so far, and how each wanted table fared."""

    city: City
    figures: list[Figure] = field(default_factory=list)
    safe: int = 0
    refused: list[Audited] = field(default_factory=list)
    last: Audited | None = None

    def release(self, wanted: Wanted) -> None:
        """Protect a table, audit it with all that left before, and let it leave if it is safe."""
        cells = wanted.cells(self.city, str(self.safe + len(self.refused)))
        figures = protected(self.city, wanted, cells, self.figures)
        if figures is None:
            return
        together = [*self.figures, *figures]
        found = audit(
            self.city.dimensions,
            together,
            self.city.records,
            threshold=lambda _where: wanted.threshold,
        )
        audited = (together, found, wanted.threshold)
        if found.safe:
            self.figures, self.last = together, audited
            self.safe += 1
        else:
            self.refused.append(audited)


def protected(
    city: City, wanted: Wanted, cells: Sequence[Cell], beside: Sequence[Figure]
) -> list[Figure] | None:
    """What a table says once it is rounded or has figures hidden; None where that is impossible."""
    if wanted.rounding:
        return [of_rounded(one.name, one.where, rounded(one.number)) for one in cells]
    try:
        hidden = hide(city.dimensions, cells, city.records, beside=beside)
    except CannotHide:
        return None
    return figures_of_cells(cells, hidden)


def city_of(dimensions: Dimensions, numbers: Sequence[int]) -> City:
    """A city with so many records of each combination, in the order of the dimensions."""
    names = list(dimensions)
    combinations = product(*(dimensions[name] for name in names))
    records: Records = [
        (dict(zip(names, one, strict=True)), number)
        for one, number in zip(combinations, numbers, strict=True)
    ]
    return City(dimensions, records)


@st.composite
def cities(draw: st.DrawFn) -> City:
    """A city of two or three dimensions."""
    sizes = {"code": draw(st.integers(2, 4)), "area": draw(st.integers(1, 3)), "band": 2}
    dimensions = {
        name: tuple(f"{name}{number}" for number in range(size)) for name, size in sizes.items()
    }
    size = sizes["code"] * sizes["area"] * sizes["band"]
    numbers = draw(st.lists(st.sampled_from(NUMBERS), min_size=size, max_size=size))
    return city_of(dimensions, numbers)


@st.composite
def axes(draw: st.DrawFn, city: City, dimension: str) -> tuple[Where, ...]:
    """Lines by unions of the categories of a dimension: all of them, or a coarser choice."""
    categories = city.dimensions[dimension]
    part = draw(
        st.lists(
            st.integers(0, len(categories) - 1),
            min_size=len(categories),
            max_size=len(categories),
        )
        | st.just(list(range(len(categories))))
    )
    return tuple(
        {dimension: frozenset(c for c, p in zip(categories, part, strict=True) if p == each)}
        for each in sorted({*part})
    )


@st.composite
def tables(draw: st.DrawFn, city: City, *, rounding: bool | None = None) -> Wanted:
    """A table that somebody may ask for: other areas, other unions, finer or coarser."""
    by = draw(st.sampled_from([("code",), ("band",), ("code", "band"), ("code", "area")]))
    areas = city.dimensions["area"]
    some = draw(st.sets(st.sampled_from(areas), min_size=1))
    return Wanted(
        tuple(draw(axes(city, dimension)) for dimension in by),
        {} if len(some) == len(areas) else {"area": frozenset(some)},
        rounding=draw(st.booleans()) if rounding is None else rounding,
        totals=draw(st.integers(0, 3)) > 0,
        threshold=draw(st.sampled_from((5, 5, 5, 10))),
    )


@st.composite
def chains(draw: st.DrawFn, most: int = 3) -> tuple[City, list[Wanted]]:
    """A city, and tables that are asked for one after another."""
    city = draw(cities())
    wanted = draw(st.lists(tables(city), min_size=1, max_size=most))
    return city, wanted
