"""A mapping file is read as a whole, or refused with everything that is wrong with it."""

from datetime import time
from pathlib import Path

import pytest

from nightsafe.importing.mapped.files import MOST_BYTES
from nightsafe.importing.mapped.toml import check_columns, read_mapping
from nightsafe.importing.mapping import Box, FlagColumn, Mapping, Translation
from nightsafe.importing.problems import CannotImport
from nightsafe.incidents.category import Audience

WHOLE = """\
[file]
encoding = "cp1252"
delimiter = ";"
[entries]
source = "Harbour police reports"
id = ["Year", "Number"]
organisation = "Harbour Police"
organisation_kind = "police"
[time]
zone = "America/New_York"
column = "Reported"
format = "utc midnight"
hour_column = "Hour"
hour_format = "hhmm"
missing_hour = "12:00"
twice = "second"
[code]
column = "Offence"
other = "leave out"
[code.map]
"Assault Simple" = "V1"
"Towed" = "leave out"
"At home" = { code = "A1", flags = ["domestic"], actions = ["advised"], severity = 3 }
"" = "W2"
[place]
name = "Street"
unknown = "make"
kind = "street"
area = "Centre"
make_area = true
latitude = "lat"
longitude = "lon"
within = [38.0, -78.55, 38.08, -78.44]
nearest = 150
bad_position = "ignore"
[place.map]
"E MKT ST" = "East Market Street"
"UNKNOWN" = ""
[flags]
alcohol = { column = "Drink", yes = ["Y", "Yes"] }
"""
LEAST = """\
[entries]
source = "Log"
id = "No"
organisation = "Door Co"
[time]
zone = "Europe/London"
column = "When"
format = "%d/%m/%Y %H:%M"
[code]
column = "What"
[code.map]
"Fight" = "V1"
[place]
unknown = "none"
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "mapping.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refused(folder: Path, text: str | bytes) -> str:
    with pytest.raises(CannotImport) as error:
        read_mapping(written(folder, text))
    return str(error.value)


def test_a_whole_mapping_says_what_was_written(tmp_path: Path) -> None:
    found = read_mapping(written(tmp_path, WHOLE))
    assert found.text == WHOLE
    assert (found.file.encoding, found.file.delimiter, found.file.header_line) == ("cp1252", ";", 1)
    assert found.entries.identity == ("Year", "Number")
    assert found.entries.audience is Audience.STATISTICS
    assert found.times.zone.key == "America/New_York"
    assert found.times.formats == ("utc midnight",)
    assert (found.times.missing_hour, found.times.twice) == (time(12), 1)
    assert found.codes.known["At home"] == Translation("A1", ("domestic",), ("advised",), 3)
    assert found.codes.known["Towed"] == found.codes.other == Translation(None)
    assert found.codes.known[""] == Translation("W2")
    assert found.places.within == Box(38.0, -78.55, 38.08, -78.44)
    assert found.places.known == {"E MKT ST": "East Market Street", "UNKNOWN": ""}
    assert found.flags == (FlagColumn("alcohol", "Drink", frozenset({"y", "yes"})),)


def test_what_is_not_said_is_refused_row_by_row(tmp_path: Path) -> None:
    found = read_mapping(written(tmp_path, LEAST))
    assert found.codes.other is None
    assert (found.times.missing_hour, found.times.twice) == (None, None)
    assert (found.places.bad_position, found.places.make_area) == ("reject", False)


def test_a_mark_of_an_editor_and_its_line_ends_do_no_harm(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode()
    assert read_mapping(written(tmp_path, text)).text == LEAST


CHANGES = [
    ('id = "No"', 'id = ""', "entries.id: is empty."),
    ('id = "No"', 'id = ["A", "A"]', "entries.id: names a column twice."),
    ('id = "No"', "id = 4", "entries.id: is a number;"),
    ('id = "No"', 'ID = "No"', 'entries.ID: there is no such key here. Did you mean "id"?'),
    ('"Log"', f'"{"x" * 61}"', "entries.source: must be one line of at most 60 characters."),
    ('"Log"', '"?"', 'entries.source: is still undecided ("?").'),
    ('"Door Co"', '"Door Co"\norganisation_kind = "cops"', "entries.organisation_kind:"),
    ('"Door Co"', '"Door Co"\norganisation_kind = "Polise"', 'Did you mean "police" (Police)?'),
    ('"Door Co"', '"Door Co"\naudience = "register"', "entries.premises: is missing:"),
    ('"Door Co"', '"Door Co"\naudience = "statistic"', 'Did you mean "statistics"?'),
    ("Europe/London", "Europe/Londn", 'Did you mean "Europe/London"'),
    ("Europe/London", "GMT+1", "there is no time zone"),
    ('"%d/%m/%Y %H:%M"', '"%d/%m/%Y"', "Add hour_column and hour_format, or missing_hour"),
    ('"%d/%m/%Y %H:%M"', '"DD/MM/YYYY HH:MM"', 'Write "%d/%m/%Y %H:%M".'),
    ('"%d/%m/%Y %H:%M"', '"utc-midnight"', 'Did you mean "utc midnight"?'),
    ('"%d/%m/%Y %H:%M"', '"%d/%m %H:%M"', "it has no year"),
    ('"%d/%m/%Y %H:%M"', '"%H:%M"', "reads no date"),
    ('"%d/%m/%Y %H:%M"', '"%-d/%m/%Y %H:%M"', "leave the - out"),
    ('"%d/%m/%Y %H:%M"', '"%c"', "reads differently on each computer"),
    ('"%d/%m/%Y %H:%M"', '"%d/%m/%Y %I:%M"', "need each other"),
    ('"%d/%m/%Y %H:%M"', '"%d/%m/%Q %H:%M"', "%Q is not one of the parts"),
    ('"%d/%m/%Y %H:%M"', '"?"', "time.format: is still undecided"),
    ('"%d/%m/%Y %H:%M"', "[1]", "time.format: must be a text"),
    ('column = "When"', 'column = "When"\nhour_column = "H"', "time.hour_format: is missing."),
    ('column = "When"', 'column = "When"\nhour_format = "hhmm"', "time.hour_column: is missing"),
    ('column = "When"', 'hour_column = "H"\nhour_format = "hmm"', 'Did you mean "hhmm"'),
    ('column = "When"', 'hour_column = "H"\nhour_format = "%M"', "time.hour_format:"),
    ('column = "When"', 'column = "When"\nmissing_hour = "noon"', 'or one like "12:00"'),
    ('column = "When"', 'column = "When"\ntwice = "third"', "time.twice:"),
    ('"V1"', '"V99"', 'code.map.Fight: "V99" is none of our codes.'),
    ('"V1"', '"Fight or assault"', 'Did you mean "V1" (Fight or assault)'),
    ('"V1"', '"v1"', 'Did you mean "V1"'),
    ('"V1"', '"leave"', '"leave out"'),
    ('"V1"', "7", "code.map.Fight: write one of our codes"),
    ('"V1"', '{ code = "V1", flags = ["drunk"] }', "code.map.Fight.flags:"),
    ('"V1"', '{ code = "V1", severity = 5 }', "code.map.Fight.severity: is 5;"),
    ('"V1"', '{ code = "leave out", severity = 2 }', "nothing else can be said"),
    ('"V1"', '{ flags = ["alcohol"] }', "code.map.Fight.code: is missing."),
    ('"Fight" = "V1"', "", "code.map: is missing or empty"),
    ('"Fight" = "V1"', '"Fight" = "V1"\n"Fight " = "V2"', "stands here twice"),
    ('unknown = "none"', "", "place.name: is missing."),
    ('unknown = "none"', 'unknown = "make"', '"make" needs name'),
    ('unknown = "none"', 'name = "Street"\nunknown = "make"', "place.area: is missing:"),
    ('unknown = "none"', 'name = "Street"\nkind = "premises"', "premises are not made here"),
    ('unknown = "none"', 'name = "S"\nlatitude = "lat"', "place.longitude: is missing"),
    ('unknown = "none"', 'latitude = "a"\nlongitude = "o"', "place.nearest: is missing"),
    ('unknown = "none"', 'name = "S"\nwithin = [1, 2, 3, 4]', "needs the columns latitude"),
    ('unknown = "none"', 'name = "S"\nwithin = [9, 2, 3, 4]', "south must be below north"),
    ('unknown = "none"', 'name = "S"\nwithin = [-99, 2, 3, 4]', "latitude comes first"),
    ('unknown = "none"', 'name = "S"\nwithin = [1, 2, 3]', "must be four numbers"),
    ('unknown = "none"', 'name = "S"\nmake_area = "yes"', "write true or false"),
    ('unknown = "none"', 'unknown = "none"\n[place.map]\n"A" = "B"', "place.map: needs name"),
    ('unknown = "none"', 'name = "S"\n[place.map]\n"A" = "?"', "place.map.A: is still undecided"),
    ('unknown = "none"', 'unknown = "none"\n[words]\ndescription = "N"', "nobody can open"),
    ('unknown = "none"', 'unknown = "none"\n[flags]\ndrunk = {column = "A", yes = ["y"]}', "flags"),
    (
        'unknown = "none"',
        'unknown = "none"\n[flags]\ndrugs = { column = "A" }',
        "drugs.yes: is mis",
    ),
    ('unknown = "none"', 'unknown = "none"\n[tiem]\nx = 1', "Did you mean [time]?"),
    ("[entries]", 'id = "No"\n[entries]', "id: there is no such section. It belongs under [ent"),
    ("[entries]", '[file]\nencoding = "utf8x"\n[entries]', "file.encoding: there is no encoding"),
    ("[entries]", '[file]\nencoding = "hex"\n[entries]', "file.encoding: there is no encoding"),
    ("[entries]", '[file]\ndelimiter = "#"\n[entries]', "file.delimiter: must be one of"),
    ("[entries]", "[file]\nheader_line = 0\n[entries]", "file.header_line: is 0;"),
    ("[entries]", "file = 3\n[entries]", "file: is a number; it must be a table: [file]."),
]


@pytest.mark.parametrize(("old", "new", "words"), CHANGES, ids=[each[1] for each in CHANGES])
def test_a_fault_names_its_key_and_what_to_do(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert words in refused(tmp_path, LEAST.replace(old, new, 1))


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, LEAST.replace("London", "Nowhere").replace('"V1"', '"Z1"'))
    assert "2 things to put right" in said
    assert "time.zone" in said and "code.map.Fight" in said


def test_missing_sections_are_named_and_not_each_of_their_keys(tmp_path: Path) -> None:
    said = refused(tmp_path, '[file]\nsheet = "Log"\n')
    assert said.count("is missing") == 4
    assert "time: the section [time] is missing." in said


def test_undecided_codes_are_one_fault_that_lists_them(tmp_path: Path) -> None:
    undecided = '"Fight" = "V1"\n"Affray" = "?"\n"Row" = { code = "?" }\n"Mêlée" = ""'
    said = refused(tmp_path, LEAST.replace('"Fight" = "V1"', undecided))
    assert "one thing to put right" in said
    assert '3 of 4 codes are undecided ("?")' in said
    assert all(f'"{each}"' in said for each in ("Affray", "Row", "Mêlée"))
    assert '"Fight"' not in said


BROKEN = [
    (b"", "is empty"),
    (b"# nothing yet\n", "says nothing yet"),
    (b"[entries]\nid = No\n", "line 2"),
    (b"[entries]\nid = No\n", "A text stands between quotation marks"),
    (b'[code.map]\n"A" = "V1"\n"A" = "V2"\n', "The same key stands above already"),
    (b"[time]\nzone = 'Europe/London", "A quotation mark is not closed"),
    (b"just words\n", "line 1"),
    (b"a = [1", "ends too early"),
    ('source = "caf\xe9"'.encode("latin-1"), "not written as UTF-8 (line 1)"),
    ("[entries]".encode("utf-16"), "Save it as UTF-8"),
    (b"PK\x03\x04 spreadsheet", "was the file of records meant?"),
    (b"a\0b", "is not a text file"),
    (b"#" * (MOST_BYTES + 1), "larger than 1 MB"),
    (b"a = " + b"[" * 20_000, "mapping.toml"),
]


@pytest.mark.parametrize(("raw", "words"), BROKEN, ids=range(len(BROKEN)))
def test_a_file_that_is_no_mapping_says_why(tmp_path: Path, raw: bytes, words: str) -> None:
    assert words in refused(tmp_path, raw)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.toml", "There is no file"), (tmp_path, "is a folder")):
        with pytest.raises(CannotImport, match=words):
            read_mapping(path)


def whole(folder: Path) -> Mapping:
    return read_mapping(written(folder, WHOLE))


def test_the_columns_of_the_file_are_enough(tmp_path: Path) -> None:
    found = whole(tmp_path)
    check_columns(found, (*sorted(found.columns), "More"))


def test_unknown_columns_are_named_with_their_key_and_the_nearest(tmp_path: Path) -> None:
    there = ("Year", "Number", "reported", "Hour", "Offence", "Street name", "lat", "lon")
    with pytest.raises(CannotImport) as error:
        check_columns(whole(tmp_path), there)
    said = str(error.value)
    assert 'time.column: there is no column "Reported". Did you mean "reported"?' in said
    assert 'place.name: there is no column "Street". Did you mean "Street name"?' in said
    assert 'flags.alcohol.column: there is no column "Drink".' in said
    assert 'The columns of the file are "Year", "Number"' in said
    assert "entries.id" not in said
