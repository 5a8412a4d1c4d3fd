"""The named people and their small network, for every test of the set-up."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from tests.people import SATURDAY, settle


@pytest.fixture
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    """Testford and its people, on a Saturday night."""
    freeze(SATURDAY)
    settle()
    db.session.commit()
