"""A file of records, opened: its columns and its rows, whatever kind of file it is."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from nightsafe.formulas import unguarded
from nightsafe.importing.files.csv_files import CsvFile
from nightsafe.importing.files.header import columns_of, too_long
from nightsafe.importing.files.looks import ZIP, refuse_what_is_no_table
from nightsafe.importing.files.rejects import OWN, ends_in_reasons
from nightsafe.importing.files.spreadsheets import Spreadsheet
from nightsafe.importing.files.unpacking import Progress, digest_of, head_of, is_packed, stamp_of
from nightsafe.importing.mapping import File
from nightsafe.importing.problems import CannotImport
from nightsafe.importing.rows import Row
from nightsafe.importing.terminal import shown

EVERY = 200  # rows between two looks whether the file is still the same


class Table(Protocol):
    """What every kind of file can give: its header, its records, and names for its parts."""

    used: File
    header: list[str]

    def records(self, progress: Progress | None = None) -> Iterator[tuple[int, list[str]]]:
        """Every record that is not empty, with the line that it begins in."""

    def where(self, line: int) -> str:
        """A line of the file, as a message begins."""

    def column(self, index: int) -> str:
        """A column by its index from 0, as a person names it."""

    def close(self) -> None:
        """Let go of what is held."""

    @property
    def spoken(self) -> str:
        """How the file is read, in words."""

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is odd about the file as a whole, known once it was read to its end."""


class Source:
    """An opened file: `columns` in their order, `digest` of its bytes, `used` to read it.

    `of_rejects` is whether it is a rejects file: it is read as such, whatever the mapping says.
    """

    def __init__(self, path: Path, table: Table, stamp: tuple[int, int, int]) -> None:
        # Kept and shown: a name need be no text at all.
        self.path, self.name = path, shown(path.name)
        self._table = table
        header = table.used.header_line
        self._all = columns_of(table.header, table.where(header), header, table.column)
        self.of_rejects = ends_in_reasons(table.header)
        self.columns = self._all[: -len(OWN)] if self.of_rejects else self._all
        if self.of_rejects:
            self.columns = tuple(map(unguarded, self.columns))
        self._stamp = stamp
        if next(self.rows(), None) is None:
            raise CannotImport(
                f"{self.name} has the names of its columns but no rows below them (line {header}). "
                "Export the records again."
            )
        self.digest = digest_of(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def used(self) -> File:
        """The encoding, delimiter, sheet and header line that it is read with."""
        return self._table.used

    @property
    def spoken(self) -> str:
        """How it is read, in words: "CSV in UTF-8, its cells separated by commas"."""
        return self._table.spoken

    @property
    def doubts(self) -> tuple[str, ...]:
        """What somebody should look at before it is brought in; known once `rows` came to an end.

        Each is a sentence, or two, safe to be printed.
        """
        return tuple(map(shown, self._table.doubts))

    def rows(self, progress: Progress | None = None) -> Iterator[Row]:
        """Every row that is not empty, as often as it is asked; one at a time is in memory.

        `progress` is called now and then with how much was read and how much there is (bytes, or
        rows of a spreadsheet). Raises CannotImport for what is found out only on the way: bytes
        that are no text, a row longer than the header, a file that changed meanwhile.
        """
        columns, width, strip = self.columns, len(self._all), str.strip
        for line, cells in self._records(progress):
            texts = list(map(strip, cells))
            if len(texts) > width:
                self._nothing_beyond(line, texts)
            if self.of_rejects:
                texts = list(map(unguarded, texts))
                if not any(texts[: len(columns)]):
                    continue  # only its reasons were left standing
            found = dict(zip(columns, texts, strict=False))
            if len(found) < len(columns):  # a short row: its last cells are empty
                found.update(dict.fromkeys(columns[len(found) :], ""))
            yield Row(line, found)

    def close(self) -> None:
        """Let go of what is held for reading."""
        self._table.close()

    def _records(self, progress: Progress | None) -> Iterator[tuple[int, list[str]]]:
        """The table's records, as long as the file stays what it was when it was opened."""
        self._unchanged()
        try:
            for number, record in enumerate(self._table.records(progress), 1):
                if number % EVERY == 0:
                    self._unchanged()
                yield record
        except CannotImport:
            self._unchanged()  # else a file cut short meanwhile is said to be a damaged one
            raise
        self._unchanged()

    def _unchanged(self) -> None:
        if stamp_of(self.path) != self._stamp:
            raise CannotImport(
                f"{self.name} has changed since it was opened. What was brought in until now is "
                "known, and nothing is brought in twice: leave the file alone and start again."
            )

    def _nothing_beyond(self, line: int, texts: list[str]) -> None:
        for index, text in enumerate(texts[len(self._all) :], len(self._all)):
            if text:
                where = self._table.where(line)
                raise too_long(where, index, text, self._all, self._table.column)


def open_source(path: Path, file: File, progress: Progress | None = None) -> Source:
    """Open a CSV file, one packed with gzip, or an Excel workbook, told apart by their content.

    A workbook's sheet is looked through, and `progress` told how many of its bytes are done of how
    many. Raises CannotImport, before any row is read, for a file that cannot be read at all: what
    it is, where, and what to do.
    """
    stamp = stamp_of(path)
    table = _table(path, file, progress)
    try:
        return Source(path, table, stamp)
    except BaseException:
        table.close()
        raise


def _table(path: Path, file: File, progress: Progress | None) -> Table:
    head = head_of(path)
    if head.startswith(ZIP):
        if is_packed(path):
            raise CannotImport(
                f"{path.name} is a workbook or a zip archive packed with gzip. Unpack it first "
                "(gunzip), and name what comes out."
            )
        return Spreadsheet(path, file, progress)
    if not head:
        raise CannotImport(f"{path.name} is empty. Export the records again.")
    refuse_what_is_no_table(head, path.name)
    return CsvFile(path, file)
