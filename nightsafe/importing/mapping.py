"""What a mapping file says: how the columns of somebody's records become entries (pure)."""

import hashlib
import json
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import time
from zoneinfo import ZoneInfo

from nightsafe.importing.rows import Row
from nightsafe.incidents.category import Audience

LEAVE_OUT = "leave out"
UNDECIDED = "?"
UNKNOWN_PLACES = ("make", "reject", "none")
# Formats with names of their own, beside the patterns of `strptime`.
UTC_MIDNIGHT, ISO, HHMM, HOUR = "utc midnight", "iso", "hhmm", "hour"
# Between the texts of several columns of codes: with a space alone, "Assault" beside "weapon"
# would be the same code as "Assault weapon" beside nothing.
BETWEEN_CODES = " / "


@dataclass(frozen=True)
class File:
    """How the file itself is to be read; empty means: find out, and say so."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_line: int = 1


@dataclass(frozen=True)
class Entries:
    """Whose records they are and who they are for."""

    source: str  # its name, as it stands beside every figure: "as recorded by ..."
    identity: tuple[str, ...]  # the columns that together name a record for good
    organisation: str
    organisation_kind: str = ""  # to make the organisation where there is none of that name
    premises: str = ""
    audience: Audience = Audience.STATISTICS


@dataclass(frozen=True)
class Times:
    """When: one column, or a date's and an hour's; `formats` are tried in their order."""

    zone: ZoneInfo
    column: str = ""
    formats: tuple[str, ...] = ()
    hour_column: str = ""
    hour_formats: tuple[str, ...] = ()
    missing_hour: time | None = None  # None: reject
    twice: int | None = None  # the fold to take; None: reject


@dataclass(frozen=True)
class Translation:
    """What one of the source's own codes means; `code` is None where its rows are left out."""

    code: str | None
    flags: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    severity: int | None = None


@dataclass(frozen=True)
class Codes:
    """The source's codes, in one column or several, and what they mean."""

    columns: tuple[str, ...]
    known: MappingOf[str, Translation]
    other: Translation | None = None  # of a code that is not listed; None: reject

    def text_of(self, row: Row) -> str:
        """A row's code as [code.map] lists it; "" where none of its columns says anything.

        Several columns keep their places, empty ones too: "Assault / weapon", "Assault /".
        """
        texts = [row.cell(column) for column in self.columns]
        return BETWEEN_CODES.join(texts).strip() if any(texts) else ""


@dataclass(frozen=True)
class Box:
    """The ground that the records are about, in degrees."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a position lies in it."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@dataclass(frozen=True)
class Places:
    """Where: by name, by position, or both; and what becomes of a place that is not known."""

    columns: tuple[str, ...] = ()
    known: MappingOf[str, str] = field(default_factory=dict)  # their name -> ours; "" no place
    unknown: str = "reject"
    kind: str = "street"
    area: str = ""
    area_column: str = ""
    make_area: bool = False
    latitude: str = ""
    longitude: str = ""
    within: Box | None = None
    nearest: float = 0.0  # metres to the nearest known place that a position may stand for
    bad_position: str = "reject"  # or "ignore": the name alone says where


@dataclass(frozen=True)
class FlagColumn:
    """A column that says whether a flag applies, and its texts that say yes and no (case-folded).

    What is in neither list says neither: taken for a no, it would open what should be restricted.
    """

    flag: str
    column: str
    yes: frozenset[str]
    no: frozenset[str] = frozenset({""})

    def says(self, text: str) -> bool | None:
        """Whether a cell says yes; None where it is in neither list."""
        plain = text.strip().casefold()
        return True if plain in self.yes else False if plain in self.no else None


@dataclass(frozen=True)
class Words:
    """Columns kept as somebody's own words; for entries that somebody may open only."""

    description: tuple[str, ...] = ()
    police_reference: str = ""
    people_number: str = ""


@dataclass(frozen=True)
class Mapping:
    """The whole of a mapping file."""

    file: File
    entries: Entries
    times: Times
    codes: Codes
    places: Places
    flags: tuple[FlagColumn, ...] = ()
    words: Words = field(default_factory=Words)
    text: str = ""  # the file as it was written, kept with its batch

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the mapping reads."""
        named = {
            *self.entries.identity,
            self.times.column,
            self.times.hour_column,
            *self.codes.columns,
            *self.places.columns,
            self.places.area_column,
            self.places.latitude,
            self.places.longitude,
            *(one.column for one in self.flags),
            *self.words.description,
            self.words.police_reference,
            self.words.people_number,
        }
        return frozenset(named - {""})

    @property
    def digest(self) -> str:
        """SHA-256 of what the mapping means, in hexadecimal figures.

        Comments, order of keys and ways of writing do not change it.
        """
        meaning = {one.name: _plain(getattr(self, one.name)) for one in fields(self)}
        del meaning["text"]
        written = json.dumps(meaning, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


def _plain(value: object) -> object:
    """A value of a mapping as JSON can hold it, always in the same order."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, MappingOf):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return str(value)  # zones and times of day
