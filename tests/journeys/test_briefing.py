"""A whole week: drafted on Monday, written, approved, published, sent, read, and nudged."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from nightsafe.cli.jobs import do_all
from nightsafe.cli.projections import COMPARED
from nightsafe.cli.sending import Sender
from nightsafe.database import db
from nightsafe.delivery.push_keys import make_key, read_key
from nightsafe.ledger.verify import problems
from tests.browser import Opener
from tests.delivery.catchers import Catcher, mail_server, push_service
from tests.delivery.test_sending import Browser
from tests.factories import log
from tests.people import SATURDAY, person, place, settle

Freeze = Callable[[datetime], Any]
MONDAY = SATURDAY.replace(day=16, hour=12, minute=1)  # half a minute after noon
FRIDAY = SATURDAY.replace(day=20, hour=16, minute=0)


@pytest.fixture
def mail() -> Iterator[Catcher]:
    """A mail server on this machine."""
    with mail_server() as catcher:
        yield catcher


@pytest.fixture
def push() -> Iterator[Catcher]:
    """A push service on this machine."""
    with push_service() as catcher:
        yield catcher


def jobs(app: Flask) -> None:
    """What the jobs' process does by itself within half a minute."""
    db.session.rollback()
    do_all(app, say=lambda _words: None)
    Sender(app, say=lambda _words: None).do_all()
    db.session.rollback()
    db.session.expire_all()


def to(mail: Catcher, who: str) -> list[str]:
    """The subjects of what somebody got."""
    return [str(one["Subject"]) for one in mail.mails if f"{who}@" in str(one["To"])]


@pytest.fixture(autouse=True)
def city(app: Flask, mail: Catcher, push: Catcher) -> None:
    """A weekend of the named people, one offence that would identify somebody in it."""
    settle()
    for number in range(22):
        at = SATURDAY + timedelta(minutes=number)
        log("drew" if number else "dora", "V1", at=at, commit=False)
        if number < 12:
            log("drew", "P1", at=at, commit=False)
    log("dora", "S1", at=SATURDAY, description="behind the organ", place_id=place("The Lantern").id)
    settings = app.extensions["settings"]
    if read_key(settings.push_key_path) is None:
        make_key(settings.push_key_path)
    app.extensions["settings"] = replace(
        settings,
        mail_url=f"smtp://127.0.0.1:{mail.port}",
        push_hosts=f"127.0.0.1:{push.port}",
    )


def test_a_whole_week(
    app: Flask,
    phone_of: Opener,
    desk_of: Opener,
    freeze: Freeze,
    mail: Catcher,
    push: Catcher,
) -> None:
    browser = Browser(push)
    freeze(MONDAY - timedelta(minutes=2))
    jobs(app)
    assert not any("draft" in subject for subject in to(mail, "rhys"))
    freeze(MONDAY)
    jobs(app)
    assert any("draft" in subject for subject in to(mail, "rhys"))

    desk = desk_of(person("rhys"))
    desk.goto("/briefings/desk")
    desk.get_by_role("link", name="Weekend of 13 to 15 November 2026").click()
    desk.get_by_role("link", name="Write in it").click()
    places = desk.get_by_role("group", name="Places and hours").get_by_label("Words")
    places.fill("14 fights by the rank.")
    asked_for = desk.get_by_role("group", name="The one thing to do").get_by_label("Words")
    asked_for.fill("Walk people to the rank.")
    desk.get_by_role("button", name="Keep it").last.click()
    summary = desk.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Leave out the figure 14")
    places.fill("By the rank, after 2 am: [violence] fights.")
    desk.get_by_role("button", name="Keep it").last.click()
    expect(desk.get_by_text("By the rank, after 2 am: about 20 fights.")).to_be_visible()
    desk.get_by_role("button", name="Send it for approval").click()
    expect(desk.get_by_role("button", name=re.compile("Approve"))).to_have_count(0)

    freeze(MONDAY + timedelta(hours=1))
    approver = desk_of(person("stella"))
    approver.goto("/briefings/desk")
    approver.get_by_role("link", name="Weekend of 13 to 15 November 2026").click()
    approver.get_by_role("button", name="Approve and publish now").click()
    expect(approver.get_by_text("Published. Everybody it is for is told now.")).to_be_visible()

    jobs(app)
    letter = next(one for one in mail.mails if str(one["Subject"]).startswith("Briefing:"))
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for kind in ("plain", "html"):
        part = letter.get_body((kind,))
        assert part is not None
        words = part.get_content()
        assert "about 30" in words and "Walk people to the rank." in words
        assert "organ" not in words and "exual assault" not in words
    assert browser.opened(push.taken[-1])["title"].startswith("Briefing:")

    door = phone_of(person("dora"))
    door.goto("/")
    expect(door.get_by_text("The briefing is there")).to_be_visible()
    door.get_by_role("link", name="Open").last.click()
    expect(door.get_by_text("We logged about 30 events")).to_be_in_viewport()
    expect(door.get_by_text("Walk people to the rank.")).to_be_in_viewport()
    assert "Sexual" not in door.content() and "organ" not in door.content()
    door.get_by_role("button", name="I have read it").click()
    expect(door.get_by_text("You read it")).to_be_visible()
    paper = door.request.get(door.url.partition("?")[0] + "/briefing.pdf")
    assert paper.body().startswith(b"%PDF-")
    door.goto("/mine")
    expect(door.get_by_text("in the briefing")).to_have_count(1)

    freeze(FRIDAY - timedelta(minutes=1))
    jobs(app)
    assert not any("Not read yet" in subject for subject in to(mail, "otto"))
    freeze(FRIDAY)
    jobs(app)
    jobs(app)
    assert sum("Not read yet" in subject for subject in to(mail, "otto")) == 1
    assert not any("Not read yet" in subject for subject in to(mail, "dora"))

    office = desk_of(person("coral"))
    office.goto("/setup")
    office.get_by_role("link", name="Who read the briefing").click()
    row = office.get_by_role("row", name=re.compile("Lantern Ltd"))
    expect(row.get_by_role("cell").first).to_have_text("1 of 3")
    db.session.rollback()
    # The people of tests hold grants that no row of the ledger gave them.
    assert [one.what for one in problems(COMPARED)[0] if "grant" not in one.what] == []


def test_a_machine_that_was_off_on_monday_makes_up_for_it_once(app: Flask, freeze: Freeze) -> None:
    """And for the last weekend alone: nobody reads four drafts."""
    freeze(MONDAY + timedelta(days=23))
    jobs(app)
    jobs(app)
    weeks = db.session.execute(db.text("SELECT week FROM briefings")).scalars().all()
    assert [str(one) for one in weeks] == ["2026-11-30"]
