"""Rows that a quotation mark nobody closed has drawn into one cell (pure).

A mark that opens a cell in one row and is closed in a later one leaves nothing that cannot be
read: thirty records have become one. The cell then holds lines of the same make as the row.
"""

import csv
import re

MOST_LINES = 50  # of a cell are looked at
ENOUGH = 2  # cells with figures alike, of all the lines: one may be chance
_FIGURES, _LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")


def rows_within(cells: list[str], delimiter: str, width: int) -> tuple[int, int, str] | None:
    """The first cell that holds rows of a table `width` columns wide; None where none does.

    Gives its index, its number of lines, and the first of them that looks like a row. An ordinary
    note passes, whatever commas it has: its lines would need a row's number of cells, and figures
    written as those of the row it stands in (its number, its date).
    """
    makes = [_make(cell) for cell in cells]
    for index, cell in enumerate(cells):
        if "\n" not in cell:
            continue
        # Behind the cell stand cells of the row that closed it: where they belong, or shifted.
        known = [*makes[:index], "", *(makes[index + 1 :] if len(makes) == width else ())]
        lines = cell.split("\n")
        alike, first = 0, ""
        for line in lines[1:-1][:MOST_LINES]:
            parts = _split(line, delimiter)
            found = _alike(parts, known) if len(parts) == width else 0
            alike += found
            first = first or (line if found else "")
        # The last is the start of a row, up to the mark that closed the cell.
        alike += _alike(_split(lines[-1], delimiter)[:-1], known[:index])
        if alike >= ENOUGH:
            return index, len(lines), first or lines[-1]
    return None


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _alike(parts: list[str], makes: list[str]) -> int:
    """How many cells with figures are made as the row's, where most of those that have any are."""
    pairs = [(make, _make(part)) for make, part in zip(makes, parts, strict=False) if "9" in make]
    alike = sum(one == other for one, other in pairs)
    return alike if 2 * alike >= len(pairs) else 0


def _make(text: str) -> str:
    """How a text is made, whatever its figures and words: "2015-06-06" is "9-9-9"."""
    return _LETTERS.sub("a", _FIGURES.sub("9", text.strip()))
