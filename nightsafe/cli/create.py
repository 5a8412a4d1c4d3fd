"""`nightsafe create`: a new, empty network, and a link for its coordinator."""

import click

from nightsafe.cli import first_start
from nightsafe.cli.opening import make_installation
from nightsafe.cli.problems import CannotRun
from nightsafe.config import from_environment


@click.command()
@click.option("--name", required=True, help="What the network is called, such as its city.")
@click.option("--time-zone", default="Europe/London", show_default=True)
@click.option(
    "--email",
    default="coordinator@localhost",
    show_default=True,
    help="What the coordinator signs in with.",
)
def create(name: str, time_zone: str, email: str) -> None:
    """Make a new network and print a one-time link for its coordinator.

    Said again before anybody has used the link, it prints a new one.
    """
    settings = from_environment()
    first_start.check_time_zone(time_zone)
    first_start.check_email(email)
    app, _ = make_installation(settings)
    if not first_start.has_network(app):
        first_start.make_network(app, name, time_zone)
    elif first_start.has_people(app):
        raise CannotRun(
            f"{settings.data} holds a network with people in it already: its coordinator invites "
            "others. For another network choose another folder: `nightsafe --data DIR create`."
        )
    tell_link(first_start.coordinator_link(app, settings.base_url, email), email)


def tell_link(link: str, email: str) -> None:
    """Print a coordinator's link and how they sign in afterwards."""
    click.echo("One-time link for the coordinator, good for 72 hours; it chooses the password:")
    click.echo(f"  {link}")
    click.echo(f"Afterwards they sign in as {email}.")
