"""The fixtures that every test may use: app, session, clients (signed in too), a frozen clock."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import scoped_session

from nightsafe.accounts import passwords
from nightsafe.accounts.models import Membership, Person
from nightsafe.database import db
from tests.engines import Installation, make_app
from tests.page import PageClient
from tests.sign_in import session_for


@pytest.fixture(scope="session")
def full_price() -> tuple[PasswordHasher, str]:
    """The product's own hasher, and what it checks a password of nobody against."""
    return passwords._HASHER, passwords._NOBODY


@pytest.fixture(scope="session", autouse=True)
def _cheap_hashes(full_price: tuple[PasswordHasher, str]) -> Iterator[None]:
    """Argon2id all the same, of the least memory it takes: what guessing costs is seen elsewhere.

    Its price is a test of its own (tests/accounts/test_passwords.py), at `full_price`.
    """
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", cheap)
        patch.setattr(passwords, "_NOBODY", cheap.hash("nobody's"))
        yield


@pytest.fixture
def app(installation: Installation) -> Iterator[Flask]:
    """The app on a fresh, migrated database, with its context open for factories and actions."""
    app = installation.fresh()
    with app.app_context():
        yield app
        db.session.rollback()


@pytest.fixture
def another_app(installation: Installation) -> Iterator[Callable[..., Flask]]:
    """Call it for an app of the test's own on its database, to add views or change settings.

    It takes settings by name: `another_app(max_body=10)`.
    """
    made: list[Flask] = []

    def make(**changes: Any) -> Flask:
        app = make_app(replace(installation.settings, **changes))
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def any_app(app: Flask) -> Flask:
    """The app, once on each engine."""
    return app


@pytest.fixture
def session(app: Flask) -> scoped_session[Any]:
    """The session of the app's context; requests commit it first and refresh it afterwards."""
    return db.session


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A client that has not signed in."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.fixture
def signed_in(app: Flask) -> Callable[..., PageClient]:
    """Call it with a person (and one of their memberships) for a client signed in as them."""

    def sign_in(person: Person, membership: Membership | None = None) -> PageClient:
        client = app.test_client()
        assert isinstance(client, PageClient)
        values = session_for(person, membership)
        with client.session_transaction() as cookie:
            cookie.update(values)
        return client

    return sign_in


@pytest.fixture
def freeze() -> Iterator[Callable[[datetime], Any]]:
    """Call it with an aware instant: from then on it is that time; again moves on."""
    stopped: list[time_machine.travel] = []

    def at(instant: datetime) -> None:
        assert instant.tzinfo is not None, "an instant needs its time zone"
        while stopped:
            stopped.pop().stop()
        travel = time_machine.travel(instant, tick=False)
        travel.start()
        stopped.append(travel)

    yield at
    while stopped:
        stopped.pop().stop()
