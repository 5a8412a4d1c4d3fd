"""`nightsafe migrate`: bring the database to the version of the code."""

import click

from nightsafe.cli.opening import make_installation
from nightsafe.cli.versions import Version
from nightsafe.config import from_environment


@click.command()
def migrate() -> None:
    """Bring the database to the program's version; make it if there is none."""
    _, before = make_installation(from_environment())
    if before is Version.CURRENT:
        click.echo("The database is up to date; nothing was changed.")
    else:
        click.echo("The database is made." if before is Version.EMPTY else "Migrated.")
