"""A briefing as the ledger keeps it: what it says, who did what; long texts as their digest."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from nightsafe.briefings.models import Briefing
from nightsafe.ledger.crypto import canonical

_PEOPLE = ("sent_by", "returned_by", "approved_by", "published_by")
_TIMES = ("composed_at", "sent_at", "approved_at", "published_at")


def snapshot(briefing: Briefing) -> dict[str, Any]:
    """What a row of the ledger says of a briefing after each step."""
    said = {
        "facts": briefing.facts,
        "blocks": briefing.blocks,
        "annex": briefing.annex,
        "audience": briefing.audience,
        "why": briefing.why,
        "returned_why": briefing.returned_why,
    }
    return {
        "week": briefing.week.isoformat(),
        "version": briefing.version,
        "state": briefing.state,
        "revision": briefing.revision,
        "corrects": str(briefing.corrects) if briefing.corrects else None,
        "writers": list(briefing.writers),
        "frozen_id": briefing.frozen_id,
        **{name: getattr(briefing, name) for name in _PEOPLE},
        **{name: _written(getattr(briefing, name)) for name in _TIMES},
        "digest": hashlib.sha256(canonical(said)).hexdigest(),
    }


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()
