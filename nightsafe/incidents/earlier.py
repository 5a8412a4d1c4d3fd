"""What an entry said in the version that a page was made from: an amendment is what differs."""

from typing import Any
from uuid import UUID

from nightsafe.incidents.models import Entry
from nightsafe.incidents.snapshot import snapshot
from nightsafe.incidents.written import read_written
from nightsafe.ledger.queries import versions


def said(entry: Entry, submission_id: UUID | None) -> dict[str, Any]:
    """The fields of the version that a submission made, by their names in a Report.

    The newest version when that submission made none. Compared with the newest alone, a page
    opened before a change would take that change back, and a repeat would look like another
    request.
    """
    if submission_id is not None and submission_id != entry.head:
        for version in versions("entry", entry.id):
            if version.payload["submission"] == str(submission_id):
                return _fields(version.payload)
    return _fields(snapshot(entry, read_written(entry)))


def _fields(payload: dict[str, Any]) -> dict[str, Any]:
    written = payload["written"]
    return {
        "code": payload["code"],
        "place": (payload["place"], written["place_words"]),
        "flags": payload["flags"],
        "actions": payload["actions"],
        "details": {**payload["details"], **written["details"]},
        "people": payload["people"],
        "police_reference": written["police_reference"],
        "plate": written["plate"],
        "severity": payload["severity"] if payload["severity_chosen"] else None,
        "paragraphs": [one["text"] for one in written["paragraphs"]],
        "claimed_at": payload["claimed_at"],
        "occurred_at": payload["occurred_at"],
    }
