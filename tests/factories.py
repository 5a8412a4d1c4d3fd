"""Making records for tests through the product's own actions."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from nightsafe.accounts.models import Person
from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.actions import log_incident
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry
from nightsafe.incidents.origin import Origin
from nightsafe.incidents.report import Report, When
from nightsafe.submissions.envelope import Envelope, Kind, fresh
from tests.people import SATURDAY, actor


def log(
    who: str | Actor = "dora",
    code: str = "V1",
    *,
    at: datetime = SATURDAY,
    now: datetime | None = None,
    envelope: Envelope | None = None,
    commit: bool = True,
    **fields: Any,
) -> Entry:
    """An entry of a named person that happened at `at` and is received at `now`."""
    entry = log_incident(
        actor(who) if isinstance(who, str) else who,
        envelope or fresh(Kind.LOG),
        Report(code=code, when=When(at), **fields),
        now=now or at + timedelta(minutes=2),
    )
    if commit:
        db.session.commit()
    return entry


def bring(
    code: str = "V1",
    *,
    source: str = "Old log",
    at: datetime = SATURDAY,
    now: datetime | None = None,
    audience: str = Audience.STATISTICS,
    batch: int = 1,
    commit: bool = True,
    **fields: Any,
) -> Entry:
    """An entry brought along from records kept elsewhere, by somebody who never signs in."""
    entry = log_incident(
        importer(),
        replace(fresh(Kind.LOG), imported=True),
        Report(code=code, when=When(at), **fields),
        now=now or SATURDAY,
        origin=Origin(source, "7", batch, Audience(audience)),
    )
    if commit:
        db.session.commit()
    return entry


def importer() -> Actor:
    """Whom an import acts as."""
    name = "Import by Ann Archive"
    known = db.session.scalar(db.select(Person).where(Person.name == name))
    if known is None:
        known = Person(name=name, email=None, created_at=SATURDAY)
        db.session.add(known)
        db.session.flush()
    return replace(actor("rhys"), person_id=known.id, name=name, role="AN")


def on(entry: Entry, kind: Kind, parent: UUID | None = None) -> Envelope:
    """An envelope about an entry, made from its newest version or the one given."""
    return fresh(kind, entry.id, parent or entry.head)
