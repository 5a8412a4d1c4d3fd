"""R44: the same envelope twice is one record and one receipt; a different one is kept aside."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.ledger.crypto import LOG_RECORD, seal_for
from nightsafe.ledger.models import RecordKey, Row
from nightsafe.ledger.queries import open_row
from nightsafe.submissions import actions
from nightsafe.submissions.actions import Conflict, Erased, UnknownFormat, check_parent, receive
from nightsafe.submissions.envelope import Envelope, Kind, fresh
from nightsafe.submissions.models import Submission
from tests import people
from tests.ledger.chains import check
from tests.people import SATURDAY, actor

pytestmark = pytest.mark.both_engines
BODY = {"code": "V1", "when": "now"}


@pytest.fixture
def dora(app: Flask) -> Actor:
    people.settle()
    db.session.commit()
    return actor("dora")


def take(envelope: Envelope, who: Actor, body: object = BODY) -> Submission | None:
    """Receive, and commit as a view does."""
    found = receive(envelope, who, body, now=SATURDAY)
    db.session.commit()
    return found


def kept() -> list[Submission]:
    return list(db.session.scalars(db.select(Submission).order_by(Submission.received_at)))


def test_a_new_submission_is_a_row(dora: Actor) -> None:
    sent = replace(fresh(Kind.LOG), captured_at=SATURDAY, sent_at=SATURDAY)
    assert take(sent, dora) is None
    (row,) = kept()
    assert (row.author_id, row.id, row.record_id) == (
        dora.person_id,
        sent.submission_id,
        sent.record_id,
    )
    assert row.applied
    assert (row.captured_at, row.sent_at, row.received_at) == (SATURDAY,) * 3


def test_a_repeat_returns_the_same_receipt(dora: Actor) -> None:
    sent = fresh(Kind.LOG)
    take(sent, dora)
    again = take(replace(sent, captured_at=SATURDAY, sent_at=SATURDAY), dora)
    assert again is not None
    assert again.record_id == sent.record_id
    assert len(kept()) == 1


@pytest.mark.parametrize("change", ["body", "record", "parent", "kind"])
def test_a_changed_repeat_is_a_conflict(dora: Actor, change: str) -> None:
    sent = fresh(Kind.LOG, parent_id=uuid4())
    take(sent, dora)
    changed = {
        "body": sent,
        "record": replace(sent, record_id=uuid4()),
        "parent": replace(sent, parent_id=None),
        "kind": replace(sent, kind=Kind.VISIT),
    }[change]
    other = {**BODY, "code": "V2"} if change == "body" else BODY
    with pytest.raises(Conflict) as caught:
        receive(changed, dora, other, now=SATURDAY)
    assert caught.value.status == 409
    assert caught.value.changed_replay
    db.session.rollback()
    assert len(kept()) == 1


def test_the_same_id_of_another_author_is_another_submission(dora: Actor) -> None:
    sent = fresh(Kind.LOG)
    take(sent, dora)
    assert take(replace(sent, record_id=uuid4()), actor("otto"), {"code": "L4"}) is None
    assert len(kept()) == 2


def test_what_differs_is_kept_aside_under_its_records_key(dora: Actor) -> None:
    sent = fresh(Kind.LOG)
    take(sent, dora)
    for body in ({"code": "V2"}, {"code": "V2"}, {"code": "V3"}):
        actions.keep_aside(sent, dora, body, now=SATURDAY)
        db.session.commit()
    first, *aside = kept()
    assert first.applied
    assert [row.applied for row in aside] == [False, False]
    assert len({row.id for row in kept()}) == 3
    rows = db.session.scalars(db.select(Row).where(Row.kind == "set-aside").order_by(Row.seq))
    assert [open_row(row)["body"]["code"] for row in rows] == ["V2", "V3"]
    assert check() == []


def test_what_was_kept_aside_stays_a_conflict_when_sent_again(dora: Actor) -> None:
    stale = fresh(Kind.AMEND, uuid4(), uuid4())
    actions.keep_aside(stale, dora, BODY, now=SATURDAY)
    db.session.commit()
    with pytest.raises(Conflict) as caught:
        receive(stale, dora, BODY, now=SATURDAY)
    assert not caught.value.changed_replay


def test_a_stale_parent_is_a_conflict(dora: Actor) -> None:
    head = uuid4()
    check_parent(fresh(Kind.AMEND, uuid4(), head), head)
    for parent in (None, uuid4()):
        with pytest.raises(Conflict) as caught:
            check_parent(fresh(Kind.AMEND, uuid4(), parent), head)
        assert not caught.value.changed_replay
        assert "correction" in str(caught.value)


@pytest.mark.parametrize("number", [0, 2, -1])
def test_an_unknown_format_asks_to_open_the_page_again(dora: Actor, number: int) -> None:
    with pytest.raises(UnknownFormat, match="too old"):
        receive(replace(fresh(Kind.LOG), format=number), dora, BODY, now=SATURDAY)
    assert kept() == []


def test_an_erased_record_takes_nothing_more(dora: Actor) -> None:
    sent = fresh(Kind.LOG)
    seal_for(sent.record_id, 1, {})
    key = db.session.get(RecordKey, sent.record_id)
    assert key is not None
    key.wrapped, key.destroyed_at = None, SATURDAY
    db.session.commit()
    with pytest.raises(Erased) as caught:
        receive(sent, dora, BODY, now=SATURDAY)
    assert caught.value.status == 410


def test_nobody_names_the_logs_own_key_as_a_record(dora: Actor) -> None:
    """Erasing such a record would make every audit row unreadable."""
    with pytest.raises(Erased):
        receive(replace(fresh(Kind.LOG), record_id=LOG_RECORD), dora, BODY, now=SATURDAY)


def test_the_body_hash_cannot_be_guessed_and_ignores_clocks(app: Flask) -> None:
    sent = Envelope(UUID(int=1), UUID(int=2), Kind.LOG)
    hashed = actions.body_hash(sent, BODY)
    assert hashed == actions.body_hash(replace(sent, sent_at=SATURDAY), dict(BODY))
    assert hashed != actions.body_hash(sent, {**BODY, "code": "V2"})
    app.extensions["installation_key"], mine = (
        replace(app.extensions["installation_key"], secret=b"o" * 32),
        app.extensions["installation_key"],
    )
    try:
        assert hashed != actions.body_hash(sent, BODY)
    finally:
        app.extensions["installation_key"] = mine


def test_the_database_itself_lets_one_through(dora: Actor) -> None:
    sent = fresh(Kind.LOG)
    take(sent, dora)
    copy = {
        column.name: getattr(kept()[0], column.name) for column in db.inspect(Submission).columns
    }
    with pytest.raises(IntegrityError):
        db.session.execute(db.insert(Submission).values(copy))
    db.session.rollback()
