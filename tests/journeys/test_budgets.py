"""What a screen costs over the wire, in a browser that has never been here."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from nightsafe.database import db
from tests.browser import Opener
from tests.people import person, settle

# Octets with their headers: page, stylesheet, icons, scripts and whatever those ask for.
LOG_SCREEN = 40_000


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


def weighed(page: Page, act: Callable[[], Any]) -> dict[str, int]:
    """What an act fetches over the wire, by address, in octets as they came."""
    addresses: dict[str, str] = {}
    octets: dict[str, int] = {}
    watch = page.context.new_cdp_session(page)
    watch.on("Network.requestWillBeSent", lambda one: addresses.update(_asked(one)))
    watch.on("Network.loadingFinished", lambda one: octets.update(_came(one)))
    watch.send("Network.enable")
    act()
    page.wait_for_load_state("networkidle")
    return {addresses[number]: octets[number] for number in octets if number in addresses}


def _asked(event: dict[str, Any]) -> dict[str, str]:
    return {event["requestId"]: event["request"]["url"]}


def _came(event: dict[str, Any]) -> dict[str, int]:
    return {event["requestId"]: int(event["encodedDataLength"])}


@pytest.mark.parametrize("address", ["/log/L3", "/log/V1", "/"])
def test_a_log_screen_is_light_when_nothing_is_kept(phone_of: Opener, address: str) -> None:
    page = phone_of(person("dora"))
    found = weighed(page, lambda: page.goto(address))
    heaviest = sorted(found.items(), key=lambda one: -one[1])
    assert len(found) > 3
    assert sum(found.values()) <= LOG_SCREEN, heaviest
