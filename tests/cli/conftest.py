"""Running a command in this process, on a data folder of the test's own."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nightsafe import clock
from nightsafe.app import create_app
from nightsafe.cli.main import main
from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.network.actions import set_up_network
from tests.cli.running import Running

Command = Callable[..., Result]
MakeNetwork = Callable[..., Settings]
Start = Callable[..., Running]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder, not made yet."""
    return tmp_path / "data"


@pytest.fixture
def command(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """Call it with the words of a command; it returns click's result."""
    for name in [name for name in os.environ if name.startswith("NIGHTSAFE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NIGHTSAFE_DATA", str(data))
    mask = os.umask(0o022)

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words])

    yield run
    os.umask(mask)


@pytest.fixture
def network(command: Command, data: Path) -> MakeNetwork:
    """Call it to make a network (a demo if asked) in the data folder; gives the settings."""

    def make(*, demo: bool = False) -> Settings:
        assert command("migrate").exit_code == 0
        settings = Settings(data=data)
        app = create_app(settings)
        with app.app_context():
            set_up_network("Testford", "Europe/London", demo=demo, actor_id=None, now=clock.now())
            db.session.commit()
            db.engine.dispose()
        return settings

    return make


@pytest.fixture
def start(data: Path) -> Iterator[Start]:
    """Call it with the words of a command that serves."""
    started: list[Running] = []

    def run(*words: str) -> Running:
        started.append(Running([*words], data))
        return started[-1]

    yield run
    for one in started:
        with suppress(ProcessLookupError):
            os.killpg(one.process.pid, signal.SIGKILL)
        one.process.communicate()
