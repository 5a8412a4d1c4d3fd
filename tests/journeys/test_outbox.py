"""Journeys of the phone's queue: saved without signal, sent with it, once, and in order."""

import json
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from nightsafe import clock, nights
from nightsafe.accounts.models import SignedInSession
from nightsafe.database import db
from nightsafe.incidents.written import read_written
from nightsafe.submissions.models import Submission
from tests.browser import Opener, axe_faults
from tests.journeys.keeping import entries, heading, is_known, known, save, says, store, waits
from tests.journeys.test_shell import KEPT
from tests.people import person, settle
from tests.sign_in import cookie_for


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


def test_an_entry_saved_without_signal_is_received_with_it(phone_of: Opener) -> None:
    page = known(phone_of, person("dora"), "/log/L3")
    page.context.set_offline(True)
    save(page)
    heading(page, "Saved on this phone")
    waits(page, 1)
    reference = page.locator("[data-part=reference]").inner_text()
    took = page.evaluate("performance.getEntriesByName('kept')[0].duration")
    assert took < 1000, f"saving took {took} ms"
    assert not axe_faults(page)
    page.context.set_offline(False)
    heading(page, "Received")
    (entry,) = entries()
    assert reference == f"{entry.reference[:3]}-{entry.reference[3:]}"
    assert (entry.code, entry.author_id) == ("L3", person("dora").id)
    assert entry.sent_at is not None
    assert store(page)["outbox"] == []


def test_after_three_seconds_it_stays_and_turns_into_received(phone_of: Opener) -> None:
    page = phone_of(person("dora"), service_workers="block")
    page.clock.install()
    page.goto("/log/V1")
    is_known(page)
    page.context.set_offline(True)
    save(page)
    heading(page, "Saved on this phone")
    page.clock.fast_forward(10_000)
    page.context.set_offline(False)
    heading(page, "Received")
    expect(page.get_by_text("It has arrived.", exact=True)).to_be_visible()
    page.get_by_role("link", name="Open it").click()
    page.wait_for_url("**/receipt")


def test_a_page_kept_since_yesterday_names_the_night_of_now(phone_of: Opener) -> None:
    page = phone_of(person("dora"), service_workers="block")
    tomorrow = clock.now() + timedelta(days=1)
    page.clock.install(time=tomorrow)
    night = nights.night_of(tomorrow, ZoneInfo("Europe/London"))
    page.goto("/")
    heading(page, f"{night:%A} night")
    assert page.title().startswith(f"{night:%A} night")
    page.goto("/log/V1")
    expect(page.get_by_text(f"{night:%A} night")).to_be_visible()


def test_two_taps_at_once_save_once(phone_of: Opener) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).dblclick()
    heading(page, "Saved on this phone")
    assert len(store(page)["outbox"]) == 1
    page.context.set_offline(False)
    heading(page, "Received")
    assert len(entries()) == 1


def test_taking_back_without_signal_withdraws_behind_the_entry(phone_of: Opener) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    page.context.set_offline(True)
    save(page)
    page.get_by_role("button", name=re.compile("^Take it back")).click()
    heading(page, "Taken back")
    waits(page, 2)
    page.context.set_offline(False)
    waits(page, 0)
    expect(page.get_by_text("Taken back. It will not be counted.")).to_be_visible()
    (entry,) = entries()
    assert entry.withdrawn_at is not None
    assert "within a minute" in read_written(entry).withdrawn_because
    kinds = db.session.scalars(db.select(Submission.kind).order_by(Submission.received_at))
    assert list(kinds) == ["log", "withdraw"]


def test_detail_is_added_before_the_entry_was_sent(phone_of: Opener) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    page.route("**/outbox", no_server)
    page.get_by_label("What happened?").fill("Two men")
    page.get_by_label("Drugs", exact=True).check()
    save(page)
    page.get_by_role("link", name="Add detail").click()
    expect(page.get_by_text("Fight or assault")).to_be_visible()
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Write or tick something first")
    page.get_by_label("What else do you know?").fill("One had a knife")
    page.get_by_label("Alcohol", exact=True).check()
    assert not axe_faults(page)
    save(page)
    heading(page, "Saved on this phone")
    page.get_by_role("link", name="What is not sent yet").click()
    says(page, "Waits for what was saved before it")
    assert not axe_faults(page)
    page.unroute("**/outbox")
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Nothing waits on this phone")).to_be_visible()
    (entry,) = entries()
    words = [one["text"] for one in read_written(entry).paragraphs]
    assert (words, entry.version) == (["Two men", "One had a knife"], 2)
    assert entry.flags == ["drugs", "alcohol"]


def test_a_night_without_signal_logs_and_adds_on_kept_pages(phone_of: Opener) -> None:
    page = known(phone_of, person("dora"), service_workers="allow")
    assert page.evaluate(KEPT)
    page.context.set_offline(True)
    page.goto("/")
    page.get_by_role("link", name="Put out").click()
    page.get_by_label("What happened?").fill("Refused to go")
    save(page)
    heading(page, "Saved on this phone")
    page.get_by_role("link", name="Add detail").click()
    expect(page.get_by_text("Put out (ejection)")).to_be_visible()
    page.get_by_label("What else do you know?").fill("Went in the end")
    save(page)
    heading(page, "Saved on this phone")
    page.context.set_offline(False)
    waits(page, 0)
    (entry,) = entries()
    words = [one["text"] for one in read_written(entry).paragraphs]
    assert words == ["Refused to go", "Went in the end"]


def no_server(route: Route) -> None:
    """The queue gets no answer; pages do."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.fallback()


def portal(route: Route) -> None:
    """A hotel's Wi-Fi answers whatever is asked with its own page."""
    if route.request.method == "POST":
        route.fulfill(status=200, content_type="text/html", body="<h1>Welcome, dear guest</h1>")
    else:
        route.fallback()


