"""`nightsafe up`: start on this machine, with an invented demo city on the first start."""

import os
from dataclasses import replace
from pathlib import Path

import click
from flask import Flask

from nightsafe.cli import first_start, serving
from nightsafe.cli.create import tell_link
from nightsafe.cli.first_database import make_first_database
from nightsafe.cli.folder import check_writable, sqlite_file
from nightsafe.cli.job_process import JobProcess
from nightsafe.cli.network_address import check_free, is_loopback, url_of
from nightsafe.cli.opening import make_installation
from nightsafe.cli.problems import CannotRun
from nightsafe.cli.progress import Progress
from nightsafe.config import Settings, from_environment, variable
from nightsafe.delivery.push_keys import make_key, read_key
from nightsafe.network.models import Network

WORKERS = 2


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--data", metavar="DIR", type=click.Path(path_type=Path), help="The data folder.")
@click.option("--empty", is_flag=True, help="A network of your own instead of the demo city.")
@click.option("--name", default="Our network", show_default=True, help="With --empty: its name.")
@click.option("--time-zone", default="Europe/London", show_default=True, help="With --empty.")
@click.option(
    "--email",
    default="coordinator@localhost",
    show_default=True,
    help="With --empty: what its coordinator signs in with.",
)
@click.option("--open-demo", is_flag=True, help="Let other machines use the demo too.")
def up(
    host: str,
    port: int,
    data: Path | None,
    empty: bool,
    name: str,
    time_zone: str,
    email: str,
    open_demo: bool,
) -> None:
    """Start on this machine: the demo city, or with --empty a network of your own."""
    settings = from_environment(data=data, open_demo=open_demo or None)
    if not os.environ.get(variable("base_url")):
        settings = replace(settings, base_url=url_of(host, port))
    if empty:
        first_start.check_time_zone(time_zone)
        first_start.check_email(email)
    check_writable(settings.data)
    check_free(host, port)
    app = _existing(settings)
    if app is not None and empty:
        click.echo(f"There is a network in {settings.data} already: it is started as it is.")
    if app is None and empty:
        app = make_first_database(
            settings, lambda new: first_start.make_network(new, name, time_zone)
        )
    elif app is None:
        check_reach(settings, host)
        app = make_first_database(settings, fill_with_demo)
    network = first_start.network_of(app)
    if network.demo and empty:
        raise CannotRun(
            f"{settings.data} holds the demo city, which stays a demo for good. Choose a folder "
            "of its own for your network: --data DIR."
        )
    if network.demo:
        check_reach(settings, host)
    elif not first_start.has_people(app):
        tell_link(first_start.coordinator_link(app, settings.base_url, email), email)
    serving.hand_over(settings)
    serving.run(host, port, WORKERS, lambda: tell(settings.base_url, network), JobProcess())


def _existing(settings: Settings) -> Flask | None:
    """The app of an installation that has its network already, up to date; else None."""
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        return None
    app, _ = make_installation(settings)
    return app if first_start.has_network(app) else None


def check_reach(settings: Settings, host: str) -> None:
    """Raise CannotRun when other machines could reach a demo that was not opened to them."""
    if not is_loopback(host) and not settings.open_demo:
        raise CannotRun(
            f"With --host {host} other machines could sign in as the demo's people. Add "
            "--open-demo if that is wanted, or leave --host out."
        )


def fill_with_demo(app: Flask) -> None:
    """Load the demo city, telling how far it is."""
    # Needed once in an installation's life: later starts need not wait for its import.
    from nightsafe.demo.load import load_demo  # noqa: PLC0415

    with app.app_context(), Progress("Making the demo city") as progress:
        load_demo(progress)
    # So that notices can be tried there; a network of one's own makes its key by a command.
    path = app.extensions["settings"].push_key_path
    if read_key(path) is None:
        make_key(path)


def tell(address: str, network: Network) -> None:
    """Say that the server answers, and where to look."""
    click.echo(f"{network.name} is at {address} (Ctrl-C stops it)")
    if network.demo:
        click.echo("Everything in it is invented: choose one of its people there and sign in.")
