"""Measures what the phone's budgets come to, on the product's own server, in a real browser.

Prints one line for each figure: the median of some runs, the budget, and how often the one goes
into the other. `phone.py` starts it in the right environment.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import lighthouse
from benchmarks.serving import Running, running
from tests import chromium
from tests.browser import PHONE
from tests.journeys.test_budgets import LOG_SCREEN, weighed
from tests.journeys.test_shell import KEPT

SCREENS = ("/sign-in", "/", "/log/V1")
SAVED = 100.0  # ms from Save to "Saved on this phone"
OPENED = 1000.0  # ms until something is on the screen
TWO_TAPS = 5000.0  # ms from the first screen to "Saved on this phone"
WATCH = """() => {
  window.savedAfter = new Promise((done) => {
    document.addEventListener("submit", () => {
      const start = performance.now();
      new MutationObserver((_, watch) => {
        if (!document.querySelector("main .receipt")) return;
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - start));
      }).observe(document.body, { childList: true, subtree: true });
    }, { capture: true });
  });
}"""
PAINTED = """async () => {
  for (let tries = 0; tries < 100; tries += 1) {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    if (paint) return paint.startTime;
    await new Promise((done) => setTimeout(done, 20));
  }
  return Infinity;
}"""


def line(what: str, figure: float, unit: str, budget: float) -> None:
    """Print a figure beside its budget."""
    part = f"{budget / figure:5.1f} times within" if figure <= budget else "OVER"
    print(f"  {what:<52} {figure:>9,.0f} {unit:<3} of {budget:>7,.0f}   {part}", flush=True)


class Phone:
    """A browser of its own, signed in, on a server."""

    def __init__(self, browser: Browser, server: Running) -> None:
        self.context = browser.new_context(base_url=server.address, viewport=PHONE)
        name, value = server.cookie
        self.context.add_cookies([{"name": name, "value": value, "url": server.address}])
        self.page: Page = self.context.new_page()
        self.server = server

    def warm(self) -> "Phone":
        """Let it keep its pages."""
        self.page.goto("/")
        assert self.page.evaluate(KEPT)
        return self

    def painted(self, address: str) -> float:
        """Milliseconds from going somewhere until something is shown."""
        self.page.goto(address, wait_until="commit")
        return float(self.page.evaluate(PAINTED))

    @contextmanager
    def another(self, address: str) -> Iterator[Page]:
        """A page of its own: once the server has an entry, the one that saved it goes on."""
        page = self.context.new_page()
        page.goto(address)
        yield page
        page.close()

    def saved(self) -> float:
        """Milliseconds from Save to "Saved on this phone"."""
        with self.another("/log/L3") as page:
            page.evaluate(WATCH)
            page.get_by_role("button", name="Save").click()
            return float(page.evaluate("window.savedAfter"))

    def two_taps(self) -> float:
        """Milliseconds from the first screen, over two taps, to the words that it is saved."""
        with self.another("/") as page:
            began = time.monotonic()
            page.locator("a.tile").first.click()
            page.get_by_role("button", name="Save").click()
            page.locator("main .receipt").wait_for()
            return (time.monotonic() - began) * 1000


def timings(browser: Browser, server: Running, runs: int) -> None:
    """What the phone does by itself."""

    def median(act: Callable[[], float]) -> float:
        return statistics.median(act() for _ in range(runs))

    cold = Phone(browser, server).page
    octets = weighed(cold, lambda: cold.goto("/log/V1"))
    line("log screen over the wire, cold", sum(octets.values()), "B", LOG_SCREEN)
    phone = Phone(browser, server).warm()
    again = weighed(phone.page, lambda: phone.page.goto("/log/V1"))
    line("log screen over the wire, warm", sum(again.values()) or 1e-9, "B", 1e-9)
    line("from Save to “Saved on this phone”", median(phone.saved), "ms", SAVED)
    line("two taps, from the first screen to saved", median(phone.two_taps), "ms", TWO_TAPS)
    phone.context.set_offline(True)
    line("first screen, no network", median(lambda: phone.painted("/")), "ms", OPENED)
    line("log screen, no network", median(lambda: phone.painted("/log/V1")), "ms", OPENED)
    line("saved, no network", median(phone.saved), "ms", SAVED)
    phone.context.set_offline(False)
    server.fall_silent(True)
    try:
        line("first screen, packets vanish", median(lambda: phone.painted("/")), "ms", OPENED)
        line("log screen, packets vanish", median(lambda: phone.painted("/log/V1")), "ms", OPENED)
    finally:
        server.fall_silent(False)


def main(runs: int) -> None:
    """Measure all of it and print it."""
    with running() as server:
        with sync_playwright() as playwright:
            flags = ["--no-sandbox"] if chromium.is_root() else []
            browser = playwright.chromium.launch(executable_path=chromium.found(), args=flags)
            print("In a browser, medians:")
            timings(browser, server, runs)
            browser.close()
        if not lighthouse.installed():
            print("Lighthouse needs Node with npm; there is none here.")
            return
        print("Lighthouse, mobile, medians:")
        for address in SCREENS:
            cookie = None if address == "/sign-in" else server.cookie
            found = lighthouse.medians(f"{server.address}{address}", cookie, min(runs, 5))
            print(
                f"  {address}: " + ", ".join(f"{key} {value:,.0f}" for key, value in found.items())
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
