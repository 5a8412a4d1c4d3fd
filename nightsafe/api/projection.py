"""Consumers read back from their ledger rows: a token written past the product is found."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from nightsafe import nights
from nightsafe.api.actions import print_of
from nightsafe.api.models import Consumer
from nightsafe.database import db
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from nightsafe.ledger.verify import Projection
from nightsafe.network.queries import time_zone

# The end is a night's, as local time had it when the token was made.
A_DAY = timedelta(days=1)


def _faults() -> Iterator[str]:
    told = _told()
    for consumer in db.session.scalars(select(Consumer).order_by(Consumer.id)):
        said = told.pop(consumer.id, None)
        if said is None:
            yield f"consumer {consumer.id} is not in the ledger"
            continue
        until: datetime = said.pop("until")
        there = {
            "print": print_of(consumer),
            "scopes": consumer.scopes,
            "made": (consumer.made_by, consumer.made_at),
            "revoked": (consumer.revoked_by, consumer.revoked_at),
        }
        if there != said or abs(consumer.ends_at - until) > A_DAY:
            yield f"consumer {consumer.id} differs from its ledger rows"
    for number in told:
        yield f"consumer {number} is in the ledger but not in its table"


def _told() -> dict[int, dict[str, Any]]:
    """What the ledger says of each consumer, by its number."""
    told: dict[int, dict[str, Any]] = {}
    for row in db.session.scalars(select(Row).where(Row.kind == "consumer").order_by(Row.seq)):
        payload = open_row(row)
        if payload["step"] == "made":
            until = date.fromisoformat(payload["until"])
            told[payload["consumer"]] = {
                "print": payload["print"],
                "scopes": payload["scopes"],
                "made": (row.actor_id, row.received_at),
                "revoked": (None, None),
                "until": nights.night_bounds(until, time_zone())[1],
            }
        else:
            told[payload["consumer"]]["revoked"] = (row.actor_id, row.received_at)
    return told


# No record of its own, and nothing that an erasure would take away.
PROJECTION = Projection(
    kind="consumer", snapshots=tuple, remove=lambda _record_id: None, faults=_faults
)
