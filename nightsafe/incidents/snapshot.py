"""The whole of one version of an entry, and of its photos, as the ledger keeps them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from nightsafe.incidents.events import event_id_of
from nightsafe.incidents.models import Entry, EventMove, Photo
from nightsafe.incidents.written import Written


def snapshot(entry: Entry, written: Written) -> dict[str, Any]:
    """The canonical value of an entry's present version; screens can be rebuilt from it."""
    # Only where it was brought along: every other version is as it always was.
    brought = {} if entry.source is None else {"source": entry.source}
    return {
        **brought,
        "version": entry.version,
        "submission": str(entry.head),
        # Its own; where it was moved to since is a record of its own kind ("moved").
        "event": str(event_id_of(entry.id)),
        "logged_for": {
            "organisation": entry.organisation_id,
            "premises": entry.premises_id,
            "role": entry.role,
        },
        "author": entry.author_id,
        "code": entry.code,
        "severity": entry.severity,
        "severity_chosen": entry.severity_chosen,
        "flags": entry.flags,
        "actions": entry.actions,
        "details": entry.details,
        "people": entry.people,
        "audience": entry.audience,
        "restricted": entry.restricted,
        "shared_at": _iso(entry.shared_at),
        "occurred_at": _iso(entry.occurred_at),
        "claimed_at": _iso(entry.claimed_at),
        "received_at": _iso(entry.received_at),
        "sent_at": _iso(entry.sent_at),
        "changed_at": _iso(entry.changed_at),
        "night": entry.night.isoformat(),
        "place": entry.place_id,
        "withdrawn_at": _iso(entry.withdrawn_at),
        "written": written.as_json(),
    }


def snapshot_of_photos(photos: Iterable[Photo]) -> dict[str, Any]:
    """The canonical value of an entry's photos: digests and sizes, never a pixel."""
    return {
        "photos": [
            {
                "id": str(one.id),
                "number": one.number,
                "author": one.author_id,
                "sha256": one.digest.hex(),
                "bytes": one.length,
                "shown": {"sha256": one.shown_digest.hex(), "bytes": one.shown_length},
                "width": one.width,
                "height": one.height,
                "received_at": _iso(one.received_at),
                "captured_at": _iso(one.captured_at),
                "removed_at": _iso(one.removed_at),
            }
            for one in photos
        ]
    }


def snapshot_of_move(move: EventMove) -> dict[str, Any]:
    """The canonical value of an entry's newest move from one event to another."""
    return {
        "from": str(move.from_event),
        "to": str(move.to_event),
        "why": list(move.why),
        "by": move.moved_by,
        "at": _iso(move.moved_at),
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="microseconds") if instant else None
