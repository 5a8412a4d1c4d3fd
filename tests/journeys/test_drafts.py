"""Journeys of what is being written: it outlives what befalls a phone; nobody else reads it."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from nightsafe import clock
from nightsafe.accounts.models import SignedInSession
from nightsafe.accounts.passwords import hash_password
from nightsafe.database import db
from tests.browser import Opener, axe_faults
from tests.journeys.keeping import entries, heading, is_known, known, save, store
from tests.journeys.test_outbox import as_, no_server
from tests.people import PASSWORD, person, settle

CANARY = "Zanzibar canary 4417"
BACK = "What you were writing is back."
HALF_A_DAY = 12 * 3600 * 1000


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


def drafting(page: Page, how_many: int = 1) -> None:
    """Wait until the phone's store holds so many drafts."""
    page.evaluate(
        """async (wanted) => {
          for (let tries = 0; tries < 200; tries += 1) {
            const base = await new Promise((done) => {
              const open = indexedDB.open("nightsafe");
              open.onsuccess = () => done(open.result);
            });
            const asked = base.transaction("drafts").objectStore("drafts").count();
            const found = await new Promise((done) => {
              asked.onsuccess = () => done(asked.result);
            });
            base.close();
            if (found === wanted) return;
            await new Promise((done) => setTimeout(done, 50));
          }
          throw new Error("no such draft");
        }""",
        how_many,
    )


def test_a_draft_comes_back_whole_and_goes_when_it_is_saved(phone_of: Opener) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    page.get_by_label("What happened?").fill(CANARY)
    page.get_by_label("Glass or bottle", exact=True).check()
    page.get_by_label("15 min ago").check()
    page.get_by_role("button", name="One more: People involved").click()
    page.get_by_text("Police reference, how serious").click()
    page.get_by_label("Police reference", exact=True).fill("URN 7")
    drafting(page)
    page.reload()
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.get_by_label("What happened?")).to_have_value(CANARY)
    expect(page.get_by_label("Glass or bottle", exact=True)).to_be_checked()
    expect(page.get_by_label("15 min ago")).to_be_checked()
    expect(page.get_by_label("People involved", exact=True)).to_have_value("1")
    expect(page.get_by_label("Police reference", exact=True)).to_be_visible()
    save(page)
    heading(page, "Received")
    assert entries()[0].details == {"method": "glass"}
    drafting(page, 0)
    page.goto("/log/V1")
    expect(page.get_by_label("What happened?")).to_have_value("")
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_starting_afresh_puts_the_form_back(phone_of: Opener) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    page.get_by_label("What happened?").fill(CANARY)
    drafting(page)
    page.reload()
    page.get_by_role("button", name="Start afresh").click()
    expect(page.get_by_label("What happened?")).to_have_value("")
    expect(page.get_by_role("radio", name=re.compile("^Now"))).to_be_checked()
    drafting(page, 0)


def test_a_draft_survives_a_crash_and_a_session_that_ended_and_is_its_authors(
    phone_of: Opener, app: Flask, live: str
) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    page.get_by_label("What happened?").fill(CANARY)
    drafting(page)
    crashed = page.context.new_page()
    page.close(run_before_unload=False)
    db.session.execute(db.update(SignedInSession).values(ended_at=clock.now()))
    db.session.commit()
    crashed.goto("/log/V1")
    heading(crashed, "Sign in")
    as_(crashed, app, "mo", live)
    crashed.goto("/log/V1")
    is_known(crashed)
    expect(crashed.get_by_label("What happened?")).to_have_value("")
    as_(crashed, app, "dora", live)
    crashed.goto("/log/V1")
    expect(crashed.get_by_label("What happened?")).to_have_value(CANARY)


