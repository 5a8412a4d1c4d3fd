"""Who leaves has left, whatever the line makes of it: the next is not let in as the one before."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from nightsafe.accounts.models import SignedInSession
from nightsafe.database import db
from tests.browser import Opener
from tests.people import person
from tests.proofs.acts import asked, ready
from tests.proofs.proxy import FAIR, PORTALS, Proxy, Weather

# As long as the worker waits for an answer, and then some.
PATIENCE = 14_000


def instead(status: str, more: str = "") -> Callable[[bytes], bytes]:
    """Something between phone and server answers so."""
    page = b"<h1>Dear guest</h1>"
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n{more}"
    return lambda _request: head.encode() + b"Connection: close\r\n\r\n" + page


WEATHERS = {
    "a hole": Weather(hole=True),
    "502": Weather(portal=instead("502 Bad Gateway")),
    "507": Weather(portal=instead("507 Insufficient Storage")),
    "403": Weather(portal=instead("403 Forbidden")),
    "401": Weather(portal=instead("401 Unauthorized")),
    "led to a page of the same name": Weather(
        portal=lambda request: (
            instead("200 OK")(request)
            if b" /sign-in" in request.split(b"\r\n")[0]
            else instead("302 Found", "Location: /sign-in\r\n")(request)
        )
    ),
    **{name: Weather(portal=portal) for name, portal in PORTALS.items()},
}


def running() -> int:
    """How many sessions the server would still let in."""
    return len(asked(db.select(SignedInSession.id).where(SignedInSession.ended_at.is_(None))))


def shows_nobody(page: Page) -> None:
    """The page without signal, for nobody in particular."""
    expect(page.get_by_role("heading", level=1)).to_have_text("No signal", timeout=PATIENCE)
    assert "Dora" not in page.content()
    # Else it tries again by itself, and crosses what is asked for next.
    page.goto("about:blank")


def leave(page: Page) -> None:
    """Sign out as a member does."""
    page.get_by_role("button", name="Sign out", exact=True).click(no_wait_after=True)


def comes_to_sign_in(page: Page) -> None:
    """Whoever opens the phone next is asked who they are."""
    page.goto("/mine")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert running() == 0


@pytest.fixture
def phone(phone_of: Opener, line: Proxy) -> Page:
    """Dora's phone on the line, at the page where she signs out."""
    page = phone_of(person("dora"), base_url=line.address)
    ready(page)
    page.goto("/account")
    return page


@pytest.mark.parametrize("weather", ["a hole", "502", "welcome"])
def test_a_sign_out_that_was_never_received_is_told_again(
    phone: Page, line: Proxy, weather: str
) -> None:
    line.set(WEATHERS[weather])
    leave(phone)
    shows_nobody(phone)
    assert running() == 1, "else this shows nothing"
    line.set(FAIR)
    comes_to_sign_in(phone)


def test_nothing_but_our_own_page_is_a_receipt(phone: Page, line: Proxy) -> None:
    line.set(Weather(cut=True))
    leave(phone)
    shows_nobody(phone)
    for weather in WEATHERS.values():
        if weather.hole:
            continue
        before = line.happened["portal"]
        line.set(weather)
        phone.goto("/mine", wait_until="commit")
        shows_nobody(phone)
        assert line.happened["portal"] > before
        assert running() == 1
    line.set(FAIR)
    comes_to_sign_in(phone)


def test_a_receipt_that_was_lost_is_made_up_for(phone: Page, line: Proxy) -> None:
    """The server ended the session, and the line broke before it could say so."""
    line.set(Weather(resets=1, where=("after",)))
    leave(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("No signal", timeout=PATIENCE)
    assert running() == 0
    line.set(FAIR)
    # By itself, as soon as there is signal.
    expect(phone.get_by_role("heading", level=1)).to_have_text("Sign in", timeout=PATIENCE)
    comes_to_sign_in(phone)
