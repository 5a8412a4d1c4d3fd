"""The installed phone: it opens without signal, and shows nobody what was another's."""

import re
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from nightsafe.accounts.passwords import hash_password
from nightsafe.accounts.roles import SESSION_LIMITS, Role
from nightsafe.database import db
from tests.browser import Opener, Server, axe_faults
from tests.people import PASSWORD, person, settle
from tests.sign_in import cookie_for
from tests.test_headers import ALWAYS, POLICY, policy

KEPT = """async (before) => {
  for (let tries = 0; tries < 200; tries += 1) {
    const names = await caches.keys();
    const pages = names.filter((name) => name.startsWith("pages-"));
    const come = pages.length === 1 && pages[0] !== before;
    if (come && navigator.serviceWorker.controller) return pages;
    await new Promise((done) => setTimeout(done, 50));
  }
  return [];
}"""
GONE = """async () => {
  for (let tries = 0; tries < 200; tries += 1) {
    const names = await caches.keys();
    if (!names.some((name) => name.startsWith("pages-"))) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}"""
READY = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  return active.state;
}"""


class Line:
    """The line to the server: it counts what is asked, and can fall silent."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.silent = False
        self.asked: list[str] = []
        self.over = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer as the app does; where packets vanish, never."""
        self.asked.append(environ["PATH_INFO"])
        if self.silent:
            self.over.wait()
            raise ConnectionAbortedError
        return self.app(environ, start)


@pytest.fixture
def line(app: Flask) -> Iterator[Line]:
    made = Line(app)
    yield made
    made.over.set()


@pytest.fixture
def live(app: Flask, line: Line) -> Iterator[str]:
    """A server behind that line, in place of the one that all journeys share."""
    settle()
    db.session.commit()
    server = Server(line)  # type: ignore[arg-type]
    yield server.address
    line.over.set()
    server.stop()


def warmed(page: Page) -> str:
    """Let a signed-in phone fill itself; gives the name of what it keeps."""
    page.goto("/")
    (name,) = page.evaluate(KEPT)
    return str(name)


def go(page: Page, address: str) -> float:
    """Go somewhere and see its heading; gives the seconds it took."""
    began = time.monotonic()
    page.goto(address, wait_until="commit")
    expect(page.locator("h1")).to_be_visible()
    return time.monotonic() - began


def test_it_opens_without_network_in_under_a_second(phone_of: Opener, line: Line) -> None:
    page = phone_of(person("dora"))
    name = warmed(page)
    assert name.startswith(f"pages-{person('dora').id}-")
    page.context.set_offline(True)
    for address, there in (
        ("/log/L3", "form#log"),
        ("/log", "[data-filter]"),
        ("/visits/new", "form[method=post]"),
        ("/outbox", "h1"),
        ("/help", "a[href='tel:999']"),
        ("/", "#tiles"),
    ):
        assert go(page, address) < 1, address
        expect(page.locator(there).first).to_be_visible()
        expect(page.locator("h1")).not_to_have_text("No signal")
    assert axe_faults(page) == []


def test_where_packets_vanish_it_opens_as_fast(phone_of: Opener, line: Line) -> None:
    page = phone_of(person("dora"))
    warmed(page)
    line.silent = True
    assert go(page, "/log/L3") < 1
    assert go(page, "/") < 1.6  # of which 0.7 are for a fresher page to come
    expect(page.locator("#tiles")).to_be_visible()


def test_a_warm_log_screen_asks_the_network_for_nothing(phone_of: Opener, line: Line) -> None:
    page = phone_of(person("dora"))
    warmed(page)
    page.goto("/log/L3")
    page.wait_for_load_state("networkidle")
    line.asked.clear()
    page.goto("/log/V1")
    page.wait_for_load_state("networkidle")
    # What comes only once the page is idle would be counted, too.
    page.evaluate("new Promise((done) => requestIdleCallback(() => setTimeout(done, 1000)))")
    assert line.asked == []


def test_a_kept_page_is_as_safe_as_the_servers(phone_of: Opener, line: Line) -> None:
    page = phone_of(person("dora"))
    warmed(page)
    seen = set()
    for _ in range(2):
        answer = page.goto("/log/L3")
        assert answer is not None and answer.from_service_worker
        headers, html = answer.all_headers(), answer.text()
        assert headers["cache-control"] == "no-store"
        assert {name: headers.get(name.lower()) for name in ALWAYS} == ALWAYS
        directives = policy(headers["content-security-policy"])
        nonce = directives.pop("script-src")
        assert directives == POLICY
        nonces = re.findall(r'nonce="([^"]+)"', html)
        assert set(nonces) == {nonce[7:-1]}
        assert len(nonces) >= html.count("<script") > 0
        seen.add(nonce)
    assert len(seen) == 2, "each showing has a nonce of its own"


def test_a_kept_page_follows_the_theme(phone_of: Opener, line: Line) -> None:
    page = phone_of(person("dora"), color_scheme="light")
    warmed(page)
    for _ in range(2):
        page.locator("[data-theme-switch]").click()
        wanted = page.evaluate("document.documentElement.dataset.theme")
        for address in ("/log/L3", "/log/V1"):
            page.goto(address)
            assert page.evaluate("document.documentElement.dataset.theme") == wanted
            assert (
                page.locator("meta[name=theme-color]").first.get_attribute("content")
                == ({"dark": "#0d1220", "light": "#f5f6fa"}[wanted])
            )


def test_what_is_not_kept_says_what_works(phone_of: Opener, line: Line) -> None:
    page = phone_of(person("dora"))
    warmed(page)
    page.context.set_offline(True)
    page.goto("/mine")
    expect(page.locator("h1")).to_have_text("No signal")
    expect(page.get_by_role("link", name="Log something")).to_be_visible()
    expect(page.get_by_role("link", name="Call 999")).to_be_visible()
    expect(page.locator("a[href='tel:01865000000']")).to_be_visible()
    assert axe_faults(page) == []
    page.get_by_role("link", name="Log something").click()
    expect(page.locator("#tiles")).to_be_visible()
    page.goto("/mine")
    page.context.set_offline(False)
    # Signal again: the page comes by itself.
    expect(page.locator("h1")).to_have_text("My entries")


def test_signed_out_it_offers_sign_in_999_and_no_log(phone: Page, line: Line) -> None:
    phone.goto("/")
    assert phone.evaluate(READY) in {"activating", "activated"}
    phone.goto("/")
    phone.context.set_offline(True)
    for address in ("/", "/log/L3", "/sign-in"):
        phone.goto(address)
        expect(phone.locator("h1")).to_have_text("No signal")
        expect(phone.get_by_role("link", name="Try to sign in")).to_be_visible()
        expect(phone.get_by_role("link", name="Call 999")).to_be_visible()
        assert phone.locator("#tiles, form").count() == 0
    assert axe_faults(phone) == []
    # With signal again the page would try by itself, and cross what the test asks for.
    phone.goto("about:blank")
    phone.context.set_offline(False)
    line.silent = True
    assert go(phone, "/") < 1.6


def test_signing_out_leaves_nothing_to_go_back_to(phone_of: Opener, line: Line) -> None:
    page = phone_of(person("dora"))
    warmed(page)
    page.goto("/log/L3")
    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    assert page.evaluate(GONE)
    for _ in range(2):
        page.go_back()
        expect(page.locator("h1")).to_have_text("Sign in")
    page.context.set_offline(True)
    page.goto("/log/L3")
    expect(page.locator("h1")).to_have_text("No signal")
    expect(page.get_by_role("link", name="Try to sign in")).to_be_visible()
    assert "Dora" not in page.content()


def test_a_sign_in_that_ended_elsewhere_ends_the_pages_here(phone_of: Opener, line: Line) -> None:
    page = phone_of(person("dora"))
    warmed(page)
    page.context.clear_cookies()
    page.goto("/mine")
    expect(page.locator("h1")).to_have_text("Sign in")
    assert page.evaluate(GONE)


def test_the_next_persons_pages_replace_the_last_ones(
    phone_of: Opener, app: Flask, live: str, line: Line
) -> None:
    page = phone_of(person("dora"))
    first = warmed(page)
    name, value = cookie_for(app, person("otto"))
    page.context.add_cookies([{"name": name, "value": value, "url": live}])
    page.goto("/")
    expect(page.locator("header")).to_contain_text("The Anchor")
    (only,) = page.evaluate(KEPT, first)
    assert only.startswith(f"pages-{person('otto').id}-")
    page.context.set_offline(True)
    page.goto("/log/L3")
    expect(page.locator("header")).to_contain_text("The Anchor")


def test_signing_in_posts_through_the_worker(phone: Page, line: Line) -> None:
    person("dora").password_hash = hash_password(PASSWORD)
    db.session.commit()
    phone.goto("/sign-in")
    assert phone.evaluate(READY)
    phone.goto("/sign-in")
    phone.get_by_label("E-mail").fill("dora@example.org")
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.locator("#tiles")).to_be_visible()
    assert phone.evaluate(KEPT)


def test_pages_go_when_the_sign_in_has_lasted_its_time(
    phone_of: Opener, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = timedelta(seconds=6)
    monkeypatch.setitem(SESSION_LIMITS, Role.VS, (short, short))
    page = phone_of(person("dora"))
    began = time.monotonic()
    warmed(page)
    page.context.set_offline(True)
    page.goto("/log/L3")
    expect(page.locator("form#log")).to_be_visible()
    while page.locator("form#log").count():
        assert time.monotonic() - began < 12, "still shown long after"
        page.goto("/log/L3")
    expect(page.locator("h1")).to_have_text("No signal")
    assert time.monotonic() - began > 5
    assert page.evaluate(GONE)


IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


def test_an_iphone_is_told_how_to_install_until_it_is_sent_away(
    phone_of: Opener, line: Line
) -> None:
    page = phone_of(person("dora"), user_agent=IPHONE, is_mobile=True, has_touch=True)
    page.goto("/")
    hint = page.locator("[data-install]")
    expect(hint).to_contain_text("Add to Home Screen")
    assert axe_faults(page) == []
    page.get_by_role("button", name="Not now").click()
    expect(hint).to_be_hidden()
    page.goto("/")
    expect(page.locator("[data-queue].is-live")).to_be_visible()
    expect(hint).to_be_hidden()


def test_an_android_phone_is_offered_it_only_while_nothing_waits(
    phone_of: Opener, line: Line
) -> None:
    page = phone_of(person("dora"), is_mobile=True, has_touch=True)
    warmed(page)
    expect(page.locator("[data-install]")).to_contain_text("browser’s menu")
    page.evaluate("""() => {
      const offer = new Event("beforeinstallprompt");
      offer.prompt = async () => ({ outcome: "dismissed" });
      dispatchEvent(offer);
    }""")
    expect(page.get_by_role("button", name="Install", exact=True)).to_be_visible()
    page.context.set_offline(True)
    page.goto("/log/L3")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main .receipt")).to_be_visible()
    page.goto("/")
    expect(page.locator("#tiles")).to_be_visible()
    expect(page.locator("[data-queue-waiting]")).to_be_visible()
    expect(page.locator("[data-install]")).to_be_hidden()


def test_over_plain_http_it_says_what_is_lacking(phone_of: Opener, line: Line) -> None:
    page = phone_of(person("dora"))
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.goto("/")
    expect(page.get_by_text("This address cannot save without signal")).to_be_visible()
    expect(page.locator("[data-install]")).to_be_hidden()
    assert axe_faults(page) == []
