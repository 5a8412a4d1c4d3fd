"""Two people bring the same file in at the same moment: each record comes in once."""

import contextvars
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.importing.bringing import bring, chunks
from nightsafe.incidents.models import Entry
from nightsafe.incidents.projection import PROJECTION
from tests.importing.past import FIGHT, NOW, faults, mapped, numbers, past, prepared, undo
from tests.ledger.chains import check

pytestmark = pytest.mark.both_engines
ROWS = 60


def test_each_record_comes_in_once(city: Flask, tmp_path: Path) -> None:
    rows = [FIGHT.replace("7,", f"{number},") for number in range(ROWS)]
    file, mapping = past(tmp_path, *rows), mapped(tmp_path)
    db.session.remove()
    start = Barrier(2)

    def bring_in(name: str) -> int:
        with city.app_context(), prepared(file, mapping, name) as (source, job):
            start.wait()
            for some in chunks(source.rows(), 7):
                bring(job, some, now=NOW)
                db.session.commit()
            db.session.remove()
            return job.tally.added

    with ThreadPoolExecutor(2) as pool:
        run = [pool.submit(contextvars.Context().run, bring_in, one) for one in ("Ann", "Ben")]
        added = [one.result() for one in run]

    assert sum(added) == ROWS
    assert sorted(map(int, numbers())) == list(range(ROWS))
    assert faults() == []


def test_an_import_in_many_steps_leaves_one_chain(city: Flask, tmp_path: Path) -> None:
    """And an undo after it."""
    rows = [FIGHT.replace("7,", f"{number},") for number in range(ROWS)]
    with prepared(past(tmp_path, *rows), mapped(tmp_path), "Ann") as (source, job):
        for some in chunks(source.rows(), 7):
            bring(job, some, now=NOW)
            db.session.commit()
    undo(1)
    assert check((PROJECTION,)) == []
    standing = db.select(db.func.count()).select_from(Entry).where(Entry.withdrawn_at.is_(None))
    assert db.session.scalar(standing) == 0
