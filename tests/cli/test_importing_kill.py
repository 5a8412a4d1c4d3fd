"""An import that is killed goes on where it stood: nothing lost, nothing doubled, one batch."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from nightsafe.config import Settings
from tests.cli.conftest import Command, MakeNetwork
from tests.importing.past import FIGHT, mapped, past

ROWS = 1000
ENOUGH = 300


def brought_in(data: Path) -> int:
    connection = sqlite3.connect(data / "nightsafe.db")
    try:
        return int(connection.execute("SELECT count(*) FROM entries").fetchone()[0])
    finally:
        connection.close()


def test_a_killed_import_goes_on(
    network: MakeNetwork, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: Settings = network()
    file = past(tmp_path, *(FIGHT.replace("7,", f"{number},") for number in range(ROWS)))
    changes = (
        ('"Police"', '"Police"\norganisation_kind = "police"'),
        ('unknown = "reject"', 'unknown = "make"\nmake_area = true'),
    )
    mapping = mapped(tmp_path, *changes)
    words = ["import", str(file), "-m", str(mapping), "--by", "Ann", "--yes"]
    process = subprocess.Popen(
        [sys.executable, "-m", "nightsafe.cli", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.DEVNULL,
    )
    try:
        # It commits every 200 rows, and lets others in between.
        while brought_in(settings.data) < ENOUGH:
            assert process.poll() is None, "it ended before it could be killed"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    there = brought_in(settings.data)
    assert ENOUGH <= there < ROWS and there % 200 == 0
    assert not (tmp_path / "past.rejects.csv").exists()

    monkeypatch.chdir(tmp_path)
    result = command(*words)

    assert result.exit_code == 0, result.output
    assert f"Going on with batch 1, which was stopped with {there} entries" in result.output
    assert brought_in(settings.data) == ROWS
    assert command("verify").exit_code == 0
