"""`nightsafe whose MARK`: for whom was a file made that was found somewhere?"""

import click

from nightsafe import nights
from nightsafe.accounts.models import Person
from nightsafe.cli.opening import open_installation
from nightsafe.cli.problems import CannotRun
from nightsafe.config import from_environment
from nightsafe.database import db
from nightsafe.importing.terminal import shown as printable
from nightsafe.network.queries import time_zone
from nightsafe.review.export_projection import told
from nightsafe.review.marks import export_of, heard, shown


@click.command()
@click.argument("mark")
def whose(mark: str) -> None:
    """Say for whom an exported file was made, by the MARK on its rows and pages.

    Also when, which kind of file it was, how many events it holds, and the row of the ledger that
    says so. What is in the file, and what it was made for, is not shown here.
    """
    known = heard(mark)
    if known is None:
        raise CannotRun(
            f"{printable(mark)} is no mark. A mark has eight characters, such as "
            "4K7P-Q2ZX; it stands at the end of each row and at the foot of each page."
        )
    app = open_installation(from_environment())
    with app.test_request_context():
        made = export_of(known)
        if made is None:
            raise CannotRun(
                f"No file with the mark {shown(known)} was made here. Look at the mark again, or "
                "ask in the other networks."
            )
        person = db.session.get_one(Person, made.person_id)
        row = told(made)
        at = nights.local(made.made_at, time_zone())
        holds = "with what was written" if made.with_words else "without words"
        said = {
            "Mark": shown(made.mark),
            "Made for": printable(
                f"{person.name} <{person.email}>" if person.email else person.name
            ),
            "Made": f"{at:%Y-%m-%d %H:%M %Z}",
            "Kind": f"{made.file_format.upper()}, {holds}",
            "Events": str(made.rows),
        }
        seq = row.seq if row else None
    for name, words in said.items():
        click.echo(f"{name:9} {words}")
    if seq is None:
        raise CannotRun("The ledger says otherwise, or nothing of this file: `nightsafe verify`.")
    click.echo(f"{'Ledger':9} row {seq} says the same")
