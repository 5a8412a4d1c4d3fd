"""Break-glass (R7): in an emergency, with the password, a reason, an hour, and everybody told."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from nightsafe.accounts import break_glass
from nightsafe.accounts.break_glass import ALERT
from nightsafe.accounts.models import BreakGlass, Grant
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.errors import ProductError
from nightsafe.incidents.models import Entry
from tests.accounts.doors import session_of
from tests.accounts.ways import give_password, told
from tests.factories import log
from tests.page import Page, PageClient
from tests.people import PASSWORD, SATURDAY, actor, person
from tests.referrals.making import named, sent

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[..., PageClient]
Freeze = Callable[[datetime], Any]
REASON = "A girl may be in that house tonight."
OPEN = "Open them for 60 minutes"
NOTICE = "Restricted records opened in an emergency"


@pytest.fixture
def hidden(freeze: Freeze) -> Entry:
    freeze(SATURDAY)
    give_password("rhys")
    return log("dora", "S1", description="A word for few.")


def break_it(client: PageClient, reason: str = REASON, password: str = PASSWORD) -> Page:
    return client.page("/break-glass").press(OPEN, reason=reason, password=password)


def suspend(*keys: str) -> None:
    for key in keys:
        person(key).suspended_at = SATURDAY
    db.session.commit()


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
    assert NOTICE in first.text
    assert REASON not in first.text
    page = first.follow(NOTICE)
    assert (page.path, REASON in page.text) == ("/grants", True)
    first.press("Got it")
    assert NOTICE not in stella.page("/").text
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
    assert len(told("sign-in-failed")) == (password != PASSWORD)
    assert rhys.page(f"/review/{hidden.event_id}", status=404).status == 404


def test_supervisors_read_how_much_was_opened(signed_in: SignIn, hidden: Entry) -> None:
    """R7."""
    rhys = signed_in(person("rhys"))
    break_it(rhys)
    rhys.page(f"/review/{hidden.event_id}")
    rhys.page(f"/review/{hidden.event_id}")
    page = signed_in(person("stella")).page("/grants")
    assert "Rhys Reviewer" in page.text
    assert re.search(r"Records opened meanwhile\s+1\b", page.text)


def test_without_another_supervisor_the_coordinator_is_told(
    signed_in: SignIn, hidden: Entry
) -> None:
    """R7: they read no reason, and are led to the person."""
    suspend("stella", "sam")
    break_it(signed_in(person("rhys")))
    assert {message.person_id for message in alerts()} == {person("coral").id}
    first = signed_in(person("coral")).page("/setup")
    assert NOTICE in first.text
    page = first.follow("Open")
    assert (page.status, page.h1, REASON in page.text) == (200, "Rhys Reviewer", False)


def test_with_nobody_to_tell_it_stays_shut(signed_in: SignIn, hidden: Entry) -> None:
    """R7."""
    suspend("stella", "sam", "coral")
    rhys = signed_in(person("rhys"))
    page = break_it(rhys)
    assert "There is no other supervisor or coordinator who could be told" in page.text
    assert REASON in page.text
    assert rhys.page(f"/review/{hidden.event_id}", status=404).status == 404


def test_an_alert_that_fails_opens_nothing(
    signed_in: SignIn, hidden: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R7: one transaction."""

    def fail(*_args: Any, **_named: Any) -> None:
        raise ProductError("The post is shut.")

    monkeypatch.setattr(break_glass, "notify", fail)
    page = break_it(signed_in(person("rhys")))
    assert "The post is shut." in page.text
    assert (told("break-glass"), db.session.scalars(select(BreakGlass)).all()) == ([], [])


def test_it_ends_with_the_session(signed_in: SignIn, hidden: Entry) -> None:
    """R7."""
    rhys = signed_in(person("rhys"))
    break_it(rhys)
    rhys.page("/account").press("Sign out")
    again = signed_in(person("rhys"))
    assert again.page(f"/review/{hidden.event_id}", status=404).status == 404


def test_a_pin_opens_nothing(signed_in: SignIn, hidden: Entry) -> None:
    """R7: nor does an hour that a password opened go on behind one."""
    rhys = signed_in(person("rhys"))
    break_it(rhys)
    session_of("rhys").by_pin = True
    db.session.commit()
    assert rhys.page("/break-glass", status=403).status == 403
    assert rhys.get(f"/review/{hidden.event_id}").status_code != 200


def test_a_specialist_sees_what_was_referred_and_nothing_else(
    signed_in: SignIn, hidden: Entry
) -> None:
    """R7."""
    give_password("gwen")
    named("spiking", actor("gwen"))
    one = sent("S4", "spiking", who="greta")
    db.session.execute(delete(Grant).where(Grant.person_id == person("gwen").id))
    db.session.commit()
    # Logged without a grant of hers: she was not alerted to it either.
    other = log("dora", "S4")
    gwen = signed_in(person("gwen"))
    gwen.page(f"/referrals/{one.id}", status=404)
    assert "You will see what was referred to you" in gwen.page("/break-glass").text
    break_it(gwen)
    assert gwen.page(f"/referrals/{one.id}").status == 200
    for path in (f"/restricted/{other.id}", f"/review/{other.event_id}"):
        assert gwen.get(path).status_code in {403, 404}


def test_the_door_cannot(signed_in: SignIn, hidden: Entry) -> None:
    assert signed_in(person("dora")).page("/break-glass", status=403).status == 403
