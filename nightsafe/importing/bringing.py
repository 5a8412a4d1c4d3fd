"""Bringing rows along, a chunk at a time: the same form and the same action as any entry."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Actor
from nightsafe.importing import batches
from nightsafe.importing.filling import Forms, column_of, digest_of, outcome_of
from nightsafe.importing.known import (
    Known,
    differences,
    hold_keys,
    key_of,
    known_by,
    lines_alike,
)
from nightsafe.importing.mapping import Mapping as Reading
from nightsafe.importing.models import ImportBatch, ImportedEntry
from nightsafe.importing.places import PlaceBook
from nightsafe.importing.problems import CannotImport, Problem, RowProblem
from nightsafe.importing.rows import Row
from nightsafe.importing.survey import Survey
from nightsafe.importing.tally import Outcome, Tally, What
from nightsafe.importing.translating import Translated, translate
from nightsafe.incidents.actions import log_incident
from nightsafe.incidents.events import event_id_of
from nightsafe.incidents.forms import IncidentForm
from nightsafe.incidents.origin import Origin
from nightsafe.incidents.report import Report
from nightsafe.incidents.reporting import report_of
from nightsafe.ledger.crypto import know_keys
from nightsafe.network.models import Premises
from nightsafe.network.queries import time_zone
from nightsafe.submissions.actions import lock
from nightsafe.submissions.envelope import Envelope, Kind, fresh

Item = TypeVar("Item")
CHUNK = 200
# Whoever brings in or takes out holds it: two at once would not see each other's rows.
IMPORTING = UUID("00000000-0000-4000-8000-000000000003")


@dataclass
class Job:
    """One run over a file: what is known beforehand, and what it has counted so far.

    Without `by` it is a preview: nothing is saved, and a place to be made stays a name.
    """

    reading: Reading
    survey: Survey
    book: PlaceBook
    file_name: str
    file_digest: str
    premises: Premises | None = None
    by: str | None = None
    batch: ImportBatch | None = None
    actor: Actor | None = None
    # The line and the digest under which each record of this file was first met.
    met: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    forms: Forms = field(init=False)

    def __post_init__(self) -> None:
        self.forms = Forms(self.reading, self.premises)
        if self.survey.ground is not None:
            self.book.keep_to(self.survey.ground)


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Some items at a time."""
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk


def bring(job: Job, rows: Sequence[Row], *, now: datetime) -> list[Outcome]:
    """Save what is new among some rows, each as an entry; what became of each row, in order.

    Flushes, and leaves the commit to the command: these rows, their places, the batch's count
    and the ledger's rows stand or fall together. Raises CannotImport when the batch was taken
    out meanwhile.
    """
    if job.by is not None:
        _hold(job)
    read: dict[int, Translated] = {}
    outcomes: dict[int, Outcome] = {}
    for row in rows:
        try:
            meant = _meant(job, row, now)
        except RowProblem as error:
            source_code = job.reading.codes.text_of(row)
            outcomes[row.line] = Outcome(
                row.line, What.REJECTED, source_code, problems=error.problems
            )
            continue
        if meant.code is None:
            outcomes[row.line] = Outcome(row.line, What.LEFT_OUT, meant.source_code)
        else:
            read[row.line] = meant
    source = job.reading.entries.source
    keys = {line: key_of(source, meant.identity) for line, meant in read.items()}
    known = dict(known_by(keys.values()))
    held = hold_keys(known)
    envelopes = {line: replace(fresh(Kind.LOG), imported=True) for line in read}
    new = [one.record_id for line, one in envelopes.items() if keys[line] not in known]
    # That nothing has these ids yet is asked at once, not row by row.
    know_keys([*new, *map(event_id_of, new)])
    with db.session.no_autoflush:
        for line, meant in read.items():
            outcomes[line] = _one(job, meant, keys[line], envelopes[line], known, now)
    saved = [one for one in outcomes.values() if one.what is What.ADDED]
    twins = lines_alike(source, saved)
    in_order = [replace(outcomes[row.line], alike=row.line in twins) for row in rows]
    job.tally.add(in_order)
    if job.batch is not None:
        found = [one.night for one in saved if one.night is not None]
        batches.count(job.batch, job.tally, len(saved), found)
    if job.by is not None:
        db.session.flush()
    del held
    return in_order


