"""`nightsafe erase`: make one record unreadable for good, the chain staying whole."""

from uuid import UUID

import click
from sqlalchemy import select

from nightsafe import clock
from nightsafe.cli.opening import open_installation
from nightsafe.cli.problems import CannotRun
from nightsafe.cli.projections import PROJECTIONS
from nightsafe.config import from_environment
from nightsafe.database import db
from nightsafe.ledger import erase as erasure
from nightsafe.ledger.crypto import LOG_RECORD
from nightsafe.ledger.models import RecordKey
from nightsafe.review.projection import also
from nightsafe.submissions.reference import heard, reference_of


@click.command()
@click.argument("record")
@click.option("--reason", required=True, help="Why; it is kept in the ledger.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def erase(record: str, reason: str, yes: bool) -> None:
    """Destroy the key of RECORD (its reference or its UUID) and take it off every screen.

    What was written in it can never be read again, here or in a backup that is restored: the
    record is put on the erasure list in the data folder.
    """
    settings = from_environment()
    app = open_installation(settings)
    with app.app_context():
        record_id = find(record)
        if not yes:
            click.confirm(
                f"Erase {reference_of(record_id)} ({record_id}) for good? Nobody can undo this.",
                abort=True,
            )
        now = clock.now()
        for one in (*also(record_id), record_id):
            erasure.erase(one, PROJECTIONS, actor_id=None, reason=reason, now=now)
            # On the list first: a crash in between leaves a record that the list will erase.
            erasure.note_erasure(settings.erasures_path, one, now)
        db.session.commit()
        erasure.scrub()
    click.echo(f"Erased {reference_of(record_id)}; noted in {settings.erasures_path}.")


def find(record: str) -> UUID:
    """The id of a record that can be erased, by its UUID or its reference; else CannotRun."""
    there = select(RecordKey.record_id).where(
        RecordKey.destroyed_at.is_(None), RecordKey.record_id != LOG_RECORD
    )
    try:
        wanted = [UUID(record)]
    except ValueError:
        reference = heard(record)
        wanted = [one for one in db.session.scalars(there) if reference_of(one) == reference]
    found = list(db.session.scalars(there.where(RecordKey.record_id.in_(wanted))))
    if not found:
        raise CannotRun(
            f"There is no record {record} that could be erased: look at its reference again. It "
            "may have been erased already."
        )
    if len(found) > 1:
        raise CannotRun(f"{record} fits several records; name one: {', '.join(map(str, found))}")
    return found[0]
