"""Asking for news: cheap when there are none, never a sign of life, never a page."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.accounts.models import Duty, SignedInSession
from nightsafe.database import db
from tests.factories import log
from tests.page import PageClient
from tests.people import SATURDAY, person, settle

SignIn = Callable[..., PageClient]
Freeze = Callable[[datetime], Any]
POLL = {"X-Poll": "1"}
LATER = SATURDAY + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _city(app: Flask, freeze: Freeze) -> None:
    settle()
    db.session.add(Duty(person_id=person("rhys").id, kind="review", since=SATURDAY))
    db.session.commit()
    freeze(LATER)


def address(client: PageClient, path: str = "/review") -> str:
    """Where the page at a path asks for its news."""
    found = re.search(r'data-live="([^"]*)"', client.page(path).html)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_it_tells_what_is_new_and_the_notices_in_words(signed_in: SignIn) -> None:
    client = signed_in(person("rhys"))
    where = address(client)
    assert client.get(where, headers=POLL).json == {
        "new": 0,
        "outside": 0,
        "said": "",
        "notices": [],
        "count": 0,
        "bell": "0 notices wait for you",
    }
    entry = log("dora", "V2", description="blood")
    log("drew", "V1", at=SATURDAY - timedelta(days=60), now=SATURDAY)
    answer = client.get(where, headers=POLL)
    told = answer.json
    assert told is not None
    assert (told["new"], told["outside"], told["said"]) == (1, 1, "1 new: show")
    assert (told["count"], told["bell"]) == (1, "1 notice waits for you")
    (notice,) = told["notices"]
    assert notice["title"] == "Urgent: Serious injury or weapon used"
    assert notice["tone"] == "danger"
    assert str(entry.event_id) in notice["url"]
    assert "blood" not in answer.text


def test_while_nothing_changes_the_answer_is_empty(signed_in: SignIn) -> None:
    client = signed_in(person("rhys"))
    where = address(client)
    first = client.get(where, headers=POLL)
    again = {**POLL, "If-None-Match": first.headers["ETag"]}
    second = client.get(where, headers=again)
    assert (second.status_code, second.data) == (304, b"")
    log("dora", "V1")
    third = client.get(where, headers=again)
    assert third.status_code == 200
    assert third.headers["ETag"] != first.headers["ETag"]
    assert third.headers["Cache-Control"] == "no-store"


def test_nobody_stays_signed_in_by_asking(signed_in: SignIn, freeze: Freeze) -> None:
    client = signed_in(person("rhys"))
    where = address(client)
    row = db.session.scalars(select(SignedInSession)).one()
    seen = row.last_seen_at
    freeze(LATER + timedelta(minutes=14))
    assert client.get(where, headers=POLL).status_code == 200
    db.session.refresh(row)
    assert row.last_seen_at == seen
    freeze(seen + timedelta(minutes=15, seconds=1))
    over = client.get(where, headers=POLL)
    assert (over.status_code, over.json) == (401, {"signed_in": False})


def test_whoever_is_signed_out_is_told_so_and_not_led_to_a_page(client: PageClient) -> None:
    answer = client.get("/live", headers=POLL)
    assert (answer.status_code, answer.json) == (401, {"signed_in": False})
    assert client.get("/live").status_code == 302


def test_a_specialist_hears_of_notices_and_of_no_queue(signed_in: SignIn) -> None:
    client = signed_in(person("gwen"))
    where = address(client, "/")
    assert "since" not in where
    log("dora", "S1")
    told = client.get(where, headers=POLL).json
    assert told is not None
    assert [one["title"] for one in told["notices"]] == [
        "Restricted: Sexual assault, groping, exposure"
    ]
    assert (told["new"], told["outside"]) == (0, 0)


def test_those_who_only_log_do_not_ask(signed_in: SignIn) -> None:
    assert "data-live" not in signed_in(person("dora")).page("/").html


@pytest.mark.parametrize(
    "nonsense", ["since=x", "since=", "since=SINCE&code=ZZ", "since=SINCE&x=1"]
)
def test_nonsense_is_400(signed_in: SignIn, nonsense: str) -> None:
    client = signed_in(person("rhys"))
    since = address(client).partition("since=")[2]
    answer = client.get(f"/live?{nonsense.replace('SINCE', since)}", headers=POLL)
    assert answer.status_code == 400
