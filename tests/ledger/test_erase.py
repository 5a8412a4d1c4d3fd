"""R39: an erased record is unreadable everywhere, and the chain still verifies."""

import json
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.projection import PROJECTION
from nightsafe.ledger.actions import stage
from nightsafe.ledger.crypto import open_for
from nightsafe.ledger.erase import erase, note_erasure, scrub
from nightsafe.ledger.keys import Unreadable
from nightsafe.ledger.models import RecordKey, Row
from nightsafe.ledger.queries import head, versions
from nightsafe.submissions.models import Submission
from tests import people
from tests.factories import log
from tests.ledger.chains import check
from tests.people import SATURDAY

pytestmark = pytest.mark.both_engines

WORDS = "zwetschgendatschi was left on the table"


@pytest.fixture
def entry(app: Flask) -> UUID:
    """An entry that somebody described, beside one that stays."""
    people.settle()
    log("pip", "W1", description="this one stays")
    return log("dora", "V3", description=WORDS, plate="ZZ99 ZZZ", severity=4).id


def forget(record: UUID) -> bool:
    """Erase a record and commit, as the command does."""
    done = erase(record, [PROJECTION], actor_id=None, reason="asked for", now=SATURDAY)
    db.session.commit()
    scrub()
    return done


def files(app: Flask) -> bytes:
    """Everything of an SQLite database that lies on the disk, its journal too."""
    settings: Settings = app.extensions["settings"]
    return b"".join(path.read_bytes() for path in sorted(settings.data.glob("nightsafe.db*")))


def everything() -> str:
    """Every value of every table."""
    with db.engine.connect() as connection:
        return "\n".join(
            repr(tuple(row))
            for table in db.metadata.sorted_tables
            for row in connection.execute(db.select(table))
        )


def test_what_was_written_never_lies_readable_in_the_database(app: Flask, entry: UUID) -> None:
    db.session.rollback()
    assert "zwetschgendatschi" not in everything()
    if db.engine.dialect.name == "sqlite":
        on_disk = files(app)
        assert b"zwetschgendatschi" not in on_disk
        assert "ZZ99" not in on_disk.decode("latin-1")


def test_an_erased_text_cannot_be_opened(app: Flask, entry: UUID) -> None:
    sealed = db.session.get_one(Entry, entry).written
    assert forget(entry)
    with pytest.raises(Unreadable, match="erased"):
        open_for(entry, 1, sealed)
    with pytest.raises(Unreadable, match="erased"):
        versions("entry", entry)


def test_its_key_is_gone_from_the_file_and_the_journal(app: Flask, entry: UUID) -> None:
    key = db.session.get_one(RecordKey, entry).wrapped
    assert key is not None
    if db.engine.dialect.name == "sqlite":
        assert key in files(app)
    assert forget(entry)
    assert repr(key) not in everything()
    if db.engine.dialect.name == "sqlite":
        assert key not in files(app)


def test_it_is_off_every_screen(app: Flask, entry: UUID) -> None:
    assert db.session.query(Message).filter_by(record_id=entry).count() > 0
    assert forget(entry)
    assert db.session.get(Entry, entry) is None
    assert db.session.query(Event).count() == 1
    assert db.session.query(Submission).filter_by(record_id=entry).count() == 0
    assert db.session.query(Message).filter_by(record_id=entry).count() == 0
    assert db.session.query(Entry).count() == 1


def test_the_chain_stays_whole_and_tells_of_it(app: Flask, entry: UUID) -> None:
    stage("read", entry, 3, {"as": "PR"}, now=SATURDAY)
    db.session.commit()
    before = head()
    assert forget(entry)
    assert check([PROJECTION], head=before) == []
    last = db.session.scalars(db.select(Row).order_by(Row.seq.desc())).first()
    assert last is not None
    assert (last.kind, last.record_id) == ("erased", entry)


def test_erasing_again_or_what_never_was_says_so(app: Flask, entry: UUID) -> None:
    assert forget(entry) is True
    rows = head()[0]
    assert forget(entry) is False
    assert forget(uuid4()) is False
    assert head()[0] == rows


def test_an_erasure_that_is_rolled_back_erases_nothing(app: Flask, entry: UUID) -> None:
    assert erase(entry, [PROJECTION], actor_id=None, reason="x", now=SATURDAY)
    db.session.rollback()
    assert versions("entry", entry)[0].payload["written"]["paragraphs"][0]["text"] == WORDS
    assert check([PROJECTION]) == []


def test_a_key_that_came_back_from_a_backup_is_found(app: Flask, entry: UUID) -> None:
    kept = db.session.get_one(RecordKey, entry).wrapped
    assert forget(entry)
    key = db.session.get_one(RecordKey, entry)
    key.wrapped, key.destroyed_at = kept, None
    db.session.commit()
    assert f"{entry} was erased, but its key is there (again)" in [one.what for one in check()]


def test_a_record_still_on_screens_after_its_erasure_is_found(app: Flask, entry: UUID) -> None:
    assert erase(entry, [], actor_id=None, reason="x", now=SATURDAY)
    db.session.commit()
    assert check([PROJECTION]) != []


def test_other_records_stay_readable(app: Flask, entry: UUID) -> None:
    other = db.session.scalars(db.select(Entry).where(Entry.id != entry)).one().id
    assert forget(entry)
    text_of_other = versions("entry", other)[0].payload["written"]["paragraphs"][0]["text"]
    assert text_of_other == "this one stays"


def test_the_list_grows_a_line_at_a_time(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "kept apart" / "erasures.jsonl"
    records = [uuid4(), uuid4()]
    for record in records:
        note_erasure(path, record, SATURDAY)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["record"] for line in lines] == [str(record) for record in records]
    assert {line["erased_at"] for line in lines} == {SATURDAY.isoformat()}


def test_sqlite_overwrites_what_it_frees(app: Flask, engine_name: str) -> None:
    if engine_name == "sqlite":
        assert db.session.scalar(text("PRAGMA secure_delete")) == 1
