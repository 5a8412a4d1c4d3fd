"""The quiet night on the first screen: one tap, and one to take it back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.shifts.models import QuietNight
from tests.page import PageClient
from tests.people import SATURDAY, person, settle

Freeze = Callable[[datetime], Any]


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Freeze) -> None:
    settle()
    db.session.commit()
    freeze(SATURDAY)


@pytest.fixture
def dora(signed_in: Callable[..., PageClient]) -> PageClient:
    return signed_in(person("dora"))


def test_one_tap_says_it_and_one_takes_it_back(dora: PageClient) -> None:
    page = dora.page("/").press("Quiet night")
    assert "Quiet night noted 23:30" in page.text
    page = page.press("Take back")
    assert "Quiet night noted 23:30" not in page.text
    assert db.session.query(QuietNight).one().withdrawn_at == SATURDAY


def test_the_same_page_twice_is_one_row(dora: PageClient) -> None:
    page = dora.page("/")
    page.press("Quiet night")
    page.press("Quiet night")
    assert db.session.query(QuietNight).count() == 1


def test_a_tap_that_arrives_after_noon_belongs_to_the_night_it_was_made_in(
    dora: PageClient, freeze: Freeze
) -> None:
    page = dora.page("/")
    freeze(SATURDAY + timedelta(hours=13))
    page.press(
        "Quiet night",
        captured=(SATURDAY + timedelta(hours=3)).isoformat(),
        sent=(SATURDAY + timedelta(hours=13)).isoformat(),
    )
    assert db.session.query(QuietNight).one().night.isoformat() == "2026-11-14"


def test_a_phones_clock_at_1970_says_tonight(dora: PageClient) -> None:
    clock = "1970-01-01T00:00:00+00:00"
    dora.page("/").press("Quiet night", captured=clock, sent=clock)
    assert db.session.query(QuietNight).one().night.isoformat() == "2026-11-14"


def test_a_foreign_and_a_missing_one_are_the_same_404(
    dora: PageClient, signed_in: Callable[..., PageClient]
) -> None:
    page = dora.page("/").press("Quiet night")
    otto = signed_in(person("otto"))
    token = otto.page("/").form("Quiet night").fields["csrf_token"]
    quiet = db.session.query(QuietNight).one()
    assert "Take back" in page.text
    for one in (quiet.id, uuid4()):
        answer = otto.post(f"/quiet/{one}/take-back", data={"csrf_token": token})
        assert answer.status_code == 404


@pytest.mark.parametrize("key", ["rhys", "ana", "coral", "audrey", "gwen"])
def test_who_works_no_shift_has_no_such_tap(signed_in: Callable[..., PageClient], key: str) -> None:
    assert signed_in(person(key)).post("/quiet").status_code in {400, 403}
