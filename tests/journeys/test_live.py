"""A page that stays open: what is new is counted, notices come, and nothing jumps."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from nightsafe import clock
from nightsafe.accounts.models import SignedInSession
from nightsafe.database import db
from nightsafe.delivery.models import Message
from tests.browser import Opener, axe_faults
from tests.factories import log
from tests.people import SATURDAY, person, settle

# Where everything stands that was on the page before anything came; what the map draws is its own.
PLACES = """() => JSON.stringify([...document.querySelectorAll(
    '.topbar *, .desk-head *, .panes *, .app-header *, .page *')]
    .filter((one) => !one.closest('[data-live-bell], .live-new a, .pane-map *'))
    .map((one) => one.getBoundingClientRect()).map((r) => [r.x, r.y, r.width, r.height]))"""
SHIFTS = """() => { window.moved = [];
    new PerformanceObserver((list) => window.moved.push(...list.getEntries().map((e) => e.value)))
      .observe({ type: 'layout-shift' }); }"""


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    settle()
    db.session.commit()


def later(page: Page, seconds: int = 21) -> None:
    """Let the page's own clock run on, until it has asked once more."""
    with page.expect_response(lambda one: "/live?" in one.url or one.url.endswith("/live")):
        page.clock.fast_forward(seconds * 1000)


@pytest.mark.parametrize("width", [1280, 360])
def test_what_comes_is_told_in_its_place_and_nothing_moves(
    desk_of: Opener, freeze: Callable[[datetime], None], width: int
) -> None:
    # A Saturday evening: on a Monday afternoon, what comes is of no weekend any more.
    freeze(SATURDAY)
    log("drew", "V1", at=clock.now() - timedelta(hours=2), now=clock.now())
    db.session.rollback()
    desk = desk_of(person("rhys"))
    desk.set_viewport_size({"width": width, "height": 740})
    desk.clock.install()
    desk.goto("/review")
    expect(desk.get_by_role("link", name="Fight or assault")).to_be_visible()
    before = json.loads(desk.evaluate(PLACES))
    desk.evaluate(SHIFTS)
    entry = log("dora", "V2", at=clock.now() - timedelta(minutes=5), now=clock.now())
    db.session.rollback()
    later(desk)
    card = desk.get_by_role("alert").filter(has_text="Urgent: Serious injury or weapon used")
    expect(card).to_be_visible()
    expect(desk.get_by_role("link", name="1 notice waits for you")).to_be_visible()
    expect(desk.get_by_role("link", name="1 new: show")).to_be_visible()
    assert json.loads(desk.evaluate(PLACES)) == before
    assert desk.evaluate("window.moved") == []
    assert axe_faults(desk) == []
    card.get_by_role("button", name="Got it").click()
    expect(card).to_have_count(0)
    expect(desk.get_by_role("link", name="1 notice waits for you")).to_have_count(0)
    assert json.loads(desk.evaluate(PLACES)) == before
    mine = (Message.person_id == person("rhys").id) & (Message.record_id == entry.id)
    assert db.session.scalars(select(Message.acknowledged_at).where(mine)).one() is not None
    db.session.rollback()
    desk.get_by_role("link", name="1 new: show").click()
    expect(desk.get_by_role("link", name="Serious injury or weapon used")).to_be_visible()


def test_a_page_whose_sign_in_has_ended_says_so_and_asks_no_more(desk_of: Opener) -> None:
    desk = desk_of(person("rhys"))
    desk.clock.install()
    desk.goto("/week")
    db.session.execute(db.update(SignedInSession).values(ended_at=clock.now()))
    db.session.commit()
    later(desk)
    expect(desk.get_by_text("You are signed out.")).to_be_visible()
    asked: list[str] = []
    desk.on("request", lambda one: asked.append(one.url))
    desk.clock.fast_forward(3_600_000)
    assert asked == []


def test_a_specialist_hears_of_it_on_the_first_screen_of_the_phone(phone_of: Opener) -> None:
    phone = phone_of(person("gwen"))
    phone.clock.install()
    phone.goto("/")
    expect(phone.get_by_role("heading", name="What happened?")).to_be_visible()
    before = json.loads(phone.evaluate(PLACES))
    log("dora", "S1", at=clock.now() - timedelta(minutes=5), now=clock.now())
    db.session.rollback()
    later(phone)
    expect(phone.get_by_role("alert").filter(has_text="Restricted: Sexual")).to_be_visible()
    assert json.loads(phone.evaluate(PLACES)) == before
    assert axe_faults(phone) == []
