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
from nightsafe.incidents.models import Entry, Event
from nightsafe.ledger import erase as erasure
from nightsafe.ledger.crypto import LOG_RECORD, key_row, record_key
from nightsafe.ledger.models import RecordKey
from nightsafe.referrals.projection import also as referrals_of
from nightsafe.review.projection import also
from nightsafe.submissions.actions import lock
from nightsafe.submissions.models import Held
from nightsafe.submissions.reference import heard, reference_of, spoken


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
        erased = _is_erased(record_id)
        # Nobody's writing waits for an answer at this prompt.
        db.session.rollback()
        if erased:
            _scrub(record_id)
            click.echo(
                f"{_spoken(record_id)} was erased already, and the database's journal holds "
                "nothing of its key."
            )
            return
        if not yes:
            click.confirm(
                f"Erase {_spoken(record_id)} ({record_id}) for good? Nobody can undo this.",
                abort=True,
            )
        now = clock.now()
        # Nobody adds to it meanwhile.
        lock(record_id)
        # What is only held has no key of the record's yet: one that is destroyed keeps it away.
        if key_row(record_id, anew=True) is None:
            record_key(record_id, make=True)
            db.session.flush()
        for one in (*also(record_id), *referrals_of(record_id), record_id):
            # On the list first: a crash in between leaves a record that the list will erase.
            erasure.note_erasure(settings.erasures_path, one, now)
            erasure.erase(one, PROJECTIONS, actor_id=None, reason=reason, now=now)
        db.session.commit()
        click.echo(f"Erased {_spoken(record_id)}; noted in {settings.erasures_path}.")
        _scrub(record_id)


def _is_erased(record_id: UUID) -> bool:
    key = db.session.get(RecordKey, record_id)
    return key is not None and key.destroyed_at is not None


def _spoken(record_id: UUID) -> str:
    return spoken(reference_of(record_id))


def _scrub(record_id: UUID) -> None:
    if not erasure.scrub():
        raise CannotRun(
            f"{_spoken(record_id)} is erased, but the database's journal still holds its key, "
            "because somebody is reading. Run the same command again when nobody reads: stop the "
            "server if need be."
        )


def find(record: str) -> UUID:
    """The id of a record that has a key, or had one, by its UUID or its reference.

    One that a phone sent and that still waits for its author is a record, too.
    Raises CannotRun when there is none or more than one. An event is no record: its key is that
    of a finding, while what was written lies under the keys of its entries.
    """
    keys = select(RecordKey.record_id).where(
        RecordKey.record_id != LOG_RECORD, RecordKey.record_id.not_in(select(Event.id))
    )
    waiting = select(Held.record_id).where(Held.record_id.is_not(None))
    try:
        wanted = [UUID(record)]
    except ValueError:
        reference = heard(record)
        known = {*db.session.scalars(keys), *db.session.scalars(waiting)}
        wanted = [one for one in known if reference_of(one) == reference]
    else:
        _refuse_event(wanted[0])
    of_these = keys.where(RecordKey.record_id.in_(wanted))
    held_of_these = waiting.where(Held.record_id.in_(wanted))
    both = {*db.session.scalars(of_these), *db.session.scalars(held_of_these)}
    found: list[UUID] = [one for one in sorted(both, key=str) if one is not None]
    if not found:
        raise CannotRun(
            f"There is no record {record} that could be erased: look at its reference again."
        )
    if len(found) > 1:
        raise CannotRun(f"{record} fits several records; name one: {', '.join(map(str, found))}")
    return found[0]


def _refuse_event(event_id: UUID) -> None:
    told = select(Entry.reference).where(Entry.event_id == event_id).order_by(Entry.occurred_at)
    references = [spoken(one) for one in db.session.scalars(told)]
    if references:
        raise CannotRun(
            f"{event_id} is an event, as the review shows it; what was written is in its entries. "
            f"Nothing was erased. Name an entry by its reference: {', '.join(references)}."
        )
