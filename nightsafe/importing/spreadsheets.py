"""Tables in Excel workbooks: which sheet, whether it is a plain table, its rows one at a time."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from nightsafe.importing.header import LOWER, shown
from nightsafe.importing.mapping import File
from nightsafe.importing.problems import CannotImport
from nightsafe.importing.rejects import ends_in_reasons
from nightsafe.importing.sheet_xml import (
    SheetRow,
    SheetTarget,
    broken,
    column_of,
    letters_of,
    streamed,
)
from nightsafe.importing.unpacking import Progress
from nightsafe.importing.workbooks import Sheet, workbook_of

EVERY = 1000  # rows between two words of progress
MOST_NAMED = 5
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


class Spreadsheet:
    """One sheet of an Excel workbook; all of it was looked through once, none of it is kept."""

    kind = "XLSX"

    def __init__(self, path: Path, file: File) -> None:
        self._path = path
        with self._archive() as archive:
            self._workbook = workbook_of(archive, path.name)
        self._sheet = self._chosen(file.sheet)
        first = next(self._rows(), (0, []))
        mended = first[0] == 1 and ends_in_reasons(first[1])
        line = 1 if mended else file.header_line
        self.used = replace(file, encoding="", delimiter="", sheet=self._sheet.name)
        self.used = replace(self.used, header_line=line)
        self.header = next((cells for at, cells in self._rows() if at >= line), [])
        if next((at for at, _ in self._rows() if at >= line), 0) != line:
            self.header = []
        self._total = self._look_through(line)

    def records(self, progress: Progress | None = None) -> Iterator[tuple[int, list[str]]]:
        """The number of every row below the header that is not empty, and its cells."""
        for number, cells in self._rows(progress):
            if number > self.used.header_line:
                yield number, cells

    def where(self, line: int) -> str:
        """A row of it, as a message begins."""
        return f'{self._path.name}, sheet "{shown(self._sheet.name)}", line {line}'

    def column(self, index: int) -> str:
        """A column by its index from 0, as a spreadsheet names it."""
        return f"column {letters_of(index)}"

    def close(self) -> None:
        """Let go of the texts that the cells share."""
        self._workbook.texts.clear()

    @property
    def spoken(self) -> str:
        """How it is read, in words."""
        return f'an Excel workbook, its sheet "{shown(self._sheet.name)}"'

    def _archive(self) -> ZipFile:
        try:
            return ZipFile(self._path)
        except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise broken(self._path.name, "the archive", error) from None

    def _chosen(self, said: str) -> Sheet:
        """The sheet that is named, or the only visible one with anything in it."""
        sheets = self._workbook.sheets
        if said:
            wanted = said.strip().casefold()
            for one in sheets:
                if one.name.strip().casefold() == wanted:
                    return one
        filled = [one for one in sheets if not one.hidden and self._first(one)]
        if said and not (len(filled) == 1 and ends_in_reasons(self._first(filled[0]))):
            there = ", ".join(f'"{shown(one.name)}"' for one in sheets) or "none"
            raise CannotImport(
                f'{self._path.name} has no sheet "{said}". Its sheets: {there}. Mend sheet under '
                "[file] of the mapping."
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
        return next((cells for _, cells in self._rows(sheet=sheet)), [])

    def _rows(
        self, progress: Progress | None = None, sheet: Sheet | None = None
    ) -> Iterator[tuple[int, list[str]]]:
        """The number of every row that is not empty, and the texts of its cells."""
        for row in self._raw(SheetTarget(), sheet):
            if progress is not None and row.number % EVERY == 0:
                progress(min(row.number, self._total), self._total)
            texts = self._texts(row)
            if any(map(str.strip, texts)):
                yield row.number, texts
        if progress is not None:
            progress(self._total, self._total)

    def _raw(self, target: SheetTarget, sheet: Sheet | None = None) -> Iterator[SheetRow]:
        part = (sheet or self._sheet).part
        with self._archive() as archive:
            yield from streamed(archive, part, target, self._path.name)

    def _texts(self, row: SheetRow) -> list[str]:
        texts = [""] * (max((one.column for one in row.cells), default=-1) + 1)
        for one in row.cells:
            try:
                texts[one.column] = self._workbook.text(one)
            except (ValueError, IndexError) as error:
                where = f"{letters_of(one.column)}{row.number}"
                raise broken(self._path.name, where, error) from None
        return texts

    def _look_through(self, header_line: int) -> int:
        """Read the sheet once, from the header on, and return the number of its last row.

        Raises CannotImport for merged cells and for formulas whose value was not kept.
        """
        target = SheetTarget()
        last, width, without, count = header_line, len(self.header), list[str](), 0
        for row in self._raw(target):
            if row.number < header_line:
                continue
            for cell in row.cells:
                if cell.value:
                    last = row.number
                elif cell.formula and cell.kind != "str":
                    count += 1
                    if count <= MOST_NAMED:
                        without.append(f"{letters_of(cell.column)}{row.number}")
        merged = [one for one in target.merged if _within(one, header_line, last, width)]
        where = f'{self._path.name}, sheet "{shown(self._sheet.name)}"'
        if merged:
            named = ", ".join(islice(merged, MOST_NAMED))
            more = f" and {len(merged) - MOST_NAMED} more" if len(merged) > MOST_NAMED else ""
            raise CannotImport(
                f"{where}: cells are merged ({named}{more}), so that most of them are empty. Undo "
                "the merging in the spreadsheet and give every row a text of its own. "
                + LOWER.format(header_line + 1)
            )
        if count:
            more = f" and {count - MOST_NAMED} more" if count > MOST_NAMED else ""
            raise CannotImport(
                f"{where}: the values of formulas were not kept ({', '.join(without)}{more}). Open "
                "it in a spreadsheet, let it calculate, and save it again."
            )
        return last


def _within(merged: str, header_line: int, last: int, width: int) -> bool:
    """Whether a merged range touches the header or the rows below it."""
    found = _RANGE.fullmatch(merged.replace("$", "").upper())
    if not found:
        return False
    left, top, _, bottom = found.groups()
    return int(top) <= last and int(bottom) >= header_line and column_of(left) < max(width, 1)
