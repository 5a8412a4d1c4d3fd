"""Each person says how messages come to them; what is urgent they cannot switch off."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.delivery.actions import notify
from nightsafe.delivery.browsers import MOST, browsers_of, subscribe
from nightsafe.delivery.choices import Quiet, choice_of, quiet_of, switched_off
from nightsafe.delivery.models import Message, Sending
from nightsafe.delivery.push_keys import make_key
from nightsafe.delivery.states import State
from nightsafe.errors import ProductError
from tests.accounts.doors import door_phone, phone, session_of
from tests.page import PageClient
from tests.people import SATURDAY, person, settle

PAGE = "/account/messages"
HOSTS = ["fcm.googleapis.com"]
POINT = base64.urlsafe_b64encode(b"\x04" + bytes(64)).decode().rstrip("=")
SECRET = base64.urlsafe_b64encode(bytes(16)).decode().rstrip("=")


@pytest.fixture(autouse=True)
def people(app: Flask, freeze: Callable[..., None]) -> None:
    """The named people, on a Saturday night, and a key that notices are signed with."""
    freeze(SATURDAY)
    settle()
    db.session.commit()
    make_key(app.extensions["settings"].push_key_path)


@pytest.fixture
def dora(signed_in: Callable[..., PageClient]) -> PageClient:
    """Dora, signed in."""
    return signed_in(person("dora"))


def told(endpoint: str = "https://fcm.googleapis.com/send/one") -> dict[str, str]:
    """What a browser tells of itself."""
    return {"endpoint": endpoint, "p256dh": POINT, "auth": SECRET}


def post(client: PageClient, address: str, data: dict[str, str] | None = None) -> int:
    """Post with the token of a page of one's own; the answer's status."""
    token = client.page("/account").form("Sign out").data()["csrf_token"]
    return client.post(address, data={**(data or {}), "csrf_token": token}).status_code


def let(who: str, endpoint: str, **more: Any) -> None:
    """Let a browser be woken for somebody."""
    keys = {"p256dh": POINT, "auth": SECRET, **more}
    subscribe(person(who).id, endpoint, **keys, device="Chrome, Android", hosts=HOSTS, now=SATURDAY)
    db.session.commit()


def test_the_choices_are_kept_and_the_urgent_is_not_among_them(dora: PageClient) -> None:
    page = dora.page(PAGE)
    assert not any("safety" in name for name in page.form("Save").names)
    page.press("Save", mail_briefing=None, push_work=None, quiet_from="0")
    me = person("dora").id
    assert switched_off([me], "briefing") == {"mail": {me}, "push": set()}
    assert switched_off([me], "work") == {"mail": set(), "push": {me}}
    assert quiet_of(me) == Quiet(0, 8)
    # The page shows what was chosen.
    again = dora.page(PAGE).form("Save").fields
    assert "mail_briefing" not in again
    assert again["quiet_from"] == ["0"]


def test_an_hour_that_is_none_is_refused_and_nothing_typed_is_lost(dora: PageClient) -> None:
    assert post(dora, PAGE, {"quiet_from": "25", "quiet_until": "7"}) == 422
    assert choice_of(person("dora").id) is None


def test_a_test_goes_by_every_way_at_once_and_twice_is_one(dora: PageClient) -> None:
    let("dora", "https://fcm.googleapis.com/send/one")
    before = dora.page(PAGE)
    for _ in range(2):
        page = before.press("Send me a test")
    sendings = db.session.scalars(select(Sending).order_by(Sending.id)).all()
    assert [(one.channel, one.safety, one.next_at) for one in sendings] == [
        ("mail", True, SATURDAY),
        ("push", True, SATURDAY),
    ]
    assert "Your last test" in page.text
    # It stands on no first screen.
    assert "A test of your messages" not in dora.page("/").text


def test_the_next_test_waits_a_minute_and_takes_the_place_of_the_last(
    dora: PageClient, freeze: Callable[..., None]
) -> None:
    dora.page(PAGE).press("Send me a test")
    refused = dora.page(PAGE).press("Send me a test")
    assert refused.status == 422
    assert "Wait a minute" in refused.text
    freeze(SATURDAY + timedelta(minutes=2))
    dora.page(PAGE).press("Send me a test")
    withdrawn = db.session.scalars(select(Message.withdrawn_at).order_by(Message.id)).all()
    assert withdrawn == [SATURDAY + timedelta(minutes=2), None]


def test_a_browser_is_let_in_listed_and_removed(dora: PageClient) -> None:
    page = dora.page(PAGE).press("Send notices here", **told())
    (browser,) = browsers_of(person("dora").id)
    assert browser.endpoint == told()["endpoint"]
    # Its address opens it: a hash stands in its place.
    assert browser.endpoint not in page.html
    page.press("Remove")
    assert browsers_of(person("dora").id) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://elsewhere.example/one"},
        {"endpoint": "http://fcm.googleapis.com/send/one"},
        {"endpoint": "https://127.0.0.1/"},
        {"endpoint": ""},
        {"p256dh": "AAAA"},
        {"auth": "not base64!"},
    ],
)
def test_what_nothing_can_be_sent_to_is_refused(dora: PageClient, wrong: dict[str, str]) -> None:
    assert post(dora, "/account/push", {**told(), **wrong}) == 422
    assert browsers_of(person("dora").id) == []


def test_somebody_elses_browser_cannot_be_removed(dora: PageClient) -> None:
    let("otto", "https://fcm.googleapis.com/send/otto")
    (theirs,) = browsers_of(person("otto").id)
    for number in (theirs.id, 999_999):
        assert post(dora, f"/account/push/{number}/remove") == 404
    assert len(browsers_of(person("otto").id)) == 1


def test_a_shared_phone_is_sent_nothing(
    dora: PageClient, signed_in: Callable[..., PageClient]
) -> None:
    door_phone(signed_in)
    session_of("dora").device_id = phone().id
    db.session.commit()
    assert post(dora, "/account/push", told()) == 403
    page = dora.page(PAGE)
    assert "This phone is shared" in page.text
    assert page.form("Save").names
    assert browsers_of(person("dora").id) == []


@pytest.mark.both_engines
def test_a_browser_that_changes_hands_tells_nothing_of_before(app: Flask) -> None:
    endpoint = "https://fcm.googleapis.com/send/one"
    let("dora", endpoint)
    browser = browsers_of(person("dora").id)[0].id
    notify([person("dora").id], "urgent", uuid4(), now=SATURDAY)
    let("otto", endpoint)
    assert browsers_of(person("dora").id) == []
    assert [one.id for one in browsers_of(person("otto").id)] == [browser]
    pushed = select(Sending.state).where(Sending.subscription_id == browser)
    assert db.session.scalars(pushed).all() == [State.DROPPED]


def test_the_oldest_browser_makes_room(app: Flask) -> None:
    for number in range(MOST + 1):
        let("dora", f"https://fcm.googleapis.com/send/{number}")
    kept = {one.endpoint for one in browsers_of(person("dora").id)}
    assert len(kept) == MOST
    assert "https://fcm.googleapis.com/send/0" not in kept


def test_an_address_longer_than_any_is_refused(app: Flask) -> None:
    with pytest.raises(ProductError):
        let("dora", "https://fcm.googleapis.com/" + "a" * 2_000)


def test_signing_out_on_purpose_ends_the_notices_there(dora: PageClient) -> None:
    let("dora", "https://fcm.googleapis.com/send/here")
    let("dora", "https://fcm.googleapis.com/send/there")
    post(dora, "/sign-out", {"browser": "https://fcm.googleapis.com/send/here"})
    left = [one.endpoint for one in browsers_of(person("dora").id)]
    assert left == ["https://fcm.googleapis.com/send/there"]
