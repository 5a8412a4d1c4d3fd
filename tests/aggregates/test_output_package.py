"""The data package of a release: accepted by the validator, the same each time, never a false 0."""

import csv
import io
import json
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from nightsafe.aggregates.models import Release
from nightsafe.aggregates.output_package import package
from nightsafe.database import db
from tests.aggregates.releasing import SUMMER, released, tables
from tests.people import settle

NASTY = '=cmd|" /C calc"!A1'


@pytest.fixture(autouse=True)
def _people(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        settle()
        yield


def made(**given: Any) -> Release:
    """A release that left, with figures of the quarter before beside its own."""
    release = released(7, made=tables(SUMMER, last=(3, 0.9)), **given)
    db.session.commit()
    return release


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {one: archive.read(one) for one in archive.namelist()}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_the_validator_accepts_it_without_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frictionless import Package, validate

    content = package(made())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)

    def nowhere(*_args: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", nowhere)
    report = validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note", "message"])
    assert report.stats["tasks"] == len(tables()) + 2
    described = Package(str(tmp_path / "datapackage.json"))
    places = described.get_table_resource("places").read_rows()
    hidden = [one for one in places if not one["shown"]]
    assert hidden and all(one["figure"] is None for one in hidden)
    # It looks at each field: a figure under 0 or a code that is not described is an error.
    path = tmp_path / "tables" / "codes.csv"
    path.write_bytes(path.read_bytes().replace(b",violence,", b",violins,"))
    found = {one[0] for one in validate(str(tmp_path / "datapackage.json")).flatten(["type"])}
    assert {"constraint-error", "hash-count"} <= found


def test_every_figure_is_a_line_and_a_hidden_one_says_so() -> None:
    release = made()
    files = opened(package(release))
    for table in tables(SUMMER, last=(3, 0.9)):
        found = rows(files[f"tables/{table.key}.csv"])
        assert len(found) == len(table.cells)
        for line in found:
            cell = tuple("" if line[one] == "total" else line[one] for one in ("row", "column"))
            figure, before = table.cells[cell], table.earlier["last"].cells[cell]  # type: ignore[index]
            assert (line["shown"], line["figure"]) == (
                ("no", "") if figure is None else ("yes", str(figure))
            )
            assert line["previous_shown"] == ("no" if before is None else "yes")
            assert line["previous_quarter"] == "2026 Q2" and line["previous_release"] == "3"
            assert line["year_before_shown"] == line["year_before_figure"] == ""


def test_the_files_say_what_codes_count_and_by_which_rule() -> None:
    files = opened(package(made()))
    found = rows(files["categories.csv"])
    violence = [one for one in found if one["table"] == "codes" and one["code"] == "violence"]
    assert {"V1", "V3"} <= {one["category"] for one in violence}
    assert all(one["category_label"] and one["dimension"] == "code" for one in violence)
    elsewhere = [one for one in found if one["table"] == "places" and one["code"] == "other"]
    assert {one["category"] for one in elsewhere} == {"other", "none"}
    areas = [one["category_label"] for one in found if one["dimension"] == "area"]
    assert areas == ["Centre", "East"]
    described = json.loads(files["datapackage.json"])
    assert described["$schema"].startswith("https://datapackage.org/profiles/2.")
    codes = next(one for one in described["resources"] if one["name"] == "codes")
    figure = next(one for one in codes["schema"]["fields"] if one["name"] == "figure")
    assert figure["unit"] == "events" and "never zero" in figure["description"]
    words = files["README.md"].decode()
    assert "7 of 8 premises and 2 of 3 teams reported" in words
    assert "nearest 10" in words and "not shown under 5" in words and "2026 Q3" in words
    weeks = rows(files["coverage.csv"])
    assert len(weeks) == 13 and weeks[0]["week"] == "2026-06-29"


def test_it_is_the_same_each_time_in_whatever_language_it_is_asked_for() -> None:
    release = made()
    first = package(release)
    with force_locale("pl"):
        assert package(release) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        at = release.approved_at.timetuple()[:6]  # type: ignore[union-attr]
        assert {one.date_time for one in archive.infolist()} == {at}


def test_words_that_a_spreadsheet_would_run_are_only_words(tmp_path: Path) -> None:
    from frictionless import validate

    release = made()
    kept = json.loads(json.dumps(release.tables))
    source = kept["tables"][1]
    source["rows"][1] |= {"key": NASTY, "label": NASTY, "where": {"source": [NASTY]}}
    source["cells"][1][0] = NASTY
    for one in source["earlier"].values():
        one["cells"][1][0] = NASTY
    release.tables = kept
    db.session.commit()
    content = package(release)
    for path, data in opened(content).items():
        if path.endswith(".csv"):
            cells = [cell for line in csv.reader(io.StringIO(data.decode())) for cell in line]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))], path
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    assert validate(str(tmp_path / "datapackage.json")).valid
