"""Somebody else's CSV, read a line at a time, whatever its encoding, separator or column order.

A file is a stream of bytes: plain, packed with gzip, or one of a zip archive as data.police.uk
gives it out. Only the columns that were asked for are ever handed on.
"""

import codecs
import csv
import gzip
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import BinaryIO

from flask_babel import gettext as _

from nightsafe.errors import ProductError, Words

HEADER_WITHIN = 12  # lines: some exports put a title above the names of the columns
SEPARATORS = (",", ";", "\t", "|")
MOST_LINES_NAMED = 5
# From so large a share of rows that cannot be read on, the file is another kind of file.
ONE_IN = 10
PACKED, ARCHIVE = b"\x1f\x8b", b"PK\x03\x04"
NO_TABLE = {b"%PDF": "PDF", b"\xd0\xcf\x11\xe0": "Excel", b"<!DO": "HTML", b"<htm": "HTML"}


def _windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


# What is no UTF-8 is what an older Excel wrote; both in one file happens, too.
codecs.register_error("else-windows", _windows)


@dataclass(frozen=True)
class Row:
    """The line a row begins in, and its cells by the name of their field."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """A cell, trimmed; empty where the file has no such column."""
        return self.cells.get(name, "")


@dataclass
class Refusals:
    """The rows that cannot be read: how many of how many, and the first of them with a reason."""

    rows: int = 0
    refused: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, why: Words) -> None:
        """Note a row that cannot be read."""
        self.refused += 1
        if len(self.first) < MOST_LINES_NAMED:
            self.first.append((line, str(why)))

    def check(self, name: str) -> None:
        """Raise ProductError for a file without rows, or with too many that cannot be read."""
        if not self.rows:
            raise ProductError(
                _("%(name)s has the names of its columns and no rows below them.", name=name),
                "file",
            )
        if self.refused * ONE_IN > self.rows:
            raise ProductError(
                _(
                    "%(refused)s of the %(rows)s rows of %(name)s cannot be read, so nothing was "
                    "loaded. The first: %(first)s Mend them, or ask for the file again.",
                    refused=self.refused,
                    rows=self.rows,
                    name=name,
                    first=self.words,
                ),
                "file",
            )

    @property
    def words(self) -> str:
        """The first of them, in words."""
        return " ".join(_("Line %(line)s: %(why)s", line=line, why=why) for line, why in self.first)


class Bytes(io.RawIOBase):
    """A stream that takes the digest of what is read, and stops beyond `most` bytes."""

    def __init__(self, name: str, stream: BinaryIO, most: int | None) -> None:
        self._name, self._stream, self._most = name, stream, most
        self._digest, self._read = hashlib.sha256(), 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Read on; raises ProductError beyond the most that is read, or where it is damaged."""
        try:
            found = self._stream.read(len(buffer))
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise _damaged(self._name) from error
        buffer[: len(found)] = found
        self._digest.update(found)
        self._read += len(found)
        if self._most is not None and self._read > self._most:
            raise ProductError(
                _(
                    "This is more than %(most)s MB once unpacked. Whoever runs this installation "
                    "can load it at its command line: nightsafe context",
                    most=self._most // 1_000_000,
                ),
                "file",
            )
        return len(found)

    @property
    def digest(self) -> bytes:
        """The SHA-256 of what was read so far."""
        return self._digest.digest()


@dataclass
class Table:
    """An opened file: its name, its rows, and the digest once they were read to the end.

    `unread` are the columns that nobody asked for, as the file writes them.
    """

    name: str
    rows: Iterator[Row]
    unread: tuple[str, ...]
    source: Bytes


