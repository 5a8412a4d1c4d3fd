"""The map in a browser: asking nobody else, by pointer and keyboard, in both themes."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from nightsafe.database import db
from nightsafe.network.models import Place
from tests.browser import Opener, axe_faults
from tests.factories import log
from tests.people import SATURDAY, person, place, settle


@pytest.fixture(autouse=True)
def _city(app: Flask, freeze: Callable[[datetime], None]) -> None:
    settle()
    street = place("Cowley Road")
    db.session.add_all(
        Place(
            name=f"Long Lane {number:02}",
            kind="street",
            area_id=street.area_id,
            latitude=51.70 + number * 0.005,
            longitude=-1.20,
        )
        for number in range(40)
    )
    for name, number in (("The Lantern", 7), ("Park End Street", 1), ("Cowley Road", 2)):
        for _ in range(number):
            log("dora", "V1", place_id=place(name).id, commit=False)
    db.session.commit()
    freeze(SATURDAY + timedelta(hours=34))


def map_of(page: Page) -> Page:
    page.goto("/review")
    expect(page.locator(".map-frame.is-drawn")).to_be_visible()
    return page


def test_it_is_drawn_by_ourselves_alone_and_leads_into_the_queue(desk_of: Opener) -> None:
    page = desk_of(person("rhys"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    map_of(page)
    street = page.get_by_role("link", name="George Street, 7 events, unusually many around here")
    expect(street).to_have_text("7")
    expect(page.locator(".map-word")).to_have_text("unusually many")
    assert page.locator("path.map-hex.is-hot").count() == 2
    assert page.locator("path.map-hex").count() == 3
    here = page.url.partition("/review")[0]
    assert [url for url in asked if not url.startswith((here, "data:"))] == []
    assert axe_faults(page) == []
    # The other theme: colours are the stylesheet's, nothing is drawn anew.
    before = street.bounding_box()
    colour = "element => getComputedStyle(element).backgroundColor"
    light = street.evaluate(colour)
    page.locator("[data-theme-switch]").click()
    assert street.evaluate(colour) != light
    assert street.bounding_box() == before
    assert axe_faults(page, {"runOnly": ["color-contrast"]}) == []
    # By keyboard alone.
    page.get_by_role("button", name="Everything").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Cowley Road, 2 events").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/review?place={place('Cowley Road').id}")
    expect(page.locator(".map-spot.is-chosen")).to_have_text("2")
    # The same again by the list, which lets the place go.
    page.locator(".map-list [aria-current]").click()
    page.wait_for_url("**/review")
