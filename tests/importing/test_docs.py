"""What docs/import.md shows is what the import reads."""

import re
import tomllib
from pathlib import Path

import pytest
from flask import Flask

from nightsafe.cli.importing import import_
from nightsafe.importing.files.unpacking import MOST_BYTES
from nightsafe.importing.mapped import codes as toml_codes
from nightsafe.importing.mapped import places as toml_places
from nightsafe.importing.mapped import times as toml_times
from nightsafe.importing.mapped.toml import read_mapping
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.category import Audience
from nightsafe.network.kinds import ORGANISATION_KINDS, PLACE_KINDS

TEXT = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
(MAPPING,) = re.findall(r"^```toml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_the_mapping_that_is_shown_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "past.toml"
    path.write_text(MAPPING, encoding="utf-8")
    mapping = read_mapping(path)
    assert mapping.entries.audience is Audience.REVIEW
    assert mapping.times.formats == ("%d/%m/%Y", "iso")
    assert mapping.places.within is not None
    assert mapping.words.description == ("Summary", "Notes")


def test_our_codes_are_those_of_the_product(app: Flask) -> None:
    rows = re.findall(r"^\| ([A-Z]\d) \| (.+?)( \(restricted\))? \| (\d) \|$", TEXT, re.MULTILINE)
    assert rows == [
        (one.code, str(one.label), " (restricted)" if one.restricted else "", str(one.severity))
        for one in CATEGORIES.values()
        if not one.retired
    ]


def test_the_mapping_that_is_shown_has_every_key() -> None:
    shown = tomllib.loads(MAPPING)
    assert set(shown) == {"file", "entries", "time", "code", "place", "flags", "words"}
    assert set(shown["time"]) == set(toml_times.KEYS)
    assert set(shown["code"]) == set(toml_codes.KEYS)
    assert set(shown["place"]) == set(toml_places.KEYS)
    assert set(shown["file"]) == {"encoding", "delimiter", "sheet", "header_line"}


@pytest.mark.parametrize(
    "words",
    [
        *(one for one in ORGANISATION_KINDS if one != "other"),
        *(one for one in PLACE_KINDS if one != "premises"),
        *Audience,
        f"{MOST_BYTES // 1_000_000:,} MB",
    ],
)
def test_every_choice_is_named(words: str) -> None:
    assert words in TEXT


def test_every_option_that_is_named_exists() -> None:
    there = {option for one in import_.params for option in one.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", TEXT))
    assert named and named <= there
