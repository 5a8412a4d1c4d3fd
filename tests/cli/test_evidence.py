"""`verify` finds what was tampered with; `erase` leaves nothing readable and the chain whole."""

import json
import re
import sqlite3
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from nightsafe.accounts.granting import confirm_grant, propose_grant
from nightsafe.accounts.models import Grant
from nightsafe.app import create_app
from nightsafe.cli.problems import CannotRun
from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.ledger import erase as erasure
from nightsafe.review.actions import record_finding
from nightsafe.submissions.reference import reference_of, spoken
from tests import people
from tests.cli.conftest import Command
from tests.factories import log

SECRET = "a blue scarf was left behind"


@pytest.fixture
def entries(command: Command, data: Path) -> list[UUID]:
    """The ids of three entries in the data folder, the first with a description."""
    assert command("migrate").exit_code == 0
    app = create_app(Settings(data=data))
    with app.app_context():
        people.settle()
        db.session.execute(db.delete(Grant))  # made past the product
        grant = propose_grant(
            people.actor("stella"),
            person_id=people.person("rhys").id,
            reason="rota",
            until=people.SATURDAY.date(),
            now=people.SATURDAY,
        )
        confirm_grant(people.actor("sam"), grant, now=people.SATURDAY)
        made = [log("dora", description=SECRET), log("mo", "L3"), log("pip", "W1")]
        found = [entry.id for entry in made]
        db.session.remove()
        db.engine.dispose()
    return found


def execute(data: Path, *statements: str) -> None:
    """Change the database behind the product's back, its triggers out of the way."""
    connection = sqlite3.connect(data / "nightsafe.db")
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger'"
    ).fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _, text in triggers:
        connection.execute(text)
    connection.commit()
    connection.close()


def head(said: str) -> str:
    """The head that `verify` printed."""
    found = re.search(r"\d+:[0-9a-f]{64}", said)
    assert found is not None, said
    return found.group()


def test_an_untouched_ledger_is_in_order(command: Command, entries: list[UUID]) -> None:
    result = command("verify")
    assert result.exit_code == 0, result.output
    assert "all in order" in result.output
    assert "Not compared: people, memberships" in result.output
    assert command("verify", "--head", head(result.output)).exit_code == 0


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ledger SET actor_id = 99 WHERE seq = 1", "row 1: was altered"),
        ("UPDATE ledger SET payload = x'00' WHERE seq = 2", "row 2: was altered"),
        ("DELETE FROM ledger WHERE seq = 2", "missing"),
        ("UPDATE entries SET severity = 4", "differs from its newest ledger row"),
        ("UPDATE grants SET ends_at = '2030-01-01 00:00:00'", "grant 1 differs from its ledger"),
        ("UPDATE grants SET person_id = 1", "grant 1 differs from its ledger rows"),
        ("UPDATE grants SET confirmed_by = proposed_by", "grant 1 differs from its ledger rows"),
        ("DELETE FROM grants", "grant 1 is in the ledger but not in its table"),
        (
            "INSERT INTO grants (person_id, reason, proposed_by, proposed_at, ends_at) "
            "VALUES (1, 'x', 1, '2026-11-01 00:00:00', '2030-01-01 00:00:00')",
            "is not in the ledger",
        ),
        ("DROP TRIGGER ledger_no_update", "trigger ledger_no_update"),
    ],
)
def test_tampering_is_found(
    command: Command, entries: list[UUID], data: Path, statement: str, said: str
) -> None:
    if statement.startswith("DROP"):
        connection = sqlite3.connect(data / "nightsafe.db")
        connection.execute(statement)
        connection.close()
    else:
        execute(data, statement)
    result = command("verify")
    assert result.exit_code == 1
    assert said in result.output
    assert "the ledger is not as it was" in result.output


def test_rows_cut_off_the_end_are_found_by_a_head_kept_outside(
    command: Command, entries: list[UUID], data: Path
) -> None:
    kept = head(command("verify").output)
    execute(data, f"DELETE FROM ledger WHERE seq = {kept.partition(':')[0]}")
    result = command("verify", "--head", kept)
    assert result.exit_code == 1
    assert "the chain ends before the head that was kept outside" in result.output


def test_a_head_has_to_be_written_as_it_was_printed(command: Command) -> None:
    result = command("verify", "--head", "12")
    assert result.exit_code == 2
    assert "NUMBER:DIGEST" in result.output


