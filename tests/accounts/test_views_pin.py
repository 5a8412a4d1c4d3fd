"""One's PIN: set with the password, changed, removed; what it opens and what it does not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from nightsafe.database import db
from tests.accounts.doors import PIN, WRONG, door_phone, give_pin, is_in, session_of, type_pin
from tests.accounts.ways import give_password, is_out, told, try_sign_in
from tests.page import PageClient
from tests.people import PASSWORD, SATURDAY, person

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[..., PageClient]
Freeze = Callable[[datetime], Any]


def pin_hash(key: str) -> str | None:
    db.session.expire_all()
    return person(key).pin_hash


def test_a_pin_is_set_with_the_password_and_stored_as_passwords_are(signed_in: SignIn) -> None:
    give_password("dora")
    page = signed_in(person("dora")).page("/account/pin")
    assert page.press("Set PIN", password="not it at all", pin=PIN).status == 422
    assert pin_hash("dora") is None
    assert "Your PIN is set" in page.press("Set PIN", password=PASSWORD, pin="73 91 54").text
    stored = pin_hash("dora")
    assert stored is not None and stored.startswith("$argon2id$")
    assert told("pin-set") == [{"person": person("dora").id}]
    assert type_pin(door_phone(signed_in), "dora").path == "/"


def test_somebody_elses_hash_opens_nothing(signed_in: SignIn) -> None:
    give_pin("dora", "bea", pin=PIN)
    give_pin("bea", pin="904628")
    person("bea").pin_hash = pin_hash("dora")
    assert type_pin(door_phone(signed_in), "bea").status == 422


def test_an_easy_pin_is_refused_beside_the_field(signed_in: SignIn) -> None:
    give_password("dora")
    page = signed_in(person("dora")).page("/account/pin")
    page = page.press("Set PIN", password=PASSWORD, pin="1234")
    assert page.status == 422 and "Too many people" in page.form("Set PIN").errors()[0]
    assert "1234" not in [e.get("value") for e in page.all("input")]


def test_changing_or_removing_it_ends_what_it_opened(signed_in: SignIn) -> None:
    give_password("dora")
    give_pin("dora")
    door = door_phone(signed_in)
    type_pin(door, "dora")
    own = signed_in(person("dora"))
    own.page("/account/pin").press("Set PIN", password=PASSWORD, pin="904628")
    assert is_out(door) and not is_out(own)
    assert type_pin(door, "dora", "904628").path == "/"
    page = own.page("/account/pin").press("Remove my PIN")
    assert "Your PIN is removed" in page.text and len(told("pin-removed")) == 1
    assert is_out(door) and not is_out(own)
    assert "Dora Doorman" not in door.page("/sign-in").text


def test_a_new_password_takes_the_pin_with_it(signed_in: SignIn) -> None:
    """Whoever knew the old one could have chosen the PIN."""
    give_password("dora")
    give_pin("dora")
    page = signed_in(person("dora")).page("/account/password")
    page.press("Change", old=PASSWORD, new="a second lamp in the window")
    assert pin_hash("dora") is None


def test_only_a_first_pin_just_after_the_password_at_a_door_needs_none(
    signed_in: SignIn, freeze: Freeze
) -> None:
    give_password("dora")
    assert "password" in signed_in(person("dora")).page("/account/pin").form("Set PIN").names
    door = door_phone(signed_in)
    try_sign_in(door, "dora@example.org", query="?password=1")
    freeze(SATURDAY + timedelta(minutes=10, seconds=1))
    page = door.page("/account/pin")
    assert "password" in page.form("Set PIN").names
    freeze(SATURDAY + timedelta(minutes=9))
    page = door.page("/account/pin").press("Set PIN", pin=PIN)
    assert "Your PIN is set" in page.text
    assert "password" in door.page("/account/pin").form("Set PIN").names


def test_whoever_only_typed_a_pin_changes_nothing_of_the_account(signed_in: SignIn) -> None:
    give_password("mo")
    give_pin("mo")
    door = door_phone(signed_in)
    type_pin(door, "mo")
    page = door.page("/account")
    assert "signed in with your PIN" in page.text and "Where you are signed in" not in page.text
    token = page.form("Sign out").fields["csrf_token"]
    session_id = session_of("mo").id
    for address in (
        "/account/name",
        "/account/password",
        "/account/pin",
        "/account/pin/remove",
        "/account/place",
        "/account/duty",
        "/account/sessions/end-others",
        f"/account/sessions/{session_id}/end",
        "/people/invite",
        "/devices/enrol",
    ):
        page = door.send(address, {"csrf_token": token})
        assert (page.status, page.h1) == (403, "A PIN is not enough for this"), address
    assert is_in(door, "mo")
    tabs = {"Log", "Mine", "Visits", "Register", "People"} & set(door.page("/").links)
    assert tabs == {"Log", "Mine", "Visits"}


def test_the_password_on_the_same_phone_opens_all_of_it(signed_in: SignIn) -> None:
    give_password("mo")
    give_pin("mo")
    door = door_phone(signed_in)
    try_sign_in(door, "mo@example.org", WRONG, "?password=1")
    assert is_out(door)
    try_sign_in(door, "mo@example.org", query="?password=1")
    assert {"Register", "People"} <= set(door.page("/").links)
    assert not session_of("mo").by_pin
