"""What the journeys of the phone's queue share: a phone that is known, what lies in its store."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from nightsafe.accounts.models import Person
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from tests.browser import Opener

# Everything in the store as text: what is readable there is readable to a thief.
_DUMP = """async () => {
  const open = indexedDB.open("nightsafe");
  const base = await new Promise((done, no) => {
    open.onsuccess = () => done(open.result);
    open.onerror = no;
  });
  const plain = (value) => {
    if (value instanceof CryptoKey) return "key";
    if (value instanceof ArrayBuffer) value = new Uint8Array(value);
    // Not in one call: a photo is longer than a call may be.
    const letter = (one) => String.fromCharCode(one);
    if (value instanceof Uint8Array) return Array.from(value, letter).join("");
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
    }
    return value;
  };
  const found = {};
  for (const name of base.objectStoreNames) {
    const asked = base.transaction(name).objectStore(name).getAll();
    found[name] = await new Promise((done) => {
      asked.onsuccess = () => done(asked.result.map(plain));
    });
  }
  base.close();
  return found;
}"""


def known(phone_of: Opener, who: Person, path: str = "/", **options: Any) -> Page:
    """A phone that the server knows: it seals and keeps. Its pages come from the server alone."""
    options.setdefault("service_workers", "block")
    page = phone_of(who, **options)
    page.goto(path)
    is_known(page)
    return page


def is_known(page: Page) -> None:
    """Wait until the phone is registered: the head says what waits."""
    expect(page.locator("[data-queue].is-live")).to_be_visible()


def store(page: Page) -> dict[str, list[dict[str, Any]]]:
    """All rows of the phone's store, by store."""
    found: dict[str, list[dict[str, Any]]] = page.evaluate(_DUMP)
    return found


def heading(page: Page, words: str) -> None:
    """The page's heading says so."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def waits(page: Page, how_many: int) -> None:
    """The head says how many wait."""
    words = re.compile(rf"^{how_many} waiting") if how_many else re.compile("^All sent")
    expect(page.locator("[data-queue] .badge:visible")).to_have_text(words)


def says(page: Page, words: str) -> None:
    """The list of what waits says so of one of it."""
    expect(page.locator("[data-say]:visible", has_text=words)).to_be_visible()


def save(page: Page) -> None:
    """Tap Save."""
    page.get_by_role("button", name="Save", exact=True).click()


def entries() -> list[Entry]:
    """All entries as they stand."""
    db.session.rollback()
    return list(db.session.scalars(db.select(Entry).order_by(Entry.received_at)))
