"""The whole of one version of a warning, as the ledger keeps it; and its words, sealed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from nightsafe.alerts.models import Alert
from nightsafe.ledger.crypto import open_for, seal_for

Words = dict[str, str]


def seal_words(alert_id: UUID, version: int, words: Words) -> bytes:
    """The sealed words of one version."""
    return seal_for(alert_id, version, words)


def read_words(alert: Alert) -> Words:
    """What was written; raises Unreadable when it was erased."""
    found: Words = open_for(alert.id, alert.version, alert.words)
    return found


def snapshot(alert: Alert) -> dict[str, Any]:
    """The canonical value of a warning's present version."""
    return {
        "version": alert.version,
        "kind": alert.kind,
        "words": read_words(alert),
        "roles": list(alert.roles),
        "areas": list(alert.areas),
        "sent_by": alert.sent_by,
        "organisation": alert.organisation_id,
        "sent_at": _iso(alert.sent_at),
        "until": _iso(alert.until),
        "withdrawn_at": _iso(alert.withdrawn_at),
        "withdrawn_by": alert.withdrawn_by,
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="microseconds") if instant else None
