"""A referral as the ledger keeps it."""

from datetime import datetime
from typing import Any

from nightsafe.referrals.models import Referral
from nightsafe.referrals.written import Written


def snapshot(referral: Referral, written: Written) -> dict[str, Any]:
    """The canonical value of a referral's present version."""
    return {
        "version": referral.version,
        "route": referral.route,
        "event": str(referral.event_id),
        "owner": referral.owner_id,
        "sent_by": referral.sent_by,
        "sent_at": _iso(referral.sent_at),
        "due_at": _iso(referral.due_at),
        "acknowledged_at": _iso(referral.acknowledged_at),
        "acknowledged_by": referral.acknowledged_by,
        "closed_at": _iso(referral.closed_at),
        "closed_by": referral.closed_by,
        "outcome": referral.outcome,
        "escalated_at": _iso(referral.escalated_at),
        "written": written.as_json(),
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="microseconds") if instant else None
