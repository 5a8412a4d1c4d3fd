"""The whole of one version of a visit, as the ledger keeps it."""

from datetime import datetime
from typing import Any

from nightsafe.visits.models import Visit
from nightsafe.visits.written import Written


def snapshot(visit: Visit, written: Written) -> dict[str, Any]:
    """The canonical value of a visit's present version; screens can be rebuilt from it."""
    return {
        "version": visit.version,
        "submission": str(visit.head),
        "logged_for": {
            "organisation": visit.organisation_id,
            "premises": visit.premises_id,
            "role": visit.role,
        },
        "author": visit.author_id,
        "arrived_at": _iso(visit.arrived_at),
        "claimed_at": _iso(visit.claimed_at),
        "left_at": _iso(visit.left_at),
        "night": visit.night.isoformat(),
        "received_at": _iso(visit.received_at),
        "sent_at": _iso(visit.sent_at),
        "changed_at": _iso(visit.changed_at),
        "place": visit.place_id,
        "answers": visit.answers,
        "restricted": visit.restricted,
        "entry": str(visit.entry_id) if visit.entry_id else None,
        "withdrawn_at": _iso(visit.withdrawn_at),
        "written": written.as_json(),
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="microseconds") if instant else None
