"""A rejects file is mended in a spreadsheet and fed in again, and every cell is what it was."""

import csv
import errno
import io
import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from nightsafe.importing.files.reading import open_source
from nightsafe.importing.files.rejects import OWN, Rejects
from nightsafe.importing.mapping import File
from nightsafe.importing.problems import CannotImport, Problem
from nightsafe.importing.rows import Row

COLUMNS = ("id", "lat", "note")
WHY = (Problem("lat", "It lies at sea."), Problem("note", "It is empty."), Problem("", "Odd."))
# What a text or a spreadsheet's file can hold in a cell once it was read: no zero bytes, no half
# of a pair of surrogates, one kind of line end, nothing to trim.
TEXTS = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"), max_size=40
).map(str.strip)
DANGEROUS = st.tuples(
    st.sampled_from(["", "'", "''", "'''"]),
    st.sampled_from("=+-@＝＋－＠'"),
    st.sampled_from(["", "78.41", "1+1", 'cmd|" /C calc"!A0', "SUM(A1;B2)", ",;\t|", "\n=1"]),
).map(lambda parts: "".join(parts).strip())


def row(line: int, *texts: str) -> Row:
    return Row(line, dict(zip(COLUMNS, texts, strict=True)))


def read(path: Path, file: File | None = None) -> list[list[str]]:
    with open_source(path, file or File()) as source:
        assert source.of_rejects
        return [[one.cell(name) for name in source.columns] for one in source.rows()]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.one_of(TEXTS, DANGEROUS)] * 3), min_size=1, max_size=4))
