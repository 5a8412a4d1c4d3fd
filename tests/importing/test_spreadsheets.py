"""Excel workbooks: which sheet, its dates and numbers, and what makes it no plain table."""

import re
import warnings
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from nightsafe.importing import sheet_xml, workbooks
from nightsafe.importing.cell_texts import SINCE_1900, kind_of_format, text_of_number
from nightsafe.importing.mapping import File
from nightsafe.importing.problems import CannotImport
from nightsafe.importing.reading import open_source
from nightsafe.importing.sheet_xml import column_of, letters_of

HEADER = ("id", "when", "what")
ROWS = ((1, date(2018, 9, 27), "Fight"), (2, date(2018, 9, 28), "Theft"))


def saved(folder: Path, fill: Callable[[Workbook, Worksheet], object]) -> Path:
    """A workbook whose first sheet, "Log", somebody filled."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Log"
    fill(book, sheet)
    path = folder / "records.xlsx"
    book.save(path)
    return path


def table(_book: Workbook, sheet: Worksheet) -> None:
    for row in (HEADER, *ROWS):
        sheet.append(row)


def column(folder: Path, *values: object, pattern: str = "", book_of: object = None) -> list[str]:
    """What cells with these values are read as."""

    def fill(book: Workbook, sheet: Worksheet) -> None:
        if book_of is not None:
            book.epoch = book_of  # type: ignore[assignment]
        sheet.append(["id", "value"])
        for number, value in enumerate(values):
            sheet.append([number, value])
            if pattern:
                sheet.cell(number + 2, 2).number_format = pattern

    with open_source(saved(folder, fill), File()) as source:
        return [row.cell("value") for row in source.rows()]


def refusal(path: Path, file: File | None = None) -> str:
    with pytest.raises(CannotImport) as caught, open_source(path, file or File()) as source:
        list(source.rows())
    said = str(caught.value)
    assert said.endswith(".")
    return said


def test_a_workbook_is_a_source_like_any_other(tmp_path: Path) -> None:
    path = saved(tmp_path, table).rename(tmp_path / "records.csv")
    with open_source(path, File()) as source:
        assert source.columns == HEADER
        assert [dict(row.cells) for row in source.rows()] == [
            {"id": "1", "when": "2018-09-27", "what": "Fight"},
            {"id": "2", "when": "2018-09-28", "what": "Theft"},
        ]
        assert [row.line for row in source.rows()] == [2, 3]
        assert source.used.sheet == "Log"
        assert source.spoken == 'an Excel workbook, its sheet "Log"'


def test_dates_and_times_are_written_as_iso(tmp_path: Path) -> None:
    assert column(
        tmp_path,
        date(2018, 9, 27),
        datetime(2018, 9, 27, 18, 5),
        datetime(2018, 9, 27),
        time(18, 5),
        time(0, 0),
        timedelta(hours=30, minutes=15),
        datetime(1900, 1, 31, 12),
        datetime(2018, 9, 27, 23, 59, 59, 700_000),
    ) == [
        "2018-09-27",
        "2018-09-27T18:05:00",
        "2018-09-27T00:00:00",
        "18:05:00",
        "00:00:00",
        "30:15:00",
        "1900-01-31T12:00:00",
        "2018-09-28T00:00:00",
    ]


def test_a_time_hidden_behind_a_date_is_not_lost(tmp_path: Path) -> None:
    found = column(tmp_path, datetime(2018, 9, 27, 18, 5), pattern="dd/mm/yyyy")
    assert found == ["2018-09-27T18:05:00"]
    assert column(tmp_path, 43370.7534722222, pattern="hh:mm") == ["2018-09-27T18:05:00"]


def test_a_workbook_may_count_from_1904(tmp_path: Path) -> None:
    found = column(tmp_path, date(2018, 9, 27), time(18, 5), book_of=CALENDAR_MAC_1904)
    assert found == ["2018-09-27", "18:05:00"]


def test_numbers_are_plain(tmp_path: Path) -> None:
    assert column(
        tmp_path, 4915.0, 201800028754, 38.0190284, -78.4155922, 0.1 + 0.2, 1e-7, 1e21, -0.0, 930
    ) == [
        "4915",
        "201800028754",
        "38.0190284",
        "-78.4155922",
        "0.3",
        "0.0000001",
        "1000000000000000000000",
        "0",
        "930",
    ]


def test_texts_stay_as_they_are(tmp_path: Path) -> None:
    texts = ["0930", "  a\nb  ", "Żółć 夜", "+1", "38.0", "1,5"]
    assert column(tmp_path, *texts) == [text.strip() for text in texts]


def test_signs_that_xml_cannot_hold_are_put_back(tmp_path: Path) -> None:
    texts = ["a_x000D_\nb", "_x0009_", "a_x005F_x000D_b", "_x12", "x_x0041_"]
    assert column(tmp_path, *texts) == ["a\nb", "", "a_x000D_b", "_x12", "xA"]


def test_booleans_and_errors_stand_as_they_are_shown(tmp_path: Path) -> None:
    assert column(tmp_path, True, False, "#N/A", "#DIV/0!") == ["TRUE", "FALSE", "#N/A", "#DIV/0!"]


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        ("General", ""),
        ("0.00", ""),
        ('0 "days"', ""),
        ("[Red]0", ""),
        ("#,##0 [$kr-41D]", ""),
        ("dd/mm/yyyy", "date"),
        ("[$-809]d mmmm yyyy;@", "date"),
        ("mmm-yy", "date"),
        ("h:mm AM/PM", "time"),
        ("mm:ss", "time"),
        ("yyyy-mm-dd hh:mm", "moment"),
        ("[h]:mm", "duration"),
        ("[mm]:ss", "duration"),
    ],
)
def test_formats_tell_dates_from_numbers(pattern: str, kind: str) -> None:
    assert kind_of_format(pattern) == kind


@pytest.mark.parametrize("value", ["-1", "9999999999", "nan", "inf", "1e400", "x"])
def test_a_number_that_is_no_date_stays_a_number(value: str) -> None:
    assert "T" not in text_of_number(value, "moment", SINCE_1900)


def test_columns_are_named_as_a_spreadsheet_does() -> None:
    assert [letters_of(number) for number in (0, 25, 26, 27, 701, 702)] == [
        *("A", "Z", "AA", "AB", "ZZ", "AAA")
    ]
    assert all(column_of(f"{letters_of(number)}7") == number for number in range(2000))


def test_empty_formatted_rows_are_no_rows(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.append(HEADER)
        sheet.append([None, None, None])
        sheet.append(ROWS[0])
        for number in range(4, 5000):
            sheet.cell(number, 1).number_format = "dd/mm/yyyy"
        sheet.cell(6000, 2).value = "  "

    with open_source(saved(tmp_path, fill), File()) as source:
        assert [row.line for row in source.rows()] == [3]


def test_the_header_may_stand_lower_below_a_merged_title(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.append(["Log of 2018"])
        sheet.append([])
        table(book, sheet)
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("F9:G9")

    path = saved(tmp_path, fill)
    with open_source(path, File(header_line=3)) as source:
        assert [row.line for row in source.rows()] == [4, 5]
    said = refusal(path)
    assert "header_line = 2" in said
    assert "line 2 is empty" in refusal(path, File(header_line=2))


def test_merged_cells_in_header_or_rows_are_named(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        table(book, sheet)
        sheet.merge_cells("B2:B3")
        sheet.merge_cells("B1:C1")

    said = refusal(saved(tmp_path, fill))
    assert "cells are merged (" in said
    assert "B2:B3" in said


def test_two_sheets_are_asked_about_and_one_is_named(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        table(book, sheet)
        book.create_sheet("Empty")
        book.create_sheet("Codes").append(["id", "code"])
        book["Codes"].append([1, "x"])

    path = saved(tmp_path, fill)
    said = refusal(path)
    assert '2 sheets with something in them: "Log", "Codes"' in said
    assert 'sheet = "Log"' in said
    with open_source(path, File(sheet="codes ")) as source:
        assert source.columns == ("id", "code")
    said = refusal(path, File(sheet="Diary"))
    assert 'no sheet "Diary". Its sheets: "Log", "Empty", "Codes"' in said


def test_hidden_sheets_do_not_count_unless_named(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        table(book, sheet)
        for state in ("hidden", "veryHidden"):
            aside = book.create_sheet(state)
            aside.append(["id", "code"])
            aside.append([1, "x"])
            aside.sheet_state = state

    path = saved(tmp_path, fill)
    with open_source(path, File()) as source:
        assert source.columns == HEADER
    with open_source(path, File(sheet="hidden")) as source:
        assert source.columns == ("id", "code")


def test_a_workbook_with_nothing_in_sight(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        aside = book.create_sheet("Aside")
        aside.append(["id"])
        aside.sheet_state = "hidden"

    said = refusal(saved(tmp_path, fill))
    assert "is empty" in said
    assert '"Aside"' in said


def test_formulas_without_their_values_are_named(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        table(book, sheet)
        for number in range(4, 12):
            sheet.append([number, "=B3+1", "Fight"])

    said = refusal(saved(tmp_path, fill))
    assert "values of formulas were not kept (B4, B5, B6, B7, B8 and 3 more)" in said


def changed(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """A workbook with one of its parts rewritten."""
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
INLINE = re.compile(r't="inlineStr"><is><t[^>]*>([^<]*)</t></is>')


def sharing(path: Path) -> Path:
    """A workbook whose cells share their texts, as spreadsheet programs save them.

    Each text is written in two runs of letters, and with how it is spoken.
    """
    with zipfile.ZipFile(path) as archive:
        texts = INLINE.findall(archive.read(SHEET).decode())
    there = ("", *(f"<si><r><t>{t[:1]}</t></r><r><t>{t[1:]}</t></r>" for t in texts))
    spoken = '<rPh sb="0" eb="1"><t>spoken</t></rPh></si>'
    space = "http://schemas.openxmlformats.org"
    with zipfile.ZipFile(path, "a") as archive:
        texts_xml = spoken.join(there).removeprefix(spoken) + spoken
        archive.writestr(TEXTS, f'<sst xmlns="{space}/spreadsheetml/2006/main">{texts_xml}</sst>')
    number = count()
    changed(path, SHEET, lambda xml: INLINE.sub(lambda _: f't="s"><v>{next(number)}</v>', xml))
    relation = f'Id="rT" Type="{space}/officeDocument/2006/relationships/sharedStrings"'
    return changed(
        path,
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace("</Rel", f'<Relationship {relation} Target="/{TEXTS}"/></Rel', 1),
    )


def test_cells_may_share_their_texts(tmp_path: Path) -> None:
    with open_source(sharing(saved(tmp_path, table)), File()) as source:
        assert source.columns == HEADER
        assert [row.cell("what") for row in source.rows()] == ["Fight", "Theft"]


def test_formulas_with_their_values_are_those_values(tmp_path: Path) -> None:
    def fill(_book: Workbook, sheet: Worksheet) -> None:
        sheet.append(["id", "n"])
        sheet.append([1, "=A2"])

    path = saved(tmp_path, fill)
    kept = "<f>A2</f><v>7.0</v>"
    changed(path, SHEET, lambda xml: xml.replace("<f>A2</f><v />", kept).replace("<v></v>", ""))
    with open_source(path, File()) as source:
        assert [row.cell("n") for row in source.rows()] == ["7"]


def test_a_row_longer_than_the_header(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        table(book, sheet)
        sheet["E3"] = "ask Bea"

    said = refusal(saved(tmp_path, fill))
    assert 'records.xlsx, sheet "Log", line 3: there is text in column E ("ask Bea")' in said


@pytest.mark.parametrize("part", [SHEET, TEXTS, "xl/workbook.xml"])
def test_xml_that_defines_entities_is_refused(tmp_path: Path, part: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    path = sharing(saved(tmp_path, table))
    said = refusal(changed(path, part, lambda xml: bomb + re.sub(r"^<\?[^>]*>", "", xml)))
    assert "defines abbreviations (entities)" in said


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml[: len(xml) // 2],
        lambda xml: xml.replace('r="A2"', 'r="XFE2"'),
        lambda xml: xml.replace('<row r="2"', '<row r="2000000"'),
        lambda xml: xml.replace("<v>0</v>", "<v>999</v>"),
        lambda xml: xml.replace("<v>0</v>", "<v>zero</v>"),
        lambda xml: xml.replace('<row r="2"', '<row r="two"'),
    ],
)
def test_a_damaged_sheet_is_refused(tmp_path: Path, change: Callable[[str], str]) -> None:
    assert "is damaged" in refusal(changed(sharing(saved(tmp_path, table)), SHEET, change))


def test_a_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, table)
    path.write_bytes(path.read_bytes()[:-200])
    assert "is damaged" in refusal(path)


def test_a_workbook_that_expands_too_far_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sharing(saved(tmp_path, table))
    monkeypatch.setattr(workbooks, "MOST_TEXTS", 10)
    assert "too much text" in refusal(path)
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1000)
    assert "expands too far" in refusal(path)
    monkeypatch.undo()
    monkeypatch.setattr(sheet_xml, "LONGEST_CELL", 3)
    assert "a cell of row 1" in refusal(
        changed(path, SHEET, lambda xml: xml.replace("<v>0</v>", "<v>0000</v>", 1))
    )


def test_what_another_reader_finds_is_what_we_find(tmp_path: Path) -> None:
    """openpyxl, which the product does without, reads the same cells."""

    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.append(["id", "when", "lat", "what", "at"])
        for n in range(1, 200):
            sheet.append([n, datetime(2018, 1, 1) + timedelta(hours=7 * n), n / 7, f"é {n}", n % 3])

    path = saved(tmp_path, fill)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(path, read_only=True, data_only=True)
        theirs = [list(row) for row in book["Log"].iter_rows(min_row=2, values_only=True)]
        book.close()
    with open_source(path, File()) as source:
        ours = [list(row.cells.values()) for row in source.rows()]
    assert ours == [
        [str(n), when.isoformat(), repr(lat).removesuffix(".0"), what, str(at)]  # type: ignore[union-attr]
        for n, when, lat, what, at in theirs
    ]


def test_progress_counts_rows(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.append(["id"])
        for number in range(2500):
            sheet.append([number])

    told: list[tuple[int, int]] = []
    with open_source(saved(tmp_path, fill), File()) as source:
        assert len(list(source.rows(lambda done, total: told.append((done, total))))) == 2500
    assert told == [(1000, 2501), (2000, 2501), (2501, 2501)]
