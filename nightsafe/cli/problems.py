"""What keeps a command from running, in words for the person at the keyboard."""

from typing import IO, Any

import click
from sqlalchemy.exc import OperationalError


class CannotRun(click.ClickException):
    """Something to put right first; its one paragraph says what, and the exit code is 1."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the paragraph as it is."""
        click.echo(self.format_message(), file=file, err=file is None)


def of_database(problem: OperationalError) -> str:
    """What to say when the database refuses a connection or an answer."""
    text = str(problem.orig).strip().splitlines()[0] if problem.orig else "no reason given"
    if "locked" in text or "busy" in text:
        return "The database is busy: another command is writing to it. Try again in a moment."
    if "disk" in text and "full" in text:
        return "The disk is full. Make room, then run this again; nothing that was saved is lost."
    if "readonly" in text or "read-only" in text:
        return "The database cannot be written: the disk or the file is read-only."
    return (
        f"The database cannot be used: {text}. Check that its server runs and that "
        "NIGHTSAFE_DATABASE_URL is right, or leave that empty for a database in the data folder."
    )
