"""What is held: sealed at rest, told to its author alone, let go of once it is over."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.ledger.keys import Unreadable
from nightsafe.ledger.models import RecordKey, Row
from nightsafe.ledger.queries import open_row
from nightsafe.submissions import held
from nightsafe.submissions.models import Held
from tests.ledger.chains import check
from tests.people import SATURDAY

pytestmark = pytest.mark.both_engines
AUTHOR, OTHER = 7, 8
CANARY = "the canary sang at the kiosk"
CONTENT = {"path": "/log/V1", "fields": [["description", CANARY]], "membership": 3}


@pytest.fixture(autouse=True)
def whole(app: Flask) -> Iterator[None]:
    """After each test the chain is as it should be."""
    yield
    db.session.rollback()
    assert check() == []


def hold(author: int = AUTHOR, record: UUID | None = None, **more: Any) -> Held:
    """Keep a submission of an author's; commits."""
    said: dict[str, Any] = {
        "state": held.ATTENTION,
        "why": held.FORM,
        "content": CONTENT,
        "record_id": record,
        "kind": "incidents.new",
        **more,
    }
    row = held.hold(
        author,
        uuid4(),
        device_id=uuid4(),
        key_id="k",
        digest=b"d" * 32,
        sent_at=SATURDAY,
        now=said.pop("now", SATURDAY),
        **said,
    )
    db.session.commit()
    return row


def quarantine(author: int = AUTHOR, **more: Any) -> Held:
    said = {"state": held.QUARANTINED, "why": held.SUSPENDED, "kind": None, "content": None}
    return hold(author, sealed=b"as the phone sealed it", **{**said, **more})


def stored() -> str:
    """Everything that stands in any column of any table."""
    return "\n".join(
        repr(tuple(row))
        for table in db.metadata.sorted_tables
        for row in db.session.execute(db.select(table))
    )


def test_what_was_typed_stands_in_no_column() -> None:
    hold()
    assert CANARY not in stored()
    assert CANARY.encode().hex() not in stored()


def test_its_author_is_told_what_was_typed() -> None:
    row = hold()
    db.session.expire_all()
    assert held.content_of(row) == CONTENT


def test_it_lies_under_a_key_of_its_own_and_not_the_records() -> None:
    record = uuid4()
    row = hold(record=record)
    assert db.session.get(RecordKey, record) is None
    one, two = hold(author=AUTHOR), hold(author=OTHER)
    one.content, two.content = two.content, one.content
    db.session.flush()
    with pytest.raises(Unreadable):
        held.content_of(one)
    db.session.rollback()
    assert row.content is not None


def test_each_has_its_own_list_in_the_order_it_came() -> None:
    late = hold(now=SATURDAY + timedelta(minutes=2))
    early = hold()
    damaged = hold(
        state=held.DAMAGED,
        why=held.DAMAGED,
        content=None,
        sealed=b"x",
        now=SATURDAY + timedelta(minutes=1),
    )
    hold(author=OTHER)
    quarantine()
    assert [row.id for row in held.to_attend(AUTHOR)] == [early.id, damaged.id, late.id]
    assert held.how_many_to_attend(AUTHOR) == 3
    assert held.how_many_to_attend(999) == 0


def test_what_waits_unread_is_counted_and_told_by_author() -> None:
    mine, theirs = quarantine(), quarantine(OTHER)
    hold()
    assert {row.id for row in held.quarantined()} == {mine.id, theirs.id}
    assert [row.id for row in held.quarantined(OTHER)] == [theirs.id]
    assert (held.how_many_quarantined(), held.how_many_quarantined(AUTHOR)) == (2, 1)


@pytest.mark.parametrize("state", [held.FINISHED, held.REMOVED, held.TAKEN, held.DISCARDED])
def test_what_is_over_is_let_go_of_and_noted(state: str) -> None:
    row = hold()
    assert db.session.query(RecordKey).count() == 2  # its own, and the log's
    held.settle(row, state, by=OTHER, now=SATURDAY, reason="Said why.")
    db.session.commit()
    assert (row.content, row.decided_by, row.decided_at) == (None, OTHER, SATURDAY)
    assert db.session.query(RecordKey).count() == 1
    assert held.to_attend(AUTHOR) == []
    first, last = db.session.scalars(db.select(Row).where(Row.kind == "held").order_by(Row.seq))
    assert open_row(last) == {**open_row(first), "state": state, "reason": "Said why."}
    assert (last.actor_id, first.actor_id) == (OTHER, AUTHOR)
    assert CANARY not in str(open_row(first))


def test_another_reason_is_a_row() -> None:
    row = hold(why=held.BEHIND)
    held.explain(row, held.CONFLICT, by=AUTHOR, now=SATURDAY)
    db.session.commit()
    rows = db.session.scalars(db.select(Row).where(Row.kind == "held").order_by(Row.seq))
    assert [open_row(one)["why"] for one in rows] == [held.BEHIND, held.CONFLICT]


def test_what_was_unread_becomes_its_authors_to_finish() -> None:
    row = quarantine()
    held.attend(row, held.FORM, CONTENT, by=OTHER, now=SATURDAY)
    db.session.commit()
    assert held.content_of(row) == CONTENT
    assert CANARY not in stored()
    assert held.quarantined() == []


def test_erasing_a_record_takes_out_what_is_held_about_it() -> None:
    record = uuid4()
    gone, stays = hold(record=record), hold(record=uuid4())
    assert [row.id for row in held.about(AUTHOR, record)] == [gone.id]
    held.remove_about(record)
    db.session.commit()
    assert [row.id for row in held.to_attend(AUTHOR)] == [stays.id]
    assert db.session.query(RecordKey).count() == 2
