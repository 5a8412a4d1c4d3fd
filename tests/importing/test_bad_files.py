"""A file that cannot be read is refused before anything is written: what it is and what to do."""

import gzip
import os
import zipfile
from pathlib import Path

import pytest

from nightsafe.importing.files import unpacking
from nightsafe.importing.files.reading import open_source
from nightsafe.importing.mapping import File
from nightsafe.importing.problems import CannotImport


def refusal(path: Path, data: bytes | str | None = None, file: File | None = None) -> str:
    """What is said of a file that is opened and read once."""
    if data is not None:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    with pytest.raises(CannotImport) as caught, open_source(path, file or File()) as source:
        for _row in source.rows():
            pass
    said = str(caught.value)
    assert said.endswith("."), "an error is a sentence"
    return said


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.csv"


def test_no_file_a_folder_and_what_is_no_file(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "gone.csv")
    assert "is a folder" in refusal(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert "no ordinary file" in refusal(tmp_path / "pipe")


@pytest.mark.parametrize("data", [b"", gzip.compress(b"", mtime=0)])
def test_an_empty_file(path: Path, data: bytes) -> None:
    assert "is empty" in refusal(path, data)


@pytest.mark.parametrize("data", ["id,what\n", "id,what", "id,what\n\n,\n , \n"])
def test_a_header_alone(path: Path, data: str) -> None:
    assert "no rows below them (line 1)" in refusal(path, data)


@pytest.mark.parametrize("data", ["\nid,what\n1,2\n", ",,\n1,2,3\n"])
def test_no_header_where_it_should_be(path: Path, data: str) -> None:
    assert "line 1 is empty" in refusal(path, data)
    assert "header_line = 2" in refusal(path)


def test_a_header_below_the_end(path: Path) -> None:
    assert "no line 9" in refusal(path, "a,b\n1,2\n", File(header_line=9))


def test_columns_without_a_name_or_with_the_same(path: Path) -> None:
    assert "1 column has no name (column 2)" in refusal(path, "id,,what\n1,2,3\n")
    said = refusal(path, "id,When,what,When\n1,2,3,4\n")
    assert '"When" (column 2, column 4)' in said


def test_a_row_longer_than_the_header(path: Path) -> None:
    said = refusal(path, "id,what\n1,Fight\n2,Fight,then a chase\n")
    assert 'line 3: there is text in column 3 ("then a chase")' in said
    assert 'column 2 ("what")' in said


def test_what_stands_in_a_file_cannot_steer_the_terminal(path: Path) -> None:
    said = refusal(path, "id,what\n1,Fight,\x1b[2J\u202egone\n")
    assert said.isprintable()
    assert '"\\u001b[2J\\u202egone"' in said


def test_a_title_above_the_header_is_thought_of(path: Path) -> None:
    said = refusal(path, "Log of 2018\nid,what\n1,Fight\n")
    assert "line 2: there is text in column 2" in said
    assert "write header_line = 2" in said


@pytest.mark.parametrize("packed", [False, True])
def test_two_gigabytes_are_refused_by_their_size_alone(path: Path, packed: bool) -> None:
    path.write_bytes(b"\x1f\x8b" if packed else b"id,what\n")
    os.truncate(path, 2_000_000_000)
    assert "too large: 2,000,000,000 bytes of 1,000,000,000 at most" in refusal(path)


@pytest.mark.parametrize(
    ("head", "called"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook (.xls)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "locked with a password",
        ),
        (b"%PDF-1.7\n", "a PDF"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0", "a picture (JPEG)"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"\x00\x01\x00\x00Standard Jet DB", "an Access database"),
        (b"PAR1", "a Parquet file"),
        (b"<html><table>", "a web page"),
        (b"<?xml version='1.0'?>", "an XML file"),
        (b'[{"id": 1}]', "a JSON file"),
        (b"\x7fELF", "a program"),
        (bytes(range(256)), "is no text: its byte 1 is a zero"),
        (b"id,what\n1,\0\0\0", "is no text: its byte 11 is a zero"),
    ],
)
def test_a_file_of_another_kind_is_told_by_its_content(
    path: Path, head: bytes, called: str
) -> None:
    said = refusal(path, head + b"\x01" * 20)
    assert called in said
    assert ". " in said, "it says what to do as well"


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return path


def test_zip_archives_that_are_no_workbook(path: Path) -> None:
    assert "a zip archive (records.csv)" in refusal(zipped(path, records_dot_csv=b"a,b\n1,2\n"))
    ods = b"application/vnd.oasis.opendocument.spreadsheet"
    assert "OpenDocument" in refusal(zipped(path, mimetype=ods, content_dot_xml=b"<x/>"))
    assert "(.xlsb)" in refusal(zipped(path, xl__workbook_dot_bin=b""))
    assert "packed with gzip" in refusal(path, gzip.compress(path.read_bytes(), mtime=0))
    assert "damaged" in refusal(path, b"PK\x03\x04 and no more")


def test_gzip_that_is_cut_short_or_damaged(path: Path) -> None:
    whole = gzip.compress(b"id,what\n" + b"".join(b"%d,Fight\n" % n for n in range(50_000)))
    assert "cut short" in refusal(path, whole[:-9000])
    assert "damaged" in refusal(path, whole[:-8] + b"\1\2\3\4" + whole[-4:])


def test_a_bomb_is_stopped_while_it_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "FREE_OF_SUSPICION", 500_000)
    bomb = gzip.compress(b"id,what\n" + b"1,Fight\n" * 600_000, mtime=0)
    assert "expands too far" in refusal(path, bomb)
    monkeypatch.setattr(unpacking, "MOST_BYTES", 70_000)
    assert "expands too far: " in refusal(
        path, gzip.compress(b"id,what\n" + b"1,2\n" * 20_000, mtime=0)
    )