def opened(
    name: str,
    stream: BinaryIO,
    fields: Mapping[str, Sequence[str]],
    needed: Sequence[str],
    hint: Words,
    *,
    most: int | None = None,
) -> Table:
    """A CSV file with its header found: `fields` are the names that a column may have, by field.

    Raises ProductError where it is no table, or a column of `needed` is missing; `hint` says then
    which file it should be.
    """
    source = Bytes(name, stream, most)
    buffered = io.BufferedReader(source, 1 << 16)  # type: ignore[type-var]
    head = buffered.peek(4)[:4]
    for mark, kind in NO_TABLE.items():
        if head.startswith(mark):
            raise ProductError(
                _("%(name)s is a %(kind)s file. Save it as CSV.", name=name, kind=kind), "file"
            )
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = io.TextIOWrapper(
        buffered,
        encoding="utf-16" if utf16 else "utf-8-sig",
        errors="replace" if utf16 else "else-windows",
        newline="",
    )
    above = list(islice(text, HEADER_WITHIN))
    for number, line in enumerate(above):
        for separator in SEPARATORS:
            header = next(csv.reader([line], delimiter=separator), [])
            places = _places(header, fields)
            if all(one in places for one in needed):
                unread = tuple(
                    each for at, each in enumerate(header) if at not in places.values() and each
                )
                lines = chain(above[number + 1 :], text)
                rows = _rows(name, lines, separator, places, number + 1)
                return Table(name, rows, unread, source)
    raise ProductError(_missing(name, above, fields, needed, hint), "file")


def members(name: str, stream: BinaryIO, ending: str) -> Iterator[tuple[str, BinaryIO]]:
    """The files of what was given: itself, unpacked; of an archive, those whose names end so.

    Raises ProductError for an archive without one, or one that is damaged.
    """
    name = printable(name)
    head = stream.read(4)
    stream.seek(0)
    if head.startswith(PACKED):
        with gzip.open(stream) as unpacked:
            yield name.removesuffix(".gz"), unpacked  # type: ignore[misc]
        return
    if head != ARCHIVE:
        yield name, stream
        return
    try:
        with zipfile.ZipFile(stream) as archive:
            names = [one for one in archive.namelist() if one.lower().endswith(ending)]
            if not names:
                raise ProductError(
                    _(
                        "%(name)s holds no file whose name ends in %(ending)s. A workbook is to "
                        "be saved as CSV first.",
                        name=name,
                        ending=ending,
                    ),
                    "file",
                )
            for one in sorted(names):
                with archive.open(one) as member:
                    yield printable(one.rpartition("/")[2]), member  # type: ignore[misc]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _damaged(name) from error


def printable(text: str) -> str:
    """A text with nothing in it that acts on a screen."""
    return "".join(each if each.isprintable() else "?" for each in text)


def _damaged(name: str) -> ProductError:
    return ProductError(
        _("%(name)s is damaged, or locked by a password. Ask for it again.", name=name), "file"
    )


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _places(header: Sequence[str], fields: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Where each field stands; of two columns that could be it, by its likelier name."""
    names = [_plain(each) for each in header]
    found: dict[str, int] = {}
    for one, aliases in fields.items():
        at = next((names.index(each) for each in aliases if each in names), None)
        if at is not None and at not in found.values():
            found[one] = at
    return found


def _rows(
    name: str, lines: Iterator[str], separator: str, places: Mapping[str, int], above: int
) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=separator)
    begins = above + 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                wide = len(cells)
                yield Row(
                    begins,
                    {one: cells[at].strip() for one, at in places.items() if at < wide},
                )
            begins = above + reader.line_num + 1
    except csv.Error as error:
        raise ProductError(
            _(
                "From line %(line)s on %(name)s cannot be read: a quotation mark was never "
                "closed. Nothing was loaded.",
                line=begins,
                name=name,
            ),
            "file",
        ) from error


def _missing(
    name: str,
    above: Sequence[str],
    fields: Mapping[str, Sequence[str]],
    needed: Sequence[str],
    hint: Words,
) -> str:
    if not any(map(str.strip, above)):
        return _("%(name)s is empty. Ask for it again.", name=name)
    best = max(
        (
            _places(next(csv.reader([one], delimiter=by), []), fields)
            for one in above
            for by in SEPARATORS
        ),
        key=len,
    )
    lacking = ", ".join(f"“{one}”" for one in needed if one not in best)
    return _(
        "%(name)s has no column %(columns)s. %(hint)s",
        name=name,
        columns=lacking,
        hint=hint,
    )
