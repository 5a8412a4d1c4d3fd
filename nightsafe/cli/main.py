"""The group of all commands; each is a small module of its own, listed here."""

import os
from typing import Any

import click
from sqlalchemy.exc import OperationalError

from nightsafe.app import TOP
from nightsafe.cli import (
    calendar_file,
    context,
    create,
    erase,
    importing,
    jobs,
    languages,
    migrate,
    push_keys,
    reindex,
    score,
    seal_key,
    serve,
    up,
    verify,
    whose,
)
from nightsafe.cli.problems import CannotRun, of_database
from nightsafe.config import SettingError, variable
from nightsafe.errors import ProductError
from nightsafe.ledger.keys import KeyProblem

COMMANDS: tuple[click.Command, ...] = (
    up.up,
    serve.serve,
    jobs.jobs,
    create.create,
    migrate.migrate,
    verify.verify,
    reindex.reindex,
    score.score_,
    whose.whose,
    erase.erase,
    importing.import_,
    context.context,
    calendar_file.calendar,
    seal_key.seal_key,
    push_keys.push_keys,
    languages.languages,
)


class InPlainWords(click.Group):
    """A group whose commands fail with a paragraph that says what to do, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn what an operator can put right into words."""
        try:
            return super().invoke(ctx)
        except (KeyProblem, SettingError, ProductError) as problem:
            raise CannotRun(str(problem)) from problem
        except OperationalError as problem:
            raise CannotRun(of_database(problem)) from problem

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the list above, not of the alphabet."""
        return list(self.commands)


@click.group(
    cls=InPlainWords,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--data",
    metavar="DIR",
    help="The data folder: database, key, erasure list. Otherwise NIGHTSAFE_DATA, else ./data "
    "in the project's folder.",
)
def main(data: str | None) -> None:
    """Nightsafe: one log for a city's night.

    Settings come from NIGHTSAFE_... variables, which the README lists.
    """
    # Databases and keys are for this account alone.
    os.umask(0o077)
    name = variable("data")
    if data or not os.environ.get(name):
        os.environ[name] = data or str(TOP / "data")


for command in COMMANDS:
    main.add_command(command)
