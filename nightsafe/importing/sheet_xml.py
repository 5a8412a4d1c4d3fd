"""The XML of a sheet and of a workbook's texts, read as a stream, whatever its size."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, fromstring

from nightsafe.importing.problems import CannotImport

CHUNK = 1 << 16
# What the format itself allows; a file made to fill a machine ignores it.
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 1_048_576, 16_384, 1_000_000
SAVE_ANEW = (
    "Open it in a spreadsheet and save it anew as an Excel workbook (.xlsx), or as CSV UTF-8."
)


class Broken(Exception):
    """A workbook is not as the format says; the text says where."""


@dataclass(slots=True)
class Cell:
    """A cell as it is written: its column from 0, what kind of value, its style, the value."""

    column: int
    kind: str
    style: int
    value: str = ""
    formula: bool = False


@dataclass(slots=True)
class SheetRow:
    """A row of a sheet, by its number in the sheet from 1."""

    number: int
    cells: list[Cell] = field(default_factory=list)


class Target(Protocol):
    """What the parser tells, and takes from at every turn what is complete."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins; its tag ends with its name, after any namespace and "}"."""

    def data(self, text: str) -> None:
        """Some text within an element."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def taken(self) -> list[Any]:
        """What is complete since the last time."""


def column_of(reference: str) -> int:
    """The column of a cell's reference, from 0: "AB12" is 27."""
    column = 0
    for letter in reference:
        if not letter.isalpha():
            break
        column = column * 26 + ord(letter.upper()) - 64
    return column - 1


def letters_of(column: int) -> str:
    """The letters of a column counted from 0: 27 is "AB"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class SheetTarget:
    """Rows as they end; `merged` ranges, which stand after all rows, once all is read."""

    def __init__(self) -> None:
        self.merged: list[str] = []
        self._rows: list[SheetRow] = []
        self._row = SheetRow(0)
        self._cell: Cell | None = None
        self._text: list[str] = []
        self._within = self._listening = self._phonetic = False

    def taken(self) -> list[SheetRow]:
        """The rows that ended since the last time."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag[tag.find("}") + 1 :]
        if not self._within:
            if name == "sheetData":
                self._within = True
            elif name == "mergeCell" and len(self.merged) < MOST_COLUMNS:
                self.merged.append(attributes.get("ref", ""))
        elif name == "c":
            self._begin_cell(attributes)
        elif name in {"v", "t"}:
            self._listening = not self._phonetic
        elif name == "f" and self._cell is not None:
            self._cell.formula = True
        elif name == "rPh":
            self._phonetic = True
        elif name == "row":
            self._row = SheetRow(int(attributes.get("r") or self._row.number + 1))
            if not 0 < self._row.number <= MOST_ROWS:
                raise Broken(f"row {self._row.number:,}")

    def data(self, text: str) -> None:
        """Some text within an element."""
        if self._listening:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        if not self._within:
            return
        name = tag[tag.find("}") + 1 :]
        if name in {"v", "t"}:
            self._listening = False
        elif name == "c" and self._cell is not None:
            self._cell.value = "".join(self._text)
            if len(self._cell.value) > LONGEST_CELL:
                raise Broken(f"a cell of row {self._row.number:,}")
            self._row.cells.append(self._cell)
            self._cell = None
        elif name == "row":
            self._rows.append(self._row)
        elif name == "rPh":
            self._phonetic = False
        elif name == "sheetData":
            self._within = False

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        last = self._row.cells[-1].column if self._row.cells else -1
        column = column_of(reference) if reference else last + 1
        if not 0 <= column < MOST_COLUMNS or len(self._row.cells) >= MOST_COLUMNS:
            raise Broken(f"cell {reference or column + 1} of row {self._row.number:,}")
        self._cell = Cell(column, attributes.get("t", "n"), int(attributes.get("s") or 0))
        self._text = []


class TextsTarget:
    """The texts that a workbook's cells share; how they are to be spoken is left out."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._text: list[str] = []
        self._listening = self._phonetic = False

    def taken(self) -> list[str]:
        """The texts that ended since the last time."""
        texts, self._texts = self._texts, []
        return texts

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag[tag.find("}") + 1 :]
        if name == "si":
            self._text = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._listening = not self._phonetic

    def data(self, text: str) -> None:
        """Some text within an element."""
        if self._listening:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        name = tag[tag.find("}") + 1 :]
        if name == "t":
            self._listening = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self._texts.append("".join(self._text))


def streamed(archive: ZipFile, part: str, target: Target, name: str) -> Iterator[Any]:
    """What a target makes of a part of a workbook, as soon as it is complete.

    Raises CannotImport for XML that is damaged, or that defines entities (a bomb's way).
    """
    try:
        parser = _parser(target)
        with archive.open(part) as file:
            while chunk := file.read(CHUNK):
                parser.feed(chunk)
                yield from target.taken()
        parser.close()
        yield from target.taken()
    except WRONG as error:
        raise broken(name, part, error) from None


def _parser(target: Target) -> Any:
    """A parser that refuses entities, and calls the target with nothing between: twice as fast."""
    parser = DefusedXMLParser(target=target)
    parser.parser.ordered_attributes = False
    parser.parser.StartElementHandler = target.start
    parser.parser.EndElementHandler = target.end
    parser.parser.CharacterDataHandler = target.data
    return parser


def parsed(archive: ZipFile, part: str, name: str) -> Element:
    """A small part of a workbook as a tree. Raises CannotImport as `streamed` does."""
    try:
        found: Element = fromstring(archive.read(part))
    except WRONG as error:
        raise broken(name, part, error) from None
    return found


WRONG = (
    Broken,
    ParseError,
    DefusedXmlException,
    BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OSError,
)


def broken(name: str, part: str, error: Exception) -> CannotImport:
    """What to say of a workbook that is not as its format says."""
    why = "it is locked with a password" if "password" in str(error) else str(error)
    if isinstance(error, DefusedXmlException):
        why = "it defines abbreviations (entities), which no spreadsheet program writes"
    return CannotImport(f"{name} is damaged or no plain workbook ({part}: {why}). {SAVE_ANEW}")
