"""What a mapping file says: how the columns of somebody's records become entries (pure)."""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import time
from zoneinfo import ZoneInfo

from nightsafe.incidents.category import Audience

LEAVE_OUT = "leave out"
UNDECIDED = "?"
UNKNOWN_PLACES = ("make", "reject", "none")
# Formats with names of their own, beside the patterns of `strptime`.
UTC_MIDNIGHT, ISO, HHMM, HOUR = "utc midnight", "iso", "hhmm", "hour"


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
    """The source's codes (joined with a space when in several columns) and what they mean."""

    columns: tuple[str, ...]
    known: MappingOf[str, Translation]
    other: Translation | None = None  # of a code that is not listed; None: reject


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
    """A column that says whether a flag applies, and the texts that say yes."""

    flag: str
    column: str
    yes: frozenset[str]  # case-folded


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
