"""What each column of a file holds, gathered in one reading (pure)."""

import math
import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Protocol

from nightsafe.importing.cells import is_missing
from nightsafe.importing.mapping import File
from nightsafe.importing.rows import Row

# Beyond so many different texts a column is no list of codes, and a sample says enough.
MOST_TEXTS = 20_000
# A longer text is somebody's words, and not worth the room.
LONGEST_TEXT = 200
# So many rows are enough to see where positions lie, and that no value comes twice.
MOST_POSITIONS = 300_000
MOST_VALUES = 500_000
_LONG_WORD = 4
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
LATITUDE_NAMES = ("lat", "latitude", "y", "ycoord", "northing", "breitengrad")
LONGITUDE_NAMES = ("lon", "lng", "long", "longitude", "x", "xcoord", "easting", "laengengrad")


class Readable(Protocol):
    """What a proposal needs of a file: `reading.Source`."""

    @property
    def name(self) -> str:
        """The file's name."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""

    @property
    def used(self) -> File:
        """How it is read: encoding, delimiter, sheet, header line."""

    def rows(self) -> Iterator[Row]:
        """Its rows, from the first."""


class Known(Protocol):
    """What the network has already, by name; its time zone."""

    @property
    def areas(self) -> tuple[str, ...]: ...
    @property
    def organisations(self) -> tuple[str, ...]: ...
    @property
    def places(self) -> tuple[str, ...]: ...
    @property
    def premises(self) -> tuple[str, ...]: ...
    @property
    def time_zone(self) -> str: ...


class Column:
    """One column: its different texts with how often each stands in it, and how many lack one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.words = tuple(each.casefold() for each in _WORD.findall(name))
        self.counts: Counter[str] = Counter()
        self.more = False  # there are texts that `counts` has no room for
        self.rows = 0
        self.missing = 0
        self.spaces = 0
        self.alike = False  # a text stands in it twice
        self.steps = 0  # rows whose number is one more than the row's before
        placed = set(self.words) & {*LATITUDE_NAMES, *LONGITUDE_NAMES}
        self.numbers: array[float] | None = array("d") if placed else None
        self._before: int | None = None
        self._seen: set[int] = set()

    def take(self, text: str) -> None:
        """Count the text of one more row."""
        self.rows += 1
        if len(text) <= LONGEST_TEXT and (text in self.counts or len(self.counts) < MOST_TEXTS):
            self.counts[text] += 1
        else:
            self.more = True
        if is_missing(text):
            self.missing += 1
        else:
            self.spaces += text.count(" ")
        if not self.alike and len(self._seen) < MOST_VALUES:
            self._single(text)
        if self.numbers is not None and len(self.numbers) < MOST_POSITIONS:
            self.numbers.append(_number(text))

    def _single(self, text: str) -> None:
        before = len(self._seen)
        self._seen.add(hash(text))
        if len(self._seen) == before:
            self.alike = True
            self._seen = set()
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
        self.steps += number is not None and self._before is not None and number == self._before + 1
        self._before = number

    def named(self, hints: Collection[str]) -> bool:
        """Whether its name has one of some words in it; long ones also run together."""
        joined = "".join(self.words)
        return any(each in hints for each in self.words) or any(
            len(hint) > _LONG_WORD and hint in joined for hint in hints
        )

    @property
    def filled(self) -> int:
        return self.rows - self.missing

    @property
    def unique(self) -> bool:
        """Whether every row has a text, and none the same."""
        return not self.alike and not self.missing and self.rows > 0

    @property
    def running(self) -> bool:
        """Whether it counts up from row to row, as a list numbers its own lines."""
        return self.steps > 0.9 * max(self.rows - 1, 1)

    @property
    def texts(self) -> list[str]:
        """Its different texts that say something, the most frequent first."""
        return [text for text, _ in self.counts.most_common() if not is_missing(text)]

    @property
    def number_of_texts(self) -> str:
        """How many different texts, in words."""
        return f"{'over ' if self.more else ''}{len(self.texts):,}"

    @property
    def wordy(self) -> bool:
        """Whether it looks like somebody's own sentences."""
        many = self.more or len(self.counts) > 20
        return many and self.filled > 0 and self.spaces / self.filled > 3


class Profile:
    """Every column of a file, in their order."""

    def __init__(self, source: Readable) -> None:
        self.source = source
        self.columns = {name: Column(name) for name in source.columns}
        takers = [(name, column.take) for name, column in self.columns.items()]
        self.rows = 0
        for row in source.rows():
            self.rows += 1
            cells = row.cells
            for name, take in takers:
                take(cells.get(name, ""))

    def among(self, names: Collection[str]) -> list[Column]:
        """The columns of some names, in the file's order."""
        return [column for name, column in self.columns.items() if name in names]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns.values())


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan
