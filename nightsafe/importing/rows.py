"""A row of a file, whatever kind of file it came from (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One record: the line of the file it begins in (the header's is 1), its cells by column.

    Cells are trimmed texts; an empty cell is "". A spreadsheet's own dates and times stand as
    ISO 8601 ("2018-09-27T18:00:00", "2018-09-27", "18:00:00"), its whole numbers without ".0".
    """

    line: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """The text of a column; "" when it is empty."""
        return self.cells.get(column, "")

    def joined(self, columns: tuple[str, ...]) -> str:
        """The texts of some columns with a space between; empty ones are left out."""
        return " ".join(part for part in map(self.cell, columns) if part)
