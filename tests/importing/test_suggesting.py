"""A proposed mapping is one that a person can read, correct and use; nothing in it is silent."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nightsafe.importing.files.reading import open_source
from nightsafe.importing.mapped.toml import check_columns
from nightsafe.importing.mapping import File, Translation
from nightsafe.importing.suggesting.proposal import Known, suggest
from tests.importing.sheets import KNOWN, Sheet, clean, doubts, proposed, refused, taken, values


def test_a_clean_file_needs_nothing_but_a_look(tmp_path: Path) -> None:
    source = clean()
    text = suggest(source, KNOWN)
    found = taken(tmp_path, text)
    check_columns(found, source.columns)
    assert found.entries.identity == ("Reference",)
    assert found.entries.organisation == "Harbour Police"
    assert (found.times.column, found.times.formats) == ("Occurred", ("%d/%m/%Y %H:%M",))
    assert found.codes.known == {
        "Robbery": Translation("V5"),
        "Fight": Translation("V1"),
        "Damage": Translation("P3"),
    }
    assert (found.places.columns, found.places.unknown) == (("Street",), "reject")
    assert "To be decided" not in text


def test_every_guess_has_its_evidence() -> None:
    text = suggest(clean(), KNOWN)
    assert 'id = "Reference"  # 60 of 60 values differ' in text
    assert "# reads as 2024-01-01, 2024-01-02, 2024-01-03 ..." in text
    assert '"Robbery" = "V5"  # 20 rows: Robbery' in text
    assert "V1 Fight or assault · V2 Serious injury or weapon used" in text


def test_the_opening_counts_the_doubts_below_it() -> None:
    text = suggest(clean(), KNOWN)
    opening, _, below = text.partition("[file]")
    assert f"{below.count('# UNSURE:')} comments begin with UNSURE" in opening
    assert "# UNSURE:" not in opening


def test_a_doubtful_file_is_refused_for_its_doubts_alone(tmp_path: Path) -> None:
    source = clean(
        rows=12,
        Occurred=[f"0{number % 9 + 1}/02/2024" for number in range(12)],
        Offence=["Oddity", "Robbery"] * 6,
        Reference=["A", "B"] * 6,
    )
    known = Known(areas=("East", "West"), organisations=("One", "Two"))
    text = suggest(source, known)
    assert refused(tmp_path, text) == [
        "entries.id",
        "entries.organisation",
        "time.format",
        "time.missing_hour",
        "code.map",
        "place.area",
    ]
    opening = text.partition("[entries]")[0]
    for each in ("entries.id", "entries.organisation", "time.format", "code.map: 1 code (6 of 12"):
        assert f"#   {each}" in opening


def test_what_is_decided_makes_the_proposal_a_mapping(tmp_path: Path) -> None:
    text = suggest(clean(Offence=["Oddity", "Robbery", "Fight"] * 20), KNOWN)
    assert refused(tmp_path, text) == ["code.map"]
    found = taken(tmp_path, text.replace('"Oddity" = "?"', '"Oddity" = "leave out"'))
    assert found.codes.known["Oddity"] == Translation(None)


def test_a_real_file_is_read_and_its_proposal_fits_it(tmp_path: Path) -> None:
    source = clean()
    path = tmp_path / "log.csv"
    lines = [";".join(source.columns), *(";".join(cells) for cells in source.cells)]
    path.write_text("\n".join(lines), encoding="cp1252")
    with open_source(path, File()) as opened:
        found = taken(tmp_path, suggest(opened, KNOWN))
        check_columns(found, opened.columns)
    assert found.file.delimiter == ";"


def test_a_file_of_nothing_useful_asks_for_everything(tmp_path: Path) -> None:
    source = Sheet(("A",), [["x"], ["x"]])
    assert refused(tmp_path, suggest(source, Known())) == [
        "entries.id",
        "entries.organisation",
        "time.column",
        "time.format",
        "code.column",
        "code.map",
        "place.unknown",
    ]


def test_columns_with_words_or_names_are_left_out_and_never_shown() -> None:
    secret = [f"the man by the bar said that he would come back {number}" for number in range(60)]
    source = clean(Notes=secret, Officer=[f"PC {number}" for number in range(60)])
    text = suggest(source, KNOWN)
    assert "the man by the bar" not in text and "PC 1" not in text
    assert 'not used: "Notes": holds words or names: left out on purpose' in text
    assert 'not used: "Officer": holds words or names: left out on purpose' in text


def test_a_column_of_yes_and_no_that_fits_a_flag_is_one() -> None:
    source = clean(
        60, **{"Alcohol related": ["Y", "N", ""] * 20, "Juvenile": ["no", "no", "Yes"] * 20}
    )
    text = suggest(source, KNOWN)
    assert values(text)["flags"] == {
        "alcohol": {"column": "Alcohol related", "yes": ["Y"], "no": ["N", ""]},
        "under_18": {"column": "Juvenile", "yes": ["Yes"], "no": ["no"]},
    }
    assert "# 20 of 60 rows: Alcohol" in text and "neither yes nor no" not in text


def test_what_is_neither_yes_nor_no_stands_in_no_list_and_is_a_doubt() -> None:
    text = suggest(clean(60, Juvenile=["N", "Y", "?", "unknown"] * 15), KNOWN)
    assert values(text)["flags"] == {"under_18": {"column": "Juvenile", "yes": ["Y"], "no": ["N"]}}
    assert 'UNSURE: "?", "unknown" (30 rows) is neither yes nor no' in doubts(text)


def test_how_the_file_was_read_stands_in_it() -> None:
    source = clean()
    source.used = File("cp1252", ";", "Log 2024", 3)
    assert proposed(source)["file"] == {
        "encoding": "cp1252",
        "delimiter": ";",
        "sheet": "Log 2024",
        "header_line": 3,
    }


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).map(str.strip)
NASTY = st.sampled_from(['"', '"""', "'", "a\nb", "\\", "#x", "= [", "é\u202eb", "\x7f", "\x00"])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    names=st.lists(NAMES.filter(bool) | NASTY, min_size=4, max_size=4, unique=True),
    codes=st.lists(NAMES | NASTY, min_size=1, max_size=5, unique=True),
)
def test_whatever_columns_and_codes_are_called_they_are_written_rightly(
    tmp_path: Path, names: list[str], codes: list[str]
) -> None:
    there = clean()
    columns = tuple(f"{name} {old}" for name, old in zip(names, there.columns, strict=True))
    cells = [
        [*row[:2], codes[number % len(codes)], row[3]] for number, row in enumerate(there.cells)
    ]
    source = Sheet(columns, cells, name=names[0])
    text = suggest(source, KNOWN)
    assert "\x00" not in text and "\u202e" not in text
    found = values(text)
    if found["code"]["column"] == columns[2]:
        assert set(found["code"]["map"]) == set(codes)
    if "Reference" in found["entries"]["id"]:
        assert found["entries"]["id"] == columns[0]
    assert doubts(text)
