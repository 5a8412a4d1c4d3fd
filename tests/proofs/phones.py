"""A phone that can die: a real browser on a profile of its own on disk, killed and started again.

Its processes are those that carry the profile's own folder in their command line, and what they
started: only they are ever sent a signal.
"""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import BrowserContext, Error, Page, Playwright

from tests import chromium
from tests.browser import PHONE, TOO_LONG


class Phone:
    """A profile on disk, and the browser that runs on it while there is one."""

    def __init__(self, playwright: Playwright, folder: Path, address: str) -> None:
        self.playwright = playwright
        self.folder = folder
        self.address = address
        self.context: BrowserContext | None = None
        self.cookie: SetCookieParam | None = None
        self.deaths = 0

    def start(self, script: str = "") -> Page:
        """Start the browser on the profile; `script` runs before each page's own."""
        assert self.context is None, "it runs already"
        found = chromium.whole()
        arguments = ["--disable-dev-shm-usage", *(["--no-sandbox"] if chromium.is_root() else [])]
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=found,
            args=arguments,
            # As on a phone: Back brings a page as it was left, if it may.
            ignore_default_args=["--disable-back-forward-cache"],
            base_url=self.address,
            viewport=PHONE,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        self.context.set_default_timeout(TOO_LONG)
        if script:
            self.context.add_init_script(script)
        if self.cookie:
            # A browser takes half a minute to write a cookie down: on a phone it long has.
            self.context.add_cookies([self.cookie])
        return self.page

    @property
    def page(self) -> Page:
        """The page that is open."""
        assert self.context is not None
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def sign_in(self, cookie: tuple[str, str]) -> None:
        """Put a session's cookie in, now and whenever the phone starts."""
        assert self.context is not None
        name, value = cookie
        self.cookie = {"name": name, "value": value, "url": self.address}
        self.context.add_cookies([self.cookie])

    def kill(self) -> None:
        """End every process of the browser with SIGKILL, as a dead battery would."""
        for pid in sorted(processes(self.folder)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.deaths += 1
        self._forget()
        until = time.monotonic() + 10
        while processes(self.folder) and time.monotonic() < until:
            time.sleep(0.02)
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.folder / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the browser as its user would."""
        self._forget()

    def _forget(self) -> None:
        if self.context is not None:
            with suppress(Error):
                self.context.close()
        self.context = None


def processes(folder: Path) -> set[int]:
    """The processes of the browser on this profile, with all that came of them."""
    mark = f"--user-data-dir={folder}".encode()
    parents: dict[int, int] = {}
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            state = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        rest = state.rpartition(")")[2].split()
        if rest[0] == "Z":
            continue
        parents[int(entry.name)] = int(rest[1])
        if mark in words:
            found.add(int(entry.name))
    grown = True
    while grown:
        children = {pid for pid, parent in parents.items() if parent in found} - found
        found |= children
        grown = bool(children)
    return found


def stores(page: Page) -> Any:
    """All that a page of ours can read of what the phone keeps: IndexedDB, caches, storage."""
    return page.evaluate(STORES)


STORES = """async () => {
  const text = (value) => JSON.stringify(value, (name, one) => {
    if (one instanceof CryptoKey) return `CryptoKey(${one.extractable})`;
    if (one instanceof ArrayBuffer) return new TextDecoder().decode(one);
    if (ArrayBuffer.isView(one)) return new TextDecoder().decode(one);
    return one;
  });
  const found = { indexed: {}, caches: {}, storage: text({ ...localStorage, ...sessionStorage }) };
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done, fail) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
    for (const store of db.objectStoreNames) {
      found.indexed[store] = await new Promise((done, fail) => {
        const asked = db.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result.map(text));
        asked.onerror = () => fail(asked.error);
      });
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    found.caches[name] = {};
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      found.caches[name][new URL(request.url).pathname] = await answer.text();
    }
  }
  return found;
}"""
