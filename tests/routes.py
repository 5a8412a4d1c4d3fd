"""Trying a route as a person, on a database that is as new for each try."""

import contextvars
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from nightsafe.config import Settings
from nightsafe.database import db
from tests.engines import Installation
from tests.page import PageClient
from tests.people import PEOPLE, membership, person
from tests.sign_in import cookie_for
from tests.world import ANYBODY, NOW, World, settle

# Bea works in two places; the second time as a pastor.
SECOND = "bea'"
COLUMNS = (ANYBODY, *PEOPLE, SECOND)
# Rows that tell of a request itself, or of who is reading: no record is made from them.
ABOUT_REQUESTS = {"ledger", "readers", "record_keys", "sessions"}
Dump = dict[str, list[tuple[Any, ...]]]


NONCE = re.compile(rb'nonce="[^"]*"|name="csrf-token" content="[^"]*"')


@dataclass(frozen=True)
class Opened:
    """A row of the ledger that tells who opened what, or was refused it."""

    actor_id: int
    record_id: UUID | None


@dataclass(frozen=True)
class Try:
    """What came of one request."""

    response: TestResponse
    statements: tuple[str, ...]
    refused: tuple[Opened, ...]
    read: tuple[Opened, ...]
    records: tuple[UUID, ...]

    @property
    def page(self) -> bytes:
        """The answer without what is new in every answer."""
        return NONCE.sub(b"", self.response.data)


class Night:
    """The world of the matrix in one database that can be put back as it was."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            self.world: World = settle()
            self.cookies = {key: cookie_for(app, person(key)) for key in PEOPLE}
            self.cookies[SECOND] = cookie_for(app, person("bea"), membership("bea", 1))
        settings: Settings = app.extensions["settings"]
        self.file = settings.data / "nightsafe.db"
        self.kept = settings.data / "kept.db"
        self.keep()
        self.said: list[str] = []
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", self._hear)
            self.ids = {key: person(key).id for key in PEOPLE}
        self.ids[SECOND] = self.ids["bea"]

    def _hear(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        self.said.append(statement)

    def attempt(self, who: str, method: str, address: str, data: Any = None) -> Try:
        """One request, what was said to the database for it, and which refusals were noted."""
        before = self._ledger("SELECT max(seq) FROM ledger")[0][0]
        self.said.clear()
        response = self.send(who, method, address, data)
        said = tuple(self.said)
        rows = self._ledger(
            "SELECT kind, actor_id, record_id FROM ledger WHERE seq > ? ORDER BY seq", before
        )
        noted = [(kind, Opened(who_, UUID(of) if of else None)) for kind, who_, of in rows]
        return Try(
            response,
            said,
            refused=tuple(one for kind, one in noted if kind == "refused"),
            read=tuple(one for kind, one in noted if kind == "read"),
            records=tuple(UUID(part) for part in address.split("/") if part.count("-") == 4),
        )

    def _ledger(self, statement: str, *values: object) -> list[Any]:
        connection = sqlite3.connect(self.file)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def keep(self) -> None:
        """Let the database as it is be what `restore` puts back."""
        self._close()
        shutil.copyfile(self.file, self.kept)

    def restore(self) -> None:
        """Put the database back as it was."""
        self._close()
        for name in ("-wal", "-shm"):
            self.file.with_name(self.file.name + name).unlink(missing_ok=True)
        shutil.copyfile(self.kept, self.file)

    def _close(self) -> None:
        with self.app.app_context():
            db.session.remove()
            with db.engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()

    def send(self, who: str, method: str, address: str, data: Any = None) -> TestResponse:
        """One request as somebody, in a context of its own; nothing is followed or inspected."""
        client = self.app.test_client()
        assert isinstance(client, PageClient)
        client.inspects = False
        if who != ANYBODY:
            client.set_cookie(*self.cookies[who])
        return contextvars.Context().run(client.open, address, method=method, data=data)

    def post_bytes(self, who: str, address: str, data: bytes) -> TestResponse:
        """Post a form as it goes over the wire."""
        client = self.app.test_client()
        assert isinstance(client, PageClient)
        client.inspects = False
        client.set_cookie(*self.cookies[who])
        kind = "application/x-www-form-urlencoded"
        send = contextvars.Context().run
        return send(client.post, address, data=data, content_type=kind)

    def dump(self) -> Dump:
        """Every row of every table."""
        with self.app.app_context(), db.engine.connect() as connection:
            return {
                table.name: [tuple(row) for row in connection.execute(db.select(table))]
                for table in db.metadata.sorted_tables
            }


def changes(before: Dump, after: Dump) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The rows that were added or are not as they were, with their table."""
    for table, rows in after.items():
        was = {repr(row) for row in before[table]}
        yield from ((table, row) for row in rows if repr(row) not in was)
        is_ = {repr(row) for row in rows}
        yield from ((table, row) for row in before[table] if repr(row) not in is_)


@pytest.fixture
def night(
    installation: Installation,
    another_app: Callable[..., Flask],
    freeze: Callable[[datetime], Any],
) -> Night:
    """The world of the matrix."""
    freeze(NOW)
    installation.fresh()
    return Night(another_app())
