"""A batch is taken out again: withdrawn entry by entry, kept in the ledger, counted nowhere."""

from datetime import timedelta
from pathlib import Path

import pytest

from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.importing import undoing
from nightsafe.importing.bringing import bring, chunks
from nightsafe.importing.problems import CannotImport
from nightsafe.incidents.queries import countable
from nightsafe.incidents.written import read_written
from nightsafe.ledger.erase import erase
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row, versions
from tests.factories import log
from tests.importing.past import (
    FIGHT,
    NOW,
    THEFT,
    entries,
    faults,
    mapped,
    numbers,
    past,
    prepared,
    run,
    undo,
)
from tests.people import actor

pytestmark = pytest.mark.usefixtures("city")
LATER = NOW + timedelta(hours=1)


def counted() -> int:
    return len(db.session.scalars(countable(actor("ana"))).all())


@pytest.mark.both_engines
def test_it_counts_nowhere_and_stays_in_the_ledger(tmp_path: Path) -> None:
    live = log("dora")
    run(past(tmp_path, FIGHT, THEFT), mapped(tmp_path))
    assert counted() == 3

    batch = undo(1, now=LATER)

    assert (batch.withdrawn, batch.undone_by, batch.undone_at) == (2, "Ben Back", LATER)
    assert entries() == [] and counted() == 1
    for one in entries(standing=False):
        first, second = versions("entry", one.id)
        assert first.payload["withdrawn_at"] is None
        assert second.payload["withdrawn_at"] is not None
        assert read_written(one).withdrawn_because == "wrong hours"
    assert live.withdrawn_at is None
    assert faults() == []


def test_the_ledger_tells_who_brought_it_in_and_who_took_it_out(tmp_path: Path) -> None:
    run(past(tmp_path, FIGHT), mapped(tmp_path))
    undo(1)
    rows = db.session.scalars(db.select(Row).where(Row.kind == "import").order_by(Row.seq)).all()
    told = [open_row(row) for row in rows]
    assert [one["what"] for one in told] == ["begun", "finished", "taking out", "taken out"]
    assert "[code.map]" in told[0]["mapping"] and told[2]["by"] == "Ben Back"


@pytest.mark.both_engines
def test_the_same_file_can_be_brought_in_again(tmp_path: Path) -> None:
    """As a mapping that was wrong is put right."""
    file = past(tmp_path, FIGHT, THEFT)
    run(file, mapped(tmp_path))
    undo(1)
    job, _ = run(file, mapped(tmp_path, ('Fight = "V1"', 'Fight = "V3"')))

    assert job.batch is not None and job.batch.id == 2 and job.tally.added == 2
    assert [one.code for one in entries()] == ["V3", "P1"]
    assert numbers() == ["7", "8"]
    assert faults() == []


def test_stopped_half_way_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    rows = [FIGHT.replace("7,", f"{number},") for number in range(5)]
    run(past(tmp_path, *rows), mapped(tmp_path))
    batch = undoing.batch_numbered(1)
    undoing.begin_undoing(batch, "Ben Back", "wrong hours", now=NOW)
    undoing.withdraw_some(batch, "wrong hours", now=NOW)
    db.session.commit()
    assert (len(entries()), undoing.standing(batch)) == (3, 3)

    undo(1, by="Cas Carry")

    assert (undoing.standing(batch), batch.withdrawn) == (0, 5)
    assert batch.undone_by == "Ben Back", "who began it took it out"


def test_half_taken_out_nothing_of_its_source_comes_in(tmp_path: Path) -> None:
    """Or what was there still would be taken for known, and then be gone."""
    file, mapping = past(tmp_path, FIGHT, THEFT), mapped(tmp_path)
    run(file, mapping)
    batch = undoing.batch_numbered(1)
    undoing.begin_undoing(batch, "Ben Back", "wrong hours", now=NOW)
    db.session.commit()
    with pytest.raises(CannotImport, match="half taken out"):
        run(file, mapping)
    undo(1)
    run(file, mapping)
    assert numbers() == ["7", "8"]


def test_a_batch_of_which_an_entry_was_erased_is_out_all_the_same(tmp_path: Path) -> None:
    run(past(tmp_path, FIGHT, THEFT), mapped(tmp_path))
    erase(entries()[0].id, PROJECTIONS, actor_id=None, reason="asked for", now=NOW)
    db.session.commit()
    batch = undo(1, now=LATER)
    assert (batch.withdrawn, batch.added, batch.out_at) == (1, 2, LATER)
    assert faults() == []


def test_nothing_more_is_added_to_a_batch_that_is_being_taken_out(tmp_path: Path) -> None:
    rows = [FIGHT.replace("7,", f"{number},") for number in range(4)]
    with prepared(past(tmp_path, *rows), mapped(tmp_path), "Ann Archive") as (source, job):
        some = chunks(source.rows(), 2)
        bring(job, next(some), now=NOW)
        db.session.commit()
        undo(1)
        with pytest.raises(CannotImport, match="was taken out by Ben Back"):
            bring(job, next(some), now=NOW)
        db.session.rollback()
    assert entries() == []


def test_a_batch_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(CannotImport, match="none yet"):
        undoing.batch_numbered(4)
    run(past(tmp_path, FIGHT), mapped(tmp_path))
    with pytest.raises(CannotImport, match=r"there: 1\b"):
        undoing.batch_numbered(4)
