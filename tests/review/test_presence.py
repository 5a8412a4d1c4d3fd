"""Two reviewers of one event know of each other, by name and for a minute; nobody else does."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.incidents.models import Event
from nightsafe.ledger.erase import erase
from nightsafe.ledger.verify import problems
from nightsafe.review.models import Reader
from nightsafe.review.presence import note, others
from tests.factories import log
from tests.page import PageClient
from tests.people import SATURDAY, actor, person, settle

SignIn = Callable[..., PageClient]
LATER = SATURDAY + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(LATER)


def opened(who: str, event: Event, at: datetime = LATER) -> list[str]:
    names = note(actor(who), event, now=at)
    db.session.commit()
    return list(names)


@pytest.mark.both_engines
def test_others_are_here_for_a_minute_and_known_for_ten() -> None:
    event, other = log("dora", "V1").event, log("dora", "V1").event
    assert opened("rhys", event) == []
    assert opened("rhys", event) == []
    assert opened("stella", event) == ["Rhys Reviewer"]
    assert opened("sam", event) == ["Rhys Reviewer", "Stella Supervisor"]
    assert opened("rhys", other) == []
    minute = LATER + timedelta(minutes=1)
    assert list(others(actor("greta"), event, now=minute)) == []
    assert opened("sam", event, LATER + timedelta(minutes=11)) == []
    assert db.session.scalars(select(Reader.person_id)).all() == [person("sam").id]


def test_the_page_says_who_else_is_here_and_so_does_its_script(signed_in: SignIn) -> None:
    event = log("dora", "V1").event
    first, second = signed_in(person("rhys")), signed_in(person("stella"))
    assert "Also here" not in first.page(f"/review/{event.id}").text
    page = second.page(f"/review/{event.id}")
    assert "Also here: Rhys Reviewer" in page.text
    assert here(first, event.id) == {
        "others": ["Stella Supervisor"],
        "said": "Also here: Stella Supervisor",
    }


def here(client: PageClient, event_id: UUID) -> Any:
    token = client.page("/account").form("Sign out").data()["csrf_token"]
    answer = client.post(f"/review/{event_id}/here", headers={"X-CSRFToken": token, "X-Poll": "1"})
    return answer.json if answer.status_code == 200 else answer.status_code


def test_without_the_grant_a_restricted_one_is_as_good_as_missing(signed_in: SignIn) -> None:
    event = log("dora", "S1").event
    opened("greta", event)
    client = signed_in(person("rhys"))
    assert here(client, event.id) == here(client, uuid4()) == 404
    assert len(db.session.scalars(select(Reader)).all()) == 1


def test_erasing_an_entry_forgets_who_had_it_open() -> None:
    entry = log("dora", "V1")
    opened("rhys", entry.event)
    assert erase(entry.id, PROJECTIONS, actor_id=None, reason="asked for", now=LATER)
    db.session.commit()
    assert db.session.scalars(select(Reader)).all() == []
    assert problems(PROJECTIONS)[0] == []
