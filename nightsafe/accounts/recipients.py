"""Whom a message goes to: name, address, language, and whether they still belong here."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, select

from nightsafe.accounts.models import Membership, Person
from nightsafe.accounts.queries import runs
from nightsafe.database import db
from nightsafe.delivery.letters import Recipient


def recipients(ids: Collection[int], now: datetime) -> dict[int, Recipient]:
    """Some people by their id; one statement."""
    running = exists().where(Membership.person_id == Person.id, runs(now))
    rows = db.session.execute(
        select(
            Person.id, Person.name, Person.email, Person.language, Person.suspended_at, running
        ).where(Person.id.in_(ids))
    )
    return {
        person: Recipient(person, name, email, language, suspended is None and bool(works))
        for person, name, email, language, suspended, works in rows
    }
