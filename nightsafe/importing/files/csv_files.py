"""Tables in text files: what separates their cells, and their records with the line each begins."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from nightsafe.importing.files.decoding import encoding_of, lines
from nightsafe.importing.files.header import shown
from nightsafe.importing.files.rejects import ends_in_reasons
from nightsafe.importing.files.swallowed import rows_within
from nightsafe.importing.files.unpacking import Progress, chunks, head_of
from nightsafe.importing.mapping import File
from nightsafe.importing.problems import CannotImport

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
TRIED = 200  # records that a delimiter is judged by
UNCLOSED = (
    "A quotation mark that opens a cell there is not closed, or stands inside a quoted cell "
    'without being doubled (""). Mend it, or export the records again as CSV UTF-8.'
)


class CsvFile:
    """A CSV file, or one packed with gzip; its header is read, its records are not."""

    kind = "CSV"

    def __init__(self, path: Path, file: File) -> None:
        self._path = path
        self._cut = (0, "")  # the last line and its number, where nothing ends it
        # A rejects file is read as it was written, whatever its source was like.
        mended = _reasons_apart(path)
        self._mended = bool(mended)
        if mended:
            file = File(delimiter=mended)
        encoding = encoding_of(head_of(path), file.encoding, path.name)
        self.used = replace(file, encoding=encoding, sheet="")
        self.used = replace(self.used, delimiter=file.delimiter or self._sniffed())
        self._check_delimiter(file.delimiter)
        self.header = next((cells for _, cells in self._records(None)), [])
        self._check_delimiter(file.delimiter, self.header)

    def records(self, progress: Progress | None = None) -> Iterator[tuple[int, list[str]]]:
        """The line that each record begins in and its cells; empty lines and the header left out.

        Raises CannotImport where the text cannot be read.
        """
        return islice(self._records(progress), 1, None)

    def where(self, line: int) -> str:
        """A line of it, as a message begins."""
        return f"{self._path.name}, line {line}"

    def column(self, index: int) -> str:
        """A column by its index from 0, as a person counts it."""
        return f"column {index + 1}"

    def close(self) -> None:
        """Nothing is held open between two readings."""

    @property
    def doubts(self) -> tuple[str, ...]:
        """Whether its last line may have been cut off, once it was read to its end."""
        line, text = self._cut
        if not line:
            return ()
        return (
            f'Nothing ends the last line of the file, line {line}: "{_end_of(text)}". Was it cut '
            "off there? If that line is whole, all is well.",
        )

    @property
    def spoken(self) -> str:
        """How it is read, in words."""
        encoding = self.used.encoding.removesuffix("-sig").upper()
        apart = DELIMITERS.get(self.used.delimiter, f'"{self.used.delimiter}"')
        return f"CSV in {encoding}, its cells separated by {apart}"

    def _lines(self, progress: Progress | None = None) -> Iterator[str]:
        """From the header on, without the mark that a text may begin with."""
        found = lines(
            lambda: chunks(self._path, progress),
            self.used.encoding,
            self._path.name,
            may_be_said=not self._mended,
        )
        self._cut = (0, "")
        for number, line in enumerate(found, 1):
            if number >= self.used.header_line:
                if not line.endswith("\n"):
                    self._cut = number, line
                yield line.removeprefix("\ufeff") if number == 1 else line

    def _records(self, progress: Progress | None) -> Iterator[tuple[int, list[str]]]:
        """The header, even where it is empty, then every record that is not."""
        first = self.used.header_line
        reader = csv.reader(self._lines(progress), delimiter=self.used.delimiter, strict=True)
        line = first
        try:
            for cells in reader:
                if line == first or any(map(str.strip, cells)):
                    if first + reader.line_num > line + 1 and line > first and not self._mended:
                        self._no_rows_within(line, cells, len(self.header))
                    yield line, cells
                line = first + reader.line_num
        except csv.Error as error:
            long = "field limit" in str(error)
            what = "A cell never seems to end. " if long else ""
            raise CannotImport(
                f"{self.where(line)}: this record cannot be read. {what}{UNCLOSED}"
            ) from None

    def _no_rows_within(self, line: int, cells: list[str], width: int) -> None:
        """Raises CannotImport for a cell of several lines that are rows of their own."""
        found = rows_within(cells, self.used.delimiter, width)
        if found is None:
            return
        index, number, text = found
        raise CannotImport(
            f"{self.where(line)}: a quotation mark opens a cell in {self.column(index)} "
            f'("{shown(self.header[index])}") that goes on over {number} lines, and those look '
            f'like rows of their own: "{shown(text)}". Take the mark out, or double it ("") within '
            "a quoted cell. If it is one cell after all, put its text on one line."
        )

    def _check_delimiter(self, said: str, header: list[str] | None = None) -> None:
        """Raises CannotImport for what was said and cannot be, or plainly is not the file's."""
        if said and (len(said) > 1 or said in '"\r\n '):
            raise CannotImport(
                f'"{shown(said)}" cannot separate cells. Write one of "," ";" "\\t" "|" as '
                "delimiter under [file] of the mapping, or leave it out."
            )
        if not said or header is None or len(header) > 1:
            return
        other = next((one for one in DELIMITERS if one in "".join(header)), "")
        if other:
            raise CannotImport(
                f"{self.where(self.used.header_line)}: the mapping says that the cells are "
                f"separated by {DELIMITERS.get(said, said)}, but there are {DELIMITERS[other]} and "
                "none of those. Mend delimiter under [file], or leave it out."
            )

    def _sniffed(self) -> str:
        """The delimiter that most of the first records agree on with the header.

        Raises CannotImport where two do equally well.
        """
        start = list(islice(self._lines(), 4 * TRIED))
        if not start:
            raise CannotImport(
                f"{self._path.name} has no line {self.used.header_line}, where the header should "
                "be. Mend header_line under [file] of the mapping."
            )
        judged = {one: _agreement(start, one) for one in DELIMITERS}
        best = max(judged.values())
        found = [one for one, agreement in judged.items() if agreement == best]
        if best == (0.0, 0):
            return ","  # a table of one column
        if len(found) > 1:
            ways = " or ".join(DELIMITERS[one] for one in found)
            raise CannotImport(
                f"{self._path.name}: its cells may be separated by {ways}. Write which under "
                f'[file] of the mapping, for instance delimiter = "{found[0]}".'
            )
        return found[0]


