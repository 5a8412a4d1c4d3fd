"""What somebody types is nowhere on the phone's disk, and after signing out nothing says what was
logged, by whom, where (R27): the whole profile is searched, file by file.
"""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.incidents.written import read_written
from tests.people import person
from tests.proofs.acts import asked, entries, log, ready, until_drafted, until_sent
from tests.proofs.disk import search
from tests.proofs.phones import Phone, stores
from tests.proofs.proxy import FAIR, Proxy, Weather
from tests.sign_in import cookie_for

CANARY = "Kumquat-Zebrafish-Obsidian"
DRAFTED = "Marigold-Pelican-Granite"
WHERE = "Quince-Walrus-Basalt"
REFERENCE = "URN 90417-QXZ"
WORDS = [CANARY, DRAFTED, WHERE, REFERENCE]


@pytest.fixture
def screen(a_phone: Phone, app: Flask) -> Page:
    """Dora's phone with a profile on disk, filled."""
    page = a_phone.start()
    a_phone.sign_in(cookie_for(app, person("dora")))
    ready(page)
    return page


def write_all(page: Page) -> None:
    """Fill in whatever takes words on a log."""
    page.get_by_label("What happened?").fill(CANARY)
    page.get_by_label("Somewhere else", exact=True).check()
    page.get_by_label("Street, place or your own words").fill(WHERE)
    page.get_by_text("Police reference, how serious").click()
    page.get_by_label("Police reference", exact=True).fill(REFERENCE)


def test_what_is_typed_is_nowhere_on_the_disk(
    screen: Page, a_phone: Phone, line: Proxy, app: Flask
) -> None:
    page = screen
    # A draft, kept by a crash and by a reload.
    page.goto("/log/L3")
    page.get_by_label("What happened?").fill(DRAFTED)
    until_drafted(page)
    a_phone.kill()
    assert search(a_phone.folder, WORDS) == {}
    page = a_phone.start()
    page.goto("/log/L3")
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value(DRAFTED)

    # Saved without signal, beside it.
    line.set(Weather(cut=True))
    page.goto("/log/V1")
    write_all(page)
    until_drafted(page, 2)
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value(CANARY)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved on this phone")
    page.goto("/outbox")
    assert CANARY not in str(stores(page))
    a_phone.kill()
    assert search(a_phone.folder, WORDS) == {}

    # Sent; then closed as usual, when the browser writes whatever it still had in mind.
    line.set(FAIR)
    page = a_phone.start()
    page.goto("/log")
    until_sent(page, nudge=True)
    a_phone.close()
    assert search(a_phone.folder, WORDS) == {}
    (entry,) = asked(db.select(Entry))
    assert read_written(db.session.merge(entry)).paragraphs[0]["text"] == CANARY
    db.session.rollback()

    # Signed out.
    page = a_phone.start()
    sign_out(page)
    a_phone.close()
    assert search(a_phone.folder, WORDS) == {}


def sign_out(page: Page) -> None:
    """Sign out as a member does."""
    page.goto("/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_after_signing_out_nothing_readable_stays(
    screen: Page, a_phone: Phone, line: Proxy, app: Flask
) -> None:
    page = screen
    words = ["Dora Doorman", "The Lantern", "Fight or assault", "George Street"]
    sent = log(page, words=CANARY)
    until_sent(page, nudge=True)
    line.set(Weather(cut=True))
    kept = log(page, words=CANARY)
    page.goto("/log/V1")
    page.get_by_label("What happened?").fill(DRAFTED)
    until_drafted(page)
    before = stores(page)
    assert all(one in str(before["caches"]) for one in words[:3]), "else this shows nothing"
    line.set(Weather(cut=True))
    shown_to_somebody_else(page, line)
    after = stores(page)
    told = str(after)
    references = [one for ref in (sent, kept) for one in (ref, f"{ref[:3]}-{ref[3:]}")]
    assert [one for one in [*words, *references, CANARY, DRAFTED] if one in told] == []
    assert (after["indexed"]["drafts"], len(after["indexed"]["outbox"])) == ([], 1)
    assert all('"draftKey":null' in one for one in after["indexed"]["people"])
    assert all('"label":null' in one for one in after["indexed"]["outbox"])
    # What waits is on its way all the same.
    line.set(FAIR)
    until_sent(page, nudge=True)
    assert entries() == [sent, kept]
    a_phone.close()
    # The browser's own history has a page's title, and so perhaps which form was opened.
    unsaid = [*words[:2], *references, CANARY, DRAFTED, "dora@example.org"]
    assert search(a_phone.folder, unsaid) == {}


def test_back_shows_nothing_where_signing_out_had_no_signal(screen: Page, line: Proxy) -> None:
    """The browser keeps pages as they were left; the server could not tell it to let go."""
    for path in ("/mine", "/log/V1", "/account"):
        screen.goto(path)
    assert "Dora Doorman" in screen.inner_text("body")
    line.set(Weather(cut=True))
    screen.get_by_role("button", name="Sign out", exact=True).click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("No signal")
    for _ in range(3):
        screen.go_back(wait_until="commit")
        expect(screen.get_by_role("heading", level=1)).to_have_text("No signal")
        text = screen.inner_text("body")
        assert not any(one in text for one in ("Dora", "dora@", "The Lantern", "Fight or")), text


def shown_to_somebody_else(page: Page, line: Proxy) -> None:
    """Sign out, go back through all that was open, without and with signal: nothing is shown."""
    # All but the queue's own posts come through: something is still to be sent afterwards.
    page.route("**/outbox", lambda route: route.abort() if is_post(route) else route.continue_())
    line.set(FAIR)
    sign_out(page)
    line.set(Weather(cut=True))
    for _ in range(6):
        page.go_back(wait_until="commit")
        text: Any = page.inner_text("body")
        assert not {CANARY, DRAFTED, "Dora", "The Lantern", "Fight"} & set(text.split()), text
        assert not any(one in text for one in (CANARY, DRAFTED, "The Lantern", "Fight or")), text
    page.goto("/sign-in", wait_until="commit")
    page.unroute("**/outbox")


def is_post(route: Route) -> bool:
    return route.request.method == "POST"
