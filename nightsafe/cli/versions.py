"""The version of a database against that of the code."""

from enum import StrEnum

import flask_migrate
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app

from nightsafe.cli.problems import CannotRun
from nightsafe.database import db


class Version(StrEnum):
    """How a database stands to the code."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    NEWER = "newer"


def version() -> Version:
    """How the app's database stands to the code."""
    scripts = ScriptDirectory(current_app.config["MIGRATIONS"])
    with db.engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    if not heads:
        return Version.EMPTY
    known = {script.revision for script in scripts.walk_revisions()}
    if set(heads) - known:
        return Version.NEWER
    return Version.CURRENT if set(heads) == set(scripts.get_heads()) else Version.BEHIND


def check_not_newer(found: Version) -> None:
    """Raise CannotRun for a database that a newer version of the program has migrated."""
    if found is Version.NEWER:
        raise CannotRun(
            "This database is newer than the program: a later version of nightsafe has changed it. "
            "Update the program to that version or later. Nothing was changed."
        )


def bring_up_to_date(app: Flask) -> Version:
    """Migrate the app's database to the newest version; returns how it stood before."""
    with app.app_context():
        before = version()
        check_not_newer(before)
        if before is not Version.CURRENT:
            flask_migrate.upgrade()
        db.session.remove()
    return before
