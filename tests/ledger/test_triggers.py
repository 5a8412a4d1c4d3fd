"""R29: the database itself refuses whatever would change, remove or overwrite the ledger."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from nightsafe.database import db
from nightsafe.ledger.models import Row
from nightsafe.ledger.triggers import NAMES
from tests.ledger.chains import check, grow, triggers

pytestmark = pytest.mark.both_engines

COPY = "seq, kind, record_id, actor_id, received_at, payload, digest, previous"
REST = "kind, record_id, actor_id, received_at, payload, digest, previous"

EVERYWHERE = {
    "an update": "UPDATE ledger SET actor_id = 1",
    "an update of nothing new": "UPDATE ledger SET kind = kind WHERE seq = 2",
    "an update of its number": "UPDATE ledger SET seq = 9 WHERE seq = 3",
    "a removal": "DELETE FROM ledger WHERE seq = 3",
    "a removal of all": "DELETE FROM ledger",
    "a row on an existing number": f"INSERT INTO ledger SELECT {COPY} FROM ledger WHERE seq = 2",
    "a row past the next number": (
        f"INSERT INTO ledger ({COPY}) SELECT 5, {REST} FROM ledger WHERE seq = 2"
    ),
    "a row before the first": (
        f"INSERT INTO ledger ({COPY}) SELECT 0, {REST} FROM ledger WHERE seq = 2"
    ),
    "an upsert": (
        f"INSERT INTO ledger ({COPY}) SELECT {COPY} FROM ledger WHERE seq = 2 "
        "ON CONFLICT (seq) DO UPDATE SET actor_id = 99"
    ),
}
OF_ONE = {
    "sqlite": {
        "a replacing row": f"INSERT OR REPLACE INTO ledger SELECT {COPY} FROM ledger WHERE seq = 3",
        "the other way to say it": f"REPLACE INTO ledger SELECT {COPY} FROM ledger WHERE seq = 3",
        "a replacing update": "UPDATE OR REPLACE ledger SET seq = 1 WHERE seq = 2",
    },
    "postgresql": {
        "emptying": "TRUNCATE ledger",
        "emptying with all that hangs on it": "TRUNCATE ledger CASCADE",
        "a merge": (
            "MERGE INTO ledger USING (SELECT 2 AS n) AS one ON seq = n "
            "WHEN MATCHED THEN UPDATE SET actor_id = 99"
        ),
    },
}


def every_row() -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM ledger ORDER BY seq"))]


def test_the_triggers_are_there_after_every_migration(app: Flask, engine_name: str) -> None:
    assert triggers() == NAMES[engine_name]


def test_the_database_refuses(app: Flask, engine_name: str) -> None:
    grow(3)
    before = every_row()
    for what, statement in {**EVERYWHERE, **OF_ONE[engine_name]}.items():
        with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
            connection.execute(text(statement))
        assert every_row() == before, what


def test_an_insert_that_ignores_conflicts_adds_nothing(app: Flask, engine_name: str) -> None:
    grow(3)
    before = every_row()
    ignoring = {
        "sqlite": f"INSERT OR IGNORE INTO ledger SELECT {COPY} FROM ledger WHERE seq = 2",
        "postgresql": (
            f"INSERT INTO ledger SELECT {COPY} FROM ledger WHERE seq = 2 ON CONFLICT DO NOTHING"
        ),
    }
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(ignoring[engine_name]))
    assert every_row() == before


def test_the_models_cannot_either(app: Flask) -> None:
    grow(2)
    row = db.session.get_one(Row, 1)
    row.actor_id = 99
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.commit()
    db.session.rollback()
    db.session.delete(db.session.get_one(Row, 2))
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.commit()
    assert check() == []


def test_a_missing_trigger_is_found(app: Flask, engine_name: str) -> None:
    grow(1)
    for name in sorted(NAMES[engine_name]):
        on = " ON ledger" if engine_name == "postgresql" else ""
        with db.engine.begin() as connection:
            connection.execute(text(f"DROP TRIGGER {name}{on}"))
        said = [problem.what for problem in check()]
        assert f"the trigger {name} that protects the ledger is missing" in said


HARMLESS = {
    "sqlite": {
        "an emptied trigger": (
            "DROP TRIGGER ledger_no_update",
            "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT 1; END",
        ),
        "a trigger of another condition": (
            "DROP TRIGGER ledger_no_delete",
            "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger WHEN OLD.seq > 9 "
            "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
        ),
        "one more": (
            "CREATE TRIGGER one_more BEFORE INSERT ON ledger BEGIN SELECT RAISE(IGNORE); END",
        ),
    },
    "postgresql": {
        "a trigger switched off": ("ALTER TABLE ledger DISABLE TRIGGER ledger_no_update",),
        "a trigger of another condition": (
            "DROP TRIGGER ledger_no_delete ON ledger",
            "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger FOR EACH ROW "
            "WHEN (OLD.seq > 9) EXECUTE FUNCTION ledger_refuse()",
        ),
        "an emptied function": (
            "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN OLD; END $$",
        ),
        "one more": (
            "CREATE TRIGGER one_more BEFORE INSERT ON ledger "
            "FOR EACH ROW EXECUTE FUNCTION ledger_next()",
        ),
    },
}


def test_a_trigger_that_keeps_its_name_alone_is_found(app: Flask, engine_name: str) -> None:
    grow(1)
    assert check() == []
    db.session.rollback()
    for number, (what, statements) in enumerate(HARMLESS[engine_name].items(), 1):
        with db.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        assert len(check()) == number, what
