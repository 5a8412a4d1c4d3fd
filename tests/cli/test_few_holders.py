"""R6: an installation in which fewer than two people hold a grant says so."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from nightsafe.accounts.models import Grant
from nightsafe.cli.few_holders import warn_of_few_holders
from nightsafe.database import db
from tests.page import PageClient
from tests.people import SATURDAY, person, settle

SAID = "Fewer than two people can open restricted records"


def test_the_command_line_and_the_coordinator_are_warned(
    app: Flask,
    freeze: Callable[[datetime], Any],
    signed_in: Callable[..., PageClient],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """R6."""
    freeze(SATURDAY)
    settle()
    db.session.commit()
    warn_of_few_holders(app)
    assert capsys.readouterr().err == ""
    coral = signed_in(person("coral"))
    assert SAID not in coral.page("/setup").text
    db.session.execute(delete(Grant).where(Grant.person_id == person("gwen").id))
    db.session.commit()
    warn_of_few_holders(app)
    assert "1 of at least 2 people hold a grant" in capsys.readouterr().err
    assert SAID in coral.page("/setup").text
