"""Drafts of releases that rest on a frozen quarter and stand in the ledger, with no counting."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from nightsafe.aggregates.models import Frozen, Release
from nightsafe.aggregates.moving import note
from nightsafe.database import db
from nightsafe.nights import Quarter
from tests.aggregates import releasing
from tests.aggregates.releasing import SUMMER

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)


def frozen(quarter: Quarter = SUMMER) -> Frozen:
    """The count of a quarter, of nothing."""
    known = db.session.scalar(select(Frozen).where(Frozen.first == quarter.first))
    if known is None:
        known = Frozen(
            kind="quarter",
            first=quarter.first,
            last=quarter.last,
            made_at=NOW,
            complete=True,
            released=False,
            dimensions={"events": {}, "visits": {}, "areas": []},
            coverage={},
        )
        db.session.add(known)
        db.session.flush()
    return known


def draft(
    number: int = 1,
    quarter: Quarter = SUMMER,
    *,
    state: str = "safe",
    against: Sequence[int] = (),
) -> Release:
    """A release that Ana prepared, committed; `number` tells several of a quarter apart."""
    found = releasing.draft(None, quarter, state=state)
    found.id = UUID(int=found.id.int * 10 + number)
    found.certificate = {**found.certificate, "against": list(against)}
    if state == "checking":
        found.tables, found.certificate = {}, {}
    else:
        found.frozen_id = frozen(quarter).id
    db.session.flush()
    note(found, "prepare", found.prepared_by, now=NOW)
    db.session.commit()
    return found
