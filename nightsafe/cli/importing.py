"""`nightsafe import`: records kept elsewhere, brought along, previewed, or taken out again."""

import time
from pathlib import Path
from shlex import quote

import click

from nightsafe import clock
from nightsafe.cli import importing_steps as steps
from nightsafe.cli.opening import open_installation
from nightsafe.cli.problems import CannotRun
from nightsafe.cli.progress import Progress
from nightsafe.config import from_environment
from nightsafe.database import db, is_postgres, only_reading
from nightsafe.importing import batches
from nightsafe.importing.bringing import Job, bring, chunks
from nightsafe.importing.files.reading import Source
from nightsafe.importing.files.rejects import Rejects
from nightsafe.importing.mapping import File
from nightsafe.importing.terminal import shown

# Whoever waits for SQLite's lock looks again after a tenth of a second at the latest: between two
# chunks the phones' entries are let in.
LET_OTHERS_IN = 0.11


@click.command("import")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    "-m",
    type=click.Path(path_type=Path),
    help="The mapping file (TOML): what FILE's columns and codes mean.",
)
@click.option("--suggest", is_flag=True, help="Read FILE and write a mapping to start from.")
@click.option("--encoding", default="", help="With --suggest: how the text is written, cp1252.")
@click.option("--delimiter", default="", help="With --suggest: what stands between cells.")
@click.option("--sheet", default="", help="With --suggest: which sheet of a workbook.")
@click.option(
    "--header-line",
    type=click.IntRange(1, 1000),
    default=1,
    help="With --suggest: the line with the columns' names.",
)
@click.option("--dry-run", is_flag=True, help="Show what would happen; write nothing.")
@click.option("--nights", is_flag=True, help="With --dry-run: every night with its count.")
@click.option("--by", metavar="NAME", help="Who brings in, or takes out: your name.")
@click.option(
    "--rejects",
    "rejects_path",
    type=click.Path(path_type=Path),
    help="Where rows that cannot be read go, otherwise FILE's name with .rejects.csv, here.",
)
@click.option(
    "--undo",
    type=click.IntRange(1, 2**31 - 1),
    metavar="BATCH",
    help="Take a batch out again, by its number.",
)
@click.option("--reason", default="", help="With --undo: why; it is kept in the ledger.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def import_(
    file: Path | None,
    mapping: Path | None,
    suggest: bool,
    encoding: str,
    delimiter: str,
    sheet: str,
    header_line: int,
    dry_run: bool,
    nights: bool,
    by: str | None,
    rejects_path: Path | None,
    undo: int | None,
    reason: str,
    yes: bool,
) -> None:
    """Bring records kept elsewhere along: FILE is CSV or XLSX, gzipped or not.

    First `--suggest`, then decide what is unsure in the mapping, look with `--dry-run`, then bring
    it in with `--by`. The same again adds nothing, goes on where it was stopped, and names what
    was changed. See docs/import.md.
    """
    if undo is not None:
        others = (file, mapping, rejects_path)
        _refuse(any(others) or suggest or dry_run or nights, "--undo stands without FILE.")
        _undo(undo, steps.named(by), reason, yes)
        return
    if file is None:
        raise CannotRun("Name the file: `nightsafe import FILE --suggest`, or see --help.")
    if suggest:
        _refuse(dry_run, "First --suggest, then --dry-run with the mapping.")
        how = File(encoding, delimiter.replace("\\t", "\t"), sheet, header_line)
        with open_installation(from_environment()).app_context(), only_reading():
            steps.write_suggestion(file, how, mapping)
        return
    _refuse(
        any((encoding, delimiter, sheet, header_line != 1)),
        "How the file is to be read stands under [file] of the mapping; as options only with "
        "--suggest.",
    )
    if mapping is None:
        raise CannotRun(
            f"What do the columns mean? `nightsafe import {shown(quote(str(file)))} --suggest` "
            "writes a mapping to start from; then name it with --mapping."
        )
    _refuse(nights and not dry_run, "--nights goes with --dry-run.")
    with open_installation(from_environment()).app_context():
        _run(file, mapping, None if dry_run else steps.named(by), rejects_path, nights, yes)


def _run(
    file: Path,
    mapping: Path,
    by: str | None,
    rejects_path: Path | None,
    nights: bool,
    yes: bool,
) -> None:
    """Look over the whole file without writing, then preview it, or bring it in."""
    with only_reading():
        source, job = steps.prepare(file, mapping, by)
    try:
        if by is None:
            with only_reading():
                _preview(source, job, nights)
        else:
            steps.confirm(job, yes)
            _bring_in(source, job, steps.rejects_of(file, rejects_path, source))
    finally:
        source.close()


def _preview(source: Source, job: Job, nights: bool) -> None:
    preview = steps.preview_of(job)
    with Progress("Looking") as progress:
        for rows in chunks(source.rows()):
            for outcome in bring(job, rows, now=clock.now()):
                preview.add(outcome)
            db.session.commit()
            progress(job.tally.rows, job.survey.rows)
    for line in preview.lines(nights=nights):
        click.echo(line)
    click.echo()
    click.echo("Nothing was written.")


def _bring_in(source: Source, job: Job, rejects: Rejects) -> None:
    with rejects, Progress("Bringing in") as progress:
        for rows in chunks(source.rows()):
            outcomes = bring(job, rows, now=clock.now())
            if job.tally.rows >= job.survey.rows and job.batch is not None:
                batches.finish(job.batch, now=clock.now())
            db.session.commit()
            steps.write_rejects(rejects, rows, outcomes)
            rejects.flush()
            progress(job.tally.rows, job.survey.rows)
            _let_others_in()
    steps.check_whole(job)
    steps.tell(job, rejects.path if rejects.number else None)


def _undo(number: int, by: str, reason: str, yes: bool) -> None:
    """Take a batch out again, a chunk at a time; said again after a stop, it goes on."""
    with open_installation(from_environment()).app_context():
        total = steps.begin_undo(number, by, reason, yes)
        db.session.commit()
        with Progress("Taking out") as progress:
            left = total
            while some := steps.withdraw_some(number, by, reason):
                db.session.commit()
                left -= some
                progress(total - left, total)
                _let_others_in()
        steps.finish_undo(number)
        db.session.commit()


def _let_others_in() -> None:
    if not is_postgres(db.session()):
        time.sleep(LET_OTHERS_IN)


def _refuse(wrong: bool, words: str) -> None:
    if wrong:
        raise CannotRun(words)
