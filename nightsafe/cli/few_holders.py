"""The installation's check of itself: can at least two people open restricted records (R6)?"""

import click
from flask import Flask

from nightsafe import clock
from nightsafe.accounts.granting import FEWEST_HOLDERS, holders
from nightsafe.database import db


def warn_of_few_holders(app: Flask) -> None:
    """Say on standard error when fewer than two people can open restricted records now."""
    with app.app_context():
        found = holders(clock.now())
        db.session.rollback()
    if found < FEWEST_HOLDERS:
        click.echo(
            f"Warning: {found} of at least {FEWEST_HOLDERS} people hold a grant for restricted "
            "records. If one is away, nobody reads what came in at night: two police supervisors "
            "give it, under Grants.",
            err=True,
        )
