"""The review in a real browser: no barrier on any screen, and a weekend worked through by keys."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from nightsafe import clock
from nightsafe.database import db
from nightsafe.review.actions import ask
from tests.browser import CONTRAST, DESK, PHONE, axe_faults
from tests.factories import log
from tests.people import actor, person, place, settle

Opener = Callable[..., Page]


@pytest.fixture
def weekend(app: Flask) -> datetime:
    """A few entries of the last hours: the browser's clock is the real one."""
    settle()
    now = clock.now()
    here = place("George Street").id
    log("dora", "V1", at=now - timedelta(hours=2), description="A punch.", place_id=here)
    log("drew", "V2", at=now - timedelta(hours=1), flags=("alcohol",))
    entry = log("dora", "S4", at=now - timedelta(minutes=40), description="Unwell.", place_id=here)
    ask(actor("greta"), entry, "Was the glass kept?", now=now)
    db.session.commit()
    return now


def first_link(page: Page) -> str:
    return str(page.locator("a.cell-link").first.get_attribute("href"))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_screen_has_a_barrier(
    weekend: datetime, live: str, open_page: Opener, size: Any
) -> None:
    page = open_page(person("greta"), size=size, color_scheme="dark")
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": live}])
    found = {}
    page.goto("/review?view=all")
    found["queue"] = by_night_and_day(page)
    page.goto(first_link(page))
    found["story"] = by_night_and_day(page)
    page.click("text=Send the question")
    found["error"] = by_night_and_day(page)
    page.goto("/restricted")
    found["restricted"] = by_night_and_day(page)
    page.goto("/review?view=all&severity=1")
    found["empty"] = by_night_and_day(page)
    assert {name: faults for name, faults in found.items() if faults} == {}


def by_night_and_day(page: Page) -> list[str]:
    """Every rule in the dark; in the light, what can then differ: contrast."""
    dark = axe_faults(page)
    page.emulate_media(color_scheme="light")
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    light = axe_faults(page, CONTRAST)
    page.emulate_media(color_scheme="dark")
    return dark + light


def test_a_weekend_is_worked_through_by_keys(weekend: datetime, desk_of: Opener) -> None:
    page = desk_of(person("rhys"))
    page.goto("/review?view=all")
    page.keyboard.press("n")
    page.wait_for_url("**/review/*")
    assert page.locator("h1").inner_text() == "Serious injury or weapon used"
    page.keyboard.press("s")
    page.wait_for_url("**done=seen*")
    page.keyboard.press("n")
    page.wait_for_function("document.querySelector('h1').innerText == 'Fight or assault'")
    page.keyboard.press("a")
    page.keyboard.type("Seen on camera?")
    page.get_by_role("button", name="Send the question").click()
    page.wait_for_url("**done=asked*")
    page.goto("/review?view=all")
    assert page.get_by_text("All seen. Nothing waits here.").is_visible()
