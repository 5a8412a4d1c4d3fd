"""Transactions begin as they mean to go on, instants are UTC, and nothing is lost on the way."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from threading import Thread
from time import monotonic

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from nightsafe import database
from nightsafe.app import create_app
from nightsafe.database import BUSY_SECONDS, db, own_transaction, read_only
from nightsafe.network.models import Area, Network, Place
from tests.engines import Installation
from tests.people import LONG_AGO


def area(name: str) -> None:
    db.session.add(Area(name=name))


def areas() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(db.select(Area.name)))


@pytest.fixture
def as_served(installation: Installation) -> Iterator[Flask]:
    """The app as the product makes it: that of the other tests does not wait for the disk."""
    installation.fresh()
    app = create_app(installation.settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("secure_delete", 1),
        ("busy_timeout", BUSY_SECONDS * 1000),
    ],
)
def test_sqlite_keeps_what_it_acknowledged(as_served: Flask, pragma: str, value: object) -> None:
    """R52, rule 3."""
    assert db.session.scalar(text(f"PRAGMA {pragma}")) == value


def test_every_connection_of_the_pool_is_set_up(as_served: Flask) -> None:
    with db.engine.connect() as one, db.engine.connect() as other:
        for connection in (one, other):
            cursor = connection.connection.cursor()
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_postgresql_keeps_what_it_acknowledged(as_served: Flask) -> None:
    assert db.session.scalar(text("SHOW synchronous_commit")) == "on"
    assert db.session.scalar(text("SHOW lock_timeout")) == f"{BUSY_SECONDS}s"
    assert db.session.scalar(text("SHOW timezone")) == "UTC"


@pytest.mark.both_engines
def test_a_row_that_refers_to_nothing_is_refused(app: Flask) -> None:
    db.session.add(Place(name="Nowhere", kind="street", area_id=999))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


@pytest.mark.both_engines
def test_one_database_is_one_network(app: Flask) -> None:
    db.session.add(Network(id=2, name="x", time_zone="UTC", created_at=LONG_AGO))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


@pytest.mark.both_engines
def test_a_transaction_that_only_reads_cannot_write(app: Flask) -> None:
    area("Centre")
    db.session.commit()
    read_only(True)
    try:
        assert areas() == {"Centre"}
        area("East")
        with pytest.raises(DBAPIError):
            db.session.commit()
    finally:
        db.session.rollback()
        read_only(False)
    area("West")
    db.session.commit()
    assert areas() == {"Centre", "West"}


@pytest.mark.both_engines
def test_a_transaction_beside_stands_though_the_request_fails(app: Flask) -> None:
    read_only(True)
    try:
        assert areas() == set()
        with own_transaction() as beside:
            beside.add(Area(name="Centre"))
        db.session.rollback()
    finally:
        read_only(False)
    assert areas() == {"Centre"}


@pytest.mark.both_engines
def test_a_transaction_beside_that_fails_leaves_nothing(app: Flask) -> None:
    db.session.rollback()

    def fail() -> None:
        with own_transaction() as beside:
            beside.add(Area(name="Centre"))
            beside.flush()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert areas() == set()


def test_a_writer_takes_the_lock_before_it_reads(app: Flask) -> None:
    """A deferred transaction that read first would fail at once when it then writes."""
    db.session.scalar(db.select(Area.id))
    other = db.engine.raw_connection()
    try:
        other.cursor().execute("PRAGMA busy_timeout=0")
        with pytest.raises(Exception, match="locked"):
            other.cursor().execute("BEGIN IMMEDIATE")
    finally:
        other.close()


def test_a_reader_waits_for_nobody(app: Flask) -> None:
    area("Centre")
    db.session.flush()
    seen: list[set[str]] = []

    def look() -> None:
        with app.app_context():
            read_only(True)
            seen.append(areas())

    began = monotonic()
    thread = Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [set()]
    assert monotonic() - began < 2
    db.session.rollback()


@pytest.mark.both_engines
def test_an_instant_comes_back_aware_in_utc(app: Flask) -> None:
    summer = datetime(2026, 6, 1, 1, 30, 0, 123456, timezone(timedelta(hours=1)))
    db.session.add(Area(name="Centre", retired_at=summer))
    db.session.commit()
    db.session.expire_all()
    found = db.session.scalars(db.select(Area)).one().retired_at
    assert found is not None
    assert found.tzinfo is UTC
    assert found == summer
    assert db.session.scalar(db.select(Area.name).where(Area.retired_at == summer)) == "Centre"


@pytest.mark.both_engines
def test_a_naive_instant_is_refused(app: Flask) -> None:
    db.session.add(Area(name="Centre", retired_at=datetime(2026, 6, 1)))
    with pytest.raises(StatementError, match="needs its time zone"):
        db.session.commit()
    db.session.rollback()


def test_the_constraints_have_names(app: Flask) -> None:
    nameless = [
        f"{table.name}: {constraint}"
        for table in database.db.metadata.sorted_tables
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert nameless == []


def test_an_error_of_the_database_tells_no_parameters(app: Flask) -> None:
    """What is logged of it is read by whoever keeps the logs."""
    with pytest.raises(DBAPIError) as caught:
        db.session.execute(text("SELECT :written FROM nowhere"), {"written": "zwetschgendatschi"})
    assert "zwetschgendatschi" not in str(caught.value)
    db.session.rollback()
