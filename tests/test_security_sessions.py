"""R5, R8: a session is a row; its cookie carries an opaque token, and both end when they should."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from nightsafe.accounts.models import SignedInSession
from nightsafe.accounts.passwords import hash_password
from nightsafe.accounts.tokens import token_hash
from nightsafe.database import db
from tests import people
from tests.page import PageClient
from tests.people import PASSWORD, SATURDAY, person

MAY_CARRY = {"_user_id", "_fresh", "csrf_token"}


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    freeze(SATURDAY)
    people.settle()
    hashed = hash_password(PASSWORD)
    for key in ("dora", "mo", "rhys"):
        person(key).password_hash = hashed
    db.session.commit()


def sign_in(client: PageClient, key: str = "dora") -> None:
    page = client.page("/sign-in")
    page.press("Sign in", email=f"{key}@example.org", password=PASSWORD)
    assert carried(client).get("_user_id")


def carried(client: PageClient) -> dict[str, Any]:
    """What the cookie says, as anybody can read it."""
    app = client.application
    interface = app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    cookie = client.get_cookie(interface.get_cookie_name(app))
    if cookie is None:
        return {}
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None
    return dict(serializer.loads(cookie.value))


def rows(key: str = "dora") -> list[SignedInSession]:
    db.session.expire_all()
    query = db.select(SignedInSession).where(SignedInSession.person_id == person(key).id)
    return list(db.session.scalars(query.order_by(SignedInSession.id)))


def test_the_cookie_carries_an_opaque_token_and_no_more(client: PageClient) -> None:
    sign_in(client)
    client.page("/mine")
    said = carried(client)
    assert said.keys() <= MAY_CARRY
    token = said["_user_id"]
    assert len(token) >= 43
    (row,) = rows()
    assert row.token_hash == token_hash(token)
    assert token.encode() not in row.token_hash
    for secret in (str(person("dora").id), "dora", "Dora", str(row.id)):
        assert token != secret
    assert token not in repr(db.session.execute(db.text("SELECT * FROM sessions")).all())


def test_signing_in_rotates_the_token_and_the_forms_token(client: PageClient) -> None:
    client.page("/sign-in")
    before = carried(client)
    sign_in(client)
    first = carried(client)
    assert first["csrf_token" if "csrf_token" in first else "_user_id"] != before.get("csrf_token")
    client.page("/account").press("Sign out")
    sign_in(client)
    assert carried(client)["_user_id"] != first["_user_id"]
    assert [row.ended_at is None for row in rows()] == [False, True]


def test_a_cookie_planted_before_is_worth_nothing_after(app: Flask, client: PageClient) -> None:
    """Fixation: the session that was there before signing in is not the one after."""
    sign_in(client)
    planted = app.test_client()
    assert isinstance(planted, PageClient)
    with planted.session_transaction() as session:
        session["_user_id"] = "chosen-by-somebody-else"
    assert planted.get("/mine").status_code == 302


def test_signing_out_ends_the_row_so_that_a_copied_cookie_is_dead(client: PageClient) -> None:
    sign_in(client)
    name = "nightsafe"
    copied = client.get_cookie(name)
    assert copied is not None
    client.page("/account").press("Sign out")
    assert rows()[0].ended_at == SATURDAY
    thief = client.application.test_client()
    thief.set_cookie(name, copied.value)
    assert thief.get("/mine").status_code == 302


def test_a_new_password_ends_the_other_sign_ins(app: Flask, client: PageClient) -> None:
    phone, other = client, app.test_client()
    assert isinstance(other, PageClient)
    sign_in(phone)
    sign_in(other)
    page = phone.page("/account/password")
    page.press("Change", old=PASSWORD, new="a second lamp in the window")
    assert other.get("/mine").status_code == 302
    assert phone.get("/mine").status_code == 200


def test_my_other_sign_ins_can_be_ended(app: Flask, client: PageClient) -> None:
    phone, other = client, app.test_client()
    assert isinstance(other, PageClient)
    sign_in(phone)
    sign_in(other)
    phone.page("/account").press("End my other sessions")
    assert other.get("/mine").status_code == 302
    assert phone.get("/mine").status_code == 200


def test_a_suspended_person_is_out_at_once_in_every_process(
    app: Flask, another_app: Callable[..., Flask], client: PageClient
) -> None:
    """R5: nothing about a session is remembered between requests."""
    sign_in(client)
    elsewhere = another_app().test_client()
    assert isinstance(elsewhere, PageClient)
    sign_in(elsewhere)
    assert elsewhere.get("/mine").status_code == 200
    manager = app.test_client()
    assert isinstance(manager, PageClient)
    sign_in(manager, "mo")
    manager.page(f"/people/{person('dora').id}").press("Suspend")
    assert client.get("/mine").status_code == 302
    assert elsewhere.get("/mine").status_code == 302


@pytest.mark.parametrize(
    ("key", "idle", "most"),
    [
        ("dora", timedelta(hours=14), timedelta(hours=14)),
        ("rhys", timedelta(minutes=15), timedelta(hours=10)),
    ],
)
def test_a_sign_in_ends_when_idle_and_in_the_end(
    client: PageClient,
    freeze: Callable[[datetime], Any],
    key: str,
    idle: timedelta,
    most: timedelta,
) -> None:
    """R10: a whole shift at the door, a quarter of an hour at a desk of the police."""
    sign_in(client, key)
    moment, end = SATURDAY, SATURDAY + most
    while moment + idle < end:
        moment += idle
        freeze(moment)
        assert client.get("/account").status_code == 200
    freeze(end)
    assert client.get("/account").status_code == 200
    freeze(end + timedelta(seconds=1))
    assert client.get("/account").status_code == 302
    away = client.application.test_client()
    assert isinstance(away, PageClient)
    sign_in(away, key)
    freeze(end + idle + timedelta(seconds=2))
    assert away.get("/account").status_code == 302


def test_last_seen_is_written_once_a_minute_and_never_by_a_poll(
    client: PageClient, freeze: Callable[[datetime], Any]
) -> None:
    sign_in(client)
    freeze(SATURDAY + timedelta(seconds=59))
    client.page("/mine")
    assert rows()[0].last_seen_at == SATURDAY
    freeze(SATURDAY + timedelta(minutes=30))
    client.get("/mine", headers={"X-Poll": "1"})
    assert rows()[0].last_seen_at == SATURDAY
    client.page("/mine")
    assert rows()[0].last_seen_at == SATURDAY + timedelta(minutes=30)


@pytest.mark.parametrize("value", ["", "x", "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbbbbbbbb", "é" * 9])
def test_a_forged_cookie_is_nobody(client: PageClient, value: str) -> None:
    client.set_cookie("nightsafe", value)
    assert client.get("/mine").status_code == 302
