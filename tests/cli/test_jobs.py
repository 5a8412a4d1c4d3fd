"""What is done by itself: on demand, and by a process that lives and ends with the server."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from nightsafe import clock
from nightsafe.accounts.models import Duty
from nightsafe.app import TOP, create_app
from nightsafe.config import Settings
from nightsafe.database import db
from tests.cli.conftest import Command, Start
from tests.factories import log
from tests.people import person, settle


@pytest.fixture
def waiting(command: Command, data: Path) -> Path:
    """An installation in which an urgent notice has waited for an hour; its data folder."""
    assert command("migrate").exit_code == 0
    app = create_app(Settings(data=data))
    with app.app_context():
        settle()
        db.session.add(Duty(person_id=person("rhys").id, kind="review", since=clock.now()))
        log("dora", "V2", at=clock.now() - timedelta(hours=1))
        db.session.remove()
        db.engine.dispose()
    return data


def ran(data: Path, *words: str) -> str:
    """What `nightsafe jobs` says, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "nightsafe.cli", "jobs", *words],
        env={**os.environ, "NIGHTSAFE_DATA": str(data), "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_once_passes_on_what_waits_and_ends(waiting: Path) -> None:
    assert ran(waiting, "--once").splitlines() == [
        "Notices passed on to the next in line: 1",
        "Messages taken in hand: 2",
    ]
    assert ran(waiting, "--once") == ""


def test_it_ends_by_itself_when_the_server_has_ended(waiting: Path) -> None:
    nobody = 2**22 + 1  # past the largest number of a process
    assert "1" in ran(waiting, "--beside", str(nobody))


def test_it_runs_beside_the_server_and_ends_with_it(waiting: Path, start: Start) -> None:
    server = start("up")
    server.wait_for("Testford is at")
    server.wait_for("Notices passed on to the next in line: 1")
    # Its output would stay open while anything that writes to it ran.
    assert server.stop(signal.SIGTERM) == 0
    assert "Traceback" not in "".join(server.said)


def test_a_server_may_go_without(waiting: Path, start: Start) -> None:
    server = start("serve", "--no-jobs")
    server.wait_for("Serving")
    assert server.stop(signal.SIGTERM) == 0
    assert "passed on" in ran(waiting, "--once")
