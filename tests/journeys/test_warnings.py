"""A phone that stays open: a warning that is over or withdrawn leaves it, a new one is told."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from nightsafe import clock
from nightsafe.alerts.actions import extend, send, withdraw
from nightsafe.alerts.models import Alert
from nightsafe.database import db
from tests.browser import Opener
from tests.people import actor, person, settle

TEXT = "Twenties with a blurred strip"
HOUR = 3_600_000  # milliseconds
OVER, NEW = "A warning that stood here is over", "There is a new warning: show it"


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


def warn(text: str = TEXT, hours: int = 2) -> Alert:
    """A warning to everybody, sent just now."""
    words: dict[str, Any] = {"roles": [], "areas": [], "hours": hours}
    alert = send(actor("cleo"), uuid4(), "notes", {"text": text}, now=clock.now(), **words)
    db.session.commit()
    return alert


@pytest.fixture
def phone(phone_of: Opener) -> Page:
    """Dora's phone, whose clock the test moves."""
    page = phone_of(person("dora"))
    page.clock.install()
    return page


def later(page: Page, milliseconds: int = 61_000) -> None:
    """Let the phone's clock run on until it has asked once more."""
    with page.expect_response(lambda one: one.url.endswith("/alerts/standing.json")):
        page.clock.fast_forward(milliseconds)


@pytest.mark.parametrize("address", ["/", "/alerts", "one"])
def test_withdrawn_it_vanishes_from_a_page_that_is_open(phone: Page, address: str) -> None:
    alert = warn()
    phone.goto(f"/alerts/{alert.id}" if address == "one" else address)
    expect(phone.get_by_text(TEXT)).to_be_visible()
    withdraw(actor("cleo"), alert, now=clock.now())
    db.session.commit()
    later(phone)
    expect(phone.get_by_text(OVER)).to_be_visible()
    expect(phone.get_by_text(TEXT)).to_have_count(0)


def test_without_signal_it_goes_when_its_time_is_over(phone: Page) -> None:
    warn()
    phone.goto("/")
    phone.evaluate("navigator.serviceWorker.ready.then(() => {})")
    phone.context.set_offline(True)
    phone.clock.fast_forward(HOUR)
    expect(phone.get_by_text(TEXT)).to_be_visible()
    phone.clock.fast_forward(HOUR)
    expect(phone.get_by_text(TEXT)).to_be_hidden()
    expect(phone.get_by_text(OVER)).to_be_visible()


def test_let_stand_longer_it_stays(phone: Page) -> None:
    alert = warn(hours=1)
    phone.goto("/")
    extend(actor("cleo"), alert, 4, now=clock.now())
    db.session.commit()
    later(phone)
    phone.clock.fast_forward(2 * HOUR)
    expect(phone.get_by_text(TEXT)).to_be_visible()


def test_a_new_one_is_told_and_a_tap_away(phone: Page) -> None:
    phone.goto("/")
    warn()
    expect(phone.get_by_text(NEW)).to_be_hidden()
    later(phone)
    phone.get_by_role("link", name=NEW).click()
    expect(phone.get_by_text(TEXT)).to_be_visible()
