"""The auditor's list: who did what to which record when; never what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from nightsafe.accounts.models import Person
from nightsafe.database import db
from nightsafe.ledger.kinds import KINDS
from nightsafe.ledger.models import Row
from nightsafe.submissions.reference import reference_of, spoken

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One row of the ledger without its payload."""

    seq: int
    at: datetime
    what: str
    who: str
    record: str
    digest: str


def lines(before: int | None = None, kind: str | None = None) -> Sequence[Line]:
    """The newest rows below `before`, one more than a page when there are older ones."""
    query = select(Row, Person.name).outerjoin(Person, Person.id == Row.actor_id)
    if before is not None:
        query = query.where(Row.seq < before)
    if kind is not None:
        query = query.where(Row.kind == kind)
    found = db.session.execute(query.order_by(Row.seq.desc()).limit(PAGE + 1))
    return [
        Line(
            seq=row.seq,
            at=row.received_at,
            what=str(KINDS[row.kind].label),
            who=name or "",
            record=spoken(reference_of(row.record_id)) if row.record_id else "",
            digest=row.digest.hex()[:12],
        )
        for row, name in found
    ]
