"""What police may open of records that were brought along, and what makes no sense with it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.errors import NotAllowed
from nightsafe.incidents.models import Entry
from nightsafe.network.models import Premises
from nightsafe.review.actions import ask, close_event, mark_seen, record_finding, reopen_event
from nightsafe.review.queries import finding_of
from tests.factories import bring, importer, log
from tests.inspection import text_of
from tests.page import PageClient
from tests.people import SATURDAY, actor, membership, person, settle

MONDAY = SATURDAY + timedelta(hours=34)
JUNE = datetime(2016, 6, 11, 22, 40, tzinfo=UTC)


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(MONDAY)


@pytest.fixture
def brought() -> Entry:
    return bring("V1", audience="review", at=JUNE, now=MONDAY, description="Two men fought.")


@pytest.fixture
def rhys(signed_in: Callable[..., PageClient]) -> PageClient:
    return signed_in(person("rhys"))


def test_its_story_says_whose_record_it_is_and_asks_nobody(
    rhys: PageClient, brought: Entry
) -> None:
    page = rhys.page(f"/review/{brought.event_id}")
    assert "As recorded by Old log" in page.text
    assert "brought along on 16 November 2026" in page.text
    assert "Saturday night, 11 June 2016" in page.text
    assert "Their number 7" in page.text
    assert "Two men fought." in page.text
    for nonsense in ("later", "Phone's clock", "Logged by", "Received from", "not seen"):
        assert nonsense not in text_of(page.all("article")[0])
    assert page.by_id("ask") is None
    assert page.by_id("finding") is not None
    assert not [each for each in page.all("button") if text_of(each).startswith("Seen")]


def test_it_waits_in_no_queue_and_stands_in_its_night(rhys: PageClient, brought: Entry) -> None:
    assert "Fight or assault" not in rhys.page("/review?view=all").text
    page = rhys.page("/review?from=2016-06-11&to=2016-06-11&state=all")
    assert "Saturday night, 11 June 2016" in page.text
    row = next(text_of(row) for row in page.all("tr") if "Fight" in text_of(row))
    assert "Old log" in row
    assert "brought along" in row
    assert brought.event.needs_review is False


def test_the_action_refuses_what_the_page_does_not_offer(brought: Entry) -> None:
    with pytest.raises(NotAllowed):
        ask(actor("rhys"), brought, "Who saw it?", now=MONDAY)
    db.session.rollback()
    assert mark_seen(actor("rhys"), brought.event, now=MONDAY) is None
    assert db.session.scalars(db.select(Message)).all() == []


def test_police_may_say_what_they_found(rhys: PageClient, brought: Entry) -> None:
    police, event = actor("rhys"), brought.event
    said: dict[str, Any] = {"home_office": None, "police_reference": "", "note": "Known."}
    record_finding(police, event, outcome="confirmed", **said, now=MONDAY)
    close_event(police, event, now=MONDAY)
    reopen_event(police, event, now=MONDAY)
    db.session.commit()
    finding = finding_of(event.id)
    assert finding is not None
    assert finding.outcome == "confirmed"
    assert "reopened" in rhys.page(f"/review/{brought.event_id}").text


def test_a_registers_manager_sees_the_mark(signed_in: Callable[..., PageClient]) -> None:
    entry = bring("L4", audience="register", at=JUNE, now=MONDAY)
    entry.premises_id = membership("mo").premises_id
    assert db.session.get(Premises, entry.premises_id) is not None
    log("dora", "L4")
    mo = signed_in(person("mo"))
    page = mo.page("/register")
    rows = [text_of(each) for each in page.all("ul", "rows")]
    assert ["as recorded by Old log" in each for each in rows] == [False, True]
    assert "Saturday night, 11 June 2016" in page.text
    story = mo.page(f"/entries/{entry.id}")
    assert "Brought along, as recorded by Old log" in story.text
    assert "You, in your register." in story.text


def test_whoever_brought_it_along_can_still_be_named(brought: Entry) -> None:
    assert brought.author_id == importer().person_id
