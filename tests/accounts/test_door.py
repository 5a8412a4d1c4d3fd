"""A shared phone at the door: names, PINs tried and counted, locked and unlocked, handed over."""

import contextvars
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from nightsafe.accounts.models import SignedInSession
from nightsafe.database import db
from tests.accounts.doors import (
    PIN,
    WRONG,
    door_phone,
    give_pin,
    is_in,
    phone,
    session_of,
    tries,
    type_pin,
)
from tests.accounts.ways import counted_hashes, give_password, told, try_sign_in
from tests.page import PageClient
from tests.people import SATURDAY, membership, person

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[..., PageClient]
Freeze = Callable[[datetime], Any]


@pytest.fixture
def door(signed_in: SignIn) -> PageClient:
    """The phone at the door of The Lantern; Dora, Bea, Mo and Otto have a PIN."""
    give_pin("dora", "bea", "mo", "otto")
    return door_phone(signed_in)


def names(client: PageClient) -> list[str]:
    return [name for name, to in client.page("/sign-in").links.items() if to.startswith("/door/")]


def test_the_sign_in_page_asks_who_you_are_and_lists_who_works_here(door: PageClient) -> None:
    assert names(door) == ["Bea Both", "Dora Doorman", "Mo Manager"]
    person("bea").pin_hash = None
    person("dora").suspended_at = SATURDAY
    assert names(door) == ["Mo Manager"]
    membership("mo").ends_at = SATURDAY
    assert names(door) == []
    assert door.page("/sign-in").text.count("999") > 0


def test_on_any_other_phone_there_is_no_such_page(client: PageClient) -> None:
    give_pin("dora")
    client.page("/door", 404)
    client.page(f"/door/{person('dora').id}", 404)
    client.set_cookie("nightsafe-phone", "x" * 43)
    client.page("/door", 404)
    assert client.page("/sign-in").h1 == "Sign in"


def test_a_name_and_a_pin_sign_in_at_the_premises_on_this_phone(door: PageClient) -> None:
    page = type_pin(door, "bea")
    assert page.path == "/" and "The Lantern" in page.text
    row = session_of("bea")
    assert (row.by_pin, row.device_id) == (True, phone().id)
    assert row.membership_id == membership("bea", 0).id
    assert told("signed-in")[-1]["by_pin"] is True


def test_the_figures_never_come_back_and_no_browser_keeps_them(door: PageClient) -> None:
    page = type_pin(door, "dora", WRONG)
    assert page.status == 422 and WRONG not in page.html
    (field,) = [e for e in page.all("input") if e.get("name") == "pin"]
    wanted = {"type": "text", "inputmode": "numeric", "autocomplete": "off"}
    assert {name: field.get(name) for name in wanted} == wanted


