"""Step-up (R7): what is restricted opens only where the password was given lately."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from nightsafe.accounts import stepping_up
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.review.queries import exchanges, questions_of
from tests.accounts.ways import give_password, is_out, told
from tests.factories import log
from tests.page import PageClient
from tests.people import PASSWORD, SATURDAY, person

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[..., PageClient]
Freeze = Callable[[datetime], Any]
LATER = SATURDAY + timedelta(minutes=11)


@pytest.fixture
def hidden(freeze: Freeze) -> Entry:
    freeze(SATURDAY)
    give_password("greta")
    return log("dora", "S1", description="A word for few.")


def test_a_restricted_record_opens_for_ten_minutes_after_the_password(
    signed_in: SignIn, freeze: Freeze, hidden: Entry
) -> None:
    """R7."""
    greta = signed_in(person("greta"))
    assert "A word for few." in greta.page(f"/review/{hidden.event_id}").text
    freeze(LATER)
    asked = greta.page(f"/review/{hidden.event_id}")
    assert (asked.h1, "A word for few." in asked.text) == ("Your password, please", False)
    assert "That is not your password" in asked.press("Go on", password="something else").text
    opened = asked.press("Go on", password=PASSWORD)
    assert "A word for few." in opened.text
    assert len(told("confirmed")) == 1


def test_lists_stay_open_without_it(signed_in: SignIn, freeze: Freeze, hidden: Entry) -> None:
    greta = signed_in(person("greta"))
    freeze(LATER)
    assert "Sexual assault" in greta.page("/review?view=all").text
    assert "Sexual assault" in greta.page("/restricted").text


def test_it_holds_for_the_session_in_which_it_was_given(
    signed_in: SignIn, freeze: Freeze, hidden: Entry
) -> None:
    one, other = signed_in(person("greta")), signed_in(person("greta"))
    freeze(LATER)
    one.page(f"/review/{hidden.event_id}").press("Go on", password=PASSWORD)
    assert one.page(f"/review/{hidden.event_id}").h1 == "Sexual assault, groping, exposure"
    assert other.page(f"/review/{hidden.event_id}").h1 == "Your password, please"


def test_a_question_that_was_typed_is_sent_after_it(
    signed_in: SignIn, freeze: Freeze, hidden: Entry
) -> None:
    page = signed_in(person("greta")).page(f"/review/{hidden.event_id}")
    freeze(LATER)
    asked = page.press("Send the question", **{"ask-text": "Is the footage kept?"})
    assert (asked.status, asked.h1) == (401, "Your password, please")
    assert list(questions_of([hidden.id])) == []
    sent = asked.press("Go on", password=PASSWORD).press("Send it now")
    assert "Question sent to the reporter." in sent.text
    assert [one.text for one in exchanges(questions_of([hidden.id]))] == ["Is the footage kept?"]


def test_a_button_without_a_field_is_pressed_again_after_it(
    signed_in: SignIn, freeze: Freeze, hidden: Entry
) -> None:
    """Else the way back would lead to an address that takes nothing but what is sent there."""
    greta = signed_in(person("greta"))
    page = greta.page(f"/review/{hidden.event_id}")
    (token,) = page.form("Send the question").fields["csrf_token"]
    freeze(LATER)
    asked = greta.send(f"/review/{hidden.event_id}/ask", {"csrf_token": token})
    after = asked.press("Go on", password=PASSWORD)
    assert after.form("Send it now").action == f"/review/{hidden.event_id}/ask"


@pytest.mark.parametrize("spoilt", ["%00", "%ED%A0%80", "%FF"])
def test_what_cannot_be_sent_again_is_refused_at_once(
    signed_in: SignIn, freeze: Freeze, hidden: Entry, spoilt: str
) -> None:
    """R21: neither before the password nor after it does such a character reach a page."""
    client = signed_in(person("greta"))
    (token,) = client.page("/help").form("Polski").fields["csrf_token"]
    freeze(LATER)
    address = f"/review/{hidden.event_id}/ask"
    kept = f"text=Is+it{spoilt}kept%3F"
    password = f"csrf_token={token}&password={PASSWORD}"
    for where, sent in (
        (address, {"data": f"csrf_token={token}&entry={hidden.id}&{kept}"}),
        ("/confirm", {"data": f"{password}&kept=posted:text%3Da{spoilt}"}),
        ("/confirm", {"data": f"{password}&kept=posted:text%3Da%2500"}),
    ):
        answer = client.post(where, content_type="application/x-www-form-urlencoded", **sent)
        said = answer.get_data(as_text=True)
        assert answer.status_code == 422, where
        assert "a character that cannot be saved" in said and "\x00" not in said


def test_the_way_on_stays_on_the_site(signed_in: SignIn, freeze: Freeze, hidden: Entry) -> None:
    """R17."""
    page = signed_in(person("greta")).page("/confirm?next=https://elsewhere.example/")
    assert page.press("Go on", password=PASSWORD).path.startswith("/review")


def test_ten_wrong_passwords_end_the_session(
    signed_in: SignIn, freeze: Freeze, hidden: Entry
) -> None:
    greta = signed_in(person("greta"))
    for _time in range(stepping_up.MOST_WRONG):
        greta.page("/confirm").press("Go on", password="not it at all")
    assert is_out(greta)
    assert len(told("sign-in-failed")) == stepping_up.MOST_WRONG


def test_ones_own_needs_none(signed_in: SignIn, freeze: Freeze, hidden: Entry) -> None:
    dora = signed_in(person("dora"))
    freeze(LATER)
    assert "A word for few." in dora.page(f"/entries/{hidden.id}").text
    db.session.rollback()
