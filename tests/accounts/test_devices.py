"""Shared phones: enrolled by a manager, known by a cookie, listed, removed; one's own phones."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from nightsafe.accounts.models import Device, SubmitToken
from nightsafe.accounts.tokens import token_hash
from nightsafe.database import db
from nightsafe.network.models import Premises
from tests.accounts.doors import PIN, door_phone, give_pin, is_in, phone, session_of, type_pin
from tests.accounts.ways import is_out, told
from tests.offline.parcels import a_log, phone_of
from tests.page import Page, PageClient
from tests.people import SATURDAY, person

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[..., PageClient]
Freeze = Callable[[datetime], Any]


def cookie_line(client: PageClient, page_label: str = "Front door") -> str:
    """The Set-Cookie line with which a phone is enrolled."""
    data = client.page("/devices/enrol").form("Make this").data(None, {"label": page_label})
    response = client.post("/devices/enrol", data=data)
    assert response.status_code == 302
    lines = response.headers.getlist("Set-Cookie")
    return next(line for line in lines if "-phone=" in line)


def test_a_manager_makes_the_phone_in_their_hand_the_doors_and_is_out(signed_in: SignIn) -> None:
    client = door_phone(signed_in)
    device = phone()
    assert (device.label, device.enrolled_by) == ("Front door", person("mo").id)
    assert device.premises is not None and device.premises.place.name == "The Lantern"
    assert is_out(client) and client.page("/account").h1 == "Who are you?"
    assert told("device-enrolled") == [
        {"device": str(device.id), "premises": device.premises_id},
    ]


def test_the_cookie_holds_a_long_secret_that_is_stored_hashed(signed_in: SignIn) -> None:
    line = cookie_line(signed_in(person("mo")))
    secret = line.split("=", 1)[1].split(";")[0]
    assert len(secret) * 6 >= 128 and phone().secret_hash == token_hash(secret)
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=34560000"):
        assert part in line
    assert "Secure" not in line and "Domain" not in line


def test_where_there_is_tls_the_cookie_is_of_this_host_and_secure(
    another_app: Callable[..., Flask], signed_in: SignIn
) -> None:
    app = another_app(base_url="https://night.example.org")
    here = signed_in(person("mo")).get_cookie("nightsafe")
    assert here is not None
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.set_cookie("__Host-nightsafe", here.value, secure=True)
    page = Page(client, client.get("/devices/enrol", base_url="https://localhost"))
    data = page.form("Make this").data(None, {"label": "Front door"})
    response = client.post("/devices/enrol", data=data, base_url="https://localhost")
    lines = response.headers.getlist("Set-Cookie")
    (line,) = [one for one in lines if one.startswith("__Host-nightsafe-phone=")]
    assert "Secure" in line and "Path=/" in line and "Domain" not in line


def test_a_phone_is_enrolled_once(signed_in: SignIn) -> None:
    give_pin("mo")
    client = door_phone(signed_in)
    again = signed_in(person("mo"))
    known = client.get_cookie("nightsafe-phone")
    assert known is not None
    again.set_cookie("nightsafe-phone", known.value)
    assert "enrolled already" in again.page("/devices/enrol").text
    data = {"csrf_token": again.page("/devices").form("Remove").fields["csrf_token"]}
    page = again.send("/devices/enrol", {**data, "label": "Another"})
    assert page.status == 422 and db.session.query(Device).count() == 1


@pytest.mark.parametrize("label", ["", "   ", "x" * 41])
def test_a_phone_has_a_name(signed_in: SignIn, label: str) -> None:
    page = signed_in(person("mo")).page("/devices/enrol").press("Make this", label=label)
    assert page.status == 422 and db.session.query(Device).count() == 0


def test_a_manager_enrols_for_their_own_premises_whatever_they_name(signed_in: SignIn) -> None:
    client = signed_in(person("mo"))
    other = person("olga").memberships[0].premises_id
    data = client.page("/devices/enrol").form("Make this").data(None, {"label": "Front door"})
    assert client.send("/devices/enrol", {**data, "premises_id": str(other)}).status == 200
    assert phone().premises_id == person("mo").memberships[0].premises_id


def test_a_coordinator_chooses_the_premises_among_those_in_use(signed_in: SignIn) -> None:
    client = signed_in(person("coral"))
    other = person("olga").memberships[0].premises_id
    page = client.page("/devices/enrol")
    assert page.press("Make this", label="Front door").status == 422
    db.session.get_one(Premises, other).retired_at = SATURDAY
    assert page.press("Make this", label="Front door", premises_id=str(other)).status == 422
    db.session.get_one(Premises, other).retired_at = None
    page = page.press("Make this", label="Front door", premises_id=str(other))
    assert page.h1 == "Who are you?" and phone().premises_id == other


def test_the_list_says_who_when_and_where(signed_in: SignIn, freeze: Freeze) -> None:
    give_pin("dora")
    client = door_phone(signed_in)
    freeze(SATURDAY + timedelta(hours=3))
    type_pin(client, "dora")
    text = signed_in(person("mo")).page("/devices").text
    assert "Front door" in text and "Mo Manager" in text and "02:30" in text
    assert "Front door" not in signed_in(person("olga")).page("/devices").text
    text = signed_in(person("coral")).page("/devices").text
    assert "Front door" in text and "The Lantern" in text


def test_a_removed_phone_is_nobodys_at_once(signed_in: SignIn, freeze: Freeze) -> None:
    give_pin("dora")
    client = door_phone(signed_in)
    type_pin(client, "dora")
    assert is_in(client, "dora")
    page = signed_in(person("mo")).page("/devices").press("Remove this phone")
    assert "removed" in page.text and "Front door" not in page.text
    assert is_out(client)
    client.page("/door", 404)
    client.page(f"/door/{person('dora').id}", 404)
    assert client.page("/sign-in").h1 == "Sign in"
    assert phone().ended_by == person("mo").id and len(told("device-removed")) == 1


def test_a_session_does_not_outlive_its_phone_even_if_it_began_meanwhile(
    signed_in: SignIn,
) -> None:
    give_pin("dora")
    client = door_phone(signed_in)
    type_pin(client, "dora")
    phone().ended_at = SATURDAY
    db.session.commit()
    assert session_of("dora").ended_at is None
    assert is_out(client)


def own_phone(key: str, label: str = "Chrome, Android") -> Device:
    """A phone of somebody's own whose queue may send as them."""
    device = Device(id=uuid4(), label=label, created_at=SATURDAY, last_used_at=SATURDAY)
    db.session.add(device)
    db.session.flush()
    for _ in range(2):
        db.session.add(
            SubmitToken(
                token_hash=uuid4().bytes,
                device_id=device.id,
                person_id=person(key).id,
                created_at=SATURDAY,
                expires_at=SATURDAY + timedelta(days=30),
            )
        )
    db.session.commit()
    return device


