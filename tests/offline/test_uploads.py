"""Settling photos: outside every transaction, few at a time, and each of them at its end."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from nightsafe import clock
from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.incidents.models import Entry, Photo
from nightsafe.incidents.photos import add_photo
from nightsafe.incidents.pixels import picture
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from nightsafe.ledger.verify import problems
from nightsafe.offline import uploads
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.uploads import (
    STALE,
    State,
    Upload,
    drop_stale,
    how_many_kept,
)
from tests.factories import log
from tests.incidents.pictures import jpeg, jpeg_of
from tests.offline.parcels import Phone, a_log, phone_of
from tests.offline.sending import Sending
from tests.page import PageClient
from tests.people import actor, person, settle

both_engines = pytest.mark.both_engines
PHOTO = jpeg(70, 60)


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


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was decoded, each outside a transaction."""
    seen: list[bytes] = []

    def look(octets: bytes) -> Any:
        assert not db.session().in_transaction()
        seen.append(octets)
        return picture(octets)

    monkeypatch.setattr(uploads, "picture", look)
    return seen


def photos() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Photo)) or 0


def states() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Upload.state).order_by(Upload.started_at)))


def waiting(phone: Phone, record: UUID, number: int, first: int = 0) -> list[Sending]:
    """Photos that came before their entry, each of another colour."""
    sent = [Sending(phone, jpeg(80 + first + one, 60), record) for one in range(number)]
    assert all(one.send()["state"] == "waiting" for one in sent)
    return sent


def suspended(phone: Phone, entry: Entry, number: int) -> list[Sending]:
    """Photos that nobody has read: their author has ended."""
    person("dora").suspended_at = clock.now()
    db.session.commit()
    sent = [Sending(phone, jpeg(80 + one, 60), entry.id) for one in range(number)]
    assert all(one.send()["state"] == "quarantined" for one in sent)
    return sent


@both_engines
def test_no_pixel_is_decoded_in_a_transaction(
    phone: Phone, entry: Entry, decoded: list[bytes]
) -> None:
    assert Sending(phone, PHOTO, entry.id).send()["state"] == "received"
    fields = a_log(when="now")
    waiting(phone, UUID(dict(fields)["record"]), 2)
    assert phone.send("/log/V4", fields).get_json()["state"] == "received"
    suspended(phone, entry, 1)
    by = person("coral").id
    assert uploads.decide(entry.author_id, let_in=True, by=by, now=clock.now()) == 1
    assert (photos(), len(decoded)) == (4, 4)


@pytest.mark.parametrize(
    ("octets", "state"),
    [
        # A fifth; the same file again; more pixels than a phone sends; no picture at all.
        (jpeg(99, 60), State.ASIDE),
        (jpeg(80, 60), State.RECEIVED),
        (jpeg_of(2001, 2000), State.UNREADABLE),
        (b"GIF89a", State.UNREADABLE),
    ],
    ids=["fifth", "same", "large", "gif"],
)
def test_what_can_be_said_before_is_said_without_decoding(
    phone: Phone, entry: Entry, decoded: list[bytes], octets: bytes, state: State
) -> None:
    full = state is State.ASIDE
    for number in range(4 if full else 1):
        add_photo(actor("dora"), entry, uuid4(), picture(jpeg(80 + number, 60)), now=clock.now())
    db.session.commit()
    Sending(phone, octets, entry.id).send()
    assert (states(), decoded) == ([state], [])


def test_no_more_than_four_are_settled_at_once_and_those_of_the_entry_first(
    phone: Phone, decoded: list[bytes]
) -> None:
    records = [uuid4(), uuid4()]
    for number, record in enumerate(records):
        waiting(phone, record, 3, first=10 * number)
        log("dora", "V4", now=clock.now(), envelope=fresh(Kind.LOG, record))
    author, now = person("dora").id, clock.now()
    assert uploads.attach_waiting_quietly(author, records[1], now=now) == 4
    of_one = select(func.count()).where(Photo.entry_id == records[1])
    assert db.session.scalar(of_one) == 3 and len(decoded) == 4
    assert uploads.attach_waiting(author, now=now) == 2
    assert uploads.attach_waiting(author, now=now) == 0
    assert photos() == 6


def test_no_more_than_four_wait_for_an_entry(phone: Phone) -> None:
    fields = a_log(when="now")
    record = UUID(dict(fields)["record"])
    waiting(phone, record, 4)
    assert Sending(phone, jpeg(99, 60), record).send()["state"] == "received"
    assert states() == [State.WAITING] * 4 + [State.ASIDE]
    assert phone.send("/log/V4", fields).get_json()["state"] == "received"
    assert photos() == 4
    assert "1 photo was left out" in phone.client.page(f"/entries/{record}").text


