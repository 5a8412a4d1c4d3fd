"""Tables in Excel workbooks: which sheet, whether it is a plain table, its rows one at a time."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from nightsafe.importing.files.cell_texts import text_of
from nightsafe.importing.files.header import LOWER, shown
from nightsafe.importing.files.rejects import ends_in_reasons
from nightsafe.importing.files.sheet_scan import MOST_NAMED, MOST_ROWS, Scan, column_of, letters_of
from nightsafe.importing.files.unpacking import Progress
from nightsafe.importing.files.workbooks import Sheet, broken, open_book
from nightsafe.importing.mapping import File
from nightsafe.importing.problems import CannotImport

EVERY = 1000  # rows between two words of progress
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


class Spreadsheet:
    """One sheet of an Excel workbook; all of it was looked through once, none of it is kept."""

    kind = "XLSX"
    doubts = ()  # one that is cut short is no workbook

    def __init__(self, path: Path, file: File, progress: Progress | None = None) -> None:
        self._path = path
        self._book = open_book(path, file.header_line, progress)
        try:
            self._prepare(file)
        except BaseException:
            self.close()
            raise

    def records(self, progress: Progress | None = None) -> Iterator[tuple[int, list[str]]]:
        """The number of every row below the header that is not empty, and its cells."""
        for number, cells in self._rows(self._sheet, progress):
            if number > self.used.header_line:
                yield number, cells

    def where(self, line: int) -> str:
        """A row of it, as a message begins."""
        return f'{self._path.name}, sheet "{shown(self._sheet.name)}", line {line}'

    def column(self, index: int) -> str:
        """A column by its index from 0, as a spreadsheet names it."""
        return f"column {letters_of(index + 1)}"

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()

    @property
    def spoken(self) -> str:
        """How it is read, in words."""
        return f'an Excel workbook, its sheet "{shown(self._sheet.name)}"'

    def _prepare(self, file: File) -> None:
        """Choose the sheet and read its header; raises CannotImport for what is no plain table."""
        sheets = self._book.sheets
        wanted = next((one for one in sheets if _same(one.name, file.sheet)), None)
        self._sheet = wanted or self._only_filled(file.sheet)
        first = next(self._rows(self._sheet), (0, []))
        mended = first[0] == 1 and ends_in_reasons(first[1])
        line = 1 if mended else file.header_line
        self.used = replace(file, encoding="", delimiter="", sheet=self._sheet.name)
        self.used = replace(self.used, header_line=line)
        at, cells = next((row for row in self._rows(self._sheet) if row[0] >= line), (0, []))
        self.header = cells if at == line else []
        self._last = max(self._sheet.scan.last, line)
        self._check(self._sheet.scan)

    def _only_filled(self, said: str) -> Sheet:
        """The only visible sheet with anything in it."""
        sheets = self._book.sheets
        filled = [one for one in sheets if not one.hidden and self._first(one)]
        if said and not (len(filled) == 1 and ends_in_reasons(self._first(filled[0]))):
            there = ", ".join(f'"{shown(one.name)}"' for one in sheets) or "none"
            raise CannotImport(
                f'{self._path.name} has no sheet "{shown(said)}". Its sheets: {there}. Mend sheet '
                "under [file] of the mapping."
            )
        if not filled:
            hidden = [f'"{shown(one.name)}"' for one in sheets if one.hidden and self._first(one)]
            aside = f" Hidden, and so not read unless named: {', '.join(hidden)}." if hidden else ""
            raise CannotImport(
                f"{self._path.name} is empty: no visible sheet has anything in it.{aside} Export "
                "the records again, or write sheet = under [file] of the mapping."
            )
        if len(filled) > 1:
            there = ", ".join(f'"{shown(one.name)}"' for one in filled)
            raise CannotImport(
                f"{self._path.name} has {len(filled)} sheets with something in them: {there}. "
                f'Write which holds the records, for instance sheet = "{shown(filled[0].name)}", '
                "under [file] of the mapping; bring in another by a mapping of its own."
            )
        return filled[0]

    def _first(self, sheet: Sheet) -> list[str]:
        """The cells of a sheet's first row that is not empty."""
        return next((cells for _, cells in self._rows(sheet)), [])

    def _rows(
        self, sheet: Sheet, progress: Progress | None = None
    ) -> Iterator[tuple[int, list[str]]]:
        """The number of every row that is not empty, and the texts of its cells."""
        rows = sheet.cells.iter_rows()
        for number in range(1, MOST_ROWS + 1):
            try:
                row = next(rows, None)
                texts = list(map(text_of, row or ()))
            except Exception as error:  # whatever openpyxl's classes raise for what is damaged
                where = f'sheet "{shown(sheet.name)}", line {number}'
                raise broken(self._path.name, where, error) from None
            if row is None:
                break
            if progress is not None and number % EVERY == 0:
                progress(min(number, self._last), self._last)
            if any(map(str.strip, texts)):
                yield number, texts
        if progress is not None:
            progress(self._last, self._last)

    def _check(self, found: Scan) -> None:
        """Raises CannotImport for merged cells and for formulas whose value was not kept."""
        line, width = self.used.header_line, len(self.header)
        merged = [one for one in found.merged if _within(one, line, self._last, width)]
        where = f'{self._path.name}, sheet "{shown(self._sheet.name)}"'
        if merged:
            cells = _listed(merged, len(merged))
            raise CannotImport(
                f"{where}: cells are merged ({cells}), so that most of them are empty. Undo the "
                "merging in the spreadsheet and give every row a text of its own. "
                + LOWER.format(line + 1)
            )
        if found.missing:
            cells = _listed(found.missing_first, found.missing)
            raise CannotImport(
                f"{where}: the values of formulas were not kept ({cells}). Open it in a "
                "spreadsheet, let it calculate, and save it again."
            )


def _same(name: str, said: str) -> bool:
    return bool(said) and name.strip().casefold() == said.strip().casefold()


def _listed(cells: list[str], number: int) -> str:
    more = f" and {number - MOST_NAMED} more" if number > MOST_NAMED else ""
    return ", ".join(map(shown, cells[:MOST_NAMED])) + more


def _within(merged: str, header_line: int, last: int, width: int) -> bool:
    """Whether a merged range touches the header or the rows below it."""
    found = _RANGE.fullmatch(merged.replace("$", "").upper())
    if not found:
        return False
    left, top, _, bottom = found.groups()
    return int(top) <= last and int(bottom) >= header_line and column_of(left) <= max(width, 1)
