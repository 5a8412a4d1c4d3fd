"""The whole way once: logged on a phone, found by police, asked, answered, counted in its week."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from nightsafe import clock, nights
from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.ledger.verify import problems
from nightsafe.network.queries import time_zone
from tests import factories
from tests.browser import Opener
from tests.people import person, settle


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


def test_an_entry_is_logged_reviewed_asked_about_answered_and_counted(
    phone_of: Opener, desk_of: Opener
) -> None:
    door = phone_of(person("dora"))
    door.goto("/log/V2")
    door.get_by_label("What happened?").fill("Bottle over the head by the bar")
    door.get_by_role("button", name="Save").click()
    expect(door.get_by_role("heading", level=1)).to_have_text("Received")

    desk = desk_of(person("rhys"))
    desk.goto("/")
    desk.get_by_role("link", name="Urgent: Serious injury or weapon used").click()
    expect(desk.get_by_text("Bottle over the head by the bar").first).to_be_visible()
    desk.get_by_label("Ask the reporter").fill("Which way did they go?")
    desk.get_by_role("button", name="Send the question").click()

    door.goto("/")
    expect(door.get_by_text("Police ask about your entry")).to_be_visible()
    door.get_by_role("link", name="Open").click()
    expect(door.get_by_text("Which way did they go?")).to_be_visible()
    door.get_by_role("textbox").fill("Towards the station, two of them")
    door.get_by_role("button", name="Send the answer").click()
    door.wait_for_url("**done=answered**")
    door.goto("/")
    expect(door.get_by_text("Police ask about your entry")).to_have_count(0)

    desk.goto("/")
    desk.get_by_role("link", name="Your question was answered").click()
    expect(desk.get_by_text("Towards the station, two of them").first).to_be_visible()
    desk.get_by_label("Confirmed", exact=True).check()
    desk.get_by_role("button", name=re.compile("Save and close")).click()
    expect(desk.get_by_text("closed").first).to_be_visible()

    door.goto("/mine")
    expect(door.get_by_text("closed")).to_be_visible()

    week = nights.week_of(nights.night_of(clock.now(), time_zone()))
    desk.goto(f"/week?monday={week.monday.isoformat()}")
    row = desk.get_by_role("row", name=re.compile("Serious injury or weapon used"))
    expect(row.get_by_role("cell").first).to_have_text("1")
    db.session.rollback()
    assert problems(PROJECTIONS)[0] == []


def test_a_restricted_entry_finds_its_grant_holder_and_nobody_else(
    phone_of: Opener, desk_of: Opener
) -> None:
    door = phone_of(person("dora"))
    door.goto("/log/S4")
    expect(door.get_by_text("12 hours")).to_be_visible()
    door.get_by_role("button", name="Save").click()
    expect(door.get_by_role("heading", level=1)).to_have_text("Received")
    without = desk_of(person("rhys"))
    without.goto("/review")
    expect(without.get_by_text("Spiking suspected")).to_have_count(0)
    holder = desk_of(person("greta"))
    holder.goto("/")
    expect(holder.get_by_text("Restricted: Spiking suspected")).to_be_visible()
    specialist = phone_of(person("gwen"))
    specialist.goto("/")
    specialist.get_by_role("link", name="Open").click()
    expect(specialist.get_by_role("heading", level=1)).to_have_text("Spiking suspected")
    manager = phone_of(person("mo"))
    manager.goto("/register")
    expect(manager.get_by_text("crime reported, restricted")).to_be_visible()
    expect(manager.get_by_text("Spiking")).to_have_count(0)


def test_an_entry_of_an_earlier_night_stays_in_sight_until_it_is_seen(desk_of: Opener) -> None:
    factories.log("dora", "V1", at=clock.now() - timedelta(days=10))
    desk = desk_of(person("rhys"))
    desk.goto("/review")
    desk.get_by_role("link", name=re.compile("1 not seen in other nights")).click()
    desk.get_by_role("link", name="Fight or assault").first.click()
    desk.get_by_role("button", name=re.compile("^S?\\s*Seen")).click()
    desk.goto("/review")
    expect(desk.get_by_text("None not seen in other nights")).to_be_visible()
