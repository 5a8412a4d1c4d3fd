"""What a member does on the phone in these proofs, and what then lies on phone and server."""

import re
import time
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Page, expect

from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.ledger.verify import Problem
from nightsafe.submissions.models import Held
from tests.ledger.chains import check

READY = """async () => {
  for (let tries = 0; tries < 600; tries += 1) {
    const names = await caches.keys();
    if (names.some((name) => name.startsWith("pages-")) && navigator.serviceWorker.controller) {
      const person = Number(document.documentElement.dataset.person);
      const row = await new Promise((done) => {
        const asked = indexedDB.open("nightsafe");
        asked.onsuccess = () => {
          const db = asked.result;
          if (!db.objectStoreNames.contains("people")) return done(null);
          const found = db.transaction("people").objectStore("people").get(person);
          found.onsuccess = () => { db.close(); done(found.result); };
        };
        asked.onerror = () => done(null);
      });
      if (row?.draftKey) return true;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}"""
WAITING = """() => new Promise((done, fail) => {
  const asked = indexedDB.open("nightsafe");
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const db = asked.result;
    if (!db.objectStoreNames.contains("outbox")) { db.close(); return done([]); }
    const found = db.transaction("outbox").objectStore("outbox").index("order").getAll();
    found.onsuccess = () => {
      db.close();
      const told = ({ id, record, author, problem }) => ({ id, record, author, problem });
      done(found.result.map(told));
    };
  };
})"""
SAVED = re.compile("^(Saved on this phone|Received)$")
DRAFTS = """() => new Promise((done, fail) => {
  const asked = indexedDB.open("nightsafe");
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const found = asked.result.transaction("drafts").objectStore("drafts").count();
    found.onsuccess = () => { asked.result.close(); done(found.result); };
  };
})"""
# The reference, as soon as the screen says that it is saved.
SAVED_AT_ONCE = """() => {
  const heading = document.querySelector("h1")?.textContent.trim();
  if (heading !== "Saved on this phone" && heading !== "Received") return "";
  return document.querySelector(".receipt-ref")?.textContent ?? "";
}"""


def ready(page: Page) -> None:
    """Open the first screen as a signed-in person, and let the phone fill itself."""
    page.goto("/")
    assert page.evaluate(READY), "the phone never got ready"


def log(page: Page, code: str = "V1", words: str = "") -> str:
    """Log something and read what the phone says then: the reference, six characters."""
    page.goto(f"/log/{code}")
    if words:
        page.get_by_label("What happened?").fill(words)
    page.get_by_role("button", name="Save").click()
    return reference(page)


def reference(page: Page) -> str:
    """The reference on the screen that says it was saved; or received, if it was that quick."""
    expect(page.get_by_role("heading", level=1)).to_have_text(SAVED)
    return page.locator(".receipt-ref").first.inner_text().strip().replace("-", "")


def waiting(page: Page) -> list[dict[str, Any]]:
    """What lies in the phone's queue, in its order."""
    while True:
        # The page may just be on its way to the receipt.
        with suppress(Error):
            found: list[dict[str, Any]] = page.evaluate(WAITING)
            return found
        page.wait_for_load_state()


def until_sent(page: Page, seconds: float = 30, nudge: bool = False) -> None:
    """Wait until the queue is empty; `nudge` is somebody who comes back to the page."""
    until = time.monotonic() + seconds
    while left := waiting(page):
        assert time.monotonic() < until, f"{len(left)} are not sent: {left[:3]}"
        if nudge:
            back_online(page)
        page.wait_for_timeout(250)


def until_drafted(page: Page, drafts: int = 1) -> None:
    """Wait until what is being written is kept, encrypted, as that many drafts."""
    for _ in range(200):
        if page.evaluate(DRAFTS) >= drafts:
            # A field filled in later than the others is written again after a pause.
            page.wait_for_timeout(500)
            return
        page.wait_for_timeout(25)
    raise AssertionError("no draft was kept")


def back_online(page: Page) -> None:
    """Let the page hear that there is signal, or that its user looks at it again."""
    with suppress(Error):
        page.evaluate('dispatchEvent(new Event("online"))')


def entries() -> list[str]:
    """The references of all entries that the server has, in the order they came."""
    return asked(db.select(Entry.reference).order_by(Entry.received_at, Entry.id))


def held() -> list[str]:
    """Why the server holds something for somebody to look at, for each that it holds."""
    return asked(db.select(Held.why))


def asked(query: Any) -> list[Any]:
    """What a query finds, in a transaction that ends at once: the server wants to write."""
    db.session.rollback()
    found = list(db.session.scalars(query))
    db.session.rollback()
    return found


def chain_faults() -> list[Problem]:
    """What is wrong with the ledger."""
    found = check()
    db.session.rollback()
    return found
