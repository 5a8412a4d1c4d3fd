"""What is about one record stays in its order, whatever of it is held, repeated, or late."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from nightsafe import clock
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.offline import taking
from nightsafe.submissions import held
from nightsafe.submissions.models import Held
from tests.offline.parcels import Phone, a_log, behind, phone_of
from tests.page import PageClient
from tests.people import person, settle

pytestmark = pytest.mark.both_engines
NO_SUCH_TIME = {"when": "pick", "when_date": "2026-03-29", "when_time": "01:30"}


@pytest.fixture
def phone(any_app: object, signed_in: Callable[..., PageClient]) -> Phone:
    settle()
    db.session.commit()
    return phone_of(signed_in(person("dora")))


def state(phone: Phone, body: dict[str, str]) -> str:
    return str(phone.bring(body).get_json()["state"])


def about(first: list[tuple[str, str]], what: str) -> str:
    return f"/entries/{dict(first)['record']}/{what}"


def only_entry() -> Entry:
    db.session.rollback()
    return db.session.scalars(db.select(Entry)).one()


def amended_badly(phone: Phone, first: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """An amendment that its form refuses: held."""
    fields = behind(first, description="More.", **NO_SUCH_TIME)
    assert state(phone, phone.seal(about(first, "amend"), fields)) == "attention"
    return fields


def test_a_late_copy_gets_its_receipt_though_more_is_held(phone: Phone) -> None:
    first = a_log()
    body = phone.seal("/log/V1", first)
    assert state(phone, body) == "received"
    amended_badly(phone, first)
    assert state(phone, body) == "received"
    undone = behind(first, reason="A mistake.")
    assert state(phone, phone.seal(about(first, "withdraw"), undone)) == "received"
    assert only_entry().withdrawn_at is not None


def test_taking_back_goes_past_what_is_held_before_it(phone: Phone) -> None:
    """On the phone it was tapped after the amendment, so that is its parent."""
    first = a_log()
    phone.send("/log/V1", first)
    second = amended_badly(phone, first)
    undone = a_log(
        record=dict(first)["record"], parent=dict(second)["submission"], reason="A mistake."
    )
    assert state(phone, phone.seal(about(first, "withdraw"), undone)) == "received"
    assert only_entry().withdrawn_at is not None
    assert {one.state for one in db.session.scalars(db.select(Held))} == {held.REMOVED}


def test_an_undo_from_an_earlier_page_takes_back_what_was_added_since(phone: Phone) -> None:
    first = a_log()
    phone.send("/log/V1", first)
    added = behind(first, description="More.")
    assert state(phone, phone.seal(about(first, "add"), added)) == "received"
    undone = behind(first)
    assert state(phone, phone.seal(about(first, "undo"), undone)) == "received"
    assert only_entry().withdrawn_at is not None


def test_taking_back_what_never_began_is_answered_the_same_twice(phone: Phone) -> None:
    first = a_log(**NO_SUCH_TIME)
    assert state(phone, phone.seal("/log/V1", first)) == "attention"
    body = phone.seal(about(first, "withdraw"), behind(first, reason="A mistake."))
    assert [state(phone, body), state(phone, body)] == ["received", "received"]
    db.session.rollback()
    rows = db.session.scalars(db.select(Held)).all()
    assert {(one.state, one.content) for one in rows} == {(held.REMOVED, None)}


def test_what_follows_something_unread_is_kept_unread_with_it(phone: Phone) -> None:
    """Else a withdrawal would be refused, and the entry be let in after it."""
    first = a_log()
    dora = person("dora")
    dora.suspended_at = clock.now()
    assert state(phone, phone.seal("/log/V1", first)) == "quarantined"
    person("dora").suspended_at = None
    db.session.commit()
    undone = behind(first, reason="A mistake.")
    assert state(phone, phone.seal(about(first, "withdraw"), undone)) == "quarantined"
    assert state(phone, phone.seal("/log/V1", a_log())) == "received"


@pytest.mark.parametrize(
    "inside",
    [
        {"membership": 2**70},
        {"path": "//["},
        {"path": "\ud800"},
        {"fields": [["submission", None], ["when", "\ud800"]]},
        {"fields": 7},
        {"format": "x"},
    ],
    ids=str,
)
def test_nothing_inside_a_seal_makes_a_fault(phone: Phone, inside: dict[str, Any]) -> None:
    fields = a_log()
    if isinstance(inside.get("fields"), list):
        inside = {"fields": [*map(list, fields), *inside["fields"]]}
    answer = phone.send("/log/V1", fields, **inside)
    assert answer.status_code == 200
    assert answer.get_json()["state"] in {"received", "attention", "damaged"}


def test_what_is_nested_too_deep_is_damaged(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "dumps", lambda _inside: "[" * 100_000)
    body = phone.seal("/log/V1", a_log())
    monkeypatch.undo()
    assert state(phone, body) == "damaged"


def test_one_person_cannot_fill_the_disk(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MOST_UNREAD", 2)
    answers = []
    for _ in range(3):
        body = phone.seal("/log/V1", a_log())
        answers.append(phone.bring({**body, "sealed": "AAAA" * 30, "id": str(uuid4())}))
    assert [one.status_code for one in answers] == [200, 200, 503]
    assert answers[-1].get_json() == {"error": "many"}
    assert phone.send("/log/V1", a_log()).get_json()["state"] == "received"
    huge = {**phone.seal("/log/V1", a_log()), "sealed": "A" * 400_000}
    assert phone.bring(huge).status_code == 413
