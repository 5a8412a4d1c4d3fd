"""Photos from a phone: in pieces, after their entry, in its author's name, never refused (R23)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from nightsafe import clock
from nightsafe.accounts.models import Device
from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.incidents.models import Entry, Photo
from nightsafe.incidents.photo_files import Size, open_file
from nightsafe.incidents.photos import add_photo
from nightsafe.incidents.pixels import picture
from nightsafe.ledger.erase import erase
from nightsafe.ledger.models import Row
from nightsafe.ledger.verify import problems
from nightsafe.offline import uploads
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.uploads import STALE, Upload, UploadPart, drop_stale
from tests.factories import log
from tests.incidents.pictures import jpeg
from tests.offline.parcels import Phone, a_log, phone_of
from tests.offline.sending import Sending
from tests.page import PageClient
from tests.people import actor, person, settle

both_engines = pytest.mark.both_engines
PHOTO = jpeg(1600, 1200)


@pytest.fixture
def phone(app: Flask, signed_in: Callable[..., PageClient]) -> Phone:
    settle()
    db.session.commit()
    return phone_of(signed_in(person("dora")))


@pytest.fixture
def entry(phone: Phone) -> Entry:
    return log("dora", "V4", at=clock.now() - timedelta(minutes=9), now=clock.now())


@pytest.fixture(autouse=True)
def sound(phone: Phone) -> Iterator[None]:
    """After each test chain and projection still agree."""
    yield
    db.session.rollback()
    assert problems(PROJECTIONS)[0] == []


def stored(photo_id: str) -> Photo | None:
    db.session.rollback()
    return db.session.get(Photo, UUID(photo_id), populate_existing=True)


def upload(photo_id: str) -> Upload:
    db.session.rollback()
    found = select(Upload).where(Upload.id == UUID(photo_id))
    return db.session.scalars(found, execution_options={"populate_existing": True}).one()


def parts() -> int:
    return db.session.scalar(select(func.count()).select_from(UploadPart)) or 0


@both_engines
def test_it_arrives_in_pieces_and_becomes_part_of_its_entry(phone: Phone, entry: Entry) -> None:
    one = Sending(phone, PHOTO, entry.id)
    first = one.piece(0, one.sealed[:5000])
    assert (first.status_code, first.get_json()) == (200, {"have": 5000})
    assert one.ask().get_json() == {"have": 5000}
    said = one.send(7000)
    assert said == {"have": len(one.sealed), "received": one.echo, "state": "received"}
    photo = stored(one.id)
    assert photo is not None and photo.entry_id == entry.id and photo.captured_at is not None
    assert open_file(photo, Size.ORIGINAL) == PHOTO
    assert parts() == 0 and upload(one.id).content is None


@both_engines
def test_a_repeat_of_any_piece_or_of_all_gets_the_same_answer(phone: Phone, entry: Entry) -> None:
    one = Sending(phone, PHOTO, entry.id)
    one.piece(0, one.sealed[:5000])
    again = one.piece(0, one.sealed[:5000])
    assert (again.status_code, again.get_json()) == (409, {"have": 5000})
    beyond = one.piece(9000, one.sealed[9000:])
    assert (beyond.status_code, beyond.get_json()) == (409, {"have": 5000})
    more = one.piece(5000, one.sealed[5000:] + b"more")
    assert more.get_json() == {"have": 5000}
    said = one.send()
    assert one.ask().get_json() == said
    assert one.piece(0, one.sealed[:5000]).get_json() == said
    assert db.session.scalar(select(func.count()).select_from(Photo)) == 1


def test_a_phone_that_seals_anew_starts_over(phone: Phone, entry: Entry) -> None:
    one = Sending(phone, PHOTO, entry.id)
    one.piece(0, one.sealed[:5000])
    other = Sending(phone, jpeg(50, 40), entry.id, id=one.id)
    assert other.ask().get_json() == {"have": 0}
    assert other.send()["received"] == other.echo


@both_engines
def test_before_its_entry_it_waits_and_is_added_when_that_arrives(phone: Phone) -> None:
    fields = a_log(when="now")
    record = dict(fields)["record"]
    one = Sending(phone, PHOTO, record)
    assert one.send()["state"] == "waiting"
    assert upload(one.id).content == one.sealed and stored(one.id) is None
    assert phone.send("/log/V4", fields).get_json()["state"] == "received"
    photo = stored(one.id)
    assert photo is not None and photo.entry_id == UUID(record)
    assert one.ask().get_json()["state"] == "received"


def test_of_a_held_entry_it_waits_until_that_is_finished(phone: Phone) -> None:
    fields = a_log(when="pick", when_time="25:77")
    record = dict(fields)["record"]
    assert phone.send("/log/V4", fields).get_json()["state"] == "attention"
    one = Sending(phone, PHOTO, record)
    assert one.send()["state"] == "waiting"
    phone.send("/log/V4", a_log())
    assert stored(one.id) is None
    log("dora", "V4", now=clock.now(), envelope=fresh(Kind.LOG, UUID(record)))
    assert uploads.attach_waiting(person("dora").id, now=clock.now()) == 1
    db.session.commit()
    assert stored(one.id) is not None


@pytest.mark.parametrize(
    "octets",
    [b"", b"<svg onload=alert(1)>", PHOTO[:2000], b"GIF89a"],
    ids=["nothing", "svg", "cut", "gif"],
)
def test_what_is_no_picture_is_acknowledged_and_told_of(
    phone: Phone, entry: Entry, octets: bytes
) -> None:
    one = Sending(phone, octets, entry.id)
    assert one.send()["state"] == "unreadable"
    assert one.ask().get_json()["received"] == one.echo
    page = phone.client.page(f"/entries/{entry.id}")
    assert "1 photo could not be read" in page.text


@pytest.mark.parametrize(
    "bent",
    [
        {"author": 999},
        {"photo": "5b0f3a52-1c5e-4a6f-9d0e-0c1b7d2f9a11"},
        {"device": "b7e1a1fc-b05b-4e54-ad78-9f112dc7e945"},
        {"membership": 999},
        {"record": "not an id"},
        {"device": 7},
    ],
    ids=str,
)
def test_what_does_not_fit_its_token_is_nobodys_photo(
    phone: Phone, entry: Entry, bent: dict[str, Any]
) -> None:
    bent = dict(bent)
    one = Sending(phone, PHOTO, bent.pop("record", entry.id), **bent)
    assert one.send()["state"] == "unreadable"
    assert stored(one.id) is None


def test_nobody_adds_to_anothers_entry(phone: Phone) -> None:
    other = log("otto", "V4", now=clock.now())
    one = Sending(phone, PHOTO, other.id)
    assert one.send()["state"] == "unreadable"
    assert stored(one.id) is None


def test_a_seal_that_was_altered_or_is_for_another_id_is_unreadable(
    phone: Phone, entry: Entry
) -> None:
    one, other = Sending(phone, PHOTO, entry.id), Sending(phone, PHOTO, entry.id)
    one.sealed = one.sealed[:-1] + bytes([one.sealed[-1] ^ 1])
    assert one.send()["state"] == "unreadable"
    other.id = str(uuid4())
    assert other.send()["state"] == "unreadable"


@pytest.mark.parametrize("later", [{"key_id": "ffffffffffff"}, {"format": 2}], ids=str)
def test_what_only_another_version_can_open_is_kept(
    phone: Phone, entry: Entry, later: dict[str, Any]
) -> None:
    one = Sending(phone, PHOTO, entry.id, **{k: v for k, v in later.items() if k == "format"})
    one.key_id = later.get("key_id", one.key_id)
    assert one.send()["state"] == "waiting"
    assert upload(one.id).content == one.sealed


def test_a_fifth_is_kept_aside_and_told_of(phone: Phone, entry: Entry) -> None:
    for number in range(4):
        given = picture(jpeg(60 + number, 40))
        add_photo(actor("dora"), entry, uuid4(), given, now=clock.now())
    db.session.commit()
    one = Sending(phone, PHOTO, entry.id)
    assert one.send()["state"] == "received"
    assert stored(one.id) is None and upload(one.id).content == one.sealed
    assert "1 photo was left out" in phone.client.page(f"/entries/{entry.id}").text


def test_of_an_erased_entry_nothing_is_kept(phone: Phone, entry: Entry) -> None:
    early = Sending(phone, b"no picture", entry.id)
    assert early.send()["state"] == "unreadable"
    erase(entry.id, PROJECTIONS, actor_id=None, reason="asked for", now=clock.now())
    db.session.commit()
    assert db.session.scalar(select(Upload.id)) is None
    one = Sending(phone, PHOTO, entry.id)
    assert one.send()["state"] == "received"
    assert upload(one.id).content is None and stored(one.id) is None


@both_engines
@pytest.mark.parametrize("let_in", [True, False])
def test_of_somebody_suspended_it_stays_unread_until_somebody_decides(
    phone: Phone, entry: Entry, let_in: bool
) -> None:
    one = Sending(phone, PHOTO, entry.id)
    one.piece(0, one.sealed[:5000])
    person("dora").suspended_at = clock.now()
    db.session.commit()
    assert one.send()["state"] == "quarantined"
    row = upload(one.id)
    assert row.content == one.sealed and row.record_id is None
    by = person("coral").id
    assert uploads.decide(row.author_id, let_in=let_in, by=by, now=clock.now()) == 1
    db.session.commit()
    assert (stored(one.id) is not None) == let_in
    assert upload(one.id).content is None
    assert one.ask().get_json()["state"] == "received"
    told = db.session.scalars(select(Row.actor_id).where(Row.kind == "held")).all()
    assert by in told


def test_of_a_phone_that_was_removed_it_is_quarantined(phone: Phone, entry: Entry) -> None:
    one = Sending(phone, PHOTO, entry.id)
    device = db.session.get_one(Device, UUID(phone.known["device"]))
    device.ended_at = clock.now()
    db.session.commit()
    assert one.send()["state"] == "quarantined"
    assert uploads.decide(entry.author_id, let_in=True, by=person("coral").id, now=clock.now())
    db.session.commit()
    assert stored(one.id) is not None


def test_only_a_token_brings_a_photo(phone: Phone, entry: Entry) -> None:
    one = Sending(phone, PHOTO, entry.id)
    refused = one.piece(0, one.sealed[:10], Authorization="Bearer nothing")
    assert (refused.status_code, refused.get_json()) == (401, {"error": "token"})
    assert db.session.scalar(select(Upload.id)) is None


@pytest.mark.parametrize(
    "bent",
    [
        {"Upload_Offset": "-1"},
        {"Upload_Offset": "x"},
        {"Upload_Length": "0"},
        {"Upload_Length": ""},
        {"Upload_Length": "9" * 30},
        {"Seal_Key": "a b"},
        {"Seal_Key": ""},
    ],
    ids=str,
)
def test_a_bent_request_is_400(phone: Phone, entry: Entry, bent: dict[str, str]) -> None:
    one = Sending(phone, PHOTO, entry.id)
    assert one.piece(0, one.sealed[:10], **bent).status_code == 400
    one.id = "3d8d11a4-5b9f-5c5e-9b13-5d1f8f1f3c00"  # an id that the product derives
    assert one.ask().status_code == 400


def test_what_is_too_large_is_413_before_it_is_sent(phone: Phone, entry: Entry) -> None:
    one = Sending(phone, PHOTO, entry.id)
    assert one.piece(0, b"", Upload_Length="2000001").status_code == 413
    assert one.piece(0, bytes(300_000)).status_code == 413


def test_nobody_fills_the_disk(phone: Phone, entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nightsafe.offline.views_photos.MOST_OF_ONE", 1)
    Sending(phone, PHOTO, entry.id).piece(0, b"some")
    answer = Sending(phone, PHOTO, entry.id).ask()
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "3600"


def test_what_nobody_goes_on_with_is_dropped_after_thirty_days(phone: Phone, entry: Entry) -> None:
    one = Sending(phone, PHOTO, entry.id)
    one.piece(0, one.sealed[:5000])
    drop_stale(now=clock.now() + STALE - timedelta(hours=1))
    assert parts() == 1
    drop_stale(now=clock.now() + STALE + timedelta(hours=1))
    db.session.commit()
    assert parts() == 0 and one.ask().get_json() == {"have": 0}
