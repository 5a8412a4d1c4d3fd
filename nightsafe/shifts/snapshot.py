"""The whole of one version of a quiet night, as the ledger keeps it."""

from datetime import datetime
from typing import Any

from nightsafe.shifts.models import QuietNight


def snapshot(quiet: QuietNight) -> dict[str, Any]:
    """The canonical value of a quiet night's present version."""
    return {
        "version": quiet.version,
        "submission": str(quiet.head),
        "logged_for": {
            "organisation": quiet.organisation_id,
            "premises": quiet.premises_id,
            "role": quiet.role,
        },
        "author": quiet.author_id,
        "night": quiet.night.isoformat(),
        "said_at": _iso(quiet.said_at),
        "received_at": _iso(quiet.received_at),
        "withdrawn_at": _iso(quiet.withdrawn_at),
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="microseconds") if instant else None
