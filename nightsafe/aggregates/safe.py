"""A SafeTable, whose every figure was protected: all that may leave, and what its headings mean.

Only `suppression` makes one; here it is written down and read back, never altered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

TOTAL = ""  # the key of a row or column that stands for all of them

# What is counted: in each dimension, the categories that count; a dimension not named counts whole.
Where = Mapping[str, frozenset[str]]
# A figure by its row and column; None is one that is not shown.
Cells = Mapping[tuple[str, str], int | None]


class Method(StrEnum):
    """How the figures of a table are protected."""

    ROUNDING = "rounding"
    SUPPRESSION = "suppression"
    # Rounded to ten, or fewer than ten: the weekly table of members alone.
    WEEKLY = "weekly"


@dataclass(frozen=True)
class Heading:
    """A row or column: its key, its name as it stood then, what it counts."""

    key: str
    label: str
    where: Where
    # Under suppression, fewer than so many are not shown.
    threshold: int = 5


@dataclass(frozen=True)
class Earlier:
    """The same table as it was released for an earlier quarter, with its number."""

    quarter: str
    number: int
    cells: Cells


@dataclass(frozen=True)
class SafeTable:
    """A protected table of one quarter.

    `cells` holds every figure that there is: the inner ones, and the totals under the key TOTAL
    where the table has totals. A table without columns has only TOTAL for a column.
    """

    key: str
    label: str
    unit: str  # "events" or "visits"
    method: Method
    quarter: str  # as "2026 Q3"
    only: Where  # what the whole table counts: its population, the areas
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: Cells
    # "last" and "year": last quarter's and the same quarter's of last year, where released.
    earlier: Mapping[str, Earlier] = field(default_factory=dict)

    def at(self, row: str, column: str = TOTAL) -> int | None:
        """A figure; None where it is not shown."""
        return self.cells[row, column]

    @property
    def hidden(self) -> int:
        """How many figures are not shown."""
        return sum(figure is None for figure in self.cells.values())

    def as_json(self) -> dict[str, Any]:
        """The table as it is kept, for good."""
        return {
            "key": self.key,
            "label": self.label,
            "unit": self.unit,
            "method": str(self.method),
            "quarter": self.quarter,
            "only": _where_json(self.only),
            "rows": [_heading_json(one) for one in self.rows],
            "columns": [_heading_json(one) for one in self.columns],
            "cells": _cells_json(self.cells),
            "earlier": {
                name: {
                    "quarter": one.quarter,
                    "number": one.number,
                    "cells": _cells_json(one.cells),
                }
                for name, one in self.earlier.items()
            },
        }


def read_table(kept: Mapping[str, Any]) -> SafeTable:
    """A table as it was kept; raises KeyError or ValueError for what is none."""
    return SafeTable(
        key=kept["key"],
        label=kept["label"],
        unit=kept["unit"],
        method=Method(kept["method"]),
        quarter=kept["quarter"],
        only=_where(kept["only"]),
        rows=tuple(_heading(one) for one in kept["rows"]),
        columns=tuple(_heading(one) for one in kept["columns"]),
        cells=_cells(kept["cells"]),
        earlier={
            name: Earlier(one["quarter"], one["number"], _cells(one["cells"]))
            for name, one in kept["earlier"].items()
        },
    )


def _where_json(where: Where) -> dict[str, list[str]]:
    return {dimension: sorted(where[dimension]) for dimension in sorted(where)}


def _where(kept: Mapping[str, list[str]]) -> Where:
    return {dimension: frozenset(categories) for dimension, categories in kept.items()}


def _heading_json(heading: Heading) -> dict[str, Any]:
    return {
        "key": heading.key,
        "label": heading.label,
        "where": _where_json(heading.where),
        "threshold": heading.threshold,
    }


def _heading(kept: Mapping[str, Any]) -> Heading:
    return Heading(kept["key"], kept["label"], _where(kept["where"]), kept["threshold"])


def _cells_json(cells: Cells) -> list[list[Any]]:
    return [[row, column, figure] for (row, column), figure in cells.items()]


def _cells(kept: list[list[Any]]) -> Cells:
    return {(row, column): figure for row, column, figure in kept}
