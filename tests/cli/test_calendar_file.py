"""`nightsafe calendar`: what a file would change is said, then done; what is wrong is named."""

import csv
from pathlib import Path

from sqlalchemy import select

from nightsafe import clock
from nightsafe.app import create_app
from nightsafe.calendar.models import CalendarEvent
from nightsafe.config import Settings
from nightsafe.database import db
from tests import people
from tests.cli.conftest import Command


def events(data: Path) -> list[tuple[str, int | None]]:
    with create_app(Settings(data=data)).app_context():
        found = [(one.name, one.crowd) for one in db.session.scalars(select(CalendarEvent))]
        db.session.remove()
        db.engine.dispose()
    return sorted(found)


def test_a_file_is_looked_at_then_brought_in(command: Command, data: Path, tmp_path: Path) -> None:
    assert command("migrate").exit_code == 0
    file = tmp_path / "events.csv"
    day = clock.now().date().isoformat()
    with file.open("w", newline="") as stream:
        csv.writer(stream).writerows(
            [("name", "first", "crowd"), ("Fair", day, "400"), ("Match", "31/31/2026", "")]
        )
    none_yet = command("calendar", str(file), "--by", "Ana")
    assert none_yet.exit_code == 1 and "no network here yet" in none_yet.output
    with create_app(Settings(data=data)).app_context():
        people.settle()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()

    looked = command("calendar", str(file), "--dry-run")
    assert looked.exit_code == 0, looked.output
    assert "Would bring in: 1 new" in looked.output
    assert "left out: Line 3: write the date" in looked.output
    assert events(data) == []
    assert command("calendar", str(file)).exit_code != 0  # nobody said who does it

    brought = command("calendar", str(file), "--by", "Ana Analyst")
    assert "Brought in: 1 new" in brought.output and events(data) == [("Fair", 400)]
    again = command("calendar", str(file), "--by", "Ana Analyst")
    assert "0 new, 0 changed, 0 cancelled; 1 as before" in again.output
    assert "calendar" not in command("verify").output

    missing = command("calendar", str(tmp_path / "none.csv"), "--by", "Ana")
    assert missing.exit_code == 1 and "cannot be read: No such file" in missing.output
    file.write_bytes(b"\x00")
    assert "no CSV file" in command("calendar", str(file), "--by", "Ana").output
