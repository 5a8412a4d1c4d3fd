"""The steps of `nightsafe import`, and what it says between them."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from shlex import quote

import click

from nightsafe import clock
from nightsafe.cli.problems import CannotRun
from nightsafe.cli.progress import Progress
from nightsafe.database import db, only_reading
from nightsafe.importing import batches, undoing
from nightsafe.importing.bringing import Job
from nightsafe.importing.files.reading import Source, open_source
from nightsafe.importing.files.rejects import Rejects
from nightsafe.importing.mapped.toml import check_columns, read_mapping
from nightsafe.importing.mapping import File, Mapping
from nightsafe.importing.places import PlaceBook
from nightsafe.importing.preview.preview import Preview
from nightsafe.importing.problems import CannotImport
from nightsafe.importing.rows import Row
from nightsafe.importing.suggesting.proposal import Known, suggest
from nightsafe.importing.survey import survey
from nightsafe.importing.tally import Outcome, What, alike_words
from nightsafe.importing.terminal import shown
from nightsafe.network.queries import (
    all_premises,
    areas,
    network,
    organisations,
    places,
    time_zone,
)

NAME_LONGEST = 100
_AS_OPTIONS = (
    " There is no mapping yet: with --suggest say it as --encoding, --delimiter, --sheet or "
    "--header-line, and it is written into the mapping."
)
LARGE = 10_000_000  # bytes of a sheet, unpacked: some 20,000 rows, and a second or two


def named(by: str | None) -> str:
    """The name of who does this, on one line; raises CannotRun without one."""
    name = " ".join((by or "").split())
    if not name or len(name) > NAME_LONGEST or not name.isprintable():
        raise CannotRun('Say who does this, for the ledger: --by "Your Name".')
    return name


def beside(file: Path, ending: str) -> Path:
    """A file in the current folder, named after another: "past.csv.gz" gives "past" + ending."""
    return Path(Path(file.name.removesuffix(".gz")).stem + ending)


def rejects_of(file: Path, wanted: Path | None, source: Source) -> Rejects:
    """The rejects of a file; one that nobody named never takes the name of another file."""
    if wanted is not None:
        return Rejects(wanted, source.columns)
    name = file.name.removesuffix(".gz").partition(".rejects")[0]
    stem = Path(name).stem if name == file.name.removesuffix(".gz") else name
    return Rejects(Path(f"{stem}.rejects.csv"), source.columns, numbered=True)


def opened(file: Path, how: File) -> Source:
    """Open a file; of a large workbook, which is looked through, say how far that is.

    Raises CannotImport.
    """
    with ExitStack() as open_until_then:
        shown: list[Progress] = []

        def progress(done: int, total: int) -> None:
            if not shown and total >= LARGE:
                shown.append(open_until_then.enter_context(Progress("Opening")))
            if shown:
                shown[0](done, total)

        return open_source(file, how, progress)


def write_suggestion(file: Path, how: File, target: Path | None) -> None:
    """Write a mapping to start from, never over a file that is there; `how` it is to be read."""
    _need_network()
    path = target or beside(file, ".toml")
    if os.path.lexists(path):
        raise _taken(path)
    try:
        source = opened(file, how)
    except CannotImport as problem:
        # There is no mapping yet to write it in.
        raise CannotRun(f"{problem}{_AS_OPTIONS if '[file]' in str(problem) else ''}") from problem
    known = Known(
        areas=tuple(one.name for one in areas()),
        organisations=tuple(one.name for one in organisations()),
        places=tuple(one.name for one in places()),
        premises=tuple(one.name for one in all_premises()),
        time_zone=str(time_zone()),
    )
    db.session.commit()
    try:
        text = suggest(source, known)
    finally:
        source.close()
    _write_new(path, text)
    doubts, where = text.count("# UNSURE:"), shown(str(path))
    click.echo(f"Wrote {where}. It is unsure of {doubts} things: look for # UNSURE, and decide.")
    words = f"import {quote(str(file))} --mapping {quote(str(path))} --dry-run"
    click.echo(f"Then look: nightsafe {shown(words)}")


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; no link is followed. Raises CannotRun."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise CannotRun(
            f"{shown(str(path))} cannot be written: {error.strerror}. Name another file with "
            "--mapping, in a folder that is there."
        ) from None


def _taken(path: Path) -> CannotRun:
    return CannotRun(
        f"{shown(str(path))} is there already and is not written over. Name another with --mapping."
    )


def prepare(file: Path, mapping_path: Path, by: str | None) -> tuple[Source, Job]:
    """Everything that can be known before anything is written, the whole file read once.

    Raises CannotImport where file, mapping and network do not fit.
    """
    _need_network()
    mapping = read_mapping(mapping_path)
    source = opened(file, mapping.file)
    try:
        return source, _job(source, mapping, by)
    except BaseException:
        source.close()
        raise


def _job(source: Source, mapping: Mapping, by: str | None) -> Job:
    check_columns(mapping, source.columns)
    batches.organisation_of(mapping.entries)
    premises = batches.premises_of(mapping.entries)
    batches.refuse_double(source.digest, mapping)
    batch = batches.unfinished(source.digest, mapping)
    book = PlaceBook(mapping.places)
    db.session.commit()
    with Progress("Reading") as progress:
        found = survey(book.watching(source), mapping, progress, clock.now(), book.positions)
    # What is odd about the file itself is known once it was read to its end.
    found = replace(found, warnings=(*found.warnings, *source.doubts))
    return Job(mapping, found, book, source.name, source.digest, premises, by, batch)


def preview_of(job: Job) -> Preview:
    """The preview of a job, to be told of each row."""
    return Preview(job.reading, time_zone(), job.survey.warnings)


def confirm(job: Job, yes: bool) -> None:
    """Say what is about to happen and ask; aborts when the answer is no."""
    entries = job.reading.entries
    for warning in job.survey.warnings:
        click.echo(f"Look out: {warning}")
    if job.batch is not None:
        click.echo(
            f"Going on with batch {job.batch.id}, which was stopped with {job.batch.added} "
            "entries brought in. All rejects of the file are written anew."
        )
    if not yes:
        click.confirm(
            f'Bring in {job.survey.rows} rows of {job.file_name} from "{entries.source}"?',
            abort=True,
        )


def write_rejects(rejects: Rejects, rows: Sequence[Row], outcomes: Sequence[Outcome]) -> None:
    """Put the rows that were rejected among the rejects."""
    for row, outcome in zip(rows, outcomes, strict=True):
        if outcome.what is What.REJECTED:
            rejects.add(row, outcome.problems)


def check_whole(job: Job) -> None:
    """Raise CannotRun when fewer or more rows were read than were looked over before."""
    if job.tally.rows != job.survey.rows:
        raise CannotRun(
            f"{job.file_name} changed while it was read: {job.survey.rows} rows before, now "
            f"{job.tally.rows}. What was brought in stays, and is known: say the same again once "
            "the file is whole."
        )


def tell(job: Job, rejects: Path | None) -> None:
    """Say what came of it."""
    tally = job.tally
    if job.batch is None:
        click.echo("Nothing was new: no batch was made.")
    else:
        click.echo(
            f'Batch {job.batch.id} of "{job.batch.source}", as {job.batch.person.name}: '
            f"{job.batch.added} entries brought in."
        )
    click.echo(
        f"Of {tally.rows} rows: {tally.added} new, {tally.earlier + tally.known} there already, "
        f"{tally.left_out} left out, {tally.rejected} rejected."
    )
    if tally.doubled:
        click.echo(
            f"Look out: {alike_words(tally)} If they are the same, take this batch out again."
        )
    if tally.erased:
        click.echo(f"{tally.erased} were erased here before and stay out.")
    if rejects is not None:
        click.echo(
            f"The rejects are in {shown(str(rejects))}, each with its reason. Mend them there, and "
            "feed that file in with the same mapping."
        )
    if job.batch is not None:
        click.echo(
            f"To take all of it out again: nightsafe import --undo {job.batch.id} "
            '--by "Your Name" --reason "why"'
        )


def begin_undo(number: int, by: str, reason: str, yes: bool) -> int:
    """Ask, then say who takes a batch out; how many of its entries stand."""
    reason = " ".join(reason.split())
    if not reason or not reason.isprintable():
        raise CannotRun('Say why, for the ledger: --reason "wrong hours".')
    with only_reading():
        batch = undoing.batch_numbered(number)
        left = undoing.standing(batch)
        db.session.commit()
    if batch.out_at is not None:
        raise CannotRun(f"Batch {number} was taken out already by {batch.undone_by}.")
    if not yes:
        click.confirm(
            f'Take out batch {number} of "{batch.source}" ({left} entries)? They count '
            "nowhere afterwards; the ledger keeps them. The same file can be brought in again.",
            abort=True,
        )
    undoing.begin_undoing(batch, by, reason, now=clock.now())
    return left


def withdraw_some(number: int, by: str, reason: str) -> int:
    """Withdraw the next entries of a batch; how many."""
    why = f"Batch {number} was taken out by {by}: {reason}"
    return undoing.withdraw_some(undoing.batch_numbered(number), why, now=clock.now())


def finish_undo(number: int) -> None:
    """Say that nothing of a batch stands any more."""
    batch = undoing.batch_numbered(number)
    undoing.finish_undoing(batch, now=clock.now())
    click.echo(
        f"Batch {number} is out: {batch.withdrawn} entries withdrawn. Places that it made stay; "
        "take those you do not want out of use under Set-up."
    )


def _need_network() -> None:
    if network() is None:
        raise CannotRun("There is no network yet: make one with `nightsafe create`.")
