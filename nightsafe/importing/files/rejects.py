"""The rows that could not be brought in, in a file to be mended in a spreadsheet and fed in again.

It holds the columns of its source and three of its own that say where each row stood and what is
wrong with it; read again, those are left out and every cell is what it was.
"""

import csv
import io
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from nightsafe.formulas import guarded
from nightsafe.importing.problems import CannotImport, Problem
from nightsafe.importing.rows import Row

LINE, COLUMN, REASON = OWN = ("nightsafe_line", "nightsafe_column", "nightsafe_reason")
MARK = b"\xef\xbb\xbf"  # by which a spreadsheet knows UTF-8
BLOCK = 1 << 18  # characters kept before they are written
MOST_NUMBERED = 10_000
# Windows knows no links to follow here.
_MADE_HERE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


def ends_in_reasons(header: list[str]) -> bool:
    """Whether a header is that of a rejects file."""
    cells = [cell.strip() for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells[-len(OWN) :]) == OWN


class Rejects:
    """A rejects file while it is written: a file of its own making, or none at all.

    It is made with the first reject, and only where nothing has its name yet: no file is ever
    written over, no link followed, and nothing taken away that this has not made. Readable by its
    owner alone, for it holds other people's records. Every block that is written ends with a whole
    row, so that what a killed import leaves can be read.
    """

    def __init__(self, path: Path, columns: tuple[str, ...], *, numbered: bool = False) -> None:
        """`numbered` is whether the next number may be tried where something has the name."""
        self.path, self.number = path, 0
        self._wanted, self._columns, self._numbered = path, columns, numbered
        self._file: int | None = None
        self._length = 0  # bytes on the disk that are whole rows
        self._block = io.StringIO()
        # Every cell in quotes: no delimiter that a spreadsheet may think of then splits one.
        self._writer = csv.writer(self._block, quoting=csv.QUOTE_ALL, lineterminator="\r\n")

    def __enter__(self) -> Self:
        """Try its name, so that a folder that cannot be written is known before anything else is.

        Raises CannotImport where it cannot be made, and for a name that is taken.
        """
        self._file = self._made()
        self._close()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it, also after an error: what was rejected until then stays rejected."""
        try:
            self.flush()
        finally:
            self._close()

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
        """Bring what there is so far to the disk; raises CannotImport where that cannot be done."""
        self._write()
        if self._file is not None:
            try:
                os.fsync(self._file)
            except OSError as error:
                raise self._cannot_write(error) from None

    def _write(self) -> None:
        text = self._block.getvalue()
        if not text:
            return
        self._block.seek(0)
        self._block.truncate()
        if self._file is None:
            self._file = self._made()
        # No half of a character comes this far; if one did, the file could still be read again.
        data = text.encode("utf-8", "backslashreplace")
        data = data if self._length else MARK + data
        left = data
        try:
            while left:
                left = left[os.write(self._file, left) :]
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._file, self._length)
                os.lseek(self._file, self._length, os.SEEK_SET)
            raise self._cannot_write(error) from None
        self._length += len(data)

    def _made(self) -> int:
        """Make the file, as nobody else can at the same time; gives its descriptor."""
        for path in _numbers(self._wanted) if self._numbered else (self._wanted,):
            try:
                made = os.open(path, _MADE_HERE, 0o600)
            except FileExistsError:
                continue
            except OSError as error:
                raise CannotImport(
                    f"The rejects cannot be written to {path}: {error.strerror}. Name a file in "
                    "a folder of your own for them (--rejects)."
                ) from None
            self.path = path
            return made
        raise CannotImport(
            f"{self._wanted} is there already and is not written over. Name another file for the "
            "rejects (--rejects)."
        )

    def _close(self) -> None:
        """Let go of the file, and take it away where it has no row."""
        if self._file is None:
            return
        if not self._length:
            with suppress(OSError):  # somebody was quicker
                if os.path.samestat(self.path.lstat(), os.fstat(self._file)):
                    self.path.unlink()
        os.close(self._file)
        self._file = None

    def _cannot_write(self, error: OSError) -> CannotImport:
        return CannotImport(
            f"The rejects cannot be written to {self.path}: {error.strerror}. Put that right "
            "and start again: what was brought in already is known and not brought in twice."
        )


def _numbers(path: Path) -> Iterator[Path]:
    """A name and those after it: "past.rejects.csv", "past.rejects-2.csv"."""
    yield path
    for number in range(2, MOST_NUMBERED + 1):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")
