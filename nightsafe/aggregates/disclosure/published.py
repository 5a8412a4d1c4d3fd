"""What a protected table says to whoever reads it: each figure, and whom it counts."""

from nightsafe.aggregates.disclosure.figures import (
    Figure,
    Where,
    of_exact,
    of_hidden,
    of_rounded,
    of_weekly,
)
from nightsafe.aggregates.safe import TOTAL, Heading, Method, SafeTable

# Between the parts of a figure's name.
SEPARATOR = "\x1f"


def figures_of(table: SafeTable, *, within: str = "") -> list[Figure]:
    """The figures of a table, named by `within`, its key, row and column.

    Figures of an earlier quarter that stand beside are none of them: they count other records,
    and were published before.
    """
    rows = {one.key: one for one in table.rows}
    columns = {one.key: one for one in table.columns}
    return [
        figure(
            name_of(within, table.key, row, column),
            table.method,
            where_of(table.only, rows.get(row), columns.get(column)),
            number,
            threshold_of(rows.get(row), columns.get(column)),
        )
        for (row, column), number in table.cells.items()
    ]


def figure(name: str, method: Method, where: Where, number: int | None, threshold: int) -> Figure:
    """What one printed figure says; None is one that is not shown."""
    if method is Method.WEEKLY:
        return of_weekly(name, where, number)
    if number is None:
        return of_hidden(name, where, threshold)
    if method is Method.ROUNDING:
        return of_rounded(name, where, number)
    return of_exact(name, where, number)


def name_of(within: str, table: str, row: str, column: str) -> str:
    """A name that no other figure of the same audit has."""
    return SEPARATOR.join((within, table, row, column))


def parts_of(name: str) -> tuple[str, str, str, str] | None:
    """What `name_of` was given; None for a cell that no table prints."""
    parts = name.split(SEPARATOR)
    return (parts[0], parts[1], parts[2], parts[3]) if len(parts) == 4 else None


def where_of(only: Where, row: Heading | None, column: Heading | None) -> Where:
    """What a figure counts: what is in the table, in its row and in its column alike."""
    found = dict(only)
    for heading in (row, column):
        for dimension, categories in (heading.where if heading else {}).items():
            found[dimension] = found.get(dimension, categories) & categories
    return found


def threshold_of(row: Heading | None, column: Heading | None) -> int:
    """Under how many a figure is not shown: the stricter of its row's and its column's."""
    return max((each.threshold for each in (row, column) if each), default=5)


__all__ = ["TOTAL", "figure", "figures_of", "name_of", "parts_of", "threshold_of", "where_of"]
