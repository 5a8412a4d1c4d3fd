"""The quiet night is offered to whoever has logged nothing in it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from tests.factories import log
from tests.page import PageClient
from tests.people import SATURDAY, person, settle


@pytest.fixture(autouse=True)
def _people(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(SATURDAY)


def test_it_is_offered_until_something_is_logged(
    signed_in: Callable[..., PageClient],
) -> None:
    dora = signed_in(person("dora"))
    assert "Quiet night" in dora.page("/").text
    log("dora", "V1", at=SATURDAY, now=SATURDAY)
    assert "Quiet night" not in dora.page("/").text


def test_a_colleagues_entry_is_not_ones_own(signed_in: Callable[..., PageClient]) -> None:
    log("mo", "V1", at=SATURDAY, now=SATURDAY)
    assert "Quiet night" in signed_in(person("dora")).page("/").text
