"""`nightsafe context`: files of others loaded, listed, taken out; what is wrong said plainly."""

from pathlib import Path

import pytest

from nightsafe.app import create_app
from nightsafe.config import Settings
from nightsafe.database import db
from tests import people
from tests.aggregates.context.files import FAR, archive, assaults, crime, street
from tests.cli.conftest import Command

WHEN = "04/07/2026 23:30"


@pytest.fixture
def run(command: Command, data: Path) -> Command:
    """A network with named people and places to load files into."""
    assert command("migrate").exit_code == 0
    with create_app(Settings(data=data)).app_context():
        people.settle()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return command


def test_files_are_loaded_listed_and_taken_out(run: Command, tmp_path: Path) -> None:
    police, hospital = tmp_path / "all.zip", tmp_path / "assaults.csv"
    lines = [crime(), crime(at=FAR), *[crime("Robbery")] * 20, crime(month="x")]
    police.write_bytes(archive(**{"2026_07_x_street": street(lines)}).getvalue())
    rows = [*[("RTH08", WHEN, WHEN, "03", "Club", "")] * 9, ("", WHEN, WHEN, "Eel", "Club", "")]
    hospital.write_bytes(assaults(rows).getvalue())

    loaded = run("context", "police", str(police), "--by", "Ana Analyst")
    assert loaded.exit_code == 0, loaded.output
    assert "21 of 23 rows counted, 2026-07 to 2026-07" in loaded.output
    assert "1 are elsewhere" in loaded.output and "Line 24: its month" in loaded.output
    again = run("context", "police", str(police), "--by", "Ana Analyst")
    assert "loaded before" in again.output and again.exit_code == 0

    refused = run("context", "hospital", str(hospital), "--by", "Ana Analyst")
    assert refused.exit_code == 1 and "--method 03=knife" in refused.output
    given = run("context", "hospital", str(hospital), "--method", "03=knife", "--by", "Ana")
    assert "10 of 10 rows counted" in given.output
    assert "count as other. Lines 11" in given.output

    listed = run("context", "list").output.splitlines()
    assert len(listed) == 2
    number = listed[0].split()[0]
    assert run("context", "remove", number, "--by", "Ana", "--yes").exit_code == 0
    assert len(run("context", "list").output.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["police", "none.csv", "--by", "Ana"], "cannot be read: No such file"),
        (["police", "none.csv"], "Say who does this"),
        (["hospital", "x.csv", "--method", "3=sword", "--by", "Ana"], "write it as CODE=KIND"),
        (["remove", "12345678", "--by", "Ana"], "names no file that is loaded"),
    ],
)
def test_what_is_wrong_is_said_plainly(run: Command, words: list[str], said: str) -> None:
    answer = run("context", *words)
    assert answer.exit_code == 1 and said in answer.output
