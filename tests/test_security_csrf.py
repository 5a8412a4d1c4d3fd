"""R16: nothing is done that a page of ours, in this very session, did not ask for."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.delivery.views_unsubscribe import BY_ADDRESS
from nightsafe.incidents.models import Entry
from nightsafe.ledger.models import Row
from nightsafe.offline.door import TOKEN_ONLY
from tests import people
from tests.cases import address, body, cases
from tests.page import PageClient
from tests.people import person
from tests.routes import Night

SAME = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
CROSS = [
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:8001"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
]


@pytest.fixture
def dora(app: Flask, signed_in: Callable[..., PageClient]) -> PageClient:
    people.settle()
    return signed_in(person("dora"))


def form(client: PageClient) -> tuple[str, dict[str, Any]]:
    """Where the page of two taps sends, and what."""
    found = client.page("/log/V1").form("Save")
    return found.action, found.data()


def entries() -> int:
    return db.session.query(Entry).count()


def test_our_own_page_may(dora: PageClient) -> None:
    action, data = form(dora)
    assert dora.post(action, data=data, headers=SAME).status_code == 302
    assert entries() == 1


def test_a_browser_that_says_nothing_of_itself_may(dora: PageClient) -> None:
    action, data = form(dora)
    assert dora.post(action, data=data).status_code == 302


@pytest.mark.parametrize("headers", CROSS, ids=lambda each: " ".join(map(str, each.values())))
def test_another_site_may_not_even_with_a_token(dora: PageClient, headers: dict[str, str]) -> None:
    action, data = form(dora)
    assert dora.post(action, data=data, headers=headers).status_code == 403
    assert entries() == 0


@pytest.mark.parametrize("token", [None, "", "x", "IjEi.aaaa.bbbb"])
def test_no_token_or_a_wrong_one_is_refused_in_words(dora: PageClient, token: str | None) -> None:
    action, data = form(dora)
    data["csrf_token"] = token
    response = dora.post(action, data={k: v for k, v in data.items() if v is not None})
    assert response.status_code == 403
    assert "open for too long" in response.get_data(as_text=True)
    assert entries() == 0


def test_a_token_of_another_session_is_refused(
    dora: PageClient, signed_in: Callable[..., PageClient]
) -> None:
    action, data = form(dora)
    dora.page("/log/V1")
    other = signed_in(person("otto"))
    theirs = form(other)[1]["csrf_token"]
    assert dora.post(action, data={**data, "csrf_token": theirs}).status_code == 403
    assert entries() == 0


def test_a_refused_forgery_is_a_row(dora: PageClient) -> None:
    action, data = form(dora)
    dora.post(action, data=data, headers={"Origin": "https://evil.example"})
    rows = db.session.scalars(db.select(Row).where(Row.kind == "refused")).all()
    assert [row.actor_id for row in rows] == [person("dora").id]


def test_every_route_that_writes_wants_a_token(night: Night) -> None:
    night.app.config["WTF_CSRF_ENABLED"] = True
    before = night.dump()
    for case in cases(night.app):
        if case.method != "POST":
            continue
        there = address(night.app, night.world, case)
        with night.app.app_context():
            data = body(night.world, case, "dora")
        view = night.app.view_functions[case.endpoint]
        # A phone's queue sends a token of another kind, which no other site has.
        by_token = f"{view.__module__}.{view.__name__}" in TOKEN_ONLY
        if f"{view.__module__}.{view.__name__}" in BY_ADDRESS:
            continue  # The address in the mail is the authority, whoever posts to it.
        for who in ("dora", "stella", "coral"):
            response = night.send(who, "POST", there, data)
            # An address that does not exist, or a role that may not, is told first.
            wanted = {401} if by_token else {403, 404}
            assert response.status_code in wanted, f"{case.name} as {who}"
    changed = {name for name, rows in night.dump().items() if rows != before[name]}
    assert changed <= {"ledger", "record_keys", "sessions"}
