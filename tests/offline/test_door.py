"""The queue's door: the same form and action, a receipt that echoes, nothing refused or doubled."""

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from nightsafe import clock
from nightsafe.accounts.models import Device, SubmitToken
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.incidents.written import read_written
from nightsafe.ledger.models import Row
from nightsafe.submissions import held
from nightsafe.submissions.models import Held, Submission
from tests.offline.parcels import Phone, a_log, behind, phone_of
from tests.page import PageClient
from tests.people import person, settle

SignIn = Callable[..., PageClient]


@pytest.fixture
def phone(signed_in: SignIn) -> Phone:
    """Dora's phone."""
    settle()
    db.session.commit()
    return phone_of(signed_in(person("dora")))


def entries() -> list[Entry]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Entry)))


def only_held() -> Held:
    db.session.rollback()
    return db.session.scalars(db.select(Held)).one()


def test_a_parcel_becomes_an_entry_of_its_author(phone: Phone) -> None:
    fields = a_log(description="Two men, one bottle.", flags="alcohol")
    body = phone.seal("/log/V1", fields)
    answer = phone.bring(body)
    (entry,) = entries()
    assert answer.status_code == 200
    said = answer.get_json()
    assert said["state"] == "received"
    assert said["reference"] == entry.reference
    assert said["next"] == f"/entries/{entry.id}/receipt"
    assert entry.author_id == person("dora").id
    assert entry.flags == ["alcohol"]
    assert read_written(entry).paragraphs[0]["text"] == "Two men, one bottle."


def test_the_receipt_echoes_id_and_hash_of_what_came(phone: Phone) -> None:
    """R48: whoever repeats what it was sent cannot know the hash of the opened seal's bytes."""
    body = phone.seal("/log/V1", a_log())
    said = phone.bring(body).get_json()
    octets = base64.urlsafe_b64decode(body["sealed"] + "=" * (-len(body["sealed"]) % 4))
    assert said["received"] == {"id": body["id"], "hash": hashlib.sha256(octets).hexdigest()}


def test_a_repeat_gets_the_same_receipt_and_no_second_row(phone: Phone) -> None:
    body = phone.seal("/log/V1", a_log())
    first, second = phone.bring(body), phone.bring(body)
    assert first.get_json() == second.get_json()
    assert len(entries()) == 1


def test_one_id_with_other_content_is_409_and_both_are_kept(phone: Phone) -> None:
    fields = a_log(description="The first.")
    phone.send("/log/V1", fields)
    changed = [(n, "The second." if n == "description" else v) for n, v in fields]
    answer = phone.send("/log/V1", changed)
    assert answer.get_json()["state"] == "attention"
    assert len(entries()) == 1
    one = only_held()
    assert (one.why, one.state) == (held.CONFLICT, held.ATTENTION)
    assert ["description", "The second."] in held.content_of(one)["fields"]


def test_what_the_form_refuses_is_received_and_waits_for_its_author(phone: Phone) -> None:
    fields = a_log(when="pick", when_date="2026-03-29", when_time="01:30", description="Kept.")
    body = phone.seal("/log/V1", fields)
    answer = phone.bring(body)
    assert answer.status_code == 200
    assert answer.get_json()["state"] == "attention"
    assert entries() == []
    one = only_held()
    assert (one.why, one.kind) == (held.FORM, "incidents.new")
    assert held.content_of(one)["path"] == "/log/V1"
    assert phone.bring(body).get_json()["state"] == "attention"
    only_held()


def test_two_seals_under_one_id_are_both_kept(phone: Phone) -> None:
    fields = a_log(when="pick", when_date="2026-03-29", when_time="01:30")
    phone.send("/log/V1", fields)
    answer = phone.send("/log/V1", fields)
    assert answer.status_code == 409
    assert answer.get_json()["received"]["id"] == dict(fields)["submission"]
    db.session.rollback()
    states = sorted(db.session.scalars(db.select(Held.state)))
    assert states == [held.ATTENTION, held.DAMAGED]


