"""The page of consumers: a token made and shown once, listed, revoked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from nightsafe.api.models import Consumer
from nightsafe.api.projection import PROJECTION
from nightsafe.database import db
from tests.accounts.ways import told
from tests.api.asking import PACKAGE, ask
from tests.page import Page, PageClient
from tests.people import SATURDAY, person

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[..., PageClient]


def make(client: PageClient, **values: Any) -> Page:
    """Send the form, filled in."""
    filled = {
        "name": "Council dashboard",
        "contact": "Data team, ext. 5",
        "scopes": ["releases:read"],
        "until": "2027-06-30",
        **values,
    }
    return client.page("/consumers/new").press("Make the token", **filled)


def shown(page: Page) -> str:
    """The token on the page that hands it over."""
    field = page.by_id("token")
    assert field is not None
    return (field.text or "").strip()


def test_a_token_is_shown_once_and_kept_nowhere(app: Flask, signed_in: SignIn) -> None:
    coral = signed_in(person("coral"))
    assert "No program reads yet" in coral.page("/consumers").text
    page = make(coral)
    token = shown(page)
    assert page.status == 200
    assert token not in page.path
    assert ask(app, "/api/v1/releases", token).status_code == 200
    assert ask(app, PACKAGE, token).status_code == 403
    listed = coral.page("/consumers")
    assert "Council dashboard" in listed.text
    assert "30 June 2027" in listed.text
    assert token not in listed.html
    assert token not in repr(told("consumer"))
    kept = db.session.query(Consumer).one()
    assert token.encode() not in kept.token
    assert len(token) == len("nightsafe_") + 32


def test_a_token_is_revoked_after_a_question_and_for_good(app: Flask, signed_in: SignIn) -> None:
    coral = signed_in(person("coral"))
    token = shown(make(coral))
    asked = coral.page("/consumers").follow("Revoke")
    assert "cannot be taken back" in asked.text
    assert ask(app, "/api/v1/releases", token).status_code == 200
    after = asked.press("Revoke")
    assert "revoked Sat 14 Nov" in after.text
    assert "Coral Coordinator" in after.text
    assert ask(app, "/api/v1/releases", token).status_code == 401
    kept = db.session.query(Consumer).one()
    again = coral.page(f"/consumers/{kept.id}/revoke")
    assert again.path.startswith("/consumers")
    assert [row["step"] for row in told("consumer")] == ["made", "revoked"]
    assert shown(make(coral)) != token  # the name is free again


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", " ", "Name the program"),
        ("name", "x" * 81, "Name the program"),
        ("contact", "", "Say whom to ask"),
        ("scopes", None, "Choose what it may read."),
        ("until", "2028-01-01", "within twelve months"),
        ("until", "2026-11-13", "within twelve months"),
        ("until", "soon", "within twelve months"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    signed_in: SignIn, field: str, value: Any, words: str
) -> None:
    page = make(signed_in(person("coral")), **{field: value})
    assert page.status == 422
    assert any(words in each for each in page.form("Make the token").errors())
    if field != "contact":
        assert page.form("Make the token").fields["contact"] == ["Data team, ext. 5"]
    assert db.session.query(Consumer).count() == 0


def test_sending_the_form_twice_makes_one_token(signed_in: SignIn) -> None:
    coral = signed_in(person("coral"))
    make(coral)
    page = make(coral, name="council  DASHBOARD")
    assert page.status == 422
    assert "revoke that one" in page.text
    assert db.session.query(Consumer).count() == 1


def test_an_ended_token_stands_under_no_longer(signed_in: SignIn, freeze: Any) -> None:
    make(signed_in(person("coral")), until="2026-11-20")
    freeze(SATURDAY + timedelta(days=9))
    page = signed_in(person("coral")).page("/consumers")
    assert "No program reads yet" in page.text
    assert "ended with" in page.text


def test_a_token_written_past_the_product_is_found(signed_in: SignIn) -> None:
    """The ledger and the table of consumers are held against each other."""
    make(signed_in(person("coral")))
    kept = db.session.query(Consumer).one()
    assert list(PROJECTION.faults()) == []
    kept.scopes = [*kept.scopes, "packages:read"]
    db.session.flush()
    assert list(PROJECTION.faults()) == [f"consumer {kept.id} differs from its ledger rows"]
    kept.scopes = ["releases:read"]
    kept.token = b"another"
    db.session.flush()
    assert list(PROJECTION.faults()) == [f"consumer {kept.id} differs from its ledger rows"]
    db.session.rollback()
