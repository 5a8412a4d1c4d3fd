"""Migrating an empty database gives what the models say, on both engines."""

import re
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import inspect, text

from nightsafe.cli.problems import CannotRun
from nightsafe.cli.versions import Version, bring_up_to_date, check_not_newer, version
from nightsafe.database import db
from nightsafe.ledger.triggers import NAMES
from tests.ledger.chains import grow, triggers

VERSIONS = Path(__file__).parent.parent / "nightsafe" / "migrations" / "versions"


@pytest.mark.both_engines
def test_migrations_give_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, db.metadata) == []


@pytest.mark.both_engines
def test_no_table_is_left_over_or_missing(app: Flask) -> None:
    there = set(inspect(db.engine).get_table_names())
    assert there == {table.name for table in db.metadata.sorted_tables} | {"alembic_version"}


@pytest.mark.both_engines
def test_what_refers_to_another_row_is_held_to_it(app: Flask, engine_name: str) -> None:
    """Foreign keys are in the database, not in the models alone."""
    looked = inspect(db.engine)
    for table in db.metadata.sorted_tables:
        wanted = {tuple(sorted(key.column_keys)) for key in table.foreign_key_constraints}
        there = {
            tuple(sorted(key["constrained_columns"])) for key in looked.get_foreign_keys(table.name)
        }
        assert there == wanted, table.name


@pytest.mark.both_engines
def test_migrating_again_changes_nothing(app: Flask, engine_name: str) -> None:
    grow(2)
    assert version() is Version.CURRENT
    assert bring_up_to_date(app) is Version.CURRENT
    flask_migrate.upgrade()
    assert triggers() == NAMES[engine_name]
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM ledger")) == 2


@pytest.mark.both_engines
def test_a_database_newer_than_the_code_is_known(app: Flask) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    db.session.commit()
    assert version() is Version.NEWER
    with pytest.raises(CannotRun, match="newer than the program"):
        check_not_newer(version())
    with pytest.raises(CannotRun, match="Nothing was changed"):
        bring_up_to_date(app)


@pytest.mark.both_engines
def test_an_empty_database_is_known(app: Flask) -> None:
    db.session.execute(text("DELETE FROM alembic_version"))
    db.session.commit()
    assert version() is Version.EMPTY


def test_there_is_one_line_of_migrations(app: Flask) -> None:
    scripts = ScriptDirectory(current_app.config["MIGRATIONS"])
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


def test_no_later_migration_touches_the_ledger() -> None:
    """SQLite's batch migration would silently drop its triggers (rule 4)."""
    first, *later = sorted(VERSIONS.glob("*.py"))
    assert "CREATE TRIGGER" in first.read_text() or "SQLITE" in first.read_text()
    touching = re.compile(r"[\"']ledger[\"']")
    assert [path.name for path in later if touching.search(path.read_text())] == []
