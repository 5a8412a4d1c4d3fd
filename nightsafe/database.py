"""The database: one base class, one session, and transactions that begin as they mean to go on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Engine, MetaData, Uuid, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator

# How long a transaction waits for the lock before the answer is 503; both engines are told.
BUSY_SECONDS = 5
PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA secure_delete=ON",
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware on the Python side, UTC in the database, on either engine."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant; SQLite, which knows no zones, gets the bare UTC time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every instant back aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of all models: instants are UTC, JSON is JSON, constraints have names."""

    # A map on the class itself is refused once Flask-SQLAlchemy derives from it.
    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: UtcDateTime,
            dict[str, Any]: JSON,
            list[str]: JSON,
            list[int]: JSON,
            list[dict[str, Any]]: JSON,
        },
    )


db = SQLAlchemy(
    model_class=Base,
    # An error of the database is logged: never with what somebody wrote among its parameters.
    engine_options={"pool_pre_ping": False, "hide_parameters": True},
    # Pages are rendered after the commit: expiring would load every object again.
    session_options={"expire_on_commit": False},
)
migrate = Migrate()

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

# A request that only reads says so before its first statement (gate.py); all else may write.
_reads_only: ContextVar[bool] = ContextVar("reads_only", default=False)
_hasty: ContextVar[bool] = ContextVar("hasty", default=False)


def read_only(value: bool) -> None:
    """Say whether the transactions that begin from now on, here, only read."""
    _reads_only.set(value)


def is_read_only() -> bool:
    """Whether the transactions that begin from now on, here, only read."""
    return _reads_only.get()


@contextmanager
def only_reading() -> Iterator[None]:
    """A stretch whose transactions only read: nobody who writes waits for them."""
    token = _reads_only.set(True)
    try:
        yield
    finally:
        _reads_only.reset(token)


def init_app(app: Flask) -> None:
    """Bind the database to the app and teach its engine how to begin."""
    db.init_app(app)
    migrate.init_app(app, db, directory=app.config["MIGRATIONS"], render_as_batch=True)
    with app.app_context():
        prepare(db.engine)


def prepare(engine: Engine) -> None:
    """Set an engine's pragmas and its way of beginning a transaction (DESIGN.md, rule 3)."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        event.listen(engine, "connect", _postgres_connect)
        event.listen(engine, "begin", _postgres_begin)


def _sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _sqlite_begin(connection: Connection) -> None:
    # A deferred transaction that read and then writes fails at once, so whatever may write
    # takes the lock first; whatever only reads is held to it by the engine.
    if _reads_only.get():
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")
    elif _hasty.get():
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("PRAGMA busy_timeout=100")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql("PRAGMA busy_timeout=5000")
    else:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgres_connect(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("SET lock_timeout = '5s'")
        cursor.execute("SET timezone = 'UTC'")
    connection.commit()


def _postgres_begin(connection: Connection) -> None:
    if _reads_only.get():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    elif _hasty.get():
        connection.exec_driver_sql("SET LOCAL lock_timeout = '100ms'")


@contextmanager
def own_transaction(*, hasty: bool = False) -> Iterator[Session]:
    """A short transaction beside the request's own, committed at the end; hasty, it hardly waits.

    For what must stand even though the request itself fails or only reads. Not to be
    used while this thread's own session holds the write lock.
    """
    token, hurry = _reads_only.set(False), _hasty.set(hasty)
    try:
        with Session(db.engine, expire_on_commit=False) as session:
            yield session
            session.commit()
    finally:
        _hasty.reset(hurry)
        _reads_only.reset(token)


def is_postgres(session: Any) -> bool:
    """Whether a session speaks to PostgreSQL."""
    return bool(session.get_bind().dialect.name == "postgresql")


__all__ = ["BigInteger", "Model", "UtcDateTime", "Uuid", "db", "own_transaction", "read_only"]
