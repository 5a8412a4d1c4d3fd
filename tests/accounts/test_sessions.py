"""Sessions as rows: what the cookie carries, how long a sign-in lasts, when it was seen last."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from nightsafe.accounts.models import SignedInSession
from nightsafe.accounts.sessions import device_of
from nightsafe.accounts.tokens import token_hash
from nightsafe.database import db
from tests.accounts.ways import give_password, is_out, try_sign_in
from tests.page import PageClient
from tests.people import SATURDAY, membership, person

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[..., PageClient]
Freeze = Callable[[datetime], Any]


def seen() -> datetime:
    db.session.expire_all()
    return db.session.query(SignedInSession).one().last_seen_at


def test_r8_the_cookie_carries_an_opaque_token_and_nothing_of_the_person(
    client: PageClient,
) -> None:
    give_password("dora")
    try_sign_in(client, "dora@example.org")
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    assert set(kept) == {"_user_id", "_fresh", "csrf_token"}
    row = db.session.query(SignedInSession).one()
    assert row.token_hash == token_hash(kept["_user_id"])
    assert len(kept["_user_id"]) * 6 >= 256


@pytest.mark.parametrize(
    ("who", "idle", "absolute"),
    [("dora", 840, 840), ("rhys", 15, 600), ("gwen", 15, 600), ("coral", 30, 600)],
)
def test_r10_a_sign_in_lasts_as_long_as_its_role_allows(
    signed_in: SignIn, freeze: Freeze, who: str, idle: int, absolute: int
) -> None:
    client = signed_in(person(who))
    freeze(SATURDAY + timedelta(minutes=idle, seconds=1))
    assert is_out(client)
    freeze(SATURDAY)
    client, minute = signed_in(person(who)), 0
    while minute + idle - 1 <= absolute:
        minute += idle - 1
        freeze(SATURDAY + timedelta(minutes=minute))
        assert not is_out(client)
    freeze(SATURDAY + timedelta(minutes=absolute, seconds=1))
    assert is_out(client)


def test_r8_last_seen_is_written_once_a_minute_at_most(signed_in: SignIn, freeze: Freeze) -> None:
    client = signed_in(person("dora"))
    freeze(SATURDAY + timedelta(seconds=59))
    client.page("/account")
    assert seen() == SATURDAY
    freeze(SATURDAY + timedelta(seconds=60))
    client.page("/account")
    assert seen() == SATURDAY + timedelta(seconds=60)


def test_r8_a_poll_does_not_extend_a_session(signed_in: SignIn, freeze: Freeze) -> None:
    client = signed_in(person("rhys"))
    freeze(SATURDAY + timedelta(minutes=14))
    client.page("/account", headers={"X-Poll": "1"})
    assert seen() == SATURDAY
    freeze(SATURDAY + timedelta(minutes=16))
    assert is_out(client)


def test_r5_a_session_ends_with_its_person_and_with_its_role(signed_in: SignIn) -> None:
    bar, team = (signed_in(person("bea"), membership("bea", number)) for number in (0, 1))
    membership("bea", 0).ends_at = SATURDAY
    assert is_out(bar)
    assert not is_out(team)
    person("bea").suspended_at = SATURDAY
    assert is_out(team)


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_a_token_that_is_none_signs_nobody_in(client: PageClient, token: str) -> None:
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert is_out(client)


def test_a_device_is_told_in_words() -> None:
    agents = {
        "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36": "Chrome, Android",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1": "Safari, iPhone",
        "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0": "Edge, Windows",
        "curl/8": "",
    }
    assert {agent: device_of(agent) for agent in agents} == agents
