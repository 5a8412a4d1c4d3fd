"""Bringing rows along, a chunk at a time: the same form and the same action as any entry."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from werkzeug.datastructures import MultiDict

from nightsafe import nights
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Actor
from nightsafe.importing import batches
from nightsafe.importing.known import Known, differences, hold_keys, key_of, known_by
from nightsafe.importing.mapping import Mapping as Reading
from nightsafe.importing.models import ImportBatch, ImportedEntry
from nightsafe.importing.places import PlaceBook
from nightsafe.importing.problems import CannotImport, Problem, RowProblem
from nightsafe.importing.rows import Row
from nightsafe.importing.survey import Survey
from nightsafe.importing.tally import Outcome, Tally, What
from nightsafe.importing.translating import Translated, translate
from nightsafe.incidents.actions import event_id_of, log_incident
from nightsafe.incidents.forms import IncidentForm, form_for
from nightsafe.incidents.origin import Origin
from nightsafe.incidents.report import Report
from nightsafe.incidents.reporting import report_of
from nightsafe.incidents.rules import is_restricted, severity_of
from nightsafe.incidents.written import split_details
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
    # One of each code's forms, filled in anew for every row.
    forms: dict[str, IncidentForm] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)


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
            source_code = row.joined(job.reading.codes.columns)
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
    if job.by is not None:
        _make_places(job, [one for line, one in read.items() if keys[line] not in known], now)
    added: dict[bytes, tuple[int, Report]] = {}
    saved: list[Outcome] = []
    with db.session.no_autoflush:
        for line, meant in read.items():
            outcome = _one(job, meant, keys[line], envelopes[line], known, added, now)
            outcomes[line] = outcome
            if outcome.what is What.ADDED:
                saved.append(outcome)
    in_order = [outcomes[row.line] for row in rows]
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


def _make_places(job: Job, meant: Sequence[Translated], now: datetime) -> None:
    spots = {id(one.spot): one.spot for one in meant if one.spot is not None and one.spot.new}
    if spots:
        _begin(job, now)
        assert job.actor is not None
        job.book.make(spots.values(), actor_id=job.actor.person_id, now=now)


def _one(
    job: Job,
    meant: Translated,
    key: bytes,
    envelope: Envelope,
    known: Mapping[bytes, Known],
    added: dict[bytes, tuple[int, Report]],
    now: datetime,
) -> Outcome:
    """What becomes of one row that could be read."""
    assert meant.code is not None
    try:
        form = _form(job, meant)
        report = report_of(form, meant.code, envelope, now=now)
    except RowProblem as error:
        return _rejected(meant, *error.problems)
    except ProductError as error:
        return _rejected(meant, Problem(_column(job.reading, error.field), str(error)))
    outcome = _told(meant, report, What.ADDED)
    if key in added:
        line, first = added[key]
        if first == report:
            return replace(outcome, what=What.KNOWN)
        return _rejected(meant, _same_number(job.reading, f"line {line} says otherwise"))
    if key in known:
        return _again(job, meant, outcome, known[key], report)
    added[key] = (meant.line, report)
    if job.by is not None:
        _save(job, meant, key, envelope, form, report, now)
    return outcome


def _form(job: Job, meant: Translated) -> IncidentForm:
    """The form as somebody would have filled it in; raises RowProblem for what it refuses."""
    fields = list(meant.fields)
    spot = meant.spot
    if spot is not None and spot.place is not None:
        fields.append(("place", str(spot.place.id)))
    elif spot is None and job.premises is not None:
        fields.append(("place", str(job.premises.place_id)))
    assert meant.code is not None
    form = job.forms.get(meant.code)
    if form is None:
        # Making a form takes longer than all else that is done with it.
        made = form_for(IncidentForm, meant.code)(formdata=None, meta={"csrf": False})
        assert isinstance(made, IncidentForm)
        made.place.choices = []
        form = job.forms[meant.code] = made
    form.process(MultiDict(fields))
    form.asks_fold = False
    if not form.validate():
        raise RowProblem(
            *(
                Problem(_column(job.reading, name), str(error))
                for name, errors in form.errors.items()
                for error in errors
            )
        )
    return form


def _again(job: Job, meant: Translated, outcome: Outcome, known: Known, report: Report) -> Outcome:
    if known.entry is None:
        return replace(outcome, what=What.KNOWN, erased=True)
    changed = differences(known.entry, report)
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
    assert job.batch is not None and job.actor is not None
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


def _told(meant: Translated, report: Report, what: What) -> Outcome:
    details, _ = split_details(report.details)
    spot = meant.spot
    return Outcome(
        line=meant.line,
        what=what,
        source_code=meant.source_code,
        code=report.code,
        flags=report.flags,
        instant=report.when.claimed_at,
        night=nights.night_of(report.when.claimed_at, time_zone()),
        place=spot.name if spot else "",
        new_place=spot.new if spot else False,
        area=spot.area if spot else "",
        severity=report.severity or severity_of(report.code, report.flags, report.actions, details),
        restricted=is_restricted(report.code, report.flags, report.people.get("bands", ())),
    )


def _rejected(meant: Translated, *problems: Problem) -> Outcome:
    return Outcome(
        meant.line, What.REJECTED, meant.source_code, meant.code, problems=tuple(problems)
    )


def _same_number(reading: Reading, what: str) -> Problem:
    return Problem(" + ".join(reading.entries.identity), what)


def _column(reading: Reading, field_name: str | None) -> str:
    """The column of theirs that a field of our form was filled in from."""
    times, words = reading.times, reading.words
    known = {
        "when_date": times.column,
        "when_time": times.hour_column or times.column,
        "description": " + ".join(words.description),
        "police_reference": words.police_reference,
        "people_number": words.people_number,
        "place": " + ".join(reading.places.columns),
        "place_words": " + ".join(reading.places.columns),
    }
    return known.get(field_name or "", "")
