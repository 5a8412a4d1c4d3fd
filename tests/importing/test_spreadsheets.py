"""Excel workbooks: which sheet, its dates and numbers, and what makes it no plain table."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from nightsafe.importing.files import sheet_scan, workbooks
from nightsafe.importing.files.reading import open_source
from nightsafe.importing.files.sheet_scan import column_of, letters_of
from nightsafe.importing.mapping import File
from nightsafe.importing.problems import CannotImport

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
    texts = ["a_x000D_\nb", "_x0009_", "_x12", "a_x00D3_", "x_x0041_"]
    assert column(tmp_path, *texts) == ["a\nb", "", "_x12", "a_x00D3_", "x_x0041_"]


def test_booleans_and_errors_stand_as_they_are_shown(tmp_path: Path) -> None:
    assert column(tmp_path, True, False, "#N/A", "#DIV/0!") == ["TRUE", "FALSE", "#N/A", "#DIV/0!"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("General", ["43370", "0.7534722222"]),
        ("0.00", ["43370", "0.7534722222"]),
        ('0 "days"', ["43370", "0.7534722222"]),
        ("[Red]0", ["43370", "0.7534722222"]),
        ("#,##0 [$kr-41D]", ["43370", "0.7534722222"]),
        ("dd/mm/yyyy", ["2018-09-27", "18:05:00"]),
        ("DD.MM.YYYY", ["2018-09-27", "18:05:00"]),
        ("[$-809]d mmmm yyyy;@", ["2018-09-27", "18:05:00"]),
        ("[$-en-US]mmmm d, yyyy;@", ["2018-09-27", "18:05:00"]),
        ('d" hours "mmm-yy', ["2018-09-27", "18:05:00"]),
        ("mmm-yy", ["2018-09-27", "18:05:00"]),
        ("h:mm AM/PM", ["2018-09-27T00:00:00", "18:05:00"]),
        ("mm:ss", ["2018-09-27T00:00:00", "18:05:00"]),
        ("yyyy-mm-dd hh:mm", ["2018-09-27T00:00:00", "18:05:00"]),
        ("[h]:mm", ["1040880:00:00", "18:05:00"]),
        ("[mm]:ss", ["1040880:00:00", "18:05:00"]),
    ],
)
def test_formats_tell_dates_from_numbers(tmp_path: Path, pattern: str, expected: list[str]) -> None:
    assert column(tmp_path, 43370, 0.7534722222, pattern=pattern) == expected


@pytest.mark.parametrize("value", [9_999_999_999, 1e300])
def test_a_number_that_is_no_date_is_an_error_as_it_is_shown(tmp_path: Path, value: float) -> None:
    assert column(tmp_path, value, pattern="dd/mm/yyyy hh:mm") == ["#VALUE!"]
    assert column(tmp_path, -1, pattern="dd/mm/yyyy") == ["1899-12-29"]


def test_columns_are_named_as_a_spreadsheet_does() -> None:
    assert [letters_of(number) for number in (1, 26, 27, 28, 702, 703)] == [
        *("A", "Z", "AA", "AB", "ZZ", "AAA")
    ]
    assert all(column_of(f"{letters_of(number)}7") == number for number in range(1, 2000))


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
    changed(
        path,
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace("</Rel", f'<Relationship {relation} Target="/{TEXTS}"/></Rel', 1),
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    told = f'<Override PartName="/{TEXTS}" ContentType="{kind}"/></Types'
    return changed(path, "[Content_Types].xml", lambda xml: xml.replace("</Types", told))


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
        lambda xml: xml.replace('r="A2"', 'r="C2"'),
        lambda xml: xml.replace('<row r="2"', '<row r="1"'),
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
    for limit, most in (("MOST_TEXTS", 10), ("MOST_OTHERS", 1000), ("MOST_BYTES", 1000)):
        with monkeypatch.context() as patch:
            patch.setattr(workbooks, limit, most)
            assert f"bytes of {most:,} at most (" in refusal(path)
    monkeypatch.setattr(workbooks, "FREE_OF_SUSPICION", 1000)
    monkeypatch.setattr(workbooks, "MOST_TIMES", 2)
    assert "more than 2 times its size" in refusal(path)


@pytest.mark.parametrize(
    ("limit", "said"),
    [("MOST_ELEMENTS", "more than 8 things"), ("MOST_LETTERS", "more than 8 letters")],
)
def test_a_sheet_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, said: str
) -> None:
    monkeypatch.setattr(sheet_scan, limit, 8)
    assert said in refusal(saved(tmp_path, table))


def test_nothing_is_read_without_a_guard_against_hostile_xml(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert openpyxl.DEFUSEDXML, "defusedxml is there, and openpyxl has found it"
    monkeypatch.setattr(openpyxl, "DEFUSEDXML", False)
    assert "OPENPYXL_DEFUSEDXML" in refusal(saved(tmp_path, table))


def test_what_a_file_says_of_its_size_is_not_believed(tmp_path: Path) -> None:
    def small(xml: str) -> str:
        return re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:B2"', xml)

    with open_source(changed(saved(tmp_path, table), SHEET, small), File()) as source:
        assert source.columns == HEADER
        assert len(list(source.rows())) == 2


def test_an_edition_that_is_not_read_is_named(tmp_path: Path) -> None:
    def strict(xml: str) -> str:
        return xml.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        )

    said = refusal(changed(saved(tmp_path, table), "xl/workbook.xml", strict))
    assert '"Strict Open XML"' in said


def test_progress_counts_rows(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.append(["id"])
        for number in range(2500):
            sheet.append([number])

    told: list[tuple[int, int]] = []
    opening: list[tuple[int, int]] = []
    path = saved(tmp_path, fill)
    with open_source(path, File(), lambda done, total: opening.append((done, total))) as source:
        assert len(list(source.rows(lambda done, total: told.append((done, total))))) == 2500
    assert told == [(1000, 2501), (2000, 2501), (2501, 2501)]
    assert opening == sorted(opening)
    assert opening[-1][0] == opening[-1][1]
