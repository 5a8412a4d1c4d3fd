"""The named people, for every test of accounts that has an app."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from tests.page import PageClient
from tests.people import SATURDAY, settle


@pytest.fixture
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    """Testford and its people, on a Saturday night."""
    freeze(SATURDAY)
    settle()
    db.session.commit()


@pytest.fixture
def new_client(app: Flask) -> Callable[[], PageClient]:
    """Call it for one more client that has not signed in."""

    def make() -> PageClient:
        client = app.test_client()
        assert isinstance(client, PageClient)
        return client

    return make
