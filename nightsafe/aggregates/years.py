"""Financial years: the sums of four released quarters, and what cannot be summed yet (pure).

Nothing but arithmetic on figures that have left: a year tells nobody more than its quarters did.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nightsafe.aggregates.disclosure.figures import BASE
from nightsafe.aggregates.safe import Cells, Heading, Method, SafeTable
from nightsafe.nights import FinancialYear, Quarter

# How far the sum of four figures, each rounded to the nearest ten, may lie from the true one.
OFF = 4 * BASE // 2

# A release that left: its number, its quarter, its tables.
Left = tuple[int, Quarter, Sequence[SafeTable]]
# By what tables of several quarters are the same: key, areas, method.
_Same = tuple[str, frozenset[str], Method]
_Quarters = Mapping[Quarter, tuple[int, SafeTable]]


@dataclass(frozen=True)
class YearTable:
    """A table of a financial year; a sum is None where one of its four figures is not shown.

    `table` is the last quarter's, for its words and its method; its own cells are not the year's.
    """

    year: FinancialYear
    table: SafeTable
    cells: Cells
    numbers: tuple[int, ...]  # of the four releases, in the order of their quarters

    @property
    def hidden(self) -> int:
        """How many sums are not shown."""
        return sum(figure is None for figure in self.cells.values())


@dataclass(frozen=True)
class Unsummed:
    """A table that has left for some of a year's quarters, and cannot be summed.

    `missing` are the quarters it did not leave for; with none of them, what its rows or columns
    count was changed in between.
    """

    table: SafeTable
    there: tuple[Quarter, ...]
    missing: tuple[Quarter, ...]


def of_year(
    year: FinancialYear, released: Iterable[Left]
) -> tuple[list[YearTable], list[Unsummed]]:
    """The tables of a year that can be summed, and those that cannot, as the newest has them.

    Of several releases of one quarter that hold a table, the first one counts: they all count the
    same frozen records.
    """
    summed, waiting = [], []
    for found in _by_table(year, released).values():
        missing = tuple(one for one in year.quarters if one not in found)
        newest = found[max(found)][1]
        if missing or not _alike([table for _number, table in found.values()]):
            waiting.append(Unsummed(newest, tuple(sorted(found)), missing))
            continue
        four = [found[quarter] for quarter in year.quarters]
        cells = {
            cell: _sum([table.cells[cell] for _number, table in four]) for cell in newest.cells
        }
        summed.append(YearTable(year, newest, cells, tuple(number for number, _table in four)))
    return summed, waiting


def _by_table(year: FinancialYear, released: Iterable[Left]) -> dict[_Same, _Quarters]:
    found: dict[_Same, dict[Quarter, tuple[int, SafeTable]]] = {}
    own = [one for one in released if one[1] in year.quarters]
    # The newest quarter first, so that its tables lead; within it the first release.
    for number, quarter, tables in sorted(own, key=lambda one: (-_order(one[1]), one[0])):
        for table in tables:
            same = (table.key, table.only.get("area", frozenset()), table.method)
            found.setdefault(same, {}).setdefault(quarter, (number, table))
    return dict(found)


def _order(quarter: Quarter) -> int:
    return 4 * quarter.year + quarter.number


def _alike(tables: Sequence[SafeTable]) -> bool:
    """Whether rows and columns count the same in all of them, whatever they were called."""
    first = _counts(tables[0])
    return all(_counts(one) == first for one in tables)


def _counts(table: SafeTable) -> object:
    def counted(headings: Sequence[Heading]) -> object:
        return [(one.key, dict(one.where)) for one in headings]

    only = dict(table.only)
    return table.unit, only, counted(table.rows), counted(table.columns), set(table.cells)


def _sum(figures: Sequence[int | None]) -> int | None:
    known = [one for one in figures if one is not None]
    return sum(known) if len(known) == len(figures) else None
