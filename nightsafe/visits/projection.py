"""Visits read back as the ledger keeps them, and taken out when one is erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from nightsafe.database import db
from nightsafe.delivery.actions import remove_messages
from nightsafe.ledger.verify import Projection
from nightsafe.submissions.models import Submission
from nightsafe.visits.models import Visit
from nightsafe.visits.snapshot import snapshot
from nightsafe.visits.written import read_written


def _snapshots() -> Iterator[tuple[UUID, dict[str, Any]]]:
    query = select(Visit).order_by(Visit.id).execution_options(yield_per=500)
    for visit in db.session.scalars(query):
        yield visit.id, snapshot(visit, read_written(visit))


def _remove(record_id: UUID) -> None:
    if db.session.get(Visit, record_id) is None:
        return
    db.session.execute(delete(Submission).where(Submission.record_id == record_id))
    remove_messages(record_id)
    db.session.execute(delete(Visit).where(Visit.id == record_id))
    db.session.expire_all()


PROJECTION = Projection(kind="visit", snapshots=_snapshots, remove=_remove)