def test_what_cannot_be_opened_is_kept_and_acknowledged(phone: Phone) -> None:
    body = phone.seal("/log/V1", a_log())
    body["sealed"] = body["sealed"][:-4] + "AAAA"
    said = phone.bring(body).get_json()
    assert said["state"] == "damaged"
    assert said["received"]["id"] == body["id"]
    assert only_held().content is not None


def test_an_unknown_key_leaves_it_on_the_phone(phone: Phone) -> None:
    body = {**phone.seal("/log/V1", a_log()), "key": "nobody's"}
    answer = phone.bring(body)
    assert answer.status_code == 503
    assert "received" not in answer.get_json()
    assert answer.headers["Retry-After"]


def test_a_format_of_a_later_version_leaves_it_on_the_phone(phone: Phone) -> None:
    answer = phone.send("/log/V1", a_log(), format=2)
    assert (answer.status_code, answer.get_json()) == (503, {"error": "format"})


@pytest.mark.parametrize("inside", ["author", "submission", "device", "membership"])
def test_a_seal_for_somebody_or_something_else_is_not_taken_in(phone: Phone, inside: str) -> None:
    wrong: dict[str, Any] = {
        "author": person("otto").id,
        "submission": str(uuid4()),
        "device": str(uuid4()),
        "membership": person("otto").memberships[0].id,
    }
    said = phone.send("/log/V1", a_log(), **{inside: wrong[inside]}).get_json()
    assert said["state"] == "damaged"
    assert entries() == []


def test_only_views_for_the_queue_are_reached(phone: Phone) -> None:
    """A token may post what is logged, and nothing else (R16)."""
    for path in (
        "/account/password",
        "/account",
        "/nowhere",
        "https://x.example/log/V1",
        "//x/log/V1",
    ):
        said = phone.send(path, a_log(old="x", new="y")).get_json()
        assert said["state"] == "attention", path
    assert entries() == []