def _end_of(text: str) -> str:
    return shown(f"…{text[-36:]}" if len(text) > 40 else text)


def _agreement(start: list[str], delimiter: str) -> tuple[float, int]:
    """How well a delimiter does: which share of the records has the header's cells, and how many.

    (0, 0) where the header has no two cells with it.
    """
    found = csv.reader(start, delimiter=delimiter)
    try:
        counts = [len(cells) for cells in islice(found, TRIED) if any(cells)]
    except csv.Error:
        return 0.0, 0
    if not counts or counts[0] < 2:
        return 0.0, 0
    # The last may have been cut off within a quoted cell.
    rows = counts[1:-1] or counts[1:]
    agreeing = sum(count == counts[0] for count in rows) / len(rows) if rows else 1.0
    return round(agreeing, 2), counts[0]


def _reasons_apart(path: Path) -> str:
    """What separates the cells of a rejects file's header; "" for any other file.

    A spreadsheet that saved one may have put another delimiter between, or another encoding.
    """
    head = next(chunks(path), b"")
    try:
        first = next(lines(lambda: iter([head]), encoding_of(head, "latin-1", path.name), ""), "")
    except CannotImport:
        return ""  # the reading that follows says why
    for delimiter in DELIMITERS:
        cells = next(csv.reader([first.removeprefix("\ufeff")], delimiter=delimiter), [])
        if ends_in_reasons(cells):
            return delimiter
    return ""
