"""R6: an installation in which fewer than two people hold a grant says so."""

import socket
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from nightsafe.accounts.models import Grant
from nightsafe.cli.few_holders import warn_of_few_holders
from nightsafe.database import db
from tests.cli.conftest import Command, MakeNetwork
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


def test_verify_and_the_start_of_serve_warn_and_go_on(
    command: Command, network: MakeNetwork
) -> None:
    """R6: a warning, no fault: what each command gives back stays the same."""
    network()
    said = "Warning: 0 of at least 2 people hold a grant"
    result = command("verify")
    assert (result.exit_code, said in result.stderr, said in result.stdout) == (0, True, False)
    assert "Head, to be kept outside: " in result.stdout
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = command("serve", "--port", str(taken.getsockname()[1]))
    # It got past the warning, to the port that is not free.
    assert said in result.stderr
    assert "port" in result.stderr.replace(said, "")
