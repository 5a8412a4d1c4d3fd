"""Warnings read back as the ledger keeps them, and taken out when one is erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from nightsafe.alerts.models import Alert
from nightsafe.alerts.snapshot import snapshot
from nightsafe.database import db
from nightsafe.delivery.actions import remove_messages
from nightsafe.ledger.verify import Projection


def _snapshots() -> Iterator[tuple[UUID, dict[str, Any]]]:
    query = select(Alert).order_by(Alert.id).execution_options(yield_per=500)
    for alert in db.session.scalars(query):
        yield alert.id, snapshot(alert)


def _remove(record_id: UUID) -> None:
    if db.session.get(Alert, record_id) is None:
        return
    remove_messages(record_id)
    db.session.execute(delete(Alert).where(Alert.id == record_id))
    db.session.expire_all()


PROJECTION = Projection(kind="alert", snapshots=_snapshots, remove=_remove)
