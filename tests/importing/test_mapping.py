"""What a mapping means is the same however it is written down, and nothing in it runs together."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightsafe.importing.mapped.toml import read_mapping
from nightsafe.importing.mapping import Codes, FlagColumn
from nightsafe.importing.rows import Row
from tests.importing.test_toml import LEAST, WHOLE

CELLS = st.sampled_from(["", "Assault", "weapon", "Assault weapon", "knife"])


def digest(folder: Path, text: str) -> str:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path).digest


def test_a_comment_makes_no_other_mapping_and_an_hour_does(tmp_path: Path) -> None:
    said = digest(tmp_path, WHOLE)
    assert len(said) == 64
    assert digest(tmp_path, f"# looked through on Monday\n{WHOLE}\n") == said
    turned = WHOLE.replace('"Towed" = "leave out"\n', "").replace(
        '"" = "W2"', '"" = "W2"\n"Towed" = "leave out"'
    )
    assert digest(tmp_path, turned) == said
    for old, new in (
        ('missing_hour = "12:00"', 'missing_hour = "12:01"'),
        ('twice = "second"', 'twice = "first"'),
        ("America/New_York", "America/Chicago"),
        ("severity = 3", "severity = 4"),
        ('"E MKT ST" = "East Market Street"', '"E MKT ST" = ""'),
        ('yes = ["Y", "Yes"]', 'yes = ["Y", "Yes"], no = ["N"]'),
        ("-78.44]", "-78.43]"),
        ('"cp1252"', '"utf-8"'),
    ):
        assert old in WHOLE
        assert digest(tmp_path, WHOLE.replace(old, new)) != said, new
    assert digest(tmp_path, LEAST) != said


@given(st.tuples(CELLS, CELLS), st.tuples(CELLS, CELLS))
def test_two_columns_never_make_one_code_of_two(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    codes = Codes(("What", "With"), {})

    def text(cells: tuple[str, str]) -> str:
        return codes.text_of(Row(2, dict(zip(codes.columns, cells, strict=True))))

    assert (text(one) == text(other)) == (one == other)


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (("Assault", "weapon"), "Assault / weapon"),
        (("Assault", ""), "Assault /"),
        (("", "weapon"), "/ weapon"),
        (("", ""), ""),
    ],
)
def test_an_empty_part_of_a_code_keeps_its_place(cells: tuple[str, str], text: str) -> None:
    codes = Codes(("What", "With"), {})
    assert codes.text_of(Row(2, dict(zip(codes.columns, cells, strict=True)))) == text
    assert Codes(("What",), {}).text_of(Row(2, {"What": "A / B"})) == "A / B"


def test_a_flag_is_said_denied_or_neither() -> None:
    told = FlagColumn("alcohol", "Drink", frozenset({"y"}), frozenset({"n", ""}))
    assert [told.says(text) for text in ("Y", "n", "", " y ")] == [True, False, False, True]
    assert [told.says(text) for text in ("Yes", "TRUE", "?", "0")] == [None] * 4
    assert FlagColumn("alcohol", "Drink", frozenset({"y"})).says("") is False