def test_a_draft_dies_after_twelve_hours(phone_of: Opener) -> None:
    page = phone_of(person("dora"), service_workers="block")
    page.clock.install()
    page.goto("/log/V1")
    is_known(page)
    page.get_by_label("What happened?").fill(CANARY)
    page.clock.fast_forward(1000)
    drafting_now = page.evaluate("Date.now()")
    page.clock.set_fixed_time(drafting_now + HALF_A_DAY + 60_000)
    page.goto("/log/V1")
    expect(page.get_by_label("What happened?")).to_have_value("")
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_after_signing_out_nothing_readable_stays_and_the_queue_does(phone_of: Opener) -> None:
    page = known(phone_of, person("dora"), "/log/V1")
    page.route("**/outbox", no_server)
    page.get_by_label("What happened?").fill(CANARY)
    save(page)
    heading(page, "Saved on this phone")
    page.goto("/log/W1")
    page.get_by_label("What happened?").fill(CANARY)
    drafting(page)
    before = store(page)
    assert before["outbox"][0]["label"] and before["drafts"]
    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()
    heading(page, "Sign in")
    after = store(page)
    assert (after["drafts"], len(after["outbox"])) == ([], 1)
    assert [one["label"] for one in after["outbox"] + after["records"]] == [None, None]
    assert [one["draftKey"] for one in after["people"]] == [None]
    for word in (CANARY, "Fight", "Lantern", "Dora"):
        assert word not in str(before) + str(after)
    page.goto("/outbox")
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    expect(page.get_by_text("An entry", exact=True)).to_be_visible()
    expect(page.get_by_text("Remove it", exact=True)).to_be_hidden()
    page.unroute("**/outbox")
    # The queue tries again by itself, and may be quicker than a thumb: then the button is gone.
    page.locator("[data-send-now]").dispatch_event("click")
    expect(page.get_by_text("Nothing waits on this phone")).to_be_visible()
    (entry,) = entries()
    assert entry.author_id == person("dora").id


def test_a_session_that_ended_takes_the_names_of_what_waits_with_it(
    phone_of: Opener, app: Flask, live: str
) -> None:
    who = person("dora")
    who.password_hash = hash_password(PASSWORD)
    db.session.commit()
    page = known(phone_of, who, "/log/V1")
    page.route("**/outbox", no_server)
    save(page)
    heading(page, "Saved on this phone")
    db.session.execute(db.update(SignedInSession).values(ended_at=clock.now()))
    db.session.commit()
    page.goto("/")
    heading(page, "Sign in")
    page.goto("/sign-in")
    assert store(page)["outbox"][0]["label"] is None
    as_(page, app, "dora", live)
    page.goto("/outbox")
    is_known(page)
    expect(page.get_by_text("An entry", exact=True)).to_be_visible()
    expect(page.get_by_text("Remove it", exact=True)).to_be_visible()


# The browser reckons for half a minute with the room that it found: so it is little from the start.
ROOM = 400_000
FILL = """async () => {
  const base = await new Promise((done) => {
    const open = indexedDB.open("filler", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("all", { autoIncrement: true });
    open.onsuccess = () => done(open.result);
  });
  for (let size = 65_536; size >= 256; ) {
    const full = await new Promise((done) => {
      const writing = base.transaction("all", "readwrite");
      writing.objectStore("all").put(new Uint8Array(size));
      writing.oncomplete = () => done(false);
      writing.onabort = () => done(true);
    });
    if (full) size /= 2;
  }
  base.close();
}"""


def test_a_full_phone_says_not_saved_and_keeps_what_is_on_the_screen(
    phone_of: Opener, live: str
) -> None:
    page = phone_of(person("dora"), service_workers="block")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": live, "quotaSize": ROOM})
    page.goto("/log/V1")
    is_known(page)
    page.get_by_label("What happened?").fill(CANARY)
    page.evaluate(FILL)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Not saved")
    expect(page.get_by_role("alert")).to_contain_text("no room left")
    expect(page.get_by_label("What happened?")).to_have_value(CANARY)
    assert not axe_faults(page)
    assert store(page)["outbox"] == []
    page.get_by_role("button", name="Send it now").click()
    heading(page, "Received")
    assert len(entries()) == 1


def test_a_phone_that_was_never_known_says_that_it_needs_signal_once(phone_of: Opener) -> None:
    page = phone_of(person("dora"), service_workers="block")
    page.route("**/phone/register", lambda route: route.abort())
    page.goto("/log/V1")
    page.get_by_label("What happened?").fill(CANARY)
    page.context.set_offline(True)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("needs signal once")
    expect(page.get_by_label("What happened?")).to_have_value(CANARY)
    page.context.set_offline(False)
    save(page)
    heading(page, "Received")
    assert len(entries()) == 1