@both_engines
def test_a_fault_is_in_nobodys_way(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = a_log(when="now")
    record = UUID(dict(fields)["record"])
    waiting(phone, record, 1)

    def fail(*_given: object, **_more: object) -> None:
        raise RuntimeError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(uploads, "picture", fail)
        assert phone.send("/log/V4", fields).get_json()["state"] == "received"
        assert uploads.attach_waiting_quietly(person("dora").id, record, now=clock.now()) == 0
    assert states() == [State.WAITING] and photos() == 0
    assert uploads.attach_waiting_quietly(person("dora").id, record, now=clock.now()) == 1
    assert photos() == 1


@both_engines
@pytest.mark.parametrize("let_in", [True, False])
def test_what_another_has_just_decided_is_left_as_it_is(
    phone: Phone, entry: Entry, monkeypatch: pytest.MonkeyPatch, let_in: bool
) -> None:
    suspended(phone, entry, 1)

    def decided_meanwhile(photo_id: UUID) -> None:
        other = State.DISCARDED if let_in else State.RECEIVED
        db.session.execute(
            update(Upload)
            .where(Upload.id == photo_id)
            .values(state=other, decided_by=77)
            .execution_options(synchronize_session=False)
        )
        db.session.commit()

    monkeypatch.setattr(uploads, "lock", decided_meanwhile)
    uploads.decide(entry.author_id, let_in=let_in, by=person("coral").id, now=clock.now())
    db.session.commit()
    assert states() == [State.DISCARDED if let_in else State.RECEIVED]
    assert db.session.scalar(select(Upload.decided_by)) == 77
    assert photos() == 0


def test_only_what_had_arrived_is_decided(phone: Phone, entry: Entry) -> None:
    first, _later = suspended(phone, entry, 2)
    upto = db.session.scalar(select(Upload.received_at).where(Upload.id == UUID(first.id)))
    by, now = person("coral").id, clock.now()
    assert uploads.decide(entry.author_id, let_in=False, by=by, now=now, upto=upto) == 1
    db.session.commit()
    assert states() == [State.DISCARDED, State.QUARANTINED]


def test_an_entry_that_never_comes_is_not_waited_for_for_ever(phone: Phone) -> None:
    waiting(phone, uuid4(), 1)
    # Its log is held: it waits as long as that.
    fields = a_log(when="pick", when_time="25:77")
    waiting(phone, UUID(dict(fields)["record"]), 1)
    assert phone.send("/log/V4", fields).get_json()["state"] == "attention"
    drop_stale(now=clock.now() + STALE - timedelta(hours=1))
    assert states() == [State.WAITING, State.WAITING]
    drop_stale(now=clock.now() + STALE + timedelta(hours=1))
    db.session.commit()
    assert states() == [State.DISCARDED, State.WAITING]
    assert how_many_kept(person("dora").id) == 1
    told = db.session.scalars(select(Row).where(Row.kind == "held").order_by(Row.seq.desc()))
    assert open_row(next(iter(told)))["state"] == State.DISCARDED


def test_what_was_let_go_of_counts_no_more(phone: Phone, entry: Entry) -> None:
    for octets in (b"no picture", b"nor this"):
        assert Sending(phone, octets, entry.id).send()["state"] == "unreadable"
    assert how_many_kept(entry.author_id) == 2
    drop_stale(now=clock.now() + STALE + timedelta(hours=1))
    db.session.commit()
    assert how_many_kept(entry.author_id) == 0
    # Its author is still told.
    assert states() == [State.UNREADABLE] * 2


@both_engines
def test_a_photo_goes_with_the_held_log_that_its_author_removes(phone: Phone) -> None:
    fields = a_log(when="pick", when_time="25:77")
    assert phone.send("/log/V4", fields).get_json()["state"] == "attention"
    (one,) = waiting(phone, UUID(dict(fields)["record"]), 1)
    other = waiting(phone, uuid4(), 1, first=9)
    phone.client.page("/attention").follow("Remove it").press("Remove it for good")
    assert states() == [State.DISCARDED, State.WAITING]
    assert how_many_kept(person("dora").id) == len(other)
    # Sent again, it gets its answer, and is not kept again.
    assert one.ask().get_json()["state"] == "received"
