"""Making records for tests through the product's own actions."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.actions import log_incident
from nightsafe.incidents.models import Entry
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


def on(entry: Entry, kind: Kind, parent: UUID | None = None) -> Envelope:
    """An envelope about an entry, made from its newest version or the one given."""
    return fresh(kind, entry.id, parent or entry.head)
