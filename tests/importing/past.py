"""Somebody's spreadsheet of the past, its mapping, and bringing it in as the command does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from nightsafe.database import db
from nightsafe.importing import batches, undoing
from nightsafe.importing.bringing import Job, bring, chunks
from nightsafe.importing.files.reading import Source, open_source
from nightsafe.importing.mapped.toml import check_columns, read_mapping
from nightsafe.importing.models import ImportBatch
from nightsafe.importing.places import PlaceBook
from nightsafe.importing.projection import PROJECTION as IMPORTS
from nightsafe.importing.survey import survey
from nightsafe.importing.tally import Outcome
from nightsafe.incidents.models import Entry
from nightsafe.incidents.projection import PROJECTION as ENTRIES
from nightsafe.incidents.written import read_written
from nightsafe.ledger.verify import problems

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
HEADER = "Number,What,Day,Clock,Street,Notes"
FIGHT = "7,Fight,2015-06-06,23:40,George Street,"
THEFT = "8,Theft,2015-06-07,01:30,Cowley Road,"
MAPPING = """
[entries]
source = "Old log"
id = "Number"
organisation = "Police"
audience = "statistics"
[time]
zone = "Europe/London"
column = "Day"
format = "iso"
hour_column = "Clock"
hour_format = "iso"
[code]
column = "What"
[code.map]
Fight = "V1"
Theft = "P1"
Groping = "S1"
Shot = { code = "V2", flags = ["alcohol"], actions = ["police_999"] }
Parking = "leave out"
[place]
name = "Street"
unknown = "reject"
area = "Centre"
"""


def past(folder: Path, *lines: str, header: str = HEADER, name: str = "past.csv") -> Path:
    """A CSV file of some lines under the usual header."""
    path = folder / name
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def mapped(folder: Path, *changes: tuple[str, str], more: str = "") -> Path:
    """The usual mapping with some of its text changed, and more at its end."""
    text = MAPPING
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "mapping.toml"
    path.write_text(text + more, encoding="utf-8")
    return path


@contextmanager
def prepared(file: Path, mapping: Path, by: str | None) -> Iterator[tuple[Source, Job]]:
    """A file and its job, looked over as the command does before anything is written."""
    reading = read_mapping(mapping)
    source = open_source(file, reading.file)
    try:
        check_columns(reading, source.columns)
        batches.organisation_of(reading.entries)
        premises = batches.premises_of(reading.entries)
        batches.refuse_double(source.digest, reading)
        batch = batches.unfinished(source.digest, reading)
        book = PlaceBook(reading.places)
        found = survey(book.watching(source), reading, now=NOW, known=book.positions)
        db.session.commit()
        job = Job(reading, found, book, source.name, source.digest, premises, by, batch)
        yield source, job
    finally:
        source.close()


def run(
    file: Path,
    mapping: Path,
    by: str | None = "Ann Archive",
    *,
    now: datetime = NOW,
    size: int = 200,
    stop_after: int | None = None,
) -> tuple[Job, list[Outcome]]:
    """Bring a file in as the command does (a preview without `by`); stop after some chunks."""
    outcomes: list[Outcome] = []
    with prepared(file, mapping, by) as (source, job):
        for number, rows in enumerate(chunks(source.rows(), size)):
            if number == stop_after:
                return job, outcomes
            outcomes += bring(job, rows, now=now)
            if job.tally.rows == job.survey.rows and job.batch is not None:
                batches.finish(job.batch, now=now)
            db.session.commit()
    return job, outcomes


def undo(number: int, by: str = "Ben Back", *, now: datetime = NOW) -> ImportBatch:
    """Take a batch out as the command does."""
    batch = undoing.batch_numbered(number)
    undoing.begin_undoing(batch, by, "wrong hours", now=now)
    db.session.commit()
    while undoing.withdraw_some(batch, "wrong hours", now=now):
        db.session.commit()
    undoing.finish_undoing(batch, now=now)
    db.session.commit()
    return batch


def entries(*, standing: bool = True) -> list[Entry]:
    """The entries that were brought along, in the order of their time."""
    query = db.select(Entry).where(Entry.source.is_not(None)).order_by(Entry.occurred_at, Entry.id)
    if standing:
        query = query.where(Entry.withdrawn_at.is_(None))
    return list(db.session.scalars(query).unique())


def numbers() -> list[str]:
    """Their own numbers of the records that stand, in the order of their time."""
    return [read_written(one).origin["external_id"] for one in entries()]


def faults() -> list[str]:
    """What `verify` finds wrong with entries and with what was brought along."""
    return [one.what for one in problems((ENTRIES, IMPORTS))[0]]
