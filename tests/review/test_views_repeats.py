"""Merging, keeping apart and splitting on the page: one press each, and nobody is led astray."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.incidents.actions import amend_entry
from nightsafe.incidents.models import Entry, Event
from nightsafe.review.merging import merge_events
from nightsafe.submissions.envelope import Kind
from tests.factories import log, on
from tests.page import PageClient
from tests.people import SATURDAY, actor, person, place, settle

MONDAY = SATURDAY + timedelta(hours=34)

NONCE = re.compile(r'nonce="[^"]+"')

SignIn = Callable[..., PageClient]


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(MONDAY)


@pytest.fixture
def rhys(signed_in: SignIn) -> PageClient:
    return signed_in(person("rhys"))


def fight() -> tuple[Entry, Entry]:
    """One fight, told by a doorman and by the cameras."""
    street = place("George Street").id
    first = log("dora", "V1", at=SATURDAY, place_id=street)
    return first, log("cleo", "V1", at=SATURDAY + timedelta(minutes=3), place_id=street)


def event_of(entry: Entry) -> Event:
    db.session.expire_all()
    return db.session.get_one(Event, db.session.get_one(Entry, entry.id).event_id)


def test_one_press_merges_and_the_old_address_leads_on(rhys: PageClient) -> None:
    dora, cleo = fight()
    old = cleo.event_id
    page = rhys.page(f"/review/{old}")
    assert "2 entries look like one event" in page.text
    page = page.press("M Merge")
    assert "these accounts are one event now" in page.text
    assert event_of(cleo).id == event_of(dora).id != old
    assert rhys.get(f"/review/{old}").location.startswith(f"/review/{event_of(dora).id}")
    page = rhys.page(f"/review/{event_of(dora).id}").press("Split this account off")
    assert "that account is an event of its own again" in page.text
    assert event_of(cleo).id == old != event_of(dora).id


def test_one_press_rejects_for_good(rhys: PageClient) -> None:
    dora, cleo = fight()
    page = rhys.page(f"/review/{dora.event_id}").press("X Not the same")
    assert "Noted: not the same." in page.text
    assert "look like one event" not in rhys.page(f"/review/{cleo.event_id}").text


def test_what_came_while_reading_is_read_first(rhys: PageClient) -> None:
    dora, cleo = fight()
    page = rhys.page(f"/review/{dora.event_id}")
    form = page.form("M Merge")
    data = form.data("M Merge", {})
    later = MONDAY - timedelta(minutes=1)
    more = {"description": "He had a bottle."}
    amend_entry(actor("dora"), dora, on(dora, Kind.AMEND), more, now=later)
    db.session.commit()
    answer = rhys.post(form.action, data=data)
    assert answer.status_code == 409
    assert event_of(dora).id != event_of(cleo).id


@pytest.mark.parametrize("deed", ["merge", "not-the-same", "split"])
def test_what_is_not_there_and_what_one_may_not_see_are_the_same(
    rhys: PageClient, deed: str
) -> None:
    dora, cleo = fight()
    hidden = log("otto", "S1", at=SATURDAY, place_id=place("George Street").id)
    db.session.commit()
    url = f"/review/{dora.event_id}/{deed}"
    sent = rhys.page(f"/review/{dora.event_id}").form("M Merge").data("M Merge", {})
    bodies = []
    for other in (hidden.event_id, hidden.id, uuid4(), "nothing", f"{cleo.event_id},{uuid4()}", ""):
        answer = rhys.post(url, data=sent | {"with": str(other), "entry": str(other)})
        assert answer.status_code == 404
        bodies.append(NONCE.sub("", answer.get_data(as_text=True)))
    assert len(set(bodies)) == 1
    assert event_of(cleo).id != event_of(dora).id


def test_an_event_merged_into_a_restricted_one_leads_nobody_there(
    rhys: PageClient, signed_in: SignIn
) -> None:
    hidden = log("otto", "S1", at=SATURDAY, place_id=place("George Street").id)
    later = SATURDAY + timedelta(minutes=3)
    seen = log("cleo", "S1", at=later, now=later + timedelta(hours=1))
    old = seen.event_id
    merge_events(actor("greta"), hidden.event, [seen.event], ["chosen"], now=MONDAY)
    db.session.commit()
    assert event_of(seen).id != old
    assert rhys.get(f"/review/{old}").status_code == 404
    assert signed_in(person("greta")).get(f"/review/{old}").status_code == 302
