"""A shared phone at the door: enrolled, a name tapped, a PIN typed, logged, handed over."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from nightsafe.accounts.models import SignedInSession, SubmitToken
from nightsafe.accounts.passwords import hash_password
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from tests.accounts.doors import PIN, WRONG, give_pin, phone
from tests.browser import Opener, axe_faults
from tests.people import PASSWORD, person, settle


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    person("dora").password_hash = hash_password(PASSWORD)
    give_pin("bea")
    db.session.commit()


def log(page: Page, kind: str) -> None:
    """Two taps, from the first screen."""
    expect(page.get_by_role("heading", name="What happened?")).to_be_visible()
    page.get_by_role("link", name=kind).click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Received")


def test_two_people_on_one_phone_log_each_in_their_own_name(phone_of: Opener) -> None:
    page = phone_of(person("mo"))
    page.goto("/people")
    page.get_by_role("link", name="Shared phones").click()
    page.get_by_role("link", name="Make this the door's phone").click()
    page.get_by_label("Name of the phone").fill("Front door")
    page.get_by_role("button", name="Make this the door's phone").click()
    # Dora has no PIN yet: her password once, then she chooses one.
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are you?")
    page.get_by_role("link", name="Sign in with e-mail and password").click()
    page.get_by_label("E-mail").fill("dora@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("New PIN").fill(PIN)
    page.get_by_role("button", name="Set PIN").click()
    log(page, "Put out")
    page.goto("/")
    page.get_by_role("button", name="Hand over the phone").first.click()
    # Bea taps her name; a wrong PIN first.
    page.get_by_role("link", name="Bea Both").click()
    pin = page.get_by_label("Your PIN")
    expect(pin).to_be_focused()
    pin.fill(WRONG)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("That is not the PIN")).to_be_visible()
    expect(pin).to_be_focused()
    page.set_viewport_size({"width": 360, "height": 2000})
    assert axe_faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    for figure in PIN + PIN[0]:
        page.get_by_role("button", name=figure, exact=True).click()
    page.get_by_role("button", name="Delete the last one").click()
    expect(pin).to_be_focused()
    page.keyboard.press("Enter")
    log(page, "Refused entry")
    page.goto("/mine")
    expect(page.get_by_role("main")).to_contain_text("Refused entry")
    expect(page.get_by_role("main")).not_to_contain_text("Put out")
    page.get_by_role("button", name="Hand over the phone").click()
    expect(page.get_by_role("link", name="Dora Doorman")).to_be_visible()
    assert axe_faults(page) == []
    db.session.rollback()
    entries = db.session.scalars(db.select(Entry).order_by(Entry.received_at)).all()
    assert [one.author_id for one in entries] == [person("dora").id, person("bea").id]
    assert {one.premises_id for one in entries} == {phone().premises_id}


def test_each_sign_in_makes_the_phone_known_anew(phone_of: Opener) -> None:
    """What it sends with may have been ended elsewhere since."""
    page = phone_of(person("mo"))
    page.goto("/devices/enrol")
    page.get_by_label("Name of the phone").fill("Front door")
    page.get_by_role("button", name="Make this the door's phone").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are you?")
    give_pin("dora")
    for _ in range(2):
        page.goto("/")
        page.get_by_role("link", name="Dora Doorman").click()
        page.get_by_label("Your PIN").fill(PIN)
        with page.expect_response("**/phone/register") as known:
            page.get_by_role("button", name="Sign in").click()
        assert known.value.ok
        # Once for each: the next page has nothing to ask.
        log(page, "Put out")
        page.goto("/")
        page.get_by_role("button", name="Hand over the phone").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Who are you?")
    db.session.rollback()
    query = db.select(SubmitToken).where(SubmitToken.person_id == person("dora").id)
    assert len({one.session_id for one in db.session.scalars(query)} - {None}) == 2
    assert len(db.session.scalars(query).all()) == 2


def test_what_is_handed_over_without_signal_is_locked_before_the_next_looks(
    phone_of: Opener,
) -> None:
    page = phone_of(person("mo"))
    page.goto("/devices/enrol")
    page.get_by_label("Name of the phone").fill("Front door")
    page.get_by_role("button", name="Make this the door's phone").click()
    page.get_by_role("link", name="Bea Both").click()
    page.get_by_label("Your PIN").fill(PIN)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="What happened?")).to_be_visible()
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    page.goto("/mine")
    page.context.set_offline(True)
    page.get_by_role("button", name="Hand over the phone").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No signal")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No signal")
    page.context.set_offline(False)
    page.goto("/mine")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are you?")
    db.session.rollback()
    running = db.select(SignedInSession).where(SignedInSession.ended_at.is_(None))
    assert db.session.scalars(running).all() == []
