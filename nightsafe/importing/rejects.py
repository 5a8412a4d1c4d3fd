"""The rows that could not be brought in, in a file to be mended in a spreadsheet and fed in again.

It holds the columns of its source and three of its own that say where each row stood and what is
wrong with it; read again, those are left out and every cell is what it was.
"""

import csv
import io
import os
import re
from pathlib import Path
from types import TracebackType
from typing import Self

from nightsafe.importing.problems import CannotImport, Problem
from nightsafe.importing.rows import Row

LINE, COLUMN, REASON = OWN = ("nightsafe_line", "nightsafe_column", "nightsafe_reason")
MARK = b"\xef\xbb\xbf"  # by which a spreadsheet knows UTF-8
BLOCK = 1 << 18  # characters kept before they are written
# What a spreadsheet would run when a cell begins with it (R20), after any apostrophes of its own.
_RUNS = re.compile("'*[=+\\-@\\t\\r\\n\\0＝＋－＠]")
_GUARDED = re.compile("'+[=+\\-@\\t\\r\\n\\0＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


def guarded(text: str) -> str:
    """A cell's text with an apostrophe before it where a spreadsheet would run it as a formula.

    A plain number such as -78.41 stays as it is. `unguarded` takes off exactly what this puts on.
    """
    return f"'{text}" if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """A cell's text as it was before `guarded`, also where a spreadsheet took the guard off."""
    return text[1:] if _GUARDED.match(text) else text


def ends_in_reasons(header: list[str]) -> bool:
    """Whether a header is that of a rejects file."""
    cells = [cell.strip() for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells[-len(OWN) :]) == OWN


class Rejects:
    """A rejects file while it is written: beside its place first, and only if there is a reject.

    Readable by its owner alone: it holds other people's records. Every block that is written ends
    with a whole row, so that what a killed import leaves can be read.
    """

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        """Raises CannotImport where another file has that name already."""
        self.path, self.number = path, 0
        self._columns = columns
        self._beside = path.with_name(f"{path.name}.part")
        self._file: int | None = None
        self._begun = self._in_place = False
        self._block = io.StringIO()
        # Every cell in quotes: no delimiter that a spreadsheet may think of then splits one.
        self._writer = csv.writer(self._block, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        if path.exists() and not _is_ours(path):
            raise CannotImport(
                f"{path} is there already and was not written by an earlier import. Move it away, "
                "or name another file for the rejects."
            )

    def __enter__(self) -> Self:
        """Open it, so that a folder that cannot be written is known before anything else is."""
        try:
            self._file = os.open(self._beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise CannotImport(
                f"The rejects cannot be written to {self.path}: {error.strerror}. Name a file in "
                "a folder of your own for them."
            ) from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put it in place, also after an error: what was rejected until then stays rejected."""
        try:
            self.flush()
        finally:
            if self._file is not None:
                os.close(self._file)
            if not self._in_place:
                self._beside.unlink(missing_ok=True)
        if kind is None and not self.number and _is_ours(self.path):
            self.path.unlink()  # of an earlier time; this one had no rejects

    def add(self, row: Row, problems: tuple[Problem, ...]) -> None:
        """Write a row with the columns and the reasons of what is wrong with it."""
        if not self.number:
            self._writer.writerow(map(guarded, (*self._columns, *OWN)))
        self.number += 1
        reasons = (
            str(row.line),
            "; ".join(dict.fromkeys(one.column for one in problems if one.column)),
            "; ".join(one.reason for one in problems),
        )
        self._writer.writerow(map(guarded, (*map(row.cell, self._columns), *reasons)))
        if self._block.tell() > BLOCK:
            self._write()

    def flush(self) -> None:
        """Bring what there is so far to the disk, under the file's own name."""
        self._write()
        if self._file is None or not self.number:
            return
        os.fsync(self._file)
        if not self._in_place:
            self._beside.replace(self.path)
            self._in_place = True

    def _write(self) -> None:
        """Raises CannotImport where the disk is full or gone."""
        text = self._block.getvalue()
        if not text or self._file is None:
            return
        self._block.seek(0)
        self._block.truncate()
        data = text.encode("utf-8", "surrogatepass")
        if not self._begun:
            data, self._begun = MARK + data, True
        try:
            while data:
                data = data[os.write(self._file, data) :]
        except OSError as error:
            raise CannotImport(
                f"The rejects cannot be written to {self.path}: {error.strerror}. Put that right "
                "and start again: what was brought in already is known and not brought in twice."
            ) from None


def _is_ours(path: Path) -> bool:
    """Whether a file is a rejects file, as one was written or as a spreadsheet saved it."""
    try:
        with path.open("rb") as file:
            first = file.readline(1 << 16)
    except OSError:
        return False
    return all(name.encode() in first for name in OWN)