def parrot(route: Route) -> None:
    """Something in between answers JSON with the id, but has not seen what was sealed."""
    if route.request.method == "POST":
        said = json.loads(route.request.post_data or "")["id"]
        route.fulfill(json={"received": {"id": said, "hash": "0" * 64}, "state": "received"})
    else:
        route.fallback()


@pytest.mark.parametrize("between", [portal, parrot])
def test_only_the_servers_own_echo_is_a_receipt(phone_of: Opener, between: object) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    page.route("**/outbox", between)  # type: ignore[arg-type]
    save(page)
    heading(page, "Saved on this phone")
    page.get_by_role("link", name="What is not sent yet").click()
    says(page, "This Wi-Fi answers in the server's place")
    expect(page.get_by_text("Fight or assault")).to_be_visible()
    page.unroute("**/outbox")
    # Opening it tries again; a tap on "Send now" could come after it did so by itself.
    page.reload()
    waits(page, 0)
    assert len(entries()) == 1


def test_what_the_server_asked_for_is_waited_out(phone_of: Opener) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    asked: list[str] = []

    def busy(route: Route) -> None:
        if route.request.method == "POST":
            asked.append(route.request.url)
            route.fulfill(status=503, headers={"Retry-After": "600"}, json={"error": "busy"})
        else:
            route.fallback()

    page.route("**/outbox", busy)
    save(page)
    page.goto("/outbox")
    says(page, "The server asked to wait a little")
    before = len(asked)
    page.get_by_role("button", name="Send now").click()
    page.reload()
    says(page, "The server asked to wait a little")
    assert len(asked) == before


def test_the_author_removes_what_was_never_sent_after_being_asked(phone_of: Opener) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    page.route("**/outbox", no_server)
    save(page)
    page.goto("/outbox")
    page.get_by_text("Remove it", exact=True).click()
    page.get_by_role("button", name="Remove it from this phone").click()
    expect(page.get_by_text("Nothing waits on this phone")).to_be_visible()
    assert (store(page)["outbox"], store(page)["records"]) == ([], [])


def test_a_queue_empties_after_its_session_ended(phone_of: Opener, live: str) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    page.context.set_offline(True)
    save(page)
    heading(page, "Saved on this phone")
    db.session.execute(db.update(SignedInSession).values(ended_at=clock.now()))
    db.session.commit()
    page.context.set_offline(False)
    # The receipt asks who is there; the entry itself has gone in as its author's.
    heading(page, "Sign in")
    (entry,) = entries()
    assert entry.author_id == person("dora").id


def as_(page: Page, app: Flask, who: str, live: str) -> None:
    """Somebody else signs in on the same phone."""
    name, value = cookie_for(app, person(who))
    page.context.add_cookies([{"name": name, "value": value, "url": live}])


def test_somebody_else_sends_it_as_its_authors_and_cannot_tell_what_it_is(
    phone_of: Opener, app: Flask, live: str
) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    page.route("**/outbox", no_server)
    save(page)
    heading(page, "Saved on this phone")
    as_(page, app, "mo", live)
    page.goto("/outbox")
    is_known(page)
    expect(page.get_by_text("An entry", exact=True)).to_be_visible()
    expect(page.get_by_text("Fight or assault")).to_have_count(0)
    expect(page.get_by_text("Remove it", exact=True)).to_be_hidden()
    page.unroute("**/outbox")
    page.goto("/log/L1")
    waits(page, 0)
    save(page)
    heading(page, "Received")
    assert {(one.code, one.author_id) for one in entries()} == {
        ("V1", person("dora").id),
        ("L1", person("mo").id),
    }


def test_a_token_that_is_no_longer_good_waits_for_its_author(phone_of: Opener) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    refuse = re.compile("/outbox$")

    def refused(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=401, json={"error": "token"})
        else:
            route.fallback()

    page.route(refuse, refused)
    page.route("**/phone/register", lambda route: route.abort())
    save(page)
    page.goto("/outbox")
    says(page, "Sign in once as yourself to send it")
    page.unroute(refuse)
    page.unroute("**/phone/register")
    page.reload()
    waits(page, 0)
    assert len(entries()) == 1


def test_what_takes_an_entry_back_is_not_removed_by_itself(phone_of: Opener) -> None:
    """Else the entry that was taken back would count after all."""
    page = known(phone_of, person("dora"), "/log/V1")
    page.route("**/outbox", no_server)
    save(page)
    page.get_by_role("button", name="Take it back").click()
    heading(page, "Taken back")
    page.goto("/outbox")
    said = page.get_by_text("Taken back: it will not be counted.").locator("visible=true")
    expect(said).to_have_count(1)
    expect(page.get_by_text("Remove it", exact=True).locator("visible=true")).to_have_count(1)
    page.get_by_text("Remove it", exact=True).locator("visible=true").click()
    page.get_by_role("button", name="Remove it from this phone").locator("visible=true").click()
    expect(page.get_by_text("Nothing waits on this phone")).to_be_visible()
    page.unroute("**/outbox")
    page.reload()
    assert entries() == []


def test_a_picked_time_is_asked_for_before_it_is_sealed(phone_of: Opener) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    page.get_by_label("Pick", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what time it was")
    page.get_by_label("Date", exact=True).fill("2099-12-25")
    page.get_by_label("Time", exact=True).fill("23:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("still to come")
    assert entries() == []
    db.session.rollback()
    page.get_by_label("Date", exact=True).fill("")
    page.get_by_role("button", name="Save").click()
    heading(page, "Received")
