"""Running a command in this process, on a data folder of the test's own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nightsafe.cli.main import main

Command = Callable[..., Result]


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
