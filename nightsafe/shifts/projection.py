"""Quiet nights read back as the ledger keeps them, and taken out when one is erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from nightsafe.database import db
from nightsafe.ledger.verify import Projection
from nightsafe.shifts.models import QuietNight
from nightsafe.shifts.snapshot import snapshot
from nightsafe.submissions.models import Submission


def _snapshots() -> Iterator[tuple[UUID, dict[str, Any]]]:
    query = select(QuietNight).order_by(QuietNight.id).execution_options(yield_per=500)
    for quiet in db.session.scalars(query):
        yield quiet.id, snapshot(quiet)


def _remove(record_id: UUID) -> None:
    if db.session.get(QuietNight, record_id) is None:
        return
    db.session.execute(delete(Submission).where(Submission.record_id == record_id))
    db.session.execute(delete(QuietNight).where(QuietNight.id == record_id))
    db.session.expire_all()


PROJECTION = Projection(kind="quiet", snapshots=_snapshots, remove=_remove)
