"""Signing out for good: no page, old or still open, goes on as the one who left."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from nightsafe.accounts.models import SignedInSession
from nightsafe.database import db
from tests.browser import Opener, Server
from tests.journeys.keeping import heading, is_known, known, store
from tests.journeys.test_drafts import CANARY, drafting
from tests.journeys.test_outbox import as_
from tests.journeys.test_shell import GONE, warmed
from tests.people import person, settle
from tests.proofs.acts import asked, entries
from tests.sign_in import cookie_for

REGISTER = """async () => {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const how = { method: "POST", headers, body: JSON.stringify({ device: null }) };
  return fetch("/phone/register", how).then((answer) => answer.status, () => "no answer");
}"""
# What a page tells the worker when it is loaded.
TELL = """async () => {
  const { person, membership, until, build } = document.documentElement.dataset;
  const { active } = await navigator.serviceWorker.ready;
  const here = { person: Number(person), membership: Number(membership), until: Number(until) };
  active.postMessage({ here: { ...here, build, kept: false, theme: "", language: "en" } });
}"""
NO_ROOM = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value) {
    if (this.name === "meta") throw new DOMException("full", "QuotaExceededError");
    return put.call(this, value);
  };
}"""


class Failing:
    """The server, where one address may fail; it notes what is asked."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.fails = ""
        self.asked: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer as the app does, save at the address that fails."""
        self.asked.append(environ["PATH_INFO"])
        if self.fails and environ["PATH_INFO"] == self.fails:
            start("502 Bad Gateway", [("Content-Type", "text/html")])
            return [b"<h1>Bad gateway</h1>"]
        return self.app(environ, start)


@pytest.fixture
def failing(app: Flask) -> Failing:
    return Failing(app)


@pytest.fixture
def live(app: Flask, failing: Failing) -> Iterator[str]:
    """A server that may fail, in place of the one that all journeys share."""
    settle()
    db.session.commit()
    server = Server(failing)  # type: ignore[arg-type]
    yield server.address
    server.stop()


def sign_out(page: Page) -> None:
    """Tap Sign out."""
    page.get_by_role("button", name="Sign out", exact=True).click()


def never(_route: Route) -> None:
    """No answer comes."""


def running() -> int:
    """How many sessions the server would still let in."""
    return len(asked(db.select(SignedInSession.id).where(SignedInSession.ended_at.is_(None))))


def test_a_page_still_open_does_not_go_on_as_the_one_who_left(
    phone_of: Opener, failing: Failing
) -> None:
    page = phone_of(person("dora"))
    warmed(page)
    is_known(page)
    left_open = page.context.new_page()
    left_open.goto("/")
    page.goto("/account")
    failing.fails = "/sign-out"
    sign_out(page)
    heading(page, "No signal")
    page.goto("about:blank")
    failing.asked.clear()
    assert left_open.evaluate(REGISTER) == "no answer"
    left_open.evaluate(TELL)
    assert left_open.evaluate(REGISTER) == "no answer"
    assert left_open.evaluate(GONE)
    assert set(failing.asked) == {"/sign-out"}
    assert running() == 1
    failing.fails = ""
    # Told before it is asked, and so refused.
    assert left_open.evaluate(REGISTER) not in {200, "no answer"}
    assert running() == 0


def test_a_sign_out_from_a_page_of_an_earlier_session_ends_the_one_that_goes_on(
    phone_of: Opener, app: Flask, live: str
) -> None:
    page = phone_of(person("dora"))
    warmed(page)
    page.goto("/account")
    name, value = cookie_for(app, person("dora"))
    page.context.add_cookies([{"name": name, "value": value, "url": live}])
    assert running() == 2
    sign_out(page)
    heading(page, "Sign in")
    page.goto("/mine")
    heading(page, "Sign in")
    assert running() == 1, "the earlier one had no cookie any more"


def test_drafts_go_even_where_the_script_that_wipes_them_came_late(phone_of: Opener) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    page.get_by_label("What happened?").fill(CANARY)
    drafting(page)
    page.route("**/wipe.js*", never)
    page.goto("/account", wait_until="commit")
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    page.unroute("**/wipe.js*")
    sign_out(page)
    heading(page, "Sign in")
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    drafting(page, 0)
    assert [one["draftKey"] for one in store(page)["people"]] == [None]
    # Who comes back to this page later has drafts of another time.
    expect(page).not_to_have_url(re.compile("done="))


def test_a_draft_key_goes_when_the_sign_in_is_over_and_no_draft_is_left(
    phone_of: Opener, app: Flask, live: str
) -> None:
    page = phone_of(person("dora"), service_workers="block")
    page.clock.install()
    page.goto("/log/V1")
    is_known(page)
    began = page.evaluate("Date.now()")
    as_(page, app, "mo", live)

    def keys_after(hours: int) -> list[bool]:
        page.clock.set_fixed_time(began / 1000 + hours * 3600)
        page.goto("/outbox")
        is_known(page)
        page.wait_for_timeout(200)
        keys = {one["person"]: bool(one["draftKey"]) for one in store(page)["people"]}
        return [keys[person("dora").id], keys[person("mo").id]]

    assert keys_after(13) == [True, True], "her sign-in might have lasted"
    assert keys_after(15) == [False, True]


def test_what_is_sent_from_a_kept_page_without_room_is_another_entry_each_time(
    phone_of: Opener,
) -> None:
    page = phone_of(person("dora"))
    warmed(page)
    for number in (1, 2):
        page.goto("/log/V1")
        assert page.evaluate("'kept' in document.documentElement.dataset")
        is_known(page)
        page.evaluate(NO_ROOM)
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Send it now").click()
        heading(page, "Received")
        assert len(entries()) == number
