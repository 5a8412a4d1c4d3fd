"""Writing a warning, looking once more, sending it; what of it is on whose pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.alerts.models import Alert
from nightsafe.alerts.snapshot import read_words
from nightsafe.database import db
from tests.page import Page, PageClient
from tests.people import SATURDAY, person, settle

TEXT = "Twenties with a blurred strip"
LOOK, SEND = "Look at it before it goes", "Send it now"
Client = Callable[..., PageClient]


@pytest.fixture(autouse=True)
def people(app: Flask, freeze: Callable[..., None]) -> None:
    """The named people, on a Saturday night."""
    freeze(SATURDAY)
    settle()
    db.session.commit()


@pytest.fixture
def cleo(signed_in: Client) -> PageClient:
    """Cleo, at the cameras."""
    return signed_in(person("cleo"))


def look(client: PageClient, **more: Any) -> Page:
    """The page after a first look at what was written."""
    asked: dict[str, Any] = {"kind": "notes", "text": TEXT, "hours": "2"}
    return client.page("/alerts/new").press(LOOK, **{**asked, **more})


def warn(client: PageClient, **more: Any) -> Alert:
    """A warning that was sent."""
    assert look(client, **more).press(SEND).status == 200
    return db.session.scalars(select(Alert)).one()


def test_nothing_goes_before_it_was_looked_at_and_how_many_it_reaches_is_said(
    cleo: PageClient,
) -> None:
    page = look(cleo, roles=["DR"])
    assert "It goes to 1 person at once" in page.text
    assert db.session.scalars(select(Alert)).all() == []
    sent = page.press(SEND)
    assert "0 of 1 people." in sent.text
    alert = db.session.scalars(select(Alert)).one()
    assert (alert.kind, alert.roles, alert.until) == (
        "notes",
        ["DR"],
        SATURDAY + timedelta(hours=2),
    )


def test_the_same_page_sent_twice_is_one_warning(cleo: PageClient) -> None:
    page = look(cleo)
    for _ in range(2):
        page.press(SEND)
    assert len(db.session.scalars(select(Alert)).all()) == 1


@pytest.mark.parametrize(
    "leads_to_one",
    [
        {"text": "Call 07700 900123"},
        {"text": "He drives AB12 CDE"},
        {"text": "Write to him: jim@example.org"},
        {"text": "Born in March"},
        {"text": "It is Jim, 12/03/1998"},
        {"kind": "missing", "clothing": "red coat, dob on file"},
        {"kind": "missing", "seen": "with AB12 CDE"},
    ],
)
def test_what_leads_to_one_person_is_refused_and_nothing_typed_is_lost(
    cleo: PageClient, leads_to_one: dict[str, str]
) -> None:
    page = look(cleo, **leads_to_one)
    assert page.status == 422
    form = page.form(LOOK)
    assert form.errors()
    for name, typed in leads_to_one.items():
        assert form.fields[name] == [typed]


def test_the_control_rooms_number_may_be_named(cleo: PageClient) -> None:
    page = look(cleo, text="Tell the control room: 01865 000000")
    assert page.status == 200
    assert page.form("Send it now").errors() == []


def test_times_and_dates_of_these_days_are_no_birthdays(cleo: PageClient) -> None:
    assert look(cleo, text="Passed on 13/11/2026 at 23:40, serial AA01").status == 200


def test_there_is_no_box_for_a_name_or_a_picture(cleo: PageClient) -> None:
    page = cleo.page("/alerts/new")
    names = page.form(LOOK).names
    assert not {"name", "photo", "picture", "plate"} & names
    assert 'type="file"' not in page.html
    assert "Never a name" in page.text


def test_looks_are_asked_of_a_missing_person_only(cleo: PageClient) -> None:
    alert = warn(cleo, kind="missing", age="18_25", clothing="red coat", seen="by the bridge")
    words = read_words(alert)
    assert words == {"text": TEXT, "age": "18_25", "clothing": "red coat", "seen": "by the bridge"}


def test_looks_given_of_anything_else_are_not_kept_and_not_lost_in_silence(
    cleo: PageClient,
) -> None:
    page = look(cleo, clothing="red coat")
    assert page.status == 422
    assert page.form(LOOK).fields["clothing"] == ["red coat"]


def test_it_stands_above_all_on_the_first_screen_until_it_is_over(
    cleo: PageClient, signed_in: Client, freeze: Callable[..., None]
) -> None:
    warn(cleo)
    dora = signed_in(person("dora"))
    page = dora.page("/")
    assert "Warning: Counterfeit notes" in page.text
    assert TEXT in page.text
    assert page.text.index(TEXT) < page.text.index("What happened?")
    freeze(SATURDAY + timedelta(hours=2))
    for address in ("/", "/alerts"):
        assert TEXT not in dora.page(address).text


def test_whoever_has_heard_it_finds_it_among_those_that_stand(
    cleo: PageClient, signed_in: Client
) -> None:
    alert = warn(cleo)
    dora = signed_in(person("dora"))
    page = dora.page(f"/alerts/{alert.id}").press("I have heard it")
    assert "I have heard it" not in page.text
    assert TEXT not in dora.page("/").text
    assert TEXT in dora.page("/alerts").text
    assert "1 of 16 people." in cleo.page(f"/alerts/{alert.id}").text


def test_withdrawn_it_is_on_nobodys_page(cleo: PageClient, signed_in: Client) -> None:
    alert = warn(cleo)
    dora, otto = signed_in(person("dora")), signed_in(person("otto"))
    dora.page(f"/alerts/{alert.id}")
    cleo.page(f"/alerts/{alert.id}").press("Withdraw it")
    for client in (dora, otto):
        client.page(f"/alerts/{alert.id}", status=404)
        for address in ("/", "/alerts"):
            assert TEXT not in client.page(address).text
    assert "Nobody but you" in cleo.page(f"/alerts/{alert.id}").text


def test_one_for_others_is_as_good_as_missing(cleo: PageClient, signed_in: Client) -> None:
    alert = warn(cleo, roles=["DR"])
    signed_in(person("drew")).page(f"/alerts/{alert.id}")
    dora = signed_in(person("dora"))
    dora.page(f"/alerts/{alert.id}", status=404)
    token = dora.page("/account").form("Sign out").data()["csrf_token"]
    heard = dora.post(f"/alerts/{alert.id}/heard", data={"csrf_token": token})
    assert heard.status_code == 404
    # Its sender finds it again, though it is not for CCTV.
    assert TEXT in cleo.page("/alerts").text


def test_who_may_not_send_is_offered_nothing_to_send(signed_in: Client) -> None:
    dora = signed_in(person("dora"))
    assert "Send a warning" not in dora.page("/alerts").text
    dora.page("/alerts/new", status=403)


def test_its_sender_lets_it_stand_longer_and_a_wrong_choice_is_said(cleo: PageClient) -> None:
    alert = warn(cleo)
    page = cleo.page(f"/alerts/{alert.id}")
    refused = page.press("Let it stand", hours="1")
    assert refused.status == 422
    assert "It stands longer than that already." in refused.text
    assert cleo.page(f"/alerts/{alert.id}").press("Let it stand").status == 422
    assert "It stands longer now." in page.press("Let it stand", hours="12").text
    db.session.refresh(alert)
    assert alert.until == SATURDAY + timedelta(hours=12)


def test_a_page_that_stays_open_learns_what_stands(
    cleo: PageClient, signed_in: Client, freeze: Callable[..., None]
) -> None:
    alert = warn(cleo)
    dora = signed_in(person("dora"))
    ask = "/alerts/standing.json"
    key = str(alert.id)
    assert dora.get(ask).json == {"standing": {key: 7200}, "unheard": [key]}
    dora.page(f"/alerts/{alert.id}").press("I have heard it")
    freeze(SATURDAY + timedelta(minutes=30))
    assert dora.get(ask).json == {"standing": {key: 5400}, "unheard": []}
    cleo.page(f"/alerts/{alert.id}").press("Withdraw it")
    for client in (dora, cleo):
        assert client.get(ask).json == {"standing": {}, "unheard": []}
