"""Break-glass (R7): in an emergency, with the password, a reason, an hour, and everybody told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from nightsafe.accounts.break_glass import ALERT
from nightsafe.accounts.models import BreakGlass
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.incidents.models import Entry
from tests.accounts.ways import give_password, told
from tests.factories import log
from tests.page import Page, PageClient
from tests.people import PASSWORD, SATURDAY, person

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[..., PageClient]
Freeze = Callable[[datetime], Any]
REASON = "A girl may be in that house tonight."
OPEN = "Open them for 60 minutes"


@pytest.fixture
def hidden(freeze: Freeze) -> Entry:
    freeze(SATURDAY)
    give_password("rhys")
    return log("dora", "S1", description="A word for few.")


def break_it(client: PageClient, reason: str = REASON, password: str = PASSWORD) -> Page:
    return client.page("/break-glass").press(OPEN, reason=reason, password=password)


def alerts() -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.kind == ALERT)))


def test_it_opens_restricted_records_for_an_hour(
    signed_in: SignIn, freeze: Freeze, hidden: Entry
) -> None:
    """R7."""
    rhys = signed_in(person("rhys"))
    assert rhys.page(f"/review/{hidden.event_id}", status=404).status == 404
    assert "Restricted records are open to you until" in break_it(rhys).text
    assert "A word for few." in rhys.page(f"/review/{hidden.event_id}").text
    for minutes in range(14, 60, 14):
        freeze(SATURDAY + timedelta(minutes=minutes))
        assert "End it" in rhys.page("/review").text
    freeze(SATURDAY + timedelta(minutes=61))
    assert "End it" not in rhys.page("/review").text
    assert rhys.page(f"/review/{hidden.event_id}", status=404).status == 404


def test_every_other_supervisor_is_told_at_once_without_the_reason(
    signed_in: SignIn, hidden: Entry
) -> None:
    """R7: the alert stands or falls with the opening."""
    break_it(signed_in(person("rhys")))
    assert person("stella").id in {message.person_id for message in alerts()}
    assert person("rhys").id not in {message.person_id for message in alerts()}
    stella = signed_in(person("stella"))
    first = stella.page("/")
    assert "opened restricted records in an emergency" in first.text
    assert REASON not in first.text
    assert REASON in stella.page("/grants").text
    (row,) = told("break-glass")
    assert row["reason"] == REASON
    assert REASON.encode() not in db.session.scalars(select(BreakGlass.written)).one()


def test_it_holds_in_this_session_only(signed_in: SignIn, hidden: Entry) -> None:
    """R7."""
    one, other = signed_in(person("rhys")), signed_in(person("rhys"))
    break_it(one)
    assert one.page(f"/review/{hidden.event_id}").status == 200
    assert other.page(f"/review/{hidden.event_id}", status=404).status == 404


def test_it_can_be_ended_before(signed_in: SignIn, hidden: Entry) -> None:
    rhys = signed_in(person("rhys"))
    break_it(rhys).press("End it")
    assert rhys.page(f"/review/{hidden.event_id}", status=404).status == 404
    assert [row.get("ended", False) for row in told("break-glass")] == [False, True]


@pytest.mark.parametrize(
    ("reason", "password", "said"),
    [
        ("Help", PASSWORD, "Say in a sentence why it cannot wait."),
        (REASON, "not it at all", "That is not your password. Try again."),
    ],
)
def test_it_takes_a_reason_and_the_password(
    signed_in: SignIn, hidden: Entry, reason: str, password: str, said: str
) -> None:
    """R7: nothing opens and nobody is alarmed; what was typed stays."""
    rhys = signed_in(person("rhys"))
    page = break_it(rhys, reason, password)
    assert (page.status, said in page.text, reason in page.text) == (422, True, True)
    assert alerts() == []
    assert rhys.page(f"/review/{hidden.event_id}", status=404).status == 404


def test_the_door_cannot(signed_in: SignIn, hidden: Entry) -> None:
    assert signed_in(person("dora")).page("/break-glass", status=403).status == 403