def test_my_phones_are_listed_and_removed_and_nobody_elses(signed_in: SignIn) -> None:
    mine, others = own_phone("dora"), own_phone("bea", "Safari, iPhone")
    client = signed_in(person("dora"))
    page = client.page("/account")
    assert "Your phones" in page.text and "Safari, iPhone" not in page.text
    token = page.form("Remove").fields["csrf_token"]
    address = f"/account/phones/{others.id}/remove"
    assert client.send(address, {"csrf_token": token}).status == 404
    page = page.press("Remove")
    assert "Your phones" not in page.text
    ended = {one.device_id for one in db.session.query(SubmitToken) if one.ended_at is not None}
    assert ended == {mine.id}
    assert told("phone-removed") == [{"device": str(mine.id)}]


@pytest.mark.both_engines
def test_a_lost_phone_is_signed_out_and_cannot_make_itself_known_again(
    app: Flask, signed_in: SignIn
) -> None:
    lost = signed_in(person("dora"))
    device = phone_of(lost).known["device"]
    page = signed_in(person("dora")).page("/account").press("Remove")
    assert page.h1 == "Your account" and is_out(lost)
    found = db.session.get_one(Device, UUID(device), populate_existing=True)
    assert found.ended_by == person("dora").id
    again = phone_of(signed_in(person("dora")), device)
    assert again.known["device"] != device
    assert again.send("/log/V1", a_log()).get_json()["state"] == "received"


def test_a_phone_that_somebody_else_sends_from_goes_on_for_them(signed_in: SignIn) -> None:
    device = phone_of(signed_in(person("dora"))).known["device"]
    beas = phone_of(signed_in(person("bea")), device)
    signed_in(person("dora")).page("/account").press("Remove")
    assert db.session.get_one(Device, UUID(device), populate_existing=True).ended_at is None
    assert beas.send("/log/V1", a_log()).get_json()["state"] == "received"


def test_removing_the_phone_in_ones_hand_signs_it_out(signed_in: SignIn) -> None:
    client = signed_in(person("dora"))
    phone_of(client)
    client.page("/account").press("Remove")
    assert is_out(client)


def test_ending_other_sign_ins_says_that_phones_stay(signed_in: SignIn) -> None:
    said = "Your phones are listed below"
    client, other = signed_in(person("dora")), signed_in(person("dora"))
    assert said not in client.page("/account").text
    kept = phone_of(other)
    page = client.page("/account")
    assert said in page.text
    page.press("End my other sessions")
    assert is_out(other)
    assert kept.send("/log/V1", a_log()).get_json()["state"] == "received"


def test_the_list_of_sign_ins_names_the_shared_phone(signed_in: SignIn) -> None:
    give_pin("dora", pin=PIN)
    type_pin(door_phone(signed_in), "dora")
    text = signed_in(person("dora")).page("/account").text
    assert "Front door" in text and "with your PIN" in text
