"""What is hidden: enough, whatever an attacker solves, and hardly more than the fewest."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from nightsafe.aggregates.disclosure.hiding import Cell, figures_of_cells, hide
from tests.aggregates.disclosure.attacker import Attacker, broken
from tests.aggregates.disclosure.test_known_attacks import crossed
from tests.aggregates.disclosure.worlds import NUMBERS, City

TRIES = settings(max_examples=10, deadline=None, derandomize=True)


def protects(city: City, cells: list[Cell], hidden: frozenset[str]) -> bool:
    """Whether an attacker is left with as much as the rule says of each hidden figure."""
    figures = figures_of_cells(cells, hidden)
    attacker = Attacker(city.dimensions, figures)
    return not any(broken(one, attacker.range(one.where)) for one in figures if one.name in hidden)


def fewest(city: City, cells: list[Cell], known: int) -> int:
    """How many have to be hidden at least, by trying every choice; `known` is one that will do."""
    small = [one.name for one in cells if one.number < one.threshold]
    others = [one.name for one in cells if one.number >= one.threshold]
    for more in range(known - len(small)):
        for some in combinations(others, more):
            hidden = frozenset({*small, *some})
            if not _alone_in_a_line(city, hidden) and protects(city, cells, hidden):
                return len(hidden)
    return known


def _alone_in_a_line(city: City, hidden: frozenset[str]) -> bool:
    """Whether a line has one star alone, which anybody works out without a solver."""
    rows, columns = ((*city.dimensions[each], "") for each in ("row", "column"))
    lines = [{row + column for column in columns} for row in rows]
    lines += [{row + column for row in rows} for column in columns]
    return any(len(line & hidden) == 1 for line in lines)


@st.composite
def small_tables(draw: st.DrawFn, rows: int = 3, columns: int = 3) -> tuple[City, list[Cell]]:
    """A table of two or three rows and columns, with totals."""
    wide = draw(st.integers(2, columns))
    line = st.lists(st.sampled_from(NUMBERS), min_size=wide, max_size=wide)
    numbers = draw(st.lists(line, min_size=2, max_size=rows))
    return crossed(numbers, draw(st.sampled_from((5, 5, 10))))


@TRIES
@given(small_tables())
def test_hardly_more_is_hidden_than_the_fewest(table: tuple[City, list[Cell]]) -> None:
    city, cells = table
    hidden = hide(city.dimensions, cells, city.records)
    assert {one.name for one in cells if one.number < one.threshold} <= hidden
    assert protects(city, cells, hidden)
    assert len(hidden) <= 1.5 * fewest(city, cells, len(hidden))
