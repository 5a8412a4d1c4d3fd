"""A table of raw counts of a quarter: what stands in each row and column, margins among them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nightsafe.aggregates.disclosure.figures import rounded
from nightsafe.aggregates.disclosure.published import where_of
from nightsafe.aggregates.headings import Axis, Known, Where, threshold
from nightsafe.aggregates.safe import TOTAL, Heading, Method
from nightsafe.aggregates.tables import TableKind

# Over this share of inner figures under their threshold, a table is too fine (STATISTICS.md).
TOO_FINE = 0.25
FEW = 4  # inner figures; of fewer, none is too fine

Numbers = Iterable[tuple[Mapping[str, str], int]]


@dataclass(frozen=True)
class CrossTable:
    """Raw counts by row and column; TOTAL stands for all of either."""

    kind: TableKind
    key: str
    only: Where
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: Mapping[tuple[str, str], int]

    @property
    def inner(self) -> list[tuple[str, str]]:
        """The cells that are no totals."""
        columns = [one.key for one in self.columns] or [TOTAL]
        return [(row.key, column) for row in self.rows for column in columns]

    def threshold(self, row: str, column: str) -> int:
        """Under how many a cell would be too few to show."""
        headings = [
            one for one in (*self.rows, *self.columns) if one.key in {row, column} - {TOTAL}
        ]
        return max((one.threshold for one in headings), default=threshold(self.only))

    def small(self, method: Method) -> int:
        """How many inner cells are too small to say anything: hidden, or rounded to 0."""
        return sum(
            rounded(self.cells[cell]) == 0
            if method is Method.ROUNDING
            else self.cells[cell] < self.threshold(*cell)
            for cell in self.inner
        )

    def too_fine(self, method: Method) -> bool:
        """Whether too many of its cells are small; a table of few cells never is.

        What is rounded to 0 tells nothing, but betrays nobody: where there is no coarser table to
        offer, it stands.
        """
        number = len(self.inner)
        if number <= FEW or self.kind.always:
            return False
        if method is Method.ROUNDING and self.kind.coarser is None:
            return False
        return self.small(method) > TOO_FINE * number


class TooFine(Exception):
    """Too many of a table's figures are small; its words say how many."""

    def __init__(self, table: CrossTable, method: Method) -> None:
        small, number = table.small(method), len(table.inner)
        super().__init__(f"Too fine: {small} of its {number} figures are too small.")


def told_by(kind: TableKind, known: Known) -> set[str]:
    """The dimensions that a table speaks of."""
    axes = [kind.rows(known), kind.columns(known) if kind.columns else ()]
    return {*kind.only, *(each for axis in axes for part in axis for each in part.where)}


def crossed(key: str, kind: TableKind, known: Known, scope: Where, numbers: Numbers) -> CrossTable:
    """The raw counts of a table within a scope (areas), of how many records are alike."""
    only = where_of(kind.only, None, Heading("", "", scope))
    rows = _headings(kind.rows(known), only)
    columns = _headings(kind.columns(known), only) if kind.columns else ()
    whole = [one for one in numbers if _in(one[0], only)]
    down = (*rows, None) if kind.total else rows
    across = (*columns, None) if columns and kind.total else columns or (None,)
    cells = {}
    for row in down:
        part = whole if row is None else [one for one in whole if _in(one[0], row.where)]
        for column in across:
            cells[row.key if row else TOTAL, column.key if column else TOTAL] = sum(
                number
                for categories, number in part
                if column is None or _in(categories, column.where)
            )
    return CrossTable(kind, key, only, rows, columns, cells)


def _headings(axis: Axis, only: Where) -> tuple[Heading, ...]:
    """The rows or columns of an axis; without those that the scope leaves nothing of."""
    found = (Heading(part.key, str(part.label), part.where, part.threshold) for part in axis)
    return tuple(one for one in found if all(where_of(only, one, None).values()))


def _in(categories: Mapping[str, str], where: Where) -> bool:
    return all(categories[dimension] in wanted for dimension, wanted in where.items())
