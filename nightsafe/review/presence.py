"""Who else has an event open just now, by name."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from nightsafe.accounts.models import Person
from nightsafe.database import db, is_postgres
from nightsafe.gate import Actor
from nightsafe.incidents.models import Entry, Event
from nightsafe.review.models import Reader

# Whoever said so within this time is here; the page of an open event says it every 20 seconds.
HERE = timedelta(seconds=60)
# Nobody needs to know later who looked when: that is in the ledger.
KEPT = timedelta(minutes=10)


def note(actor: Actor, event: Event, *, now: datetime) -> Sequence[str]:
    """Note that somebody has an event open which they may open; gives the names of the others."""
    insert = postgresql.insert if is_postgres(db.session()) else sqlite.insert
    here = insert(Reader).values(event_id=event.id, person_id=actor.person_id, seen_at=now)
    again = here.on_conflict_do_update(
        index_elements=[Reader.event_id, Reader.person_id], set_={"seen_at": now}
    )
    db.session.execute(again)
    db.session.execute(delete(Reader).where(Reader.seen_at < now - KEPT))
    return others(actor, event, now=now)


def others(actor: Actor, event: Event, *, now: datetime) -> Sequence[str]:
    """The names of everybody else who has an event open, in their order."""
    query = (
        select(Person.name)
        .join(Reader, Reader.person_id == Person.id)
        .where(
            Reader.event_id == event.id,
            Reader.seen_at > now - HERE,
            Person.id != actor.person_id,
            Person.suspended_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    return db.session.scalars(query).all()


def remove_readers(record_id: UUID) -> None:
    """Forget who had the event of an entry open that is being erased."""
    of_entry = select(Entry.event_id).where(Entry.id == record_id)
    db.session.execute(delete(Reader).where(Reader.event_id.in_(of_entry)))
