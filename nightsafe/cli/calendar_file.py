"""`nightsafe calendar`: bring in a file of events, or look at what it would change."""

from pathlib import Path

import click

from nightsafe import clock
from nightsafe.calendar import actions, files
from nightsafe.calendar.actions import Plan
from nightsafe.calendar.wanted import Wanted
from nightsafe.cli.importing_steps import named
from nightsafe.cli.opening import open_installation
from nightsafe.cli.problems import CannotRun
from nightsafe.config import from_environment
from nightsafe.database import db
from nightsafe.importing.terminal import shown
from nightsafe.network.queries import network, time_zone

LISTED = 20  # events of a kind, line by line


@click.command("calendar")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what it would change, and change nothing.")
@click.option("--by", metavar="NAME", help="Who does this: your name, for the ledger.")
def calendar(file: Path, dry_run: bool, by: str | None) -> None:
    """Bring the events of FILE (CSV or iCalendar) into the calendar; terms come in on the page.

    The same file again changes nothing. A line that is wrong stays out and is named. See
    docs/calendar.md.
    """
    name = "" if dry_run else named(by)
    content = _content(file)
    with open_installation(from_environment()).app_context():
        if network() is None:
            raise CannotRun("There is no network here yet: make one with `nightsafe create`.")
        now = clock.now()
        source, found = files.read_events(content, time_zone(), now)
        if found.faults:
            raise CannotRun(f"{shown(str(file))}: {shown(' '.join(found.faults))}")
        if dry_run:
            done = actions.plan(source, found.events, found.cancelled)
        else:
            done = actions.bring_as_operator(name, source, found.events, found.cancelled, now=now)
        lines = _report(done, found.refused, dry_run=dry_run)
        if dry_run:
            db.session.rollback()
        else:
            db.session.commit()
        for line in lines:
            click.echo(shown(line))


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(files.MOST_BYTES + 1)
    except OSError as error:
        raise CannotRun(f"{shown(str(file))} cannot be read: {error.strerror}.") from None
    if len(content) > files.MOST_BYTES:
        raise CannotRun(
            f"{shown(str(file))} is longer than {files.MOST_BYTES // 1000} kB: export only the "
            "coming year, or split it."
        )
    return content


def _report(done: Plan, refused: list[str], *, dry_run: bool) -> list[str]:
    lines = [
        f"{'Would bring in' if dry_run else 'Brought in'}: {len(done.new)} new, "
        f"{len(done.changed)} changed, {len(done.gone)} cancelled; {done.same} as before, "
        f"{len(refused)} left out."
    ]
    lines += _listed("new", [_line(one) for one in done.new])
    lines += _listed("changed", [_line(one) for _event, one in done.changed])
    lines += _listed("cancelled", [f"{one.first} {one.name}" for one in done.gone])
    return lines + _listed("left out", refused)


def _listed(kind: str, all_of_them: list[str]) -> list[str]:
    lines = [f"  {kind}: {one}" for one in all_of_them[:LISTED]]
    if len(all_of_them) > LISTED:
        lines.append(f"  and {len(all_of_them) - LISTED} more {kind}.")
    return lines


def _line(one: Wanted) -> str:
    until = f" to {one.last}" if one.last != one.first else ""
    crowd = f", {one.crowd} people" if one.crowd is not None else ""
    return f"{one.first}{until} {one.name}{', ' + one.place if one.place else ''}{crowd}"