def test_without_a_token_nothing_is_taken(phone: Phone) -> None:
    body = phone.seal("/log/V1", a_log())
    for token in ("", "wrong", "é"):
        bare = phone.client.application.test_client(use_cookies=False)
        answer = bare.post("/outbox", json=body, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
        assert answer.get_json() == {"error": "token"}
    assert phone.client.post("/outbox", json=body).status_code == 401


def test_a_token_opens_no_page(phone: Phone) -> None:
    bare = phone.client.application.test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {phone.known['token']}"}
    assert bare.get("/mine", headers=headers).status_code == 302
    assert bare.post("/phone/register", json={}, headers=headers).status_code == 401


def test_the_queue_empties_after_the_session_ended(phone: Phone) -> None:
    body = phone.seal("/log/V1", a_log())
    phone.client.post("/sign-out")
    assert phone.bring(body).get_json()["state"] == "received"


def test_a_token_lasts_thirty_days(phone: Phone, freeze: Any) -> None:
    body = phone.seal("/log/V1", a_log())
    freeze(clock.now() + timedelta(days=30, minutes=1))
    assert phone.bring(body).status_code == 401


def test_a_suspended_person_is_answered_and_read_by_nobody(phone: Phone) -> None:
    dora = person("dora")
    dora.suspended_at = clock.now()
    db.session.commit()
    body = phone.seal("/log/V1", a_log(description="Unread."))
    said = phone.bring(body).get_json()
    assert said["state"] == "quarantined"
    assert entries() == []
    one = only_held()
    assert (one.why, one.record_id) == (held.SUSPENDED, None)
    assert b"Unread" not in (one.content or b"")
    assert phone.bring(body).get_json() == said
    kinds = set(db.session.scalars(db.select(Row.kind).where(Row.kind == "held")))
    assert kinds == {"held"}


def test_a_removed_phone_is_quarantined(phone: Phone) -> None:
    db.session.get_one(Device, UUID(phone.known["device"])).ended_at = clock.now()
    db.session.commit()
    assert phone.send("/log/V1", a_log()).get_json()["state"] == "quarantined"
    assert only_held().why == held.DEVICE


def test_work_that_ended_meanwhile_is_quarantined(phone: Phone) -> None:
    person("dora").memberships[0].ends_at = clock.now()
    db.session.commit()
    assert phone.send("/log/V1", a_log()).get_json()["state"] == "quarantined"
    assert only_held().why == held.ENDED


def test_an_undo_behind_its_entry_withdraws_it(phone: Phone) -> None:
    fields = a_log()
    record = dict(fields)["record"]
    phone.send("/log/V1", fields)
    undone = behind(fields, reason="Taken back on the phone.")
    answer = phone.send(f"/entries/{record}/withdraw", undone)
    assert answer.get_json()["state"] == "received"
    (entry,) = entries()
    assert entry.withdrawn_at is not None


def test_an_undo_of_what_waits_for_its_author_settles_it(phone: Phone) -> None:
    fields = a_log(when="pick", when_date="2026-03-29", when_time="01:30")
    record = dict(fields)["record"]
    phone.send("/log/V1", fields)
    later = behind(fields, description="More.")
    assert phone.send(f"/entries/{record}/amend", later).get_json()["state"] == "attention"
    undone = behind(fields, reason="Taken back on the phone.")
    assert phone.send(f"/entries/{record}/withdraw", undone).get_json()["state"] == "received"
    db.session.rollback()
    rows = db.session.scalars(db.select(Held)).all()
    assert {(one.state, one.content) for one in rows} == {(held.REMOVED, None)}


def test_a_quiet_night_of_days_ago_is_that_night(phone: Phone, freeze: Any) -> None:
    fields = a_log()
    freeze(clock.now() + timedelta(days=3))
    assert phone.send("/quiet", fields).get_json()["state"] == "received"


@pytest.mark.parametrize("hours", [-24 * 365, -13, 13, 24 * 365, None])
def test_a_phone_whose_clock_is_wrong_is_never_refused(phone: Phone, hours: int | None) -> None:
    """R32: the fault of its clock is taken out where a time was read off it."""
    now = clock.now()
    wrong = now + timedelta(hours=hours) if hours is not None else now.replace(year=1970)
    body = phone.seal("/log/V1", a_log(captured=wrong.isoformat()))
    sent = wrong + timedelta(hours=12)
    assert phone.bring({**body, "sent": sent.isoformat()}).get_json()["state"] == "received"
    (entry,) = entries()
    assert abs(entry.occurred_at - (now - timedelta(hours=12))) < timedelta(minutes=1)
    assert entry.sent_at == sent


def test_a_token_is_noted_as_used(phone: Phone) -> None:
    phone.send("/log/V1", a_log())
    db.session.rollback()
    row = db.session.scalars(db.select(SubmitToken)).one()
    assert row.last_used_at is not None
    assert db.session.scalars(db.select(Submission)).one().applied


@pytest.mark.parametrize(
    "body", [None, [], {}, {"id": 3}, {"id": "x", "key": "k", "sealed": "AA", "sent": "?"}]
)
def test_what_is_no_parcel_is_400(phone: Phone, body: Any) -> None:
    assert phone.bring(body).status_code == 400


def test_a_phone_that_asks_twice_is_one_device(phone: Phone) -> None:
    """Two pages of it may open at once, and an answer may be lost on its way."""
    own = str(uuid4())
    known = [phone_of(phone.client, own).known for _ in range(2)]
    assert {one["device"] for one in known} == {own}
    assert len({one["token"] for one in known}) == 2
    for one in known:
        body = Phone(phone.client, one).seal("/log/V1", a_log())
        assert phone.bring(body, one["token"]).get_json()["state"] == "received"


def test_a_removed_phone_that_comes_back_is_another_device(phone: Phone) -> None:
    db.session.get_one(Device, UUID(phone.known["device"])).ended_at = clock.now()
    db.session.commit()
    again = phone_of(phone.client, phone.known["device"])
    assert again.known["device"] != phone.known["device"]