@example([("'=1+1", "-78.41", "＝cmd"), ("''", "'-78.41", "'"), ("=", "+", "'+")])
@example([('a;b"c', "x\ty|z", "one\ntwo\n\nthree"), ("nightsafe_line", "sep=;", "\ufeffx")])
def test_every_cell_comes_back_as_it_was(cells: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rejects.csv"
        with Rejects(path, COLUMNS) as rejects:
            for number, texts in enumerate(cells, 2):
                rejects.add(row(number, *texts), WHY)
        expected = [list(texts) for texts in cells if any(texts)]
        if expected:
            assert read(path) == expected


def test_it_says_where_each_row_stood_and_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    with Rejects(path, COLUMNS) as rejects:
        rejects.add(row(17, "9", "0.0", "a, b"), WHY)
        assert rejects.number == 1
    text = path.read_bytes().decode("utf-8-sig")
    header, first = csv.reader(io.StringIO(text))
    assert header == [*COLUMNS, *OWN]
    assert first == ["9", "0.0", "a, b", "17", "lat; note", "It lies at sea.; It is empty.; Odd."]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.stat().st_mode & 0o077 == 0, "other people's records are its owner's alone"


def test_it_is_read_as_it_is_whatever_the_mapping_says(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    with Rejects(path, COLUMNS) as rejects:
        rejects.add(row(2, "1", "=1", "Zażółć 夜"), WHY)
    said = File(encoding="cp1252", delimiter=";", sheet="Log", header_line=4)
    assert read(path, said) == [["1", "=1", "Zażółć 夜"]]


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8"), ("\t", "utf-16")])
def test_a_spreadsheet_may_save_it_in_its_own_way(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    path = tmp_path / "mended.csv"
    lines = (["id", "note", *OWN], ["1", "Café, late", "17", "note", "Odd."])
    path.write_text("".join(delimiter.join(one) + "\r\n" for one in lines), encoding, newline="")
    assert read(path, File(delimiter=",")) == [["1", "Café, late"]]


def test_one_saved_in_another_encoding_is_to_be_saved_again(tmp_path: Path) -> None:
    path = tmp_path / "mended.csv"
    path.write_text(f"id,note,{','.join(OWN)}\n1,Café,17,note,Odd.\n", "cp1252")
    with pytest.raises(CannotImport, match=r'save it as "CSV UTF-8"'):
        read(path, File(encoding="cp1252"))


def test_it_may_be_saved_as_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append([*COLUMNS, *OWN])
    book.worksheets[0].append([1, -78.41, "'=1+1", 17, "note", "Odd."])
    book.save(tmp_path / "mended.xlsx")
    said = File(sheet="Log", header_line=3)
    assert read(tmp_path / "mended.xlsx", said) == [["1", "-78.41", "=1+1"]]


def test_a_row_emptied_but_for_its_reasons_is_none(tmp_path: Path) -> None:
    path = tmp_path / "mended.csv"
    path.write_text(f"id,note,{','.join(OWN)}\n,,17,note,Odd.\n2,x,18,note,Odd.\n")
    assert read(path) == [["2", "x"]]


def test_without_a_reject_there_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    with Rejects(path, COLUMNS) as rejects:
        rejects.flush()
    assert list(tmp_path.iterdir()) == []


def test_no_file_is_written_over_whoever_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    for text in ("id,what\n1,Fight\n", f"id,what,{','.join(OWN)}\n1,Fight,2,,half mended\n", ""):
        path.write_text(text)
        with pytest.raises(CannotImport, match="is there already"), Rejects(path, COLUMNS):
            pytest.fail("nothing may be brought in")
        assert path.read_text() == text


@pytest.mark.parametrize("name", ["rejects.csv", "rejects.csv.part", "rejects-2.csv"])
def test_nothing_beside_it_is_touched(tmp_path: Path, name: str) -> None:
    """Of these names, the only ones that are taken are those it writes to."""
    (tmp_path / name).write_text("precious")
    with Rejects(tmp_path / "rejects.csv", COLUMNS, numbered=True) as rejects:
        rejects.add(row(2, "1", "", ""), WHY)
    assert (tmp_path / name).read_text() == "precious"
    assert len(list(tmp_path.iterdir())) == 2
    assert read(rejects.path) == [["1", "", ""]]


@pytest.mark.parametrize("there", [True, False])
def test_no_link_is_followed(tmp_path: Path, there: bool) -> None:
    path, victim = tmp_path / "rejects.csv", tmp_path / "victim"
    path.symlink_to(victim)
    if there:
        victim.write_text("precious")
    with pytest.raises(CannotImport, match="is there already"), Rejects(path, COLUMNS):
        pytest.fail("nothing may be brought in")
    with Rejects(path, COLUMNS, numbered=True) as rejects:
        rejects.add(row(2, "1", "", ""), WHY)
    assert path.is_symlink()
    assert victim.exists() == there
    assert read(tmp_path / "rejects-2.csv") == [["1", "", ""]]


def test_two_at_once_in_one_folder_have_a_file_each(tmp_path: Path) -> None:
    path = tmp_path / "past.rejects.csv"
    with Rejects(path, COLUMNS, numbered=True) as one, Rejects(path, COLUMNS, numbered=True) as two:
        for number in range(2, 5):
            one.add(row(number, "one", "", ""), WHY)
            two.add(row(number, "two", "", ""), WHY)
            one.flush()
            two.flush()
    assert read(path) == [["one", "", ""]] * 3
    assert two.path == tmp_path / "past.rejects-2.csv"
    assert read(two.path) == [["two", "", ""]] * 3


def test_what_somebody_put_in_its_place_stays(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    with Rejects(path, COLUMNS) as rejects:
        rejects.add(row(2, "1", "", ""), WHY)
        path.write_text("somebody else's")
        with pytest.raises(CannotImport, match="is there already"):
            rejects.flush()
    assert path.read_text() == "somebody else's"


def test_a_folder_that_cannot_be_written_is_known_at_once(tmp_path: Path) -> None:
    with (
        pytest.raises(CannotImport, match="cannot be written to"),
        Rejects(tmp_path / "gone" / "rejects.csv", COLUMNS),
    ):
        pytest.fail("nothing may be brought in")


@pytest.mark.parametrize("name", ["x" * 300, "", ".."])
def test_a_name_that_no_file_can_have_is_told_in_words(tmp_path: Path, name: str) -> None:
    with (
        pytest.raises(CannotImport, match=r"--rejects"),
        Rejects(tmp_path / name, COLUMNS),
    ):
        pytest.fail("nothing may be brought in")


def test_a_full_disk_leaves_whole_rows_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, write = tmp_path / "rejects.csv", os.write

    def half(file: int, data: bytes) -> int:
        """A disk with room for 100 bytes more: the real one writes, then it is full."""
        if len(data) <= 100:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, data[:100])

    with Rejects(path, COLUMNS) as rejects:
        rejects.add(row(2, "1", "", "first"), WHY)
        rejects.flush()
        rejects.add(row(3, "2", "", "x" * 200), WHY)
        monkeypatch.setattr(os, "write", half)
        with pytest.raises(CannotImport, match="No space left"):
            rejects.flush()
        monkeypatch.undo()
        rejects.add(row(4, "3", "", "third"), WHY)
    assert read(path) == [["1", "", "first"], ["3", "", "third"]]


def test_what_is_flushed_is_whole_and_stays_when_all_else_fails(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    with suppress(ZeroDivisionError), Rejects(path, COLUMNS) as rejects:
        rejects.add(row(2, "1", "", "first"), WHY)
        assert not path.exists()
        rejects.flush()
        assert read(path) == [["1", "", "first"]]
        rejects.add(row(3, "2", "", "second"), WHY)
        assert read(path) == [["1", "", "first"]], "no half of a row is ever on the disk"
        raise ZeroDivisionError
    assert read(path) == [["1", "", "first"], ["2", "", "second"]]
    assert [one.name for one in tmp_path.iterdir()] == ["rejects.csv"]


def test_many_rejects_are_not_kept_in_memory(tmp_path: Path) -> None:
    with Rejects(tmp_path / "rejects.csv", COLUMNS) as rejects:
        for number in range(3000):
            rejects.add(row(number, str(number), "", "x" * 300), WHY)
        assert (tmp_path / "rejects.csv").stat().st_size > 300_000
    assert len(read(tmp_path / "rejects.csv")) == 3000
