"""Monday morning at the desk: a weekend cleared by keyboard alone, and on a phone by touch alone."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from nightsafe import clock
from nightsafe.database import db
from nightsafe.incidents.models import Event
from nightsafe.review.models import Finding
from tests import factories
from tests.browser import Opener
from tests.people import person, place, settle


@pytest.fixture(autouse=True)
def _weekend(app: Flask) -> None:
    settle()
    db.session.commit()
    at = clock.now() - timedelta(hours=5)
    george = place("George Street").id
    factories.log("dora", "V1", at=at, description="Two men by the bar")
    factories.log("cleo", "V1", at=at + timedelta(minutes=2), place_id=george)
    factories.log("otto", "P1", at=at - timedelta(minutes=50), description="A phone from a coat")
    factories.log("otto", "V2", at=at + timedelta(minutes=20), description="Cut above the eye")


def test_a_weekend_is_cleared_by_keyboard_alone(desk_of: Opener) -> None:
    desk = desk_of(person("rhys"))
    desk.goto("/review?view=all")
    desk.keyboard.press("n")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Serious injury or weapon used")
    _reference(desk)
    desk.keyboard.press("n")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Fight or assault")
    desk.keyboard.press("s")
    expect(desk.get_by_text("Marked as seen.")).to_be_visible()
    _ask(desk)
    desk.keyboard.press("n")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Phone, bag or pocket theft")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Keys")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog", name="Keys")).to_be_hidden()


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
