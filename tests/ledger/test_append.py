"""Rows are staged by actions and appended once, at the commit: never lost, never twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from nightsafe.database import db, own_transaction
from nightsafe.ledger.actions import LEDGER_LOCK, append, stage
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row, versions
from nightsafe.network.models import Area
from nightsafe.submissions.actions import lock
from tests.ledger.chains import check
from tests.people import SATURDAY

pytestmark = pytest.mark.both_engines

WRITERS = 8
COMMITS = 20


def say(number: object) -> None:
    stage("read", uuid4(), 7, {"said": number}, now=SATURDAY)


def said() -> list[object]:
    db.session.rollback()
    return [open_row(row)["said"] for row in db.session.scalars(db.select(Row).order_by(Row.seq))]


def test_rows_are_numbered_in_the_order_they_were_staged(app: Flask) -> None:
    say(1)
    say(2)
    db.session.commit()
    say(3)
    db.session.commit()
    assert said() == [1, 2, 3]
    assert [row.seq for row in db.session.scalars(db.select(Row).order_by(Row.seq))] == [1, 2, 3]
    assert check() == []


def test_a_commit_appends_once(app: Flask) -> None:
    say(1)
    db.session.commit()
    db.session.commit()
    assert said() == [1]


def test_a_rollback_stages_nothing(app: Flask) -> None:
    say(1)
    db.session.rollback()
    say(2)
    db.session.commit()
    assert said() == [2]


def test_a_savepoint_that_is_undone_takes_its_rows_with_it(app: Flask) -> None:
    say(1)
    trial = db.session.begin_nested()
    say(2)
    trial.rollback()
    with db.session.begin_nested():
        say(3)
    db.session.commit()
    assert said() == [1, 3]
    assert check() == []


def test_a_commit_that_fails_appends_nothing(app: Flask) -> None:
    db.session.add(Area(name="Centre"))
    db.session.commit()
    db.session.add(Area(name="Centre"))
    say(1)
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()
    assert said() == []
    say(2)
    db.session.commit()
    assert said() == [2]
    assert check() == []


def test_an_unknown_kind_is_refused_at_once(app: Flask) -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        stage("gossip", None, 7, {}, now=SATURDAY)


def test_a_transaction_beside_takes_no_row_of_this_one(app: Flask, engine_name: str) -> None:
    say(1)
    with own_transaction():
        pass
    db.session.commit()
    assert said() == [1]


def test_versions_of_a_record_come_back_in_order(app: Flask) -> None:
    record = uuid4()
    for number in (1, 2, 3):
        stage("entry", record, 7, {"version": number}, now=SATURDAY)
        stage("entry", uuid4(), 7, {"version": 0}, now=SATURDAY)
        db.session.commit()
    assert [one.payload["version"] for one in versions("entry", record)] == [1, 2, 3]


def test_writers_at_once_never_fork_the_chain(app: Flask) -> None:
    db.session.rollback()
    start = Barrier(WRITERS)

    def write(writer: int) -> None:
        with app.app_context():
            start.wait()
            for number in range(COMMITS):
                say(f"{writer}.{number}")
                if number % 3 == 0:
                    stage("entry", uuid4(), writer, {"said": f"{writer}.{number}+"}, now=SATURDAY)
                db.session.commit()

    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(write, writer) for writer in range(WRITERS)]:
            done.result()
    rows = said()
    wanted = {
        f"{w}.{n}{more}" for w in range(WRITERS) for n in range(COMMITS) for more in ("", "+")
    }
    wanted -= {f"{w}.{n}+" for w in range(WRITERS) for n in range(COMMITS) if n % 3}
    assert len(rows) == len(wanted)
    assert set(rows) == wanted
    for writer in range(WRITERS):
        own = [row for row in rows if str(row).startswith(f"{writer}.") and "+" not in str(row)]
        assert own == [f"{writer}.{number}" for number in range(COMMITS)]
    assert check() == []


def test_a_writer_that_fails_between_others_leaves_no_gap(
    app: Flask, another_app: Callable[..., Flask]
) -> None:
    say(1)
    db.session.flush()
    db.session.rollback()
    other = another_app()
    with other.app_context():
        say(2)
        db.session.commit()
    say(3)
    db.session.commit()
    assert said() == [2, 3]
    assert check() == []


def test_no_id_can_be_chosen_to_hold_the_ledgers_lock(app: Flask, engine_name: str) -> None:
    if engine_name != "postgresql":
        return  # SQLite has one lock, which whoever writes holds.
    first, second = LEDGER_LOCK
    lock(UUID(bytes=first.to_bytes(4, "big") + second.to_bytes(4, "big") + bytes(8)))
    say(1)
    append(db.session())
    held = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    )
    assert db.session.scalar(held) == 2
    db.session.rollback()
