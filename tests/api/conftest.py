"""Two releases that left and one that has not, for every test of the API."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from tests import people
from tests.aggregates import releasing
from tests.people import SATURDAY


@pytest.fixture
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    """Testford and its people, on a Saturday night, and its figures."""
    freeze(SATURDAY)
    people.settle()
    summer = releasing.SUMMER
    releasing.released(1, summer.previous())
    made = releasing.tables(summer, last=(1, 1.0))
    releasing.released(2, summer, made=made)
    releasing.draft(None, summer.next(), state="sent")
    db.session.commit()
