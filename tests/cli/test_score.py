"""`nightsafe score` says how the forecast would have done, in figures that anybody can read."""

from datetime import timedelta
from pathlib import Path

import pytest

from nightsafe import clock
from nightsafe.aggregates.outlook.scoring import score
from nightsafe.app import create_app
from nightsafe.cli.score import report
from nightsafe.config import Settings
from nightsafe.database import db
from tests import people
from tests.aggregates.outlook.weekends import made_up
from tests.cli.conftest import Command
from tests.factories import log
from tests.people import SATURDAY

WEEK = timedelta(days=7)
# The first began before anything was logged, and is not whole.
WEEKENDS = 12


@pytest.fixture
def weekends(command: Command, data: Path) -> None:
    """Weekends, each with two or three incidents on Saturday night."""
    assert command("migrate").exit_code == 0
    with create_app(Settings(data=data)).app_context():
        people.settle()
        for number in range(WEEKENDS):
            for minutes in range(2 + number % 2):
                at = SATURDAY - number * WEEK + timedelta(minutes=10 * minutes)
                log("dora", "V1", at=at, commit=False)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def test_it_scores_the_weekends_that_are_over(command: Command, weekends: None) -> None:
    with clock.as_of(SATURDAY + WEEK):
        result = command("score")
    assert result.exit_code == 0, result.output
    assert "3 weekends, of 2026-10-30 to 2026-11-13" in result.output
    assert "Foretelling each weekend: done" in result.output
    for words in ("forecast", "same as last weekend", "A night and three hours", "Held:"):
        assert words in result.output
    assert "Too few weekends to judge the forecast by" in result.output
    # On the Saturday itself the weekend is not over, and is not scored.
    with clock.as_of(SATURDAY):
        assert "2 weekends, of 2026-10-30 to 2026-11-06" in command("score").output


def test_too_short_a_history_says_so(command: Command, weekends: None) -> None:
    with clock.as_of(SATURDAY - 4 * WEEK):
        result = command("score")
    assert result.exit_code == 0, result.output
    assert "There are 6 weekends of history. The first forecast needs 8" in result.output


def test_the_table_can_be_read() -> None:
    history = made_up(120, mean=25, season=0.8)
    lines = report(history, score(history))
    assert lines[0].startswith("112 weekends, of 2020-02-28 to 2022-04-")
    assert all(len(line) <= 120 for line in lines)
    text = "\n".join(lines)
    assert "seasonal model" in text
    assert "The seasonal model is in use" in text
    assert "less than last weekend's count with a range about it." in text
    ours = next(line for line in lines if line.startswith("  forecast "))
    # Loss, no gain over itself, and how often the range held.
    assert len(ours.split()) == 4
    assert ours.endswith("%")
