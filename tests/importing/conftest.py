"""A small network to bring the past into."""

import pytest
from flask import Flask

from nightsafe.database import db
from tests import people


@pytest.fixture
def city(app: Flask) -> Flask:
    """The app with the named people's network, and nothing logged."""
    people.settle()
    db.session.commit()
    return app
