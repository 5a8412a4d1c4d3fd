"""A real browser on the real app: a server beside the test, a phone-sized page, axe.

`phone` is a signed-out page at 360×740 on a fresh SQLite database; `phone_of(person)` gives one
that is signed in. `desk_of(person)` is the same at 1280×800. The server runs in a thread on the
database of the `app` fixture: what a test commits, the browser sees. Every page that a browser
opens fails its test if it logs an error or breaks the content security policy.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, ViewportSize
from werkzeug.serving import WSGIRequestHandler, make_server

from nightsafe.accounts.models import Membership, Person
from nightsafe.database import db
from tests import chromium
from tests.engines import OnSqlite
from tests.sign_in import cookie_for

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
CONTRAST = {"runOnly": ["color-contrast"]}  # the one rule of axe that depends on the theme
TOO_LONG = 10_000  # milliseconds: a page that takes longer will not come

Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the system's browser if there is one, else Playwright's own."""
    found = chromium.found()
    arguments = ["--disable-dev-shm-usage", *(["--no-sandbox"] if chromium.is_root() else [])]
    return {"args": arguments, **({"executable_path": found} if found else {})}


class Handler(WSGIRequestHandler):
    """Speaks as the product's own server does, which does not say what it is."""

    def send_header(self, keyword: str, value: str) -> None:
        """Leave out the name and version of what serves the tests."""
        if keyword.lower() != "server":
            super().send_header(keyword, value)


class Server:
    """The app behind a port of its own, in a thread."""

    def __init__(self, app: Flask) -> None:
        self.server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Handler)
        # Daemon threads: a browser's idle connection must not keep the tests from ending.
        self.server.daemon_threads = True  # type: ignore[attr-defined]
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture(scope="session")
def _servers() -> Iterator[dict[int, Server]]:
    servers: dict[int, Server] = {}
    yield servers
    for server in servers.values():
        server.stop()


@pytest.fixture
def live(app: Flask, installation: object, _servers: dict[int, Server]) -> Iterator[str]:
    """The address of a server on this test's database."""
    assert isinstance(installation, OnSqlite), "journeys run on SQLite"
    db.session.commit()
    if id(app) not in _servers:
        _servers[id(app)] = Server(app)
    yield _servers[id(app)].address
    forgotten: list[str] = app.extensions["forgotten"]
    told = "; ".join(forgotten)
    forgotten.clear()
    assert not told, f"left without a commit: {told}"


@pytest.fixture
def open_page(live: str, browser: Browser, app: Flask) -> Iterator[Opener]:
    """Call it for a new page: `open_page(person=None, size=PHONE, **context options)`."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opener(
        person: Person | None = None,
        membership: Membership | None = None,
        size: ViewportSize = PHONE,
        **options: Any,
    ) -> Page:
        options.setdefault("locale", "en-GB")
        options.setdefault("timezone_id", "Europe/London")
        options.setdefault("base_url", live)
        context = browser.new_context(viewport=size, **options)
        contexts.append(context)
        context.set_default_timeout(TOO_LONG)
        if person is not None:
            name, value = cookie_for(app, person, membership)
            context.add_cookies([{"name": name, "value": value, "url": live}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(_told(error)))
        page.on("console", lambda message: _listen(message, complaints))
        return page

    yield opener
    for context in contexts:
        context.close()
    db.session.rollback()
    assert not complaints, "the browser complained:\n  " + "\n  ".join(complaints)


@pytest.fixture
def phone(open_page: Opener) -> Page:
    """A phone that has not signed in."""
    return open_page()


@pytest.fixture
def phone_of(open_page: Opener) -> Opener:
    """Call it with a person for a phone that is signed in as them."""
    return open_page


@pytest.fixture
def desk_of(open_page: Opener) -> Opener:
    """Call it with a person for a desk screen that is signed in as them."""

    def opener(person: Person, membership: Membership | None = None, **options: Any) -> Page:
        return open_page(person, membership, size=DESK, **options)

    return opener


def axe_faults(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    """What axe finds on a page as it stands, one line for each rule; empty when in order."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # Of all that is in order nothing is told: to name each such element takes longer than to look.
    asked = {"resultTypes": ["violations"], **(options or {})}
    found = page.evaluate("async (asked) => (await axe.run(asked)).violations", asked)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: "
        + "; ".join(" ".join(map(str, node["target"])) for node in one["nodes"][:5])
        for one in found
    ]


def _told(error: Error) -> str:
    return f"uncaught: {error.message}"


def _listen(message: ConsoleMessage, complaints: list[str]) -> None:
    # A refused form answers 422 and the like on purpose; the browser notes that as an error.
    if message.type == "error" and "Failed to load resource" not in message.text:
        complaints.append(message.text)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whatever needs a browser, so that `-m 'not browser'` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