def test_r13_whoever_is_not_listed_is_as_missing_as_nobody_with_the_same_work(
    door: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = door.page(f"/door/{person('dora').id}").form("Sign in")
    data = form.data("Sign in", {"pin": WRONG})
    with counted_hashes(monkeypatch) as hashes:
        assert door.send(f"/door/{person('dora').id}", data).status == 422
        assert len(hashes) == 1
        for number in (person("otto").id, person("sade").id, 999_999):
            hashes.clear()
            assert door.send(f"/door/{number}", data).status == 404
            assert len(hashes) == 1
    assert [row["person"] for row in told("pin-wrong")] == [person("dora").id]


def test_three_wrong_ones_are_free_then_one_waits(door: PageClient, freeze: Freeze) -> None:
    assert [type_pin(door, "dora", WRONG).status for _ in range(3)] == [422, 422, 429]
    page = type_pin(door, "dora")
    assert page.status == 429 and "Wait 30 seconds" in page.text
    assert page.response.headers["Retry-After"] == "30"
    freeze(SATURDAY + timedelta(seconds=29))
    assert type_pin(door, "dora").status == 429
    freeze(SATURDAY + timedelta(seconds=30))
    assert type_pin(door, "dora").path == "/"
    assert tries("dora") is None


def test_while_one_waits_nothing_is_counted_and_others_come_in(
    door: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        type_pin(door, "dora", WRONG)
    with counted_hashes(monkeypatch) as hashes:
        assert type_pin(door, "dora", WRONG).status == 429
    found = tries("dora")
    assert hashes == [] and found is not None and found.wrong == 3
    assert type_pin(door, "bea").path == "/"


def lock(door: PageClient, freeze: Freeze, key: str = "dora") -> datetime:
    """Ten wrong PINs, each after its wait; the moment of the last."""
    moment = SATURDAY
    for number in range(10):
        moment += timedelta(seconds=30 * 2 ** max(0, number - 3)) if number >= 3 else timedelta()
        freeze(moment)
        page = type_pin(door, key, WRONG)
        assert page.status == (422 if number < 2 else 429), number
    return moment


def test_ten_lock_that_person_on_that_phone_only(
    door: PageClient, signed_in: SignIn, freeze: Freeze
) -> None:
    lock(door, freeze)
    assert "Your PIN is locked" in door.page(f"/door/{person('dora').id}").text
    assert len(told("pin-wrong")) == 10 and len(told("pin-locked")) == 1
    assert type_pin(door, "bea").path == "/"
    assert type_pin(door_phone(signed_in, label="Back door"), "dora").path == "/"


def test_the_password_unlocks_it(door: PageClient, freeze: Freeze) -> None:
    give_password("dora")
    lock(door, freeze)
    assert try_sign_in(door, "dora@example.org", query="?password=1").path == "/"
    assert len(told("pin-unlocked")) == 1
    door.page("/").press("Hand over the phone")
    assert type_pin(door, "dora").path == "/"


def test_a_manager_unlocks_it(door: PageClient, signed_in: SignIn, freeze: Freeze) -> None:
    lock(door, freeze)
    page = signed_in(person("mo")).page("/devices")
    assert "Dora Doorman" in page.text
    page = page.press("Unlock")
    assert "Unlocked" in page.text and "Dora Doorman" not in page.text
    assert type_pin(door, "dora").path == "/"


def wrong_ones(door: PageClient, freeze: Freeze, moment: datetime, times: int) -> datetime:
    """So many wrong PINs of Dora's, each when its wait is over; the moment after the last."""
    for _ in range(times):
        freeze(moment)
        type_pin(door, "dora", WRONG)
        moment += timedelta(minutes=40)
    freeze(moment)
    return moment


def unlock_dora(signed_in: SignIn) -> None:
    """Her manager posts to unlock her, whether there is a button for it or not."""
    client = signed_in(person("mo"))
    token = client.page("/devices").form("Remove this phone").fields["csrf_token"]
    data = {"csrf_token": token, "person": str(person("dora").id)}
    client.send(f"/devices/{phone().id}/unlock", data)


@pytest.mark.both_engines
def test_whoever_may_unlock_has_twenty_tries_and_no_more(
    door: PageClient, signed_in: SignIn, freeze: Freeze
) -> None:
    give_password("dora")
    moment = wrong_ones(door, freeze, SATURDAY, 2)
    unlock_dora(signed_in)
    found = tries("dora")
    assert found is not None and found.wrong == 2 and told("pin-unlocked") == []
    moment = wrong_ones(door, freeze, moment, 8)
    unlock_dora(signed_in)
    assert tries("dora") is None
    assert told("pin-unlocked") == [{"device": str(phone().id), "person": person("dora").id}]
    moment = wrong_ones(door, freeze, moment, 9)
    page = type_pin(door, "dora", WRONG)
    assert page.path.startswith("/door") and "that PIN is gone" in page.text
    assert len(told("pin-wrong")) == 20 and told("pin-removed")[-1]["wrong"] == 20
    assert "Dora Doorman" not in names(door) and "Bea Both" in names(door)
    door.page(f"/door/{person('dora').id}", 404)
    unlock_dora(signed_in)
    assert "Dora Doorman" not in names(door)
    page = try_sign_in(door, "dora@example.org", query="?password=1")
    assert page.h1 == "Set a PIN"
    page.press("Set PIN", pin=PIN)
    door.page("/").press("Hand over the phone")
    assert type_pin(door, "dora").path == "/"


@pytest.mark.both_engines
def test_enrolling_anew_gives_no_more_tries(door: PageClient, signed_in: SignIn) -> None:
    for number in range(7):
        assert person("dora").pin_hash is not None
        for _ in range(3 if number < 6 else 2):
            type_pin(door, "dora", WRONG)
        signed_in(person("mo")).page("/devices").press("Remove this phone")
        door = door_phone(signed_in)
        db.session.expire_all()
    assert person("dora").pin_hash is None
    assert "Dora Doorman" not in names(door)


def test_the_right_pin_or_the_password_at_the_door_starts_the_count_anew(
    door: PageClient,
) -> None:
    give_password("dora")
    for by_pin in (True, False):
        type_pin(door, "dora", WRONG)
        db.session.expire_all()
        assert person("dora").pin_wrong == 1
        if by_pin:
            type_pin(door, "dora")
        else:
            try_sign_in(door, "dora@example.org", query="?password=1")
        assert is_in(door, "dora")
        db.session.expire_all()
        assert person("dora").pin_wrong == 0
        door.page("/").press("Hand over the phone")


@pytest.mark.both_engines
def test_twenty_wrong_ones_at_once_are_all_counted(
    app: Flask, signed_in: SignIn, door: PageClient
) -> None:
    """Three are looked at, the rest have to wait: as many tries as one after the other."""
    address = f"/door/{person('dora').id}"
    data = door.page(address).form("Sign in").data("Sign in", {"pin": WRONG})
    jar = ("nightsafe", "nightsafe-phone")
    cookies = "; ".join(f"{name}={door.get_cookie(name).value}" for name in jar)  # type: ignore[union-attr]
    db.session.remove()
    start = Barrier(20)

    def work(_number: int) -> int:
        sender = app.test_client(use_cookies=False)
        start.wait()
        send = contextvars.Context().run
        return int(send(sender.post, address, data=data, headers={"Cookie": cookies}).status_code)

    with ThreadPoolExecutor(20) as pool:
        answers = Counter(pool.map(work, range(20)))
    found = tries("dora")
    assert found is not None and found.wrong == 3
    assert answers == {422: 2, 429: 18}
    assert len(told("pin-wrong")) == 3


def test_handing_over_ends_the_session_and_asks_who_comes_next(door: PageClient) -> None:
    type_pin(door, "dora")
    page = door.page("/mine")
    forms = [form.element.get("data-hand-over") for form in page.forms]
    assert "" in forms
    page = page.press("Hand over the phone")
    assert page.path.startswith("/door") and "Locked" in page.text
    assert db.session.query(SignedInSession).filter_by(ended_at=None).count() == 0
    assert type_pin(door, "bea").path == "/"
    assert is_in(door, "bea")


def test_who_signs_in_with_a_password_is_asked_to_choose_a_pin_once(
    door: PageClient, freeze: Freeze
) -> None:
    give_password("dora")
    person("dora").pin_hash = None
    page = try_sign_in(door, "dora@example.org", query="?password=1&next=/mine")
    assert page.h1 == "Set a PIN" and "password" not in page.form("Set PIN").names
    assert page.links["Not now"] == "/mine"
    assert page.press("Set PIN", pin=PIN).path == "/mine"
    door.page("/").press("Hand over the phone")
    assert type_pin(door, "dora").path == "/"


def test_at_the_door_one_works_at_the_door(door: PageClient, freeze: Freeze) -> None:
    """Bea last walked with the pastors; here she is behind the bar."""
    give_password("bea")
    try_sign_in(door, "bea@example.org", query="?password=1")
    assert session_of("bea").membership_id == membership("bea", 0).id


def test_r10_a_pin_session_lasts_as_long_as_its_role_allows(
    door: PageClient, freeze: Freeze
) -> None:
    type_pin(door, "dora")
    freeze(SATURDAY + timedelta(hours=14))
    assert is_in(door, "dora")
    freeze(SATURDAY + timedelta(hours=14, seconds=1))
    assert door.page("/account").h1 == "Who are you?"
