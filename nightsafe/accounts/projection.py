"""Grants read back from their ledger rows: one that was written past the product is found."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from nightsafe import nights
from nightsafe.accounts.models import Grant
from nightsafe.database import db
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from nightsafe.ledger.verify import Projection
from nightsafe.network.queries import time_zone

# The end is a night's, as local time had it when the grant was proposed.
A_DAY = timedelta(days=1)


def _faults() -> Iterator[str]:
    told = _told()
    for grant in db.session.scalars(select(Grant).order_by(Grant.id)):
        said = told.pop(grant.id, None)
        if said is None:
            yield f"grant {grant.id} is not in the ledger"
            continue
        until: datetime = said.pop("until")
        there = {name: getattr(grant, name) for name in said}
        if there != said or abs(grant.ends_at - until) > A_DAY:
            yield f"grant {grant.id} differs from its ledger rows"
    for number in told:
        yield f"grant {number} is in the ledger but not in its table"


def _told() -> dict[int, dict[str, Any]]:
    """What the ledger says of each grant, by its number; the names are those of its columns."""
    told: dict[int, dict[str, Any]] = {}
    for row in db.session.scalars(select(Row).where(Row.kind == "grant").order_by(Row.seq)):
        payload = open_row(row)
        if payload["step"] == "proposed":
            last_night = date.fromisoformat(payload["until"])
            told[payload["grant"]] = {
                "person_id": payload["person"],
                "proposed_by": row.actor_id,
                "proposed_at": row.received_at,
                "confirmed_by": None,
                "confirmed_at": None,
                "ended_at": None,
                "until": nights.night_bounds(last_night, time_zone())[1],
            }
        elif payload["step"] == "confirmed":
            told[payload["grant"]].update(confirmed_by=row.actor_id, confirmed_at=row.received_at)
        else:
            told[payload["grant"]]["ended_at"] = row.received_at
    return told


# No record of its own, and nothing that an erasure would take away.
PROJECTION = Projection(
    kind="grant", snapshots=tuple, remove=lambda _record_id: None, faults=_faults
)
