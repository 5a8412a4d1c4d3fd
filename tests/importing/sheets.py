"""A file of records held in memory, and proposals for it, for the tests of suggestions."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nightsafe.importing.mapped.toml import read_mapping
from nightsafe.importing.mapping import File
from nightsafe.importing.mapping import Mapping as WholeMapping
from nightsafe.importing.problems import CannotImport
from nightsafe.importing.rows import Row
from nightsafe.importing.suggesting.columns import Profile
from nightsafe.importing.suggesting.proposal import Known, suggest

KNOWN = Known(
    areas=("Centre",), organisations=("Harbour Police",), places=("Mill Street", "Quay Lane")
)


@dataclass
class Sheet:
    """Columns with their cells, row by row, as a source gives them."""

    columns: tuple[str, ...]
    cells: Sequence[Sequence[str]]
    name: str = "log.csv"
    used: File = field(default_factory=lambda: File("utf-8", ","))

    def rows(self) -> Iterator[Row]:
        for line, cells in enumerate(self.cells, 2):
            yield Row(line, dict(zip(self.columns, cells, strict=True)))


def sheet(**columns: Iterable[str]) -> Sheet:
    """A sheet from its columns."""
    return Sheet(tuple(columns), list(zip(*columns.values(), strict=True)))


def profile(**columns: Iterable[str]) -> Profile:
    return Profile(sheet(**columns))


def clean(rows: int = 60, **more: Iterable[str]) -> Sheet:
    """Records that leave no doubt: every key of the mapping can be told from them."""
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(rows)]
    columns: dict[str, Iterable[str]] = {
        "Reference": [f"HP/{7 * number % 1009}" for number in range(rows)],
        "Occurred": [f"{day:%d/%m/%Y} {number % 24:02}:15" for number, day in enumerate(days)],
        "Offence": [("Robbery", "Fight", "Damage")[number % 3] for number in range(rows)],
        "Street": [("Mill Street", "Quay Lane")[number % 2] for number in range(rows)],
    }
    return sheet(**{**columns, **more})


def utc_midnights(zone: str, days: int = 400) -> list[str]:
    """The UTC stamps of each midnight of some days in a zone."""
    first = date(2023, 1, 1)
    wall = [
        datetime.combine(first + timedelta(days=each), datetime.min.time()) for each in range(days)
    ]
    there = ZoneInfo(zone)
    return [
        f"{each.replace(tzinfo=there).astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M:%S}"
        for each in wall
    ]


def values(text: str) -> Mapping[str, Any]:
    """A proposal as the TOML that it is."""
    return tomllib.loads(text)


def doubts(text: str) -> str:
    """All that a proposal is unsure of, its lines joined."""
    found: list[str] = []
    inside = False
    for line in text.splitlines():
        inside = line.startswith("# UNSURE:") or (inside and line.startswith("#   "))
        if inside:
            found.append(line.lstrip("# "))
    return " ".join(found)


def taken(folder: Path, text: str) -> WholeMapping:
    """A proposal read as a mapping."""
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


def refused(folder: Path, text: str) -> list[str]:
    """The keys that a proposal is refused for."""
    with pytest.raises(CannotImport) as error:
        taken(folder, text)
    lines = str(error.value).split("\n  - ")[1:]
    return [line.split(": ")[0] for line in lines]


def proposed(source: Sheet, known: Known = KNOWN) -> Mapping[str, Any]:
    return values(suggest(source, known))
