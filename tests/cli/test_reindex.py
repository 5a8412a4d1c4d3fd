"""The index of words: made anew by a command, compared by `verify`, emptied by an erasure."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from nightsafe.app import create_app
from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.review.actions import ask, record_finding
from nightsafe.submissions.reference import spoken
from tests import people
from tests.cli.conftest import Command
from tests.cli.test_evidence import execute
from tests.factories import log
from tests.people import SATURDAY, actor

DAY = timedelta(days=1)


@pytest.fixture
def entry(command: Command, data: Path) -> Entry:
    """An entry with a question and a finding, which have words, too; and one in a register."""
    assert command("migrate").exit_code == 0
    with create_app(Settings(data=data)).app_context():
        people.settle()
        log("dora", "L3", description="A lantern.")
        entry = log("dora", "V1", description="An ocelot.")
        ask(actor("rhys"), entry, "A zebra?", now=SATURDAY + DAY)
        record_finding(
            actor("rhys"),
            entry.event,
            outcome=None,
            home_office=None,
            police_reference="",
            note="A quokka.",
            now=SATURDAY + DAY,
        )
        db.session.commit()
        db.session.refresh(entry)
        db.session.expunge_all()
        db.session.remove()
        db.engine.dispose()
    return entry


def terms(data: Path) -> set[tuple[bytes, bytes]]:
    connection = sqlite3.connect(data / "nightsafe.db")
    rows = set(connection.execute("SELECT term, record_id FROM search_terms"))
    connection.close()
    return rows


def test_it_makes_the_same_index_anew(command: Command, entry: Entry, data: Path) -> None:
    before = terms(data)
    # A word has one stem in both languages, or two.
    assert len({record for _term, record in before}) == 3
    execute(data, "DELETE FROM search_terms")
    execute(data, "INSERT INTO search_terms VALUES (x'01', hex(randomblob(16)))")
    result = command("verify")
    assert result.exit_code == 1
    assert "1 entries cannot be found by their words: run `nightsafe reindex`" in result.output
    result = command("reindex")
    assert result.exit_code == 0, result.output
    assert "Indexing what was written: 100 %" in result.output
    assert terms(data) == before
    assert "by their words" not in command("verify").output
    assert command("reindex").exit_code == 0
    assert terms(data) == before


def test_what_is_erased_is_found_by_no_word(command: Command, entry: Entry, data: Path) -> None:
    result = command("erase", spoken(entry.reference), "--reason", "asked", "--yes")
    assert result.exit_code == 0, result.output
    assert terms(data) == set()
