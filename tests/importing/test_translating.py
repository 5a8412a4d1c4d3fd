"""A cell that does not say what the mapping promises is a reject, never a guess."""

from pathlib import Path

import pytest

from nightsafe.database import db
from nightsafe.importing.tally import Outcome, What
from nightsafe.network.models import Area, Place
from tests.importing.past import HEADER, entries, mapped, past, run

pytestmark = pytest.mark.usefixtures("city")

FLAGGED = '\n[flags]\nunder_18 = { column = "Notes", yes = ["Y"]%s }\n'
MAKE = ('unknown = "reject"', 'unknown = "make"')
WARD = ('area = "Centre"', 'area_column = "Notes"\nmake_area = true\narea = "Centre"')


def told(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(one.column, one.reason) for each in outcomes for one in each.problems]


def lines(*ends: str) -> list[str]:
    return [f"{n},Fight,2015-06-06,23:40,George Street,{end}" for n, end in enumerate(ends)]


@pytest.mark.parametrize("cell", ["Yes", "TRUE", "?", "unknown", "1"])
def test_a_flag_that_is_neither_yes_nor_no_is_a_reject(tmp_path: Path, cell: str) -> None:
    _, outcomes = run(past(tmp_path, *lines(cell)), mapped(tmp_path, more=FLAGGED % ""))
    ((column, reason),) = told(outcomes)
    assert column == "Notes" and f'"{cell}" says neither yes nor no' in reason
    assert "under_18 in [flags]" in reason and entries() == []


def test_a_flag_that_is_said_restricts_and_one_that_is_denied_does_not(tmp_path: Path) -> None:
    more = FLAGGED % ', no = ["N"]'
    _, outcomes = run(past(tmp_path, *lines("y", "n", "")), mapped(tmp_path, more=more))
    assert [one.restricted for one in outcomes] == [True, False, False]
    assert [one.what for one in outcomes] == [What.ADDED, What.ADDED, What.REJECTED]
    assert "an empty cell says neither yes nor no" in told(outcomes)[0][1]


def test_a_row_that_is_left_out_needs_no_flag(tmp_path: Path) -> None:
    row = lines("?")[0].replace("Fight", "Parking")
    _, outcomes = run(past(tmp_path, row), mapped(tmp_path, more=FLAGGED % ""))
    assert [one.what for one in outcomes] == [What.LEFT_OUT]


@pytest.mark.parametrize("nothing", ["NA", "-", "unknown", "n/k", "null", "#REF!", ""])
def test_an_id_that_says_nothing_names_no_record(tmp_path: Path, nothing: str) -> None:
    rows = [f"{nothing}{row[1:]}" for row in lines("one", "two")]
    _, outcomes = run(past(tmp_path, *rows), mapped(tmp_path))
    assert [one.what for one in outcomes] == [What.REJECTED] * 2
    assert all(column == "Number" for column, _ in told(outcomes))
    assert all("nobody could tell this record again" in reason for _, reason in told(outcomes))


@pytest.mark.parametrize("nothing", ["NA", "-", "unknown", "n/k", "null", "?"])
def test_no_place_is_made_of_a_word_for_nothing(tmp_path: Path, nothing: str) -> None:
    rows = [each.replace("George Street", nothing) for each in lines("one")]
    run(past(tmp_path, *rows), mapped(tmp_path, MAKE))
    assert [one.place for one in entries()] == [None]
    assert db.session.scalar(db.select(Place).where(Place.name == nothing)) is None


def test_a_word_for_nothing_is_refused_where_places_are_needed(tmp_path: Path) -> None:
    rows = [each.replace("George Street", "NA") for each in lines("one")]
    _, outcomes = run(past(tmp_path, *rows), mapped(tmp_path))
    assert told(outcomes) == [("Street", "says no place")]


def test_the_mapping_may_say_which_place_it_means(tmp_path: Path) -> None:
    rows = [each.replace("George Street", "NA") for each in lines("one")]
    more = '\n[place.map]\n"NA" = "George Street"\n'
    run(past(tmp_path, *rows), mapped(tmp_path, more=more))
    assert [one.place.name if one.place else "" for one in entries()] == ["George Street"]


def test_no_area_is_made_of_a_word_for_nothing(tmp_path: Path) -> None:
    rows = [each.replace("George Street", "Lamp Lane") for each in lines("n/a")]
    run(past(tmp_path, *rows), mapped(tmp_path, MAKE, WARD))
    made = db.session.scalar(db.select(Place).where(Place.name == "Lamp Lane"))
    assert made is not None and made.area.name == "Centre"
    assert db.session.scalar(db.select(Area).where(Area.name == "n/a")) is None


def test_two_columns_of_codes_do_not_run_together(tmp_path: Path) -> None:
    header = f"{HEADER},With"
    rows = [
        "1,Assault,2015-06-06,23:40,George Street,,weapon",
        "2,Assault weapon,2015-06-06,23:40,George Street,,",
        "3,,2015-06-06,23:40,George Street,,",
    ]
    codes = ('column = "What"', 'column = ["What", "With"]')
    plain = '[code.map]\nFight = "V1"\nTheft = "P1"\nGroping = "S1"\n'
    ours = '[code.map]\n"Assault / weapon" = "V2"\n"Assault weapon / " = "V1"\n'
    shot = 'Shot = { code = "V2", flags = ["alcohol"], actions = ["police_999"] }\n'
    changes = (codes, (plain, ours), (shot, ""), ("Parking =", '"Parking / " ='))
    _, outcomes = run(past(tmp_path, *rows, header=header), mapped(tmp_path, *changes))
    assert [one.code for one in outcomes[:2]] == ["V2", "V1"]
    assert "says no code" in told(outcomes)[0][1]
