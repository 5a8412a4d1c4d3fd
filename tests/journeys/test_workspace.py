"""Monday morning: a weekend cleared at the desk by keyboard alone, on a phone by touch alone."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from nightsafe import clock
from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.incidents.models import Event, KeptApart
from nightsafe.ledger.verify import problems
from nightsafe.review.models import Finding
from tests import factories
from tests.browser import Opener
from tests.people import person, place, settle

GRAVE, FIGHT, THEFT = (
    "Serious injury or weapon used",
    "Fight or assault",
    "Phone, bag or pocket theft",
)


@pytest.fixture(autouse=True)
def _weekend(app: Flask) -> None:
    settle()
    db.session.commit()
    at = clock.now() - timedelta(hours=5)
    george = place("George Street").id
    factories.log("otto", "P1", at=at - timedelta(minutes=50), description="A phone from a coat")
    factories.log("dora", "V1", at=at, place_id=george, description="Two men by the bar")
    factories.log("cleo", "V1", at=at + timedelta(minutes=2), place_id=george)
    factories.log("pip", "V1", at=at + timedelta(minutes=9), place_id=george)
    factories.log("otto", "V2", at=at + timedelta(hours=2), description="Cut above the eye")


def test_a_weekend_is_cleared_by_keyboard_alone(desk_of: Opener) -> None:
    desk = desk_of(person("rhys"))
    desk.goto("/review?view=all")
    desk.keyboard.press("n")
    _is(desk, GRAVE)
    _reference(desk)
    desk.keyboard.press("n")
    _is(desk, FIGHT)
    desk.keyboard.press("x")
    expect(desk.get_by_text("Noted: not the same.")).to_be_visible()
    desk.keyboard.press("n")
    _is(desk, FIGHT)
    desk.keyboard.press("m")
    expect(desk.get_by_text("Merged: these accounts are one event now.")).to_be_visible()
    _ask(desk)
    desk.keyboard.press("c")
    _is(desk, THEFT)
    desk.keyboard.press("s")
    expect(desk.get_by_text("Marked as seen.")).to_be_visible()
    _search(desk)
    _keys(desk)
    db.session.rollback()
    assert problems(PROJECTIONS)[0] == []
    assert _counted(KeptApart.one_id) == 2
    assert _counted(Finding.event_id, Finding.closed_at.is_not(None)) == 1


def test_a_weekend_is_cleared_by_touch_alone(phone_of: Opener) -> None:
    phone = phone_of(person("rhys"), has_touch=True)
    phone.goto("/review?view=all")
    phone.get_by_role("link", name=FIGHT).first.tap()
    _is(phone, FIGHT)
    phone.get_by_role("button", name="Merge").tap()
    expect(phone.get_by_text("Merged: these accounts are one event now.")).to_be_visible()
    phone.get_by_role("button", name="Split this account off").first.tap()
    expect(phone.get_by_text("Split: that account is an event of its own again.")).to_be_visible()
    phone.get_by_role("button", name="Seen", exact=True).tap()
    expect(phone.get_by_text("Marked as seen.")).to_be_visible()
    db.session.rollback()
    assert problems(PROJECTIONS)[0] == []
    assert _counted(Event.id, Event.standing.is_(True)) == 4


def _is(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def _counted(what: object, *conditions: object) -> int:
    return db.session.scalar(select(func.count(what)).where(*conditions)) or 0  # type: ignore[arg-type]


def _reference(desk: Page) -> None:
    """R puts the cursor where the reference goes; typing there presses no key's deed."""
    desk.keyboard.press("r")
    field = desk.get_by_label("Police reference")
    expect(field).to_be_focused()
    desk.keyboard.type("TN 2211-164")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Recorded.")).to_be_visible()
    expect(field).to_have_value("TN 2211-164")


def _ask(desk: Page) -> None:
    desk.keyboard.press("a")
    expect(desk.get_by_label("Ask the reporter")).to_be_focused()
    desk.keyboard.type("Which way did they go?")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Question sent to the reporter.")).to_be_visible()


def _search(desk: Page) -> None:
    """Words are found by their stems, and stand in no address."""
    desk.keyboard.press("/")
    desk.keyboard.type("phones coats")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Searched for phones coats")).to_be_visible()
    assert "coat" not in desk.url
    expect(desk.get_by_role("link", name=THEFT)).to_be_visible()


def _keys(desk: Page) -> None:
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Keys")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog", name="Keys")).to_be_hidden()
