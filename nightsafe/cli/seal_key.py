"""`nightsafe seal-key`: which key phones seal to, how old it is, and making a new one."""

import click

from nightsafe import clock
from nightsafe.cli.opening import open_installation
from nightsafe.config import from_environment
from nightsafe.database import db
from nightsafe.submissions.models import SealKey
from nightsafe.submissions.sealing import present_key, retired_keys, rotate


@click.command("seal-key")
@click.option("--new", is_flag=True, help="Make a new key; the old ones go on opening.")
def seal_key(new: bool) -> None:
    """Show the key that phones seal to what is saved on them.

    With --new another takes its place: phones learn of it the next time they are open with
    signal. What was sealed to an older one is opened by that one, so none is ever thrown away.
    """
    app = open_installation(from_environment())
    with app.app_context():
        now = clock.now()
        if new:
            made = rotate(now=now)
            db.session.commit()
            click.echo(f"New key {made.id}: phones seal to it from their next visit on.")
        else:
            found = present_key()
            click.echo(_told(found) if found else "No key yet: the first phone makes one.")
        older = retired_keys()
    if older:
        names = ", ".join(one.id for one in older)
        if len(older) == 1:
            click.echo(f"1 older key still opens what was sealed to it: {names}.")
        else:
            click.echo(f"{len(older)} older keys still open what was sealed to them: {names}.")


def _told(key: SealKey) -> str:
    days = (clock.now() - key.made_at).days
    age = "today" if days == 0 else "1 day ago" if days == 1 else f"{days} days ago"
    return f"Key {key.id}, made {age} ({key.made_at:%d %B %Y})."
