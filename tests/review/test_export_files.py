"""R20 and R37: the files themselves, opened by what people open them with."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain

import pytest
from flask import Flask
from openpyxl import load_workbook

from nightsafe.database import db
from nightsafe.review.export_files import LONGEST_CELL
from tests.factories import bring, log
from tests.people import person, place, settle
from tests.review.exports import EVERYTHING, NOW, export, file_of, table
from tests.review.pdf_text import pages

FORMULAS = [
    '=cmd|" /C calc"!A0',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "＝1+1",
    "＠SUM(A1)",
    " =1+1",
]
# What is markup or code where a PDF is set.
TYPST = '#panic() #import "x" $x^2$ *b* _i_ `r` <l> @ref \\ // c [d] "e" ~ -- = h'


@pytest.fixture(autouse=True)
def city(app: Flask) -> None:
    settle()
    db.session.commit()


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_nothing_in_a_table_is_a_formula(file_format: str) -> None:
    """R20, whatever wrote it: a reporter, a reviewer's name, a place, a source."""
    for formula in FORMULAS:
        log("dora", "V1", description=formula, plate=formula.strip()[:20], place_words=formula)
    street = place("George Street")
    street.name = "=HYPERLINK(1)"
    person("stella").name = "+Stella"
    db.session.commit()
    log("drew", "V3", place_id=street.id)
    data, _about = file_of("stella", file_format, words=True)
    if file_format == "csv":
        cells = [cell for row in table(data) for cell in row.values()]
    else:
        sheets = load_workbook(io.BytesIO(data)).worksheets
        found = list(chain.from_iterable(sheet.iter_rows() for sheet in sheets))
        assert {cell.data_type for row in found for cell in row} <= {"s", "n"}
        cells = [str(cell.value) for row in found for cell in row if cell.value]
    dangerous = tuple("=+-@\t\r\0＝＋－＠")
    assert [cell for cell in cells if cell.strip().startswith(dangerous)] == []
    assert "'=HYPERLINK(1)" in cells and any(cell.startswith("'+Stella") for cell in cells)


def test_a_cell_stands_alone_whatever_is_in_it() -> None:
    log("dora", "V1", description='one; "two", three\nfour\r\nfive')
    data, _about = file_of("stella", "csv", words=True)
    (row,) = table(data)
    assert 'one; "two", three\nfour\nfive' in row["Accounts"]
    assert data.startswith(b"\xef\xbb\xbf") and b"\0" not in data


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_each_row_bears_mark_recipient_and_time(file_format: str) -> None:
    """R37."""
    for who in ("dora", "drew"):
        log(who, "V1")
    data, about = file_of("rhys", file_format)
    if file_format == "csv":
        rows = [list(row.values()) for row in table(data)]
    else:
        book = load_workbook(io.BytesIO(data))
        sheet = book.worksheets[0]
        rows = [[str(cell.value) for cell in row] for row in sheet.iter_rows(min_row=2)]
        assert (book.properties.title, book.properties.keywords) == (about.title, about.mark)
        assert sheet.oddHeader is not None and sheet.oddFooter is not None
        assert about.mark in (sheet.oddHeader.right.text or "")
        assert about.mark in (sheet.oddFooter.left.text or "")
        assert sheet.freeze_panes == "B2"
    assert len(rows) == 2
    marked = [about.mark, "Rhys Reviewer, Police reviewer, Police", "16 November 2026, 09:30"]
    assert all(row[-3:] == marked for row in rows)


@pytest.mark.parametrize("words", [False, True])
def test_a_pdf_is_tagged_and_bears_its_mark_on_every_page(words: bool) -> None:
    """R37; PDF/UA-1 (ISO 14289-1): tagged, with a title, a language and its own typeface."""
    for number in range(60):
        log("dora", "V1", description=f"Account {number}. {TYPST}", commit=False)
    db.session.commit()
    data, about = file_of("stella", "pdf", words=words)
    for part in (b"<pdfuaid:part>1<", b"/StructTreeRoot", b"/Marked true", b"/Lang(en)"):
        assert part in data
    assert about.title.encode() in data and b"DisplayDocTitle true" in data
    assert about.mark.encode() in data.split(b"<pdf:Keywords>")[1][:20]
    found = pages(data)
    assert len(found) > 1
    footer = "".join(about.short.split())
    assert all(footer in page and f"{n}/{len(found)}" in page for n, page in enumerate(found, 1))
    assert ("".join(TYPST.split()) in "".join(found)) == words


def test_letters_of_other_languages_stand_and_others_show_as_codes() -> None:
    log("dora", "V1", description="Zażółć gęślą jaźń. Straße, Größe. 😀 \u202eabc")
    bring("V1", audience="review", source="Świętokrzyski rejestr")
    text = "".join(pages(file_of("stella", "pdf", words=True)[0]))
    for word in ("Zażółćgęśląjaźń.", "Straße,Größe.", "[U+1F600]", "[U+202E]abc", "Świętokrzyski"):
        assert word in text
    data, _about = file_of("stella", "csv", words=True)
    assert "Zażółć gęślą jaźń. Straße, Größe. 😀 [U+202E]abc" in data.decode("utf-8-sig")


def test_it_is_in_its_readers_language() -> None:
    log("dora", "V1")
    data, about = file_of("rhys", "pdf", language="pl")
    assert about.language == "pl" and b"/Lang(pl)" in data


def test_the_two_half_past_ones_of_october_are_told_apart_on_paper() -> None:
    for hour in (0, 1):
        log("drew", "V3", at=datetime(2026, 10, 25, hour, 30, tzinfo=UTC))
    weekend = replace(EVERYTHING, nights=(date(2026, 10, 23), date(2026, 10, 25)))
    text = "".join(pages(file_of("rhys", "pdf", filters=weekend)[0]))
    assert "Sat24Oct202601:30BST" in text and "Sat24Oct202601:30GMT" in text


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    log("dora", "V1", description="long " * 8_000)
    data, _about = file_of("stella", "xlsx", words=True)
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    (cell,) = [str(one.value) for one in sheet[2] if "long" in str(one.value)]
    assert len(cell) < LONGEST_CELL + 100 and cell.endswith(
        "[Cut here: the whole stands in nightsafe.]"
    )


def test_every_file_has_a_mark_of_its_own() -> None:
    log("dora", "V1")
    assert export("rhys").mark != export("rhys", now=NOW).mark
