"""A mark that is found on a page leads back to whom the file was made for."""

from pathlib import Path

import pytest

from nightsafe.app import create_app
from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.review import marks
from tests import people
from tests.cli.conftest import Command
from tests.cli.test_evidence import execute
from tests.factories import log
from tests.review.exports import export


@pytest.fixture
def mark(command: Command, data: Path) -> str:
    """The mark of a file that left for Stella."""
    assert command("migrate").exit_code == 0
    app = create_app(Settings(data=data))
    with app.app_context():
        people.settle()
        log("dora", "V1")
        made = export("stella", "pdf", words=True)
        db.session.remove()
        db.engine.dispose()
    return marks.shown(made.mark)


def test_it_says_for_whom_when_and_what(command: Command, mark: str) -> None:
    for typed in (mark, mark.lower().replace("-", "")):
        result = command("whose", typed)
        assert result.exit_code == 0, result.output
        for words in (
            mark,
            "Stella Supervisor <stella@example.org>",
            "2026-11-16 09:30 GMT",
            "PDF, with what was written",
            "Events    1",
            "says the same",
        ):
            assert words in result.output


def test_an_unknown_mark_and_none_at_all_say_what_to_do(command: Command, mark: str) -> None:
    assert "No file with the mark 0000-0000" in command("whose", "00000000").output
    result = command("whose", "=1+1")
    assert result.exit_code == 1 and "eight characters" in result.output


def test_a_changed_row_is_not_believed(command: Command, mark: str, data: Path) -> None:
    execute(data, "UPDATE exports SET person_id = 1")
    result = command("whose", mark)
    assert result.exit_code == 1 and "nightsafe verify" in result.output
    assert "differs from its row in the ledger" in command("verify").output
