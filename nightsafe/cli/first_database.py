"""A first database, filled beside its place and put there whole, so that none is left half made."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask import Flask

from nightsafe.cli.folder import sqlite_file
from nightsafe.cli.opening import make_installation
from nightsafe.config import Settings
from nightsafe.database import db


def make_first_database(settings: Settings, fill: Callable[[Flask], None]) -> Flask:
    """The app of a new installation after `fill` put its first rows in.

    On SQLite a start that was interrupted leaves nothing behind that the next one would take for
    a finished database. PostgreSQL is filled in place.
    """
    file = sqlite_file(settings)
    if file is None:
        app, _ = make_installation(settings)
        fill(app)
        return app
    aside = settings.data / "first-start.db"
    _remove(aside)
    app, _ = make_installation(replace(settings, database_url=f"sqlite:///{aside.resolve()}"))
    fill(app)
    with app.app_context():
        db.session.remove()
        # The last connection to close writes the journal back into the file.
        db.engine.dispose()
    aside.replace(file)
    _settle(settings.data)
    app, _ = make_installation(settings)
    return app


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Wait until the folder's entries, too, are on disk."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
