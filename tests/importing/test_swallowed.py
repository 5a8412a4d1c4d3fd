"""A quotation mark nobody closed draws rows into one cell; a note of many lines stays a note."""

from pathlib import Path

import pytest

from nightsafe.importing.files.reading import open_source
from nightsafe.importing.mapping import File
from nightsafe.importing.problems import CannotImport

HEADER = "Number,What,Day,Clock,Street,Notes\n"


def row(number: int, notes: str = "") -> str:
    return f"{number},Fight,2015-06-{number % 30 + 1:02},{number % 24}:40,George Street,{notes}\n"


def read(folder: Path, text: str, file: File | None = None) -> int:
    """How many rows a file has."""
    path = folder / "records.csv"
    path.write_text(text, encoding="utf-8")
    with open_source(path, file or File()) as source:
        return sum(1 for _ in source.rows())


def rows(start: int, end: int) -> str:
    return "".join(map(row, range(start, end)))


SWALLOWED = {
    "thirty rows": row(5, '"he said') + rows(6, 34) + row(34, 'said"') + rows(35, 40),
    "one row": row(5, '"he said') + row(6, 'said"') + rows(7, 40),
    "the first of all": row(1, '"he said') + rows(2, 9) + row(9, 'said"'),
    "rows of other lengths": row(5, '"he said') + '6,Theft,NA,,,""\n' + rows(7, 9) + row(9, 'x"'),
    "a cell in the middle": '5,Fight,2015-06-06,23:40,"George,x\n'
    + rows(6, 20)
    + '20,Fight,2015-06-06,23:40,Mill",x\n',
    "closed in another column": '5,Fight,2015-06-06,23:40,"George Street,x\n'
    + rows(6, 20)
    + row(20, 'said"'),
    "the first column": '"5,Fight,2015-06-06,23:40,George Street,x\n'
    + rows(6, 20)
    + '20",Fight,2015-06-06,23:40,George Street,x\n',
}


@pytest.mark.parametrize("text", SWALLOWED.values(), ids=SWALLOWED)
def test_rows_that_became_one_cell_are_refused(tmp_path: Path, text: str) -> None:
    before = rows(1, 5) if text.startswith(("5,", '"5,')) else ""
    with pytest.raises(CannotImport) as caught:
        read(tmp_path, HEADER + before + text)
    said = str(caught.value)
    assert f"records.csv, line {6 if before else 2}: a quotation mark opens a cell" in said
    assert "look like rows of their own" in said
    assert "Take the mark out, or double it" in said


NOTES = (
    "Came at 23:40, left at once.\nTwo men, one woman, a dog, a bicycle, and a bottle.\nQuiet.",
    "first, second, third, fourth, fifth, sixth\n1, 2, 3, 4, 5, 6\n7, 8, 9, 10, 11, 12\nend",
    "Seen before:\n2014, 2015, 2016, at the bar, at the door, in the street\nand so on",
    ",,,,,\n,,,,,\n,,,,,",
    "Names, numbers:\n\n\n1. Smith, J, the owner, 07700 900 123, George Street, late\n2. Jones\n",
    "said on 2015-06-06, at 23:40\n6, maybe 7",
)


@pytest.mark.parametrize("note", NOTES)
def test_a_note_of_many_lines_and_commas_is_one_cell(tmp_path: Path, note: str) -> None:
    text = HEADER + rows(1, 5) + row(5, f'"{note}"') + rows(6, 9)
    assert read(tmp_path, text, File(delimiter=",")) == 8


def test_a_header_of_many_lines_is_one(tmp_path: Path) -> None:
    header = 'Number,"What\n(1, 2 or 3)\n",Day\n'
    assert read(tmp_path, header + "1,Fight,2015-06-06\n2,Fight,2015-06-06\n") == 2


def test_a_mark_that_stands_doubled_in_a_quoted_cell_is_text(tmp_path: Path) -> None:
    assert read(tmp_path, HEADER + row(1, '"he said ""hello, you"""') + row(2)) == 2
