"""`nightsafe context`: figures of the police and of hospitals, to stand beside our own."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import click
from sqlalchemy import select

from nightsafe import clock, nights
from nightsafe.aggregates.context import hospital, loading, police
from nightsafe.aggregates.context.assaults import METHODS, PLACES
from nightsafe.aggregates.context.hospital import Codes
from nightsafe.aggregates.context.police import NEAR, Counted
from nightsafe.aggregates.context.reading import members
from nightsafe.aggregates.models import ContextLoad
from nightsafe.cli.importing_steps import named
from nightsafe.cli.opening import open_installation
from nightsafe.cli.problems import CannotRun
from nightsafe.config import from_environment
from nightsafe.database import db, only_reading
from nightsafe.importing.terminal import shown
from nightsafe.network.queries import network, places, time_zone

ID_SHOWN = 8

_FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False)
)
_BY = click.option("--by", metavar="NAME", help="Who does this: your name, for the ledger.")


@click.group()
def context() -> None:
    """Load figures of the police and of hospitals; they stand beside our own, never in them.

    A file is counted and not kept. See docs/context.md.
    """


@context.command("police")
@_FILES
@click.option(
    "--near",
    type=click.IntRange(50, 5000),
    default=NEAR,
    show_default=True,
    metavar="METRES",
    help="Count what is so near to a place of this network.",
)
@click.option("--lsoa", default="", metavar="WORDS", help="Or areas whose LSOA name begins so.")
@_BY
def load_police(files: tuple[Path, ...], near: int, lsoa: str, by: str | None) -> None:
    """Load street-level FILES of data.police.uk: CSV, or the archive (.zip) as it comes."""
    name = named(by)
    with open_installation(from_environment()).app_context():
        _need_network()
        where: police.Near | police.Lsoa = police.Lsoa(lsoa)
        if not lsoa.strip():
            known = [
                (one.latitude, one.longitude)
                for one in places()
                if one.latitude is not None and one.longitude is not None
            ]
            if not known:
                raise CannotRun(
                    'No place of this network has coordinates yet. Name areas: --lsoa "Town 00".'
                )
            where = police.Near(known, near)
        today = nights.local(clock.now(), time_zone()).date()
        db.session.rollback()
        _load(
            loading.POLICE,
            files,
            police.ENDING,
            lambda one, stream: police.count(one, stream, where, today),
            name,
        )


@context.command("hospital")
@_FILES
@click.option(
    "--method",
    multiple=True,
    metavar="CODE=KIND",
    help=f"What a code of the hospital means; KIND is one of {', '.join(METHODS)}.",
)
@click.option(
    "--place",
    multiple=True,
    metavar="CODE=KIND",
    help=f"The same of a type of location: {', '.join(PLACES)}.",
)
@_BY
def load_hospital(
    files: tuple[Path, ...], method: tuple[str, ...], place: tuple[str, ...], by: str | None
) -> None:
    """Load FILES of assaults known to an emergency department (ISTV): CSV, a row for each."""
    name = named(by)
    codes = Codes(_codes(method, METHODS, "--method"), _codes(place, PLACES, "--place"))
    with open_installation(from_environment()).app_context():
        _need_network()
        tz = time_zone()
        today = nights.local(clock.now(), tz).date()
        db.session.rollback()
        _load(
            loading.HOSPITAL,
            files,
            ".csv",
            lambda one, stream: hospital.count(one, stream, today, tz, codes),
            name,
        )


@context.command("list")
def list_() -> None:
    """Show what is loaded, newest months first."""
    with open_installation(from_environment()).app_context(), only_reading():
        found = _loads()
        if not found:
            click.echo("Nothing of others has been loaded yet.")
        for one in found:
            click.echo(
                f"{_short(one)}  {one.source:8}  {one.first:%Y-%m} to {one.last:%Y-%m}  "
                f"{one.rows:>7} rows, {one.refused} not read  {shown(one.name)}"
            )


@context.command("remove")
@click.argument("load")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@_BY
def remove(load: str, yes: bool, by: str | None) -> None:
    """Take out what was loaded as LOAD (its number in `nightsafe context list`)."""
    name = named(by)
    with open_installation(from_environment()).app_context():
        with only_reading():
            found = [
                one for one in _loads() if one.id.hex.startswith(load.replace("-", "").lower())
            ]
            db.session.rollback()
        if len(found) != 1 or len(load) < 4:
            raise CannotRun(
                f"{shown(load)} names no file that is loaded, or several: look at "
                "`nightsafe context list`."
            )
        load_id = found[0].id
        db.session.rollback()
        if not yes:
            click.confirm("Take its figures out? Releases that left stay as they are.", abort=True)
        loaded = db.session.get_one(ContextLoad, load_id)
        words = f"Took out {shown(loaded.name)}."
        loading.remove(loaded, by=name, person_id=None, now=clock.now())
        db.session.commit()
        click.echo(words)


def _loads() -> list[ContextLoad]:
    query = select(ContextLoad).order_by(ContextLoad.first.desc(), ContextLoad.source)
    return list(db.session.scalars(query.order_by(ContextLoad.name)))


def _short(loaded: ContextLoad) -> str:
    return loaded.id.hex[:ID_SHOWN]


def _need_network() -> None:
    if network() is None:
        raise CannotRun("There is no network here yet: make one with `nightsafe create`.")


def _codes(given: tuple[str, ...], kinds: Mapping[str, object], option: str) -> dict[str, str]:
    found = {}
    for one in given:
        code, equals, kind = one.rpartition("=")
        if not equals or not code.strip() or kind not in kinds:
            raise CannotRun(
                f"{option} {shown(one)} says nothing that is known: write it as CODE=KIND, KIND "
                f"being one of {', '.join(kinds)}."
            )
        found[" ".join(code.casefold().split())] = kind
    return found


def _load(
    source: str,
    files: tuple[Path, ...],
    ending: str,
    count: Callable[[str, BinaryIO], Counted],
    by: str,
) -> None:
    """Load one file after the other, each in a transaction of its own."""
    for name, stream in _streams(files, ending):
        counted = count(name, stream)
        made, new = loading.load(source, counted, by=by, person_id=None, now=clock.now())
        words = _words(made, counted, new)
        db.session.commit()
        for line in words:
            click.echo(line)


def _streams(files: tuple[Path, ...], ending: str) -> Iterator[tuple[str, BinaryIO]]:
    for path in files:
        try:
            with path.open("rb") as stream:
                yield from members(path.name, stream, ending)
        except OSError as error:
            raise CannotRun(f"{shown(str(path))} cannot be read: {error.strerror}.") from None


def _words(made: ContextLoad, counted: Counted, new: bool) -> list[str]:
    if not new:
        return [f"{shown(counted.name)}: loaded before, as {_short(made)}. Nothing was changed."]
    about, refusals = counted.about, counted.refusals
    lines = [
        f"{shown(counted.name)}: {counted.figures.total()} of {refusals.rows} rows counted, "
        f"{made.first:%Y-%m} to {made.last:%Y-%m}, as {_short(made)}."
    ]
    if about.get("outside"):
        lines.append(f"  {about['outside']} are elsewhere.")
    if about.get("unplaced"):
        lines.append(f"  {about['unplaced']} have no place, so they are not counted.")
    if about.get("doubled"):
        lines.append(f"  {about['doubled']} were there twice.")
    if about.get("unrecognised"):
        named_lines = ", ".join(map(str, about["lines"]))  # type: ignore[call-overload]
        lines.append(
            f"  {about['unrecognised']} have words for how or where that are not known here, and "
            f"count as other. Lines {named_lines}"
        )
    if about.get("midnights"):
        lines.append(f"  {about['midnights']} at exactly midnight count as without a time.")
    if about.get("naming"):
        lines.append("  It has columns that can tell who somebody is; they were not read.")
    if refusals.refused:
        lines.append(f"  {refusals.refused} cannot be read. {refusals.words}")
    return [shown(line) for line in lines]
