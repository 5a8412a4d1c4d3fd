"""R30: every edit, removal and reordering is found, in the chain and on the screens."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, LargeBinary, Uuid, bindparam, text

from nightsafe.database import UtcDateTime, db
from nightsafe.incidents.actions import amend_entry
from nightsafe.incidents.projection import PROJECTION
from nightsafe.ledger.actions import stage
from nightsafe.ledger.chain import GENESIS, digest
from nightsafe.ledger.crypto import open_for, seal_for
from nightsafe.ledger.keys import Unreadable
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import head
from nightsafe.ledger.verify import Problem, problems
from nightsafe.submissions.envelope import Envelope, Kind
from tests import people
from tests.factories import log, on
from tests.ledger.chains import RECORDS, audit, behind_its_back, check, grow
from tests.people import SATURDAY

pytestmark = pytest.mark.both_engines
TABLE = db.metadata.tables["ledger"]

ANOTHER: dict[str, Any] = {
    "kind": "visit",
    "record_id": uuid4(),
    "actor_id": 8,
    "received_at": SATURDAY - timedelta(microseconds=1),
    "payload": b"\x00" * 40,
    "digest": b"\x01" * 32,
    "previous": b"\x02" * 32,
}
TYPES: dict[str, Any] = {
    "record_id": Uuid(),
    "received_at": UtcDateTime(),
    "payload": LargeBinary(),
    "digest": LargeBinary(),
    "previous": LargeBinary(),
}


def put(connection: Connection, column: str, value: object, seq: int) -> None:
    kind = TYPES.get(column)
    new = bindparam("new", type_=kind) if kind else bindparam("new")
    statement = text(f"UPDATE ledger SET {column} = :new WHERE seq = :seq").bindparams(new)
    connection.execute(statement, {"new": value, "seq": seq})


def test_an_untouched_ledger_has_no_problem(app: Flask) -> None:
    assert check() == []
    assert head() == (0, GENESIS)
    grow()
    audit(searched="x")
    number, newest = head()
    assert (number, len(newest)) == (7, 32)
    assert check(head=(number, newest)) == []


def altered(column: str, seq: int, value: object) -> list[Problem]:
    """What is found while one column of one row holds another value."""
    old = db.session.scalar(db.select(getattr(Row, column)).where(Row.seq == seq))
    with behind_its_back() as connection:
        put(connection, column, value, seq)
    found = check()
    with behind_its_back() as connection:
        put(connection, column, old, seq)
    assert check() == []
    return found


def test_one_altered_column_is_found(app: Flask) -> None:
    grow()
    for column, value in ANOTHER.items():
        for seq in (1, 3, 6):
            near = {problem.seq for problem in altered(column, seq, value)}
            assert near & {seq, seq + 1}, (column, seq)


def test_an_emptied_column_is_found(app: Flask) -> None:
    grow()
    for column in ("record_id", "actor_id"):
        assert 3 in {problem.seq for problem in altered(column, 3, None)}, column


def test_an_unknown_kind_is_found(app: Flask) -> None:
    grow()
    with behind_its_back() as connection:
        put(connection, "kind", "nothing we know", 3)
    assert "is of no known kind: nothing we know" in [problem.what for problem in check()]


def test_every_byte_of_a_payload_counts(app: Flask) -> None:
    grow(2)
    payload = db.session.get_one(Row, 1).payload
    for place in (0, 11, 12, len(payload) // 2, len(payload) - 1):
        changed = bytearray(payload)
        changed[place] ^= 1
        assert altered("payload", 1, bytes(changed)), place


def removal(*seqs: int) -> Callable[[Connection], None]:
    def remove(connection: Connection) -> None:
        for seq in seqs:
            connection.execute(text("DELETE FROM ledger WHERE seq = :seq"), {"seq": seq})

    return remove


def renumber(connection: Connection) -> None:
    removal(3)(connection)
    for seq in (4, 5, 6):
        put(connection, "seq", seq - 1, seq)


def swap(connection: Connection) -> None:
    for seq, new in ((2, 90), (3, 2), (90, 3)):
        put(connection, "seq", new, seq)


def swap_all_but_the_links(connection: Connection) -> None:
    held = {
        seq: connection.execute(
            db.select(Row.kind, Row.record_id, Row.actor_id, Row.payload).where(Row.seq == seq)
        ).one()
        for seq in (2, 3)
    }
    for seq, row in ((2, held[3]), (3, held[2])):
        for column, value in row._mapping.items():
            put(connection, column, value, seq)


CHANGES = {
    "the start removed": removal(1),
    "two removed at the start": removal(1, 2),
    "one removed inside": removal(3),
    "two removed inside": removal(3, 4),
    "one removed, the rest closed up": renumber,
    "two rows swapped": swap,
    "the content of two rows exchanged": swap_all_but_the_links,
}


def test_rows_that_are_missing_or_moved_are_found(app: Flask) -> None:
    grow()
    whole = [dict(row) for row in db.session.execute(db.select(TABLE)).mappings()]
    for what, change in CHANGES.items():
        with behind_its_back() as connection:
            change(connection)
        assert check() != [], what
        with behind_its_back() as connection:
            connection.execute(db.delete(TABLE))
            connection.execute(db.insert(TABLE), whole)
        assert check() == []


def test_a_cut_off_end_is_found_by_the_head_that_was_kept(app: Flask) -> None:
    grow()
    kept = head()
    for left in (5, 3, 0):
        with behind_its_back() as connection:
            removal(*range(left + 1, 7))(connection)
        assert check() == []
        said = [problem.what for problem in check(head=kept)]
        assert said == ["the chain ends before the head that was kept outside"]


def test_an_end_that_was_written_anew_is_found_by_the_head_that_was_kept(app: Flask) -> None:
    grow(3)
    kept = head()
    with behind_its_back() as connection:
        removal(3)(connection)
    db.session.rollback()
    audit(other="end")
    assert check() == []
    assert [problem.seq for problem in check(head=kept)] == [3]


def test_a_row_chained_by_somebody_without_the_key_is_found(app: Flask) -> None:
    grow(2)
    before = db.session.get_one(Row, 2).digest
    payload = b"\x07" * 60
    with behind_its_back() as connection:
        link = digest(3, "entry", RECORDS[0], 7, SATURDAY, payload, before)
        connection.execute(
            db.insert(Row).values(
                seq=3,
                kind="entry",
                record_id=RECORDS[0],
                actor_id=7,
                received_at=SATURDAY,
                payload=payload,
                digest=link,
                previous=before,
            )
        )
    assert [(problem.seq, problem.what[:16]) for problem in check()] == [(3, "cannot be opened")]


def chain_anew(connection: Connection) -> None:
    """Reckon all digests again, as anybody can who may write to the file."""
    previous = GENESIS
    for row in connection.execute(db.select(TABLE).order_by(TABLE.c.seq)).all():
        link = digest(
            row.seq,
            row.kind,
            row.record_id,
            row.actor_id,
            row.received_at,
            row.payload,
            previous,
        )
        put(connection, "previous", previous, row.seq)
        put(connection, "digest", link, row.seq)
        previous = link


def test_a_column_rewritten_with_all_digests_after_it_is_found(app: Flask) -> None:
    """Without any head kept outside: the payload is sealed with the columns beside it."""
    audit(searched="x")
    grow(2)
    for column in ("kind", "record_id", "actor_id", "received_at"):
        for seq, value in ((1, ANOTHER[column]), (2, ANOTHER[column])):
            new = {1: "refused", 2: "visit"}[seq] if column == "kind" else value
            old = db.session.scalar(db.select(getattr(Row, column)).where(Row.seq == seq))
            with behind_its_back() as connection:
                put(connection, column, new, seq)
                chain_anew(connection)
            said = [(one.seq, one.what[:16]) for one in check()]
            assert said == [(seq, "cannot be opened")], (column, seq)
            with behind_its_back() as connection:
                put(connection, column, old, seq)
                chain_anew(connection)
            assert check() == []


def test_a_text_on_screens_never_stands_in_for_a_row(app: Flask) -> None:
    record = uuid4()
    stage("entry", record, 7, {"said": "one"}, now=SATURDAY)
    db.session.commit()
    sealed = seal_for(record, 1, {"said": "another"})
    payload = db.session.get_one(Row, 1).payload
    with pytest.raises(Unreadable):
        open_for(record, 1, payload)
    with behind_its_back() as connection:
        put(connection, "payload", sealed, 1)
        chain_anew(connection)
    assert [one.what[:16] for one in check()] == ["cannot be opened"]


def test_the_same_content_twice_has_two_digests(app: Flask) -> None:
    """A digest over readable fields could be guessed; this one is over ciphertext alone."""
    for _ in range(2):
        audit(searched="the same words")
    one, two = db.session.scalars(db.select(Row).order_by(Row.seq))
    assert one.payload != two.payload
    assert one.digest != two.digest
    assert b"words" not in one.payload
    parts = (two.seq, two.kind, two.record_id, two.actor_id, two.received_at, two.payload)
    assert digest(*parts, one.digest) == two.digest


ON_SCREENS = {
    "another severity": "UPDATE entries SET severity = 4",
    "another code": "UPDATE entries SET code = 'L3'",
    "another place": "UPDATE entries SET place_id = (SELECT max(id) FROM places)",
    "another author": "UPDATE entries SET author_id = (SELECT max(id) FROM people)",
    "another audience": "UPDATE entries SET audience = 'register'",
    "no restriction": "UPDATE entries SET restricted = NOT restricted",
    "a withdrawal": "UPDATE entries SET withdrawn_at = received_at",
    "another hour": "UPDATE entries SET occurred_at = sent_at",
    "another night": "UPDATE entries SET night = '2026-11-13'",
    "an older version": "UPDATE entries SET version = 1",
    "a removal": "DELETE FROM entries",
}


@pytest.fixture
def an_entry(app: Flask) -> None:
    people.settle()
    sent = Envelope(uuid4(), uuid4(), Kind.LOG, sent_at=SATURDAY + timedelta(minutes=9))
    entry = log("dora", description="a torn coat", envelope=sent)
    later = SATURDAY + timedelta(minutes=5)
    said = {"description": "and a lost shoe"}
    amend_entry(people.actor("dora"), entry, on(entry, Kind.AMEND), said, now=later)
    db.session.commit()
    assert check([PROJECTION]) == []


@pytest.mark.usefixtures("an_entry")
def test_an_alteration_on_screens_is_found(app: Flask) -> None:
    for what, statement in ON_SCREENS.items():
        db.session.execute(text(statement))
        assert problems([PROJECTION])[0], what
        db.session.rollback()
    assert check([PROJECTION]) == []


@pytest.mark.usefixtures("an_entry")
def test_an_altered_text_on_screens_is_found_and_named(app: Flask) -> None:
    entry_id = db.session.scalar(text("SELECT id FROM entries"))
    db.session.execute(text("UPDATE entries SET written = :junk"), {"junk": b"\x05" * 64})
    db.session.commit()
    (problem,) = check([PROJECTION])
    assert str(entry_id).replace("-", "") in problem.what.replace("-", "")


@pytest.mark.usefixtures("an_entry")
def test_a_key_destroyed_without_an_erasure_is_found(app: Flask) -> None:
    db.session.execute(text("DELETE FROM entries"))
    db.session.execute(
        text(
            "UPDATE record_keys SET wrapped = NULL, destroyed_at = '2026-11-15 00:00:00' "
            "WHERE record_id IN (SELECT record_id FROM submissions)"
        )
    )
    db.session.commit()
    assert any("tells of no erasure" in problem.what for problem in check([PROJECTION]))


def test_values_that_nobody_wrote_are_a_problem_and_no_crash(app: Flask, engine_name: str) -> None:
    if engine_name != "sqlite":
        return  # PostgreSQL keeps to its types.
    grow(3)
    for column in ("received_at", "record_id", "payload", "digest", "seq"):
        db.session.rollback()
        with behind_its_back() as connection:
            kept = connection.execute(text("SELECT * FROM ledger WHERE seq = 2")).one()
            if column == "seq":
                connection.execute(text("DELETE FROM ledger WHERE seq = 2"))
            else:
                connection.execute(text(f"UPDATE ledger SET {column} = 'junk' WHERE seq = 2"))
        assert check() != [], column
        with behind_its_back() as connection:
            connection.execute(text("DELETE FROM ledger WHERE seq = 2"))
            marks = ", ".join(f":{name}" for name in kept._mapping)
            connection.execute(text(f"INSERT INTO ledger VALUES ({marks})"), dict(kept._mapping))
        assert check() == []
