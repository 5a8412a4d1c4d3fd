"""Opening an installation: nothing is done with a database before key and version are right."""

from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, inspect, select

from nightsafe import clock
from nightsafe.app import create_app
from nightsafe.cli.folder import check_writable, ensure_key, sqlite_file
from nightsafe.cli.problems import CannotRun
from nightsafe.cli.versions import Version, bring_up_to_date, check_not_newer, version
from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.ledger.crypto import installation_key
from nightsafe.ledger.keys import KeyProblem
from nightsafe.ledger.models import Installation


def open_installation(settings: Settings) -> Flask:
    """The app of an installation that is up to date.

    Raises CannotRun or KeyProblem with what to do when it is not there, not up to date, newer
    than the code, or has another key.
    """
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        raise CannotRun(
            f"There is no database in {settings.data}. Name the data folder with "
            "`nightsafe --data DIR ...`, or make a new network with `nightsafe create`."
        )
    app = create_app(settings)
    with app.app_context():
        found = version()
        check_not_newer(found)
        if found is not Version.CURRENT:
            raise CannotRun("The database is older than the program: run `nightsafe migrate`.")
        check_key(settings.key_path)
    return app


def make_installation(settings: Settings) -> tuple[Flask, Version]:
    """The app of an installation, made or migrated if need be, and how its database stood before.

    Raises CannotRun or KeyProblem with what to do.
    """
    check_writable(settings.data)
    file = sqlite_file(settings)
    if file is not None:
        ensure_key(settings, new=not file.exists())
    elif not settings.key_path.exists():
        ensure_key(settings, new=_empty_elsewhere(settings))
    app = create_app(settings)
    with app.app_context():
        found = version()
        check_not_newer(found)
        if found is not Version.EMPTY:
            # Before the migration: it must not run with a key that is not this database's.
            check_key(settings.key_path)
    before = bring_up_to_date(app)
    with app.app_context():
        check_key(settings.key_path)
    return app, before


def check_key(path: Path) -> None:
    """Compare the key with the one that this database was made with, and note it in a new one.

    Raises KeyProblem when it is another.
    """
    if not inspect(db.engine).has_table(Installation.__tablename__):
        return
    mine = installation_key().key_id
    made_with = db.session.scalar(select(Installation.key_id))
    if made_with is None:
        db.session.add(Installation(id=1, key_id=mine, created_at=clock.now()))
        db.session.commit()
    elif made_with != mine:
        raise KeyProblem(
            f"The installation key {path} is not the one of this database: nothing in it could be "
            "read. Put the right key file back, or name its place with NIGHTSAFE_KEY_FILE. "
            "Nothing was changed."
        )
    db.session.rollback()


def _empty_elsewhere(settings: Settings) -> bool:
    """Whether a database that is not in the data folder is still empty, asked without a key."""
    engine = create_engine(settings.url)
    try:
        return not inspect(engine).has_table("alembic_version")
    finally:
        engine.dispose()
