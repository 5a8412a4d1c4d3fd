"""Journeys of a member on a phone: two taps, everything, later detail, a visit, a quiet night."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.incidents.written import read_written
from nightsafe.network.models import Place
from nightsafe.shifts.models import QuietNight
from nightsafe.visits.models import Visit
from tests.browser import Opener
from tests.people import person, settle


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


def only_entry() -> Entry:
    """The one entry there is, as it now stands."""
    db.session.rollback()
    return db.session.execute(db.select(Entry)).scalar_one()


def chip(page: Page, label: str) -> None:
    """Put a chip on."""
    page.get_by_label(label, exact=True).check()


def test_two_taps_save_an_entry_and_its_receipt_can_be_read_over_a_radio(
    phone_of: Opener,
) -> None:
    page = phone_of(person("dora"))
    page.goto("/")
    page.get_by_role("link", name="Put out").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Received")
    entry = only_entry()
    spoken = f"{entry.reference[:3]}-{entry.reference[3:]}"
    expect(page.get_by_text(spoken)).to_be_visible()
    expect(page.get_by_text("Nobody is watching this now")).to_be_visible()
    assert entry.place is not None and entry.place.name == "The Lantern"
    assert entry.code == "L3" and entry.audience == "register" and entry.sent_at is not None


def test_what_was_saved_by_mistake_is_taken_back_with_one_tap(phone_of: Opener) -> None:
    page = phone_of(person("dora"))
    page.goto("/log/V1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Received")
    page.get_by_role("button", name=re.compile("^Take it back")).click()
    page.wait_for_url("**/?done=undone")
    expect(page.get_by_role("status").first).to_contain_text("Taken back")
    assert only_entry().withdrawn_at is not None


def test_a_full_log_keeps_every_answer(phone_of: Opener) -> None:
    page = phone_of(person("dora"))
    page.goto("/")
    page.get_by_role("link", name=re.compile("kinds, search")).click()
    page.get_by_role("searchbox").fill("glassed")
    page.get_by_role("link", name=re.compile("Serious injury")).click()
    expect(page.get_by_role("link", name=re.compile("Call 999"))).to_be_visible()
    chip(page, "15 min ago")
    chip(page, "Outside, George Street")
    chip(page, "Glass or bottle")
    page.get_by_label("What happened?").fill("Bottle thrown in the queue")
    chip(page, "Alcohol")
    chip(page, "Ambulance")
    page.get_by_label("People involved", exact=True).fill("3")
    chip(page, "18 to 25")
    page.get_by_text("Police reference, how serious").click()
    page.get_by_label("Police reference").fill("URN 4417")
    page.get_by_label("Number plate").fill("AB12 CDE")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Received")
    entry = only_entry()
    written = read_written(entry)
    assert entry.place is not None and entry.place.name == "George Street"
    assert (entry.flags, entry.actions) == (["alcohol"], ["ambulance"])
    assert entry.details == {"method": "glass"}
    assert entry.people == {"number": 3, "bands": ["18_25"]}
    assert written.paragraphs[0]["text"] == "Bottle thrown in the queue"
    assert (written.police_reference, written.plate) == ("URN 4417", "AB12 CDE")
    assert 14 * 60 < (entry.received_at - entry.occurred_at).total_seconds() < 16 * 60


def test_a_place_is_found_by_typing_and_by_where_the_phone_is(phone_of: Opener) -> None:
    page = phone_of(
        person("pip"),
        geolocation={"latitude": 51.7475, "longitude": -1.2365},
        permissions=["geolocation"],
    )
    page.goto("/log/W1")
    chip(page, "Say where")
    page.get_by_label("Street, place or your own words").press_sequentially("park e")
    page.get_by_role("button", name=re.compile("^Park End Street")).click()
    expect(page.get_by_label("Street, place or your own words")).to_have_value("Park End Street")
    page.get_by_role("button", name="Use my location").click()
    page.get_by_role("button", name=re.compile("^Cowley Road")).click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Received")
    entry = only_entry()
    assert entry.place_id == db.session.scalar(
        db.select(Place.id).where(Place.name == "Cowley Road")
    )


def test_detail_is_added_later_and_the_history_tells(phone_of: Opener) -> None:
    page = phone_of(person("dora"))
    page.goto("/log/V1")
    page.get_by_label("What happened?").fill("Two men fighting")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Received")
    page.get_by_role("link", name="Add detail").click()
    page.get_by_label("Add what else you know").fill("One came back with a knife")
    chip(page, "Knife")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("One came back with a knife").first).to_be_visible()
    page.get_by_text("History: 2 versions").click()
    expect(page.get_by_text(re.compile("Changed: words added"))).to_be_visible()
    entry = only_entry()
    assert (entry.version, entry.severity, entry.event.severity) == (2, 3, 3)


def test_an_entry_of_the_register_is_shared_by_one_tap(phone_of: Opener) -> None:
    page = phone_of(person("dora"))
    page.goto("/log/L3")
    expect(page.get_by_text("You and your manager, in your register.")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Share with police").click()
    expect(page.get_by_text("They can see it now")).to_be_visible()
    assert only_entry().audience == "review"


def test_an_entry_is_withdrawn_with_a_reason_and_without_one_it_is_not(phone_of: Opener) -> None:
    page = phone_of(person("dora"))
    page.goto("/log/V1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Received")
    page.goto("/mine")
    page.get_by_role("link", name=re.compile("Fight or assault")).click()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in a few words why")
    page.get_by_label("Why?").fill("Logged twice")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("Withdrawn. It will not be counted.")).to_be_visible()
    assert read_written(only_entry()).withdrawn_because == "Logged twice"


def test_a_visit_is_logged_before_its_form_and_several_stay_open(phone_of: Opener) -> None:
    page = phone_of(person("sade"))
    page.goto("/visits")
    page.get_by_role("button", name="Somebody is here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved")
    page.goto("/visits")
    page.get_by_role("button", name="Somebody is here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved")
    page.goto("/visits")
    expect(page.get_by_role("heading", name="Here now (2)")).to_be_visible()
    page.get_by_role("link", name=re.compile("^They left")).first.click()
    chip(page, "Taxi")
    page.get_by_role("button", name=re.compile("Save|They left")).click()
    page.wait_for_url("**/visits?done=left")
    expect(page.get_by_role("heading", name="Here now (1)")).to_be_visible()
    db.session.rollback()
    visits = db.session.scalars(db.select(Visit)).all()
    assert sorted(one.answers.get("left", "") for one in visits) == ["", "taxi"]


def test_a_quiet_night_is_said_in_one_tap_and_taken_back_in_another(phone_of: Opener) -> None:
    page = phone_of(person("dora"))
    page.goto("/")
    page.get_by_role("button", name="Quiet night").click()
    expect(page.get_by_text("Quiet night noted").first).to_be_visible()
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("button", name="Quiet night")).to_be_visible()
    db.session.rollback()
    said = db.session.execute(db.select(QuietNight)).scalar_one()
    assert said.withdrawn_at is not None


def test_a_page_that_is_posted_without_script_saves_too(phone_of: Opener) -> None:
    page = phone_of(person("dora"), java_script_enabled=False)
    page.goto("/log/L1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Received")
    assert only_entry().sent_at is None
