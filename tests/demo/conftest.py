"""The demo city, loaded once for all tests of this folder: it takes its time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from nightsafe.accounts.models import Membership, Person
from nightsafe.database import db
from nightsafe.demo.cast import memberships, place_of
from nightsafe.demo.load import load_demo
from nightsafe.demo.plan import Plan
from tests.engines import OnSqlite
from tests.page import PageClient
from tests.sign_in import session_for

# Half past midnight as Sunday night runs out: the weekend is over, and nobody has reviewed it.
NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Demo:
    """A loaded demo city: its app, the plan it was made from, and what was said on the way."""

    app: Flask
    plan: Plan
    told: list[tuple[int, int]]

    def client_of(self, name: str, where: str = "") -> PageClient:
        """A client signed in as somebody; `where` picks one of the places they work at."""
        client = self.app.test_client()
        assert isinstance(client, PageClient)
        values = session_for(self.person(name), self.membership(name, where))
        with client.session_transaction() as cookie:
            cookie.update(values)
        return client

    def person(self, name: str) -> Person:
        """Somebody's row."""
        return db.session.execute(db.select(Person).where(Person.name == name)).scalar_one()

    def membership(self, name: str, where: str = "") -> Membership:
        """One of somebody's memberships."""
        return next(
            one
            for one in memberships(NOW)
            if one.person.name == name and where in ("", place_of(one))
        )


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo city on a database of its own."""
    told: list[tuple[int, int]] = []
    app = OnSqlite(tmp_path_factory.mktemp("demo")).app
    with app.app_context():
        plan = load_demo(lambda done, total: told.append((done, total)), now=NOW)
        db.session.remove()
    return Demo(app, plan, told)


@pytest.fixture
def demo(loaded: Demo) -> Iterator[Demo]:
    """The demo city, at the moment for which it was made."""
    with time_machine.travel(NOW, tick=False), loaded.app.app_context():
        yield loaded
        db.session.rollback()
