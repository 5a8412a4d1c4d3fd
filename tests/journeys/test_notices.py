"""Notices in a browser: switched on with a tap, shown by the worker, ended by signing out."""

import base64

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from nightsafe.database import db
from nightsafe.delivery.models import PushSubscription
from nightsafe.delivery.push_keys import make_key
from tests.browser import Opener
from tests.people import person, settle
from tests.proofs.acts import asked

# A browser of tests reaches no push service: this one stands in for it, from page to page.
SERVICE = """
  const point = "POINT";
  const made = {
    endpoint: "https://fcm.googleapis.com/send/this-one",
    toJSON() {
      return { endpoint: this.endpoint, keys: { p256dh: point, auth: "A".repeat(22) } };
    },
    async unsubscribe() {
      localStorage.removeItem("woken");
      return true;
    },
  };
  Object.defineProperty(Notification, "permission", { value: "granted" });
  Notification.requestPermission = async () => "granted";
  PushManager.prototype.getSubscription = async () => (localStorage.getItem("woken") ? made : null);
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    if (applicationServerKey.length !== 65) throw new Error("no key");
    localStorage.setItem("woken", "yes");
    return made;
  };
""".replace("POINT", base64.urlsafe_b64encode(b"\x04" + bytes(64)).decode().rstrip("="))
SHOWN = """async (said) => {
  const shown = [];
  ServiceWorkerRegistration.prototype.showNotification = async (...all) => shown.push(all);
  for (const data of said) self.dispatchEvent(new PushEvent("push", { data }));
  await new Promise((done) => setTimeout(done));
  return shown.map(([title, { body, tag, data }]) => [title, body, tag, addressOf(data)]);
}"""
LIVING = db.select(PushSubscription.person_id).where(PushSubscription.ended_at.is_(None))


@pytest.fixture(autouse=True)
def key(app: Flask) -> None:
    """The named people, and a key that notices are signed with."""
    settle()
    db.session.commit()
    make_key(app.extensions["settings"].push_key_path)


@pytest.fixture
def page(open_page: Opener) -> Page:
    """Dora's phone, which may show notices."""
    page = open_page(person("dora"))
    page.add_init_script(SERVICE)
    return page


def test_a_tap_switches_them_on_and_signing_out_ends_them(page: Page) -> None:
    dora = person("dora").id
    db.session.rollback()
    page.goto("/account/messages")
    page.get_by_role("button", name="Send notices here").click()
    expect(page.get_by_text("Notices come here from now on.")).to_be_visible()
    expect(page.get_by_text("This one", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Send notices here")).to_be_hidden()
    assert asked(LIVING) == [dora]
    page.goto("/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert asked(LIVING) == []
    assert page.evaluate("localStorage.getItem('woken')") is None


def test_removing_it_ends_it_in_the_browser_too(page: Page) -> None:
    page.goto("/account/messages")
    page.get_by_role("button", name="Send notices here").click()
    expect(page.get_by_text("This one", exact=True)).to_be_visible()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("button", name="Send notices here")).to_be_visible()
    assert asked(LIVING) == []
    assert page.evaluate("localStorage.getItem('woken')") is None


def test_where_they_are_blocked_it_says_what_to_do(open_page: Opener) -> None:
    page = open_page(person("dora"))
    page.add_init_script("Object.defineProperty(Notification, 'permission', { value: 'denied' })")
    page.goto("/account/messages")
    expect(page.get_by_text("Notices from this site are blocked")).to_be_visible()
    expect(page.get_by_role("button", name="Send notices here")).to_be_hidden()


def test_the_worker_shows_what_it_is_told_and_leads_nowhere_else(page: Page) -> None:
    with page.context.expect_event("serviceworker") as started:
        page.goto("/account/messages")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    warning = '{"title": "A warning", "line": "Open it.", "path": "/alerts", "tag": "a-1"}'
    elsewhere = '{"title": "A warning", "path": "https://evil.example/"}'
    shown = started.value.evaluate(SHOWN, [warning, elsewhere, "no words of ours"])
    here = page.evaluate("location.origin")
    assert shown == [
        ["A warning", "Open it.", "a-1", f"{here}/alerts"],
        ["A warning", "", "nightsafe", "/"],
        ["nightsafe", "", "nightsafe", f"{here}/"],
    ]
