"""The page of others' figures: empty, full, refused; who loads, who reads."""

from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from tests.aggregates.context.files import (
    FAR,
    archive,
    assaults,
    crime,
    quarter_of_assaults,
    street,
)
from tests.page import Page, PageClient
from tests.people import SATURDAY, person, settle


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> Iterator[None]:
    settle()
    db.session.commit()
    freeze(SATURDAY)
    return iter([None])


@pytest.fixture
def ana(signed_in: Callable[..., PageClient]) -> PageClient:
    return signed_in(person("ana"))


def load(
    client: PageClient, what: str, file: BytesIO, name: str = "a-street.csv", **more: str
) -> Page:
    """Choose a file in the form and send it."""
    page = client.page(f"/context/{what}")
    form = page.form("Load it")
    data = {**form.data("Load it"), **more, "file": (file, name)}
    return client.send(form.action, data, content_type="multipart/form-data")


def test_an_empty_page_says_who_loads(
    ana: PageClient, signed_in: Callable[..., PageClient]
) -> None:
    assert "Load police figures" in ana.page("/context").links
    page = signed_in(person("rhys")).page("/context")
    assert "Nothing of others has been loaded yet" in page.text
    assert "The analyst loads the files" in page.text
    assert "Load police figures" not in page.links


def test_a_whole_quarter_is_shown_by_month_beside_where_it_came_from(
    ana: PageClient, signed_in: Callable[..., PageClient]
) -> None:
    files = archive(
        **{
            "2026_07_x_street": street([crime(), crime(at=FAR)]),
            "2026_08_x_street": street([crime("Robbery", month="2026-08")]),
        }
    )
    page = load(ana, "police", files, "archive.zip")
    assert page.h1 == "Figures of others" and "Loaded. The file itself was not kept" in page.text
    assert "Nothing was loaded for September 2026" in page.text
    assert "1 row is elsewhere" in page.text
    page = load(ana, "hospital", quarter_of_assaults(), "../july\u202e.csv")
    assert "Assaults, by the month of their night" in page.text
    assert "\u202e" not in page.text
    again = load(ana, "hospital", quarter_of_assaults(), "july.csv")
    assert "That file was loaded before" in again.text
    read = signed_in(person("rhys")).page("/context?quarter=2026+Q3")
    assert "Glass or bottle" in read.text and "Take out" not in read.text
    ana.page("/context?quarter=2025+Q1", status=404)


def test_what_cannot_be_used_is_said_and_nothing_typed_is_lost(ana: PageClient) -> None:
    page = load(ana, "police", street([crime()]), where="lsoa", lsoa="Nowhere 00")
    assert page.status == 422
    assert "begins with “Nowhere 00”" in page.text
    assert page.form("Load it").data("Load it")["lsoa"] == ["Nowhere 00"]
    page = load(ana, "police", street([crime()]), where="lsoa")
    assert "Write how the names of the areas begin" in page.text
    page = load(ana, "hospital", street([crime()]))
    assert "It should be the file of assaults" in page.text
    page = ana.page("/context/hospital")
    assert "Choose the file first" in page.press("Load it").text
    assert "Nothing of others has been loaded yet" in ana.page("/context").text


def test_a_file_is_taken_out_again(ana: PageClient) -> None:
    page = load(ana, "police", street([crime()], header="Month;x"))
    assert page.status == 422
    page = load(ana, "police", street([crime()]))
    after = page.press("Take out")
    assert "Taken out" in after.text
    assert "Nothing of others has been loaded yet" in after.text


def test_words_that_are_not_known_are_said_by_their_lines(ana: PageClient) -> None:
    when = "04/07/2026 23:30"
    rows = [*[("", when, when, "Fist", "Club", "")] * 9, ("", when, when, "Jellyfish", "Club", "")]
    page = load(ana, "hospital", assaults(rows), "july.csv")
    assert "1 row for how or where are not known here" in page.text and "Lines: 11" in page.text
    assert "Jellyfish" not in page.text
