"""Released figures as files, and the pages of financial years."""

import csv
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from flask import Flask

from nightsafe.aggregates.models import Release
from nightsafe.aggregates.output_package import package
from nightsafe.aggregates.output_xlsx import workbook
from nightsafe.database import db
from nightsafe.nights import Quarter
from tests.aggregates.releasing import SUMMER, draft, released, tables, years
from tests.page import PageClient
from tests.people import person, settle

SignIn = Callable[..., PageClient]


@pytest.fixture(autouse=True)
def city(app: Flask) -> None:
    settle()
    db.session.commit()


def made() -> Release:
    release = released(7, made=tables(SUMMER, last=(3, 0.9)))
    db.session.commit()
    return release


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("tables/codes.csv", "nightsafe-2026-q3-release-7-codes.csv"),
        ("tables.xlsx", "nightsafe-2026-q3-release-7.xlsx"),
        ("datapackage.zip", "nightsafe-2026-q3-release-7.zip"),
    ],
)
def test_a_release_is_had_as_a_file(signed_in: SignIn, path: str, named: str) -> None:
    release = made()
    draft(None, SUMMER.next())
    db.session.commit()
    client = signed_in(person("rhys"))
    answer = client.get(f"/releases/7/{path}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f"attachment; filename={named}"
    if path.endswith("csv"):
        found = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
        assert [one["figure"] for one in found] == ["90", "20", "40", "40", "50", "10", "240"]
        assert {one["release"] for one in found} == {"7"}
    if path.endswith("zip"):
        assert answer.data == package(release)
        assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    assert client.get(f"/releases/8/{path}").status_code == 404
    assert client.get("/releases/7/tables/nothing.csv").status_code == 404


def test_the_review_offers_every_file_and_a_draft_none(signed_in: SignIn) -> None:
    made()
    found = draft(None, SUMMER.next())
    db.session.commit()
    client = signed_in(person("ana"))
    html = client.page("/releases/7").html
    for path in ("tables/codes.csv", "tables/visits.csv", "tables.xlsx", "datapackage.zip"):
        assert f'href="/releases/7/{path}"' in html
    assert "tables.xlsx" not in client.page(f"/releases/{found.id}/document").html


def test_the_workbook_marks_what_is_not_shown_and_holds_no_formula(app: Flask) -> None:
    with app.test_request_context():
        book = openpyxl.load_workbook(io.BytesIO(workbook(made())))
    assert book.sheetnames == ["About", *(one.key for one in tables()), "All figures"]
    places = book["places"]
    values = [cell.value for row in places.iter_rows() for cell in row if cell.value is not None]
    hidden = next(one for one in tables() if one.key == "places").hidden
    assert values.count("not shown") == hidden > 0
    assert any("is not 0" in str(value) for value in values)
    assert 79 in values and places.tables
    codes = [[cell.value for cell in row] for row in book["codes"].iter_rows()]
    head = next(row for row in codes if row[0] == "Counted")
    assert head == ["Counted", "2026 Q3", "2026 Q2 (No. 3)"]
    assert ["Violence and weapons", 90, 80] in codes and ["All", 240, 220] in codes
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    everything = list(book["All figures"].iter_rows(values_only=True))
    assert len(everything) == 1 + sum(len(one.cells) for one in tables())


def test_a_year_is_summed_when_its_four_quarters_have_left(signed_in: SignIn) -> None:
    years()  # of 2025 Q2 to 2026 Q3
    db.session.commit()
    client = signed_in(person("coral"))
    assert 'href="/releases/years/2025"' in client.page("/releases").html
    page = client.page("/releases/years/2025")
    assert "Figures of 2025-26" in page.text and "What happened" in page.text
    assert "No. 1 reported: 6 of 8 premises, 2 of 3 teams" in page.text
    assert "not shown" in page.text and "may be off by up to 20" in page.text
    answer = client.get("/releases/years/2025.csv")
    found = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    violence = next(one for one in found if (one["table"], one["row"]) == ("codes", "violence"))
    assert (violence["year"], violence["releases"]) == ("2025-26", "1 2 3 4")
    assert violence["figure"] == str(90 + 100 + 80 + 90)
    assert {one["figure"] for one in found if one["shown"] == "no"} == {""}


def test_a_year_that_is_not_over_says_what_is_missing(signed_in: SignIn) -> None:
    years()
    db.session.commit()
    client = signed_in(person("coral"))
    page = client.page("/releases/years/2026")
    assert "Still to be released: 2026 Q4, 2027 Q1." in page.text
    assert "Tables as CSV" not in page.text and "Violence" not in page.text
    assert client.get("/releases/years/2024").status_code == 404
    assert client.get("/releases/years/99999").status_code == 404


def test_a_table_that_one_quarter_lacks_is_named(signed_in: SignIn) -> None:
    for number in range(4):
        quarter = Quarter(2025, 2).moved(number)
        keys = ["counted", "codes"] if number == 2 else ["counted", "codes", "hours"]
        released(number + 1, quarter, made=tables(quarter, keys=keys))
    db.session.commit()
    page = signed_in(person("coral")).page("/releases/years/2025")
    assert "When it happened" in page.text
    assert "Not released like this for 2025 Q4" in page.text
