"""What openpyxl does not tell of a sheet that it streams: merged cells, formulas without values.

The sheet's XML is read once, before openpyxl reads it, and nothing of it is kept: so it is also
here that a sheet is refused which would fill the memory, or which openpyxl would read wrongly.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZipFile

from defusedxml.ElementTree import DefusedXMLParser

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROW, CELL, VALUE, TEXT, FORMULA, MERGED = (
    MAIN + one for one in ("row", "c", "v", "t", "f", "mergeCell")
)
CHUNK = 1 << 16
# What the format itself allows; a file made to fill a machine ignores it.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
# What openpyxl holds at once: a row, and all that stands beside the rows.
MOST_ELEMENTS, MOST_LETTERS = 500_000, 20_000_000
MOST_NAMED = 5


class Broken(Exception):
    """A sheet is not as the format says; the text says where."""


@dataclass(slots=True)
class Scan:
    """What was found: the last row with a value, merged ranges, formulas whose value is missing."""

    last: int = 0
    merged: list[str] = field(default_factory=list)
    missing: int = 0
    missing_first: list[str] = field(default_factory=list)  # the cells of the first of them


def scan(archive: ZipFile, part: str, header_line: int, found: Scan) -> Iterator[int]:
    """Look through a sheet from its header on, and give the number of bytes read now and then.

    Raises Broken, and what zipfile and defusedxml raise: for damage, and for entities (a bomb's
    way). A part that is longer than the archive's directory says is cut off there by zipfile.
    """
    target = _Target(header_line, found)
    parser = DefusedXMLParser(target=target)
    # Called with nothing between, it takes half the time.
    parser.parser.StartElementHandler = target.start
    parser.parser.EndElementHandler = target.end
    parser.parser.CharacterDataHandler = target.data
    parser.parser.ordered_attributes = False
    read = 0
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            parser.feed(chunk)
            read += len(chunk)
            yield read
    parser.close()


class _Target:
    """What the parser tells."""

    def __init__(self, header_line: int, found: Scan) -> None:
        self._header_line, self._found = header_line, found
        self._row = self._column = self._elements = self._beside = self._letters = 0
        self._cell: dict[str, str] | None = None
        self._formula = self._valued = self._listening = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise Broken(f"more than {MOST_ELEMENTS:,} things in or after row {self._row:,}")
        if tag == CELL:
            self._begin_cell(attributes)
        elif tag in {VALUE, TEXT}:
            self._listening = True
        elif tag == FORMULA:
            self._formula = True
        elif tag == ROW:
            number = int(attributes.get("r") or self._row + 1)
            if not self._row < number <= MOST_ROWS:  # openpyxl would leave out one that goes back
                raise Broken(f"row {number:,} after row {self._row:,}")
            self._row, self._column, self._letters = number, 0, 0
            self._beside = self._elements - 1
        elif tag == MERGED:
            self._found.merged.append(attributes.get("ref", ""))

    def data(self, text: str) -> None:
        """Some text within an element."""
        self._valued = self._valued or self._listening
        self._letters += len(text)
        if self._letters > MOST_LETTERS:
            raise Broken(f"more than {MOST_LETTERS:,} letters in or after row {self._row:,}")

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in {VALUE, TEXT}:
            self._listening = False
        elif tag == CELL and self._cell is not None:
            if self._valued:
                self._found.last = self._row
            elif self._formula and self._row >= self._header_line and self._cell.get("t") != "str":
                self._found.missing += 1  # where it is of the kind "str", its value is "", a text
                if self._found.missing <= MOST_NAMED:
                    self._found.missing_first.append(f"{letters_of(self._column)}{self._row}")
            self._cell = None
        elif tag == ROW:
            self._elements, self._letters = self._beside, 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        column = column_of(reference) if reference else self._column + 1
        if not self._column < column <= MOST_COLUMNS:  # again, it would be left out
            raise Broken(f"cell {reference or column} of row {self._row:,}")
        self._column, self._cell = column, attributes
        self._formula = self._valued = False


def column_of(reference: str) -> int:
    """The column of a cell's reference, from 1: "AB12" is 28."""
    column = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        column = column * 26 + ord(letter) - 64
    return column


def letters_of(column: int) -> str:
    """The letters of a column counted from 1: 28 is "AB"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
