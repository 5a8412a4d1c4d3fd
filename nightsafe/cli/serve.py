"""`nightsafe serve`: the web server of a real installation, behind a proxy that does TLS."""

import stat
from urllib.parse import urlsplit

import click
from flask import Flask
from sqlalchemy import text

from nightsafe.cli import first_start, serving
from nightsafe.cli.few_holders import warn_of_few_holders
from nightsafe.cli.job_process import JobProcess
from nightsafe.cli.network_address import check_free, is_loopback
from nightsafe.cli.opening import open_installation
from nightsafe.cli.problems import CannotRun
from nightsafe.config import Settings, from_environment
from nightsafe.database import db
from nightsafe.ledger.keys import read_key

# 32 random bytes repeat a few values; a secret somebody typed repeats most.
FEWEST_VALUES = 16
DURABLE = {
    "PRAGMA journal_mode": "wal",
    "PRAGMA synchronous": "2",
    "PRAGMA foreign_keys": "1",
}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--no-jobs", is_flag=True, help="`nightsafe jobs` runs elsewhere.")
def serve(host: str, port: int, workers: int, no_jobs: bool) -> None:
    """Serve a real network; put a proxy that does TLS in front.

    Beside it runs `nightsafe jobs`, which passes on the notices that nobody answers.

    Refuses a key made for development, a base address without https that others would use,
    and a database that could lose what it acknowledged.
    """
    settings = from_environment()
    check_for_production(settings)
    app = open_installation(settings)
    check_durable(app)
    if not first_start.has_network(app):
        raise CannotRun("There is no network yet: make it with `nightsafe create --name NAME`.")
    if first_start.network_of(app).demo and not settings.open_demo:
        raise CannotRun(
            "This is a demo network: behind a proxy anybody could sign in as its people. Use "
            "`nightsafe up` on this machine, or set NIGHTSAFE_OPEN_DEMO=yes if that is wanted."
        )
    warn_of_few_holders(app)
    check_free(host, port)
    serving.hand_over(settings)
    jobs = None if no_jobs else JobProcess()
    serving.run(host, port, workers, lambda: click.echo(f"Serving {settings.base_url}"), jobs)


def check_for_production(settings: Settings) -> None:
    """Raise CannotRun for a secret or an address that is only fit for development."""
    secret = read_key(settings.key_path)
    if len(set(secret.secret)) < FEWEST_VALUES:
        raise CannotRun(
            f"The installation key {settings.key_path} was made up for development. "
            "Make a new installation with `nightsafe create`: it gets a random key."
        )
    if stat.S_IMODE(settings.key_path.stat().st_mode) & 0o077:
        raise CannotRun(
            f"The installation key {settings.key_path} can be read by other accounts of this "
            f"machine: chmod 600 {settings.key_path}"
        )
    host = urlsplit(settings.base_url).hostname or ""
    if not settings.tls and not is_loopback(host):
        raise CannotRun(
            f"NIGHTSAFE_BASE_URL is {settings.base_url}: without https, passwords and incidents "
            "would cross the network readable. Put a proxy that does TLS in front, and set it to "
            "the https address that people type."
        )


def check_durable(app: Flask) -> None:
    """Raise CannotRun when SQLite was not opened so that what it acknowledged is on disk (R52)."""
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return
        found = {asked: str(db.session.scalar(text(asked))) for asked in DURABLE}
        db.session.rollback()
    wrong = [
        f"{asked.removeprefix('PRAGMA ')} is {found[asked]}"
        for asked in DURABLE
        if found[asked] != DURABLE[asked]
    ]
    if wrong:
        raise CannotRun(
            f"SQLite would not keep every acknowledged entry here: {', '.join(wrong)}. Put the "
            "data folder on a local disk, or use PostgreSQL (NIGHTSAFE_DATABASE_URL)."
        )