def test_one_line_that_never_ends(path: Path) -> None:
    assert "line 2 or shortly after" in refusal(
        path, gzip.compress(b"a,b\n" + b"x" * 3_000_000, mtime=0)
    )


@pytest.mark.parametrize(
    ("encoding", "word", "offer"),
    [
        ("cp1252", "Café", 'Windows-1252 ("Café"): write encoding = "cp1252"'),
        ("cp1252", "Straße", 'Windows-1252 ("Straße"): write encoding = "cp1252"'),
        ("cp1251", "Площадь", '"cp1251"'),
        ("cp1253", "Πλατεία", '"cp1253"'),
        ("mac_roman", "Café", '"mac_roman"'),
        ("cp850", "Café", '"cp850"'),
        ("cp1250", "Złota", '"cp1250"'),
    ],
)
def test_a_wrong_encoding_offers_the_right_one(
    path: Path, encoding: str, word: str, offer: str
) -> None:
    data = "id,where\r\n" + "1,High Row\r\n" * 15 + f"2,{word}\r\n"
    said = refusal(path, data.encode(encoding))
    assert said.startswith("records.csv is not UTF-8: line 17 has a byte (0x")
    assert offer in said
    assert f'"{word}"' in said, "a word to judge by"


def test_what_cannot_be_told_apart_is_offered_side_by_side(path: Path) -> None:
    said = refusal(path, "id,where\n1,España\n".encode("cp1252"))
    assert 'encoding = "cp1252" (Windows-1252: "España"), or' in said
    assert 'España"), or encoding = "cp1250"' in said


def test_the_line_is_right_far_into_a_file(path: Path) -> None:
    rows = b"".join(b"%d,High Row\r\n" % n for n in range(30_000))
    said = refusal(path, b"id,where\r\n" + rows + "9,Café\r\n".encode("cp1252"))
    assert "line 30002 has a byte (0xe9" in said
    assert f"byte {len(rows) + 10 + 6:,} of the text" in said


def test_two_encodings_in_one_file_are_said_to_be_two(path: Path) -> None:
    said = refusal(path, "id,where\n1,Café\n".encode() + "2,Café\n".encode("cp1252"))
    assert "line 3" in said
    assert "put together" in said


def test_utf_16_without_its_mark_is_offered(path: Path) -> None:
    said = refusal(path, "id,where\n1,Café\n".encode("utf-16-le"))
    assert 'write encoding = "utf-16-le"' in said


def test_utf_8_that_was_said_to_be_another_is_not_garbled(path: Path) -> None:
    said = refusal(path, "id,where\n1,Café\n".encode(), File(encoding="cp1252"))
    assert '("Café" would be read as "CafÃ©")' in said
    assert 'encoding = "utf-8"' in said


@pytest.mark.parametrize(
    "encoding",
    [
        *("utf-99", "hex", "rot13", "utf-7", "idna", "punycode", "unicode_escape", "undefined"),
        *("raw_unicode_escape", "hz", "iso2022_jp", "é", "x\0y", "\ud800", "../utf_8", "x" * 9000),
    ],
)
def test_an_encoding_that_is_none(path: Path, encoding: str) -> None:
    said = refusal(path, "a,b\n1,2\n", File(encoding=encoding))
    assert "There is no encoding" in said


@pytest.mark.parametrize(
    ("encoding", "half"),
    [
        ("utf-8", b"\xed\xa0\x80"),
        ("utf-16-le", b"\x00\xd8"),
        ("utf-16-be", b"\xd8\x00"),
    ],
)
def test_half_of_a_character_never_comes_out_of_a_text(
    path: Path, encoding: str, half: bytes
) -> None:
    data = "id,what\n1,".encode(encoding) + half + "\n2,Fight\n".encode(encoding)
    assert f"is not {encoding.replace('utf-8', 'UTF-8')}" in refusal(path, data, File(encoding))


def test_text_said_to_be_utf_16(path: Path) -> None:
    said = refusal(path, "a,b\n1,2\n", File(encoding="utf-16"))
    assert "it has no zero byte" in said
    assert 'encoding = "utf-8"' in said


@pytest.mark.parametrize(
    "rows",
    [
        '1,"never closed\n2,Fight\n3,Theft\n',
        '1,"never closed\n2,"Fight"\n',
        '1,"the "Lantern" pub"\n',
        '1,"never closed\n' + "2,Fight\n" * 30_000,
    ],
)
def test_a_quote_that_is_not_closed_or_not_doubled(path: Path, rows: str) -> None:
    said = refusal(path, "id,what\n0,Fight\n" + rows)
    assert "records.csv, line 3: this record cannot be read" in said
    assert "quotation mark" in said


def test_a_zero_byte_late_in_the_text(path: Path) -> None:
    rows = "".join(f"{n},Fight\n" for n in range(1, 9000))
    said = refusal(path, f"id,what\n{rows}x,\0\n")
    assert "line 9001: there is a zero byte" in said


@pytest.mark.parametrize("said", [",,", '"', "\n", " "])
def test_what_cannot_separate_cells(path: Path, said: str) -> None:
    assert "cannot separate cells" in refusal(path, "a,b\n1,2\n", File(delimiter=said))


def test_a_delimiter_that_is_not_the_files(path: Path) -> None:
    said = refusal(path, "id;what\n1;Fight, late\n", File(delimiter=","))
    assert "separated by commas, but there are semicolons and none of those" in said