def _hold(job: Job) -> None:
    lock(IMPORTING)
    if job.batch is not None:
        db.session.refresh(job.batch)
        if job.batch.undone_at is not None:
            raise CannotImport(
                f"Batch {job.batch.id} was taken out by {job.batch.undone_by} while it was being "
                "brought in. Nothing more is added to it; run the import again for a new batch."
            )


def _meant(job: Job, row: Row, now: datetime) -> Translated:
    meant = translate(job.reading, row, job.book, time_zone(), now=now)
    doubt = job.survey.problem_of(row) if meant.code is not None else None
    if doubt is not None:
        raise RowProblem(doubt)
    return meant


def _one(
    job: Job,
    meant: Translated,
    key: bytes,
    envelope: Envelope,
    known: Mapping[bytes, Known],
    now: datetime,
) -> Outcome:
    """What becomes of one row that could be read."""
    assert meant.code is not None
    try:
        form = job.forms.of(meant)
        report = report_of(form, meant.code, envelope, now=now)
    except RowProblem as error:
        return _rejected(meant, *error.problems)
    except ProductError as error:
        return _rejected(meant, Problem(column_of(job.reading, error.field), str(error)))
    outcome = outcome_of(meant, report, What.ADDED)
    digest = digest_of(meant, report)
    line, first = job.met.get(key, (meant.line, digest))
    if first != digest:
        return _rejected(meant, _same_number(job.reading, f"line {line} says otherwise"))
    if key in job.met:
        return replace(outcome, what=What.KNOWN)
    if key in known:
        outcome = _again(job, meant, outcome, known[key], report)
    if outcome.what is not What.REJECTED:
        job.met[key] = (meant.line, digest)
    if job.by is not None and outcome.what is What.ADDED:
        _save(job, meant, key, envelope, form, report, now)
    return outcome


def _again(job: Job, meant: Translated, outcome: Outcome, known: Known, report: Report) -> Outcome:
    if known.entry is None:
        return replace(outcome, what=What.KNOWN, erased=True)
    changed = differences(known.entry, report, job.reading.entries.audience)
    if changed:
        hint = f"batch {known.batch_id} brought it in otherwise: {'; '.join(changed)}"
        return _rejected(meant, _same_number(job.reading, hint))
    earlier = job.batch is not None and known.batch_id == job.batch.id
    return replace(outcome, what=What.KNOWN, earlier=earlier)


def _save(
    job: Job,
    meant: Translated,
    key: bytes,
    envelope: Envelope,
    form: IncidentForm,
    report: Report,
    now: datetime,
) -> None:
    _begin(job, now)
    assert job.batch is not None and job.actor is not None and meant.code is not None
    if meant.spot is not None and meant.spot.new:
        # No sooner: a row that does not come in makes no place.
        job.book.make(meant.spot, actor_id=job.actor.person_id, now=now)
        form = job.forms.of(meant)
        report = report_of(form, meant.code, envelope, now=now)
    entries = job.reading.entries
    origin = Origin(entries.source, meant.identity, job.batch.id, entries.audience)
    entry = log_incident(
        job.actor, envelope, report, now=now, typed_when=form.typed_when(), origin=origin
    )
    db.session.add(ImportedEntry(entry_id=entry.id, batch_id=job.batch.id, key=key))


def _begin(job: Job, now: datetime) -> None:
    """Begin the batch with the first row that is new: running it again makes no empty batch."""
    assert job.by is not None
    if job.batch is None:
        job.batch = batches.begin(job.reading, job.file_name, job.file_digest, job.by, now=now)
    if job.actor is None:
        job.actor = batches.actor_of(job.batch, job.premises)


def _rejected(meant: Translated, *problems: Problem) -> Outcome:
    return Outcome(
        meant.line, What.REJECTED, meant.source_code, meant.code, problems=tuple(problems)
    )


def _same_number(reading: Reading, what: str) -> Problem:
    return Problem(" + ".join(reading.entries.identity), what)
