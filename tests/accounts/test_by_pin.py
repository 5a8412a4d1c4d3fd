"""Signed in by a PIN: own restricted records of before are closed, this session's own are not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from nightsafe.database import db
from nightsafe.incidents.models import Entry
from tests.accounts.doors import door_phone, give_pin, type_pin
from tests.accounts.ways import give_password, try_sign_in
from tests.factories import log
from tests.offline.holding import to_finish
from tests.offline.parcels import a_log, phone_of
from tests.page import PageClient
from tests.people import SATURDAY, person
from tests.visits.making import RESTRICTED, stay

pytestmark = pytest.mark.usefixtures("city")
LATER = SATURDAY + timedelta(hours=1)
SignIn = Callable[..., PageClient]
Freeze = Callable[[datetime], Any]


@pytest.fixture
def before() -> list[Entry]:
    """What Dora logged before: a fight, and three that are restricted."""
    return [log("dora", "V1"), *(log("dora", code) for code in ("S1", "S4", "A1"))]


@pytest.fixture
def door(signed_in: SignIn, before: list[Entry], freeze: Freeze) -> PageClient:
    """The phone of the door, an hour later, with Dora let in by her PIN."""
    give_pin("dora")
    client = door_phone(signed_in)
    freeze(LATER)
    assert type_pin(client, "dora").path == "/"
    return client


def opened(client: PageClient, entries: list[Entry]) -> list[bool]:
    """Which entries a phone opens, by their addresses."""
    return [client.get(f"/entries/{one.id}").status_code == 200 for one in entries]


def listed(client: PageClient, entries: list[Entry]) -> list[bool]:
    """Which entries stand in the list of one's own."""
    html = client.page("/mine").html
    return [str(one.id) in html for one in entries]


def test_restricted_entries_of_before_are_not_there(
    door: PageClient, before: list[Entry], signed_in: SignIn
) -> None:
    assert opened(door, before) == listed(door, before) == [True, False, False, False]
    for one in before[1:]:
        for address in ("amend", "receipt", "withdraw"):
            door.page(f"/entries/{one.id}/{address}", 404)
    mine = signed_in(person("dora"))
    assert opened(mine, before) == listed(mine, before) == [True] * 4


def tiles(client: PageClient) -> set[str]:
    """The kinds that the first screen offers."""
    return {to for to in client.page("/").links.values() if to.startswith("/log/")}


def test_what_was_logged_lately_gives_none_of_it_away(door: PageClient, signed_in: SignIn) -> None:
    assert "/log/A1" in tiles(signed_in(person("dora")))
    assert not {"/log/S1", "/log/A1"} & tiles(door)


def test_the_password_on_the_same_phone_opens_them(door: PageClient, before: list[Entry]) -> None:
    give_password("dora")
    assert "the same goes for restricted" in door.page("/account").text.lower()
    door.page("/").press("Hand over the phone")
    try_sign_in(door, "dora@example.org", query="?password=1")
    assert opened(door, before) == [True] * 4


def test_what_is_logged_in_this_session_has_its_receipt_until_it_is_handed_over(
    door: PageClient, freeze: Freeze
) -> None:
    freeze(LATER + timedelta(minutes=5))
    answer = phone_of(door).send("/log/S1", a_log()).get_json()
    assert answer["state"] == "received"
    assert "Received" in door.page(answer["next"]).text
    entry = db.session.scalars(db.select(Entry).where(Entry.received_at > LATER)).one()
    assert opened(door, [entry]) == listed(door, [entry]) == [True]
    door.page("/").press("Hand over the phone")
    freeze(LATER + timedelta(minutes=10))
    type_pin(door, "dora")
    assert opened(door, [entry]) == listed(door, [entry]) == [False]


def test_restricted_visits_of_before_are_not_there(signed_in: SignIn, freeze: Freeze) -> None:
    plain, closed = stay("bea"), stay("bea", RESTRICTED)
    give_pin("bea")
    client = door_phone(signed_in)
    freeze(LATER)
    type_pin(client, "bea")
    html = client.page("/visits").html
    assert str(plain.id) in html and str(closed.id) not in html


def test_what_is_held_of_before_is_closed_and_says_how_to_open_it(
    signed_in: SignIn, freeze: Freeze
) -> None:
    to_finish("dora", now=SATURDAY, description="Canary words.", people_bands="under_18")
    give_pin("dora")
    client = door_phone(signed_in)
    freeze(LATER)
    type_pin(client, "dora")
    page = client.page("/attention")
    assert "opens with your password only" in page.text
    assert "Fight" not in page.text and "Canary" not in page.text
    assert "Canary" in signed_in(person("dora")).page("/attention").text