@pytest.mark.parametrize("by", ["reference", "uuid"])
def test_erasing_destroys_the_key_and_keeps_the_chain(
    command: Command, entries: list[UUID], data: Path, by: str
) -> None:
    record = entries[0]
    name = spoken(reference_of(record)) if by == "reference" else str(record)
    result = command("erase", name, "--reason", "asked for by the person", "--yes")
    assert result.exit_code == 0, result.output
    noted = [json.loads(line) for line in (data / "erasures.jsonl").read_text().splitlines()]
    assert [line["record"] for line in noted] == [str(record)]
    connection = sqlite3.connect(data / "nightsafe.db")
    wrapped = "SELECT wrapped FROM record_keys WHERE record_id = ?"
    assert connection.execute(wrapped, (record.hex,)).fetchone() == (None,)
    left = connection.execute("SELECT count(*) FROM entries").fetchone()
    connection.close()
    assert left == (2,)
    assert command("verify").exit_code == 0
    again = command("erase", name, "--reason", "x", "--yes")
    assert again.exit_code == 0
    assert "erased already" in again.output
    assert len((data / "erasures.jsonl").read_text().splitlines()) == 1


def key_of(data: Path, record: UUID) -> bytes | None:
    """The wrapped key of a record, read past the product."""
    connection = sqlite3.connect(data / "nightsafe.db")
    wrapped = "SELECT wrapped FROM record_keys WHERE record_id = ?"
    (key,) = connection.execute(wrapped, (record.hex,)).fetchone()
    connection.close()
    assert key is None or isinstance(key, bytes)
    return key


def reviewed(data: Path, entry_id: UUID) -> UUID:
    """Let a reviewer note something about an entry; the id of its event."""
    app = create_app(Settings(data=data))
    with app.app_context():
        event = db.session.get_one(Entry, entry_id).event
        record_finding(
            people.actor("stella"),
            event,
            outcome=None,
            home_office=None,
            police_reference="",
            note="the scarf was blue",
            now=people.SATURDAY + timedelta(hours=30),
        )
        event_id = event.id
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return event_id


@pytest.mark.parametrize("noted", [True, False])
def test_an_event_is_refused_and_its_entries_are_named(
    command: Command, entries: list[UUID], data: Path, noted: bool
) -> None:
    """A reviewer sees the id of the event; under its key lies the finding alone."""
    event_id = reviewed(data, entries[0]) if noted else uuid5(entries[0], "event")
    result = command("erase", str(event_id), "--reason", "x", "--yes")
    assert result.exit_code == 1
    assert spoken(reference_of(entries[0])) in result.output
    assert "Nothing was erased" in result.output
    if noted:
        assert key_of(data, event_id) is not None
        of_event = command("erase", reference_of(event_id), "--reason", "x", "--yes")
        assert "no record" in of_event.output
    assert not (data / "erasures.jsonl").exists()
    assert command("verify").exit_code == 0


def test_a_journal_that_somebody_reads_is_told_of_and_emptied_later(
    command: Command, entries: list[UUID], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_of(data, entries[0])
    assert key is not None
    monkeypatch.setattr(erasure, "scrub", partial(erasure.scrub, patience=0.3))
    reader = sqlite3.connect(data / "nightsafe.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM record_keys").fetchone()
    words = ("erase", str(entries[0]), "--reason", "x", "--yes")
    first = command(*words)
    assert first.exit_code == 1
    assert "journal still holds its key" in first.output
    assert str(entries[0]) in (data / "erasures.jsonl").read_text()
    assert command(*words).exit_code == 1
    reader.execute("COMMIT")
    reader.close()
    second = command(*words)
    assert second.exit_code == 0, second.output
    assert key_of(data, entries[0]) is None
    assert not any(key in path.read_bytes() for path in data.glob("nightsafe.db*"))


def test_an_erasure_is_on_the_list_before_it_is_done(
    command: Command, entries: list[UUID], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise CannotRun("the power is gone")

    monkeypatch.setattr(erasure, "erase", fail)
    assert command("erase", str(entries[0]), "--reason", "x", "--yes").exit_code == 1
    assert str(entries[0]) in (data / "erasures.jsonl").read_text()


def test_what_a_reviewer_noted_goes_with_a_lone_entry(
    command: Command, entries: list[UUID], data: Path
) -> None:
    event_id = reviewed(data, entries[0])
    assert command("verify").exit_code == 0
    assert command("erase", str(entries[0]), "--reason", "x", "--yes").exit_code == 0
    said = (data / "erasures.jsonl").read_text()
    assert str(event_id) in said
    assert str(entries[0]) in said
    assert command("verify").exit_code == 0


def test_erasing_asks_first(command: Command, entries: list[UUID], data: Path) -> None:
    result = command("erase", str(entries[0]), "--reason", "x")
    assert result.exit_code == 1
    assert "Nobody can undo this" in result.output
    assert not (data / "erasures.jsonl").exists()


@pytest.mark.parametrize(
    "record", ["7d1f0a36-0000-4000-8000-000000000000", "ZZZZZZ", "not a reference", "\x00"]
)
def test_what_is_not_there_cannot_be_erased(
    command: Command, entries: list[UUID], record: str
) -> None:
    result = command("erase", record, "--reason", "x", "--yes")
    assert result.exit_code == 1
    assert "no record" in result.output
