"""Whatever a mapping file holds, it is answered with words and never with a crash."""

from pathlib import Path

import pytest

from nightsafe.importing.mapped.toml import read_mapping
from nightsafe.importing.mapping import FlagColumn
from nightsafe.importing.problems import CannotImport
from tests.importing.test_toml import LEAST, WHOLE

LONG = "x" * 121
CANNOT = "has a character that cannot be shown"


def refused(folder: Path, text: str) -> str:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CannotImport) as caught:
        read_mapping(path)
    return str(caught.value)


@pytest.mark.parametrize("many", [400, 5_000])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nearest = 150", "nearest = {}"),
        ("[38.0, ", "[{}, "),
        ("[38.0, ", "[-{}, "),
        ("severity = 3", "severity = {}"),
        ("[file]\n", "[file]\nheader_line = {}\n"),
    ],
)
def test_a_number_without_end_is_a_fault(tmp_path: Path, many: int, old: str, new: str) -> None:
    said = refused(tmp_path, WHOLE.replace(old, new.format("9" * many)))
    assert "figures" in said and len(said) < 1_000


@pytest.mark.parametrize("wrong", ["\\u0000", "\\u001b", "\\u202e", "\\u0085", "\\u200f"])
@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("entries.source", 'source = "Harbour', 'source = "Har{}bour'),
        ("entries.organisation", 'organisation = "Harbour', 'organisation = "Har{}bour'),
        ("entries.premises", "[time]", 'premises = "The {} Crown"\n[time]'),
        ("place.area", 'area = "Centre"', 'area = "Cen{}tre"'),
        ('place.map."E MKT ST"', '"East Market', '"East{} Market'),
    ],
)
def test_no_name_has_a_character_that_cannot_be_shown(
    tmp_path: Path, wrong: str, key: str, old: str, new: str
) -> None:
    assert old in WHOLE
    said = refused(tmp_path, WHOLE.replace(old, new.format(wrong)))
    assert said.count(CANNOT) == 1 and f"- {key}: " in said
    assert all(each.isprintable() or each == "\n" for each in said)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "No"', 'id = "N\\u0000o"'),
        ('"Fight" = "V1"', '"Fi\\u0000ght" = "V1"'),
        ('"Fight" = "V1"', '"Fight" = { code = "V1", flags = ["\\u0000"] }'),
        ('format = "%d', 'format = "\\u0000%d'),
        ('zone = "Europe/London"', 'zone = "Europe\\u0000London"'),
        ("[entries]", '[file]\nencoding = "utf\\u0000"\n[entries]'),
        ("[entries]", '[file]\nsheet = "\\u0000"\n[entries]'),
        ("[entries]", '"\\u0000" = 1\n[entries]'),
    ],
)
def test_the_character_nul_is_a_fault_anywhere(tmp_path: Path, old: str, new: str) -> None:
    assert old in LEAST
    said = refused(tmp_path, LEAST.replace(old, new, 1))
    assert CANNOT in said and "\0" not in said


def test_a_key_within_keys_without_end_is_a_fault(tmp_path: Path) -> None:
    deep = ".".join("a" * 2_000)
    assert "there is no such section" in refused(tmp_path, f"{deep} = 1\n{LEAST}")


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("entries.organisation", 'organisation = "Harbour Police"', f'organisation = "{LONG}"'),
        ("place.area", 'area = "Centre"', f'area = "{LONG}"'),
        ("place.map.UNKNOWN", '"UNKNOWN" = ""', f'"UNKNOWN" = "{LONG}"'),
    ],
)
def test_a_name_that_could_not_be_saved_is_a_fault(
    tmp_path: Path, key: str, old: str, new: str
) -> None:
    said = refused(tmp_path, WHOLE.replace(old, new))
    assert f"{key}: must be one line of at most 120 characters" in said


def test_names_of_other_tongues_are_names(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    text = WHOLE.replace('"East Market Street"', '"Żółta\\u00a0ulica"')
    path.write_text(text, encoding="utf-8")
    assert read_mapping(path).places.known["E MKT ST"] == "Żółta\N{NO-BREAK SPACE}ulica"


def test_a_flag_has_texts_for_yes_and_for_no(tmp_path: Path) -> None:
    def flag(meaning: str) -> str:
        return LEAST + f"\n[flags]\nalcohol = {{ column = 'Drink', {meaning} }}\n"

    path = tmp_path / "mapping.toml"
    path.write_text(flag('yes = ["Y"], no = ["N", "No", ""]'), encoding="utf-8")
    (found,) = read_mapping(path).flags
    assert found == FlagColumn("alcohol", "Drink", frozenset({"y"}), frozenset({"n", "no", ""}))
    path.write_text(flag('yes = "Y"'), encoding="utf-8")
    assert read_mapping(path).flags[0].no == {""}
    said = refused(tmp_path, flag('yes = ["Y", "?!"], no = ["N", "y"]'))
    assert 'flags.alcohol.no: "y" stands under yes, too' in said


def test_codes_of_several_columns_are_listed_as_rows_say_them(tmp_path: Path) -> None:
    two = LEAST.replace('column = "What"', 'column = ["What", "With"]')
    said = refused(tmp_path, two)
    assert "code.map.Fight: no row can say this" in said and '"Assault / weapon"' in said
    path = tmp_path / "mapping.toml"
    path.write_text(two.replace('"Fight" =', '"Fight / " ='), encoding="utf-8")
    assert set(read_mapping(path).codes.known) == {"Fight /"}


@pytest.mark.parametrize("zone", ["localtime", "Factory"])
def test_a_zone_is_that_of_no_machine(tmp_path: Path, zone: str) -> None:
    said = refused(tmp_path, LEAST.replace("Europe/London", zone))
    assert f'there is no time zone "{zone}"' in said
