"""Visits read back as the ledger keeps them, and taken out when one is erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from nightsafe.database import db
from nightsafe.delivery.actions import remove_messages
from nightsafe.ledger.verify import Projection
from nightsafe.submissions.models import Submission
from nightsafe.submissions.reference import reference_of
from nightsafe.visits.models import Visit
from nightsafe.visits.snapshot import snapshot
from nightsafe.visits.written import read_written


def _snapshots() -> Iterator[tuple[UUID, dict[str, Any]]]:
    query = select(Visit).order_by(Visit.id).execution_options(yield_per=500)
    for visit in db.session.scalars(query):
        yield visit.id, snapshot(visit, read_written(visit))


def _faults() -> Iterator[str]:
    for visit_id, reference in db.session.execute(select(Visit.id, Visit.reference)):
        if reference != reference_of(visit_id):
            yield f"visit {visit_id} has the reference of another"


def _remove(record_id: UUID) -> None:
    if db.session.get(Visit, record_id) is None:
        return
    db.session.execute(delete(Submission).where(Submission.record_id == record_id))
    remove_messages(record_id)
    db.session.execute(delete(Visit).where(Visit.id == record_id))
    db.session.expire_all()


PROJECTION = Projection(kind="visit", snapshots=_snapshots, remove=_remove, faults=_faults)
