"""Applying the fields that an amendment changes, and only those, to an entry."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from nightsafe import nights
from nightsafe.incidents.deeds import tidied
from nightsafe.incidents.models import Entry
from nightsafe.incidents.rules import is_restricted, severity_of
from nightsafe.incidents.written import Written, split_details
from nightsafe.network.queries import time_zone
from nightsafe.submissions.envelope import Envelope

FIELDS = frozenset(
    {
        "code",
        "when",
        "place",
        "flags",
        "actions",
        "details",
        "people",
        "description",
        "police_reference",
        "plate",
        "severity",
    }
)


def apply(
    entry: Entry, written: Written, changes: dict[str, Any], envelope: Envelope, now: datetime
) -> Written:
    """Change an entry's fields; gives what is now written in it.

    `changes` maps names of FIELDS to values as in Report; "place" is (place id, words),
    "description" one more paragraph, "severity" a choice (None gives it back to the rules).
    A restriction stays once it was; the audience stays as it was stamped.
    """
    unknown = changes.keys() - FIELDS
    if unknown:
        raise ValueError(f"not fields of an entry: {sorted(unknown)}")
    if "when" in changes:
        entry.claimed_at = changes["when"].claimed_at
        entry.occurred_at = changes["when"].corrected(envelope, now)
        entry.night = nights.night_of(entry.occurred_at, time_zone())
    if "place" in changes:
        entry.place_id, words = changes["place"]
        written = replace(written, place_words=words)
    entry.code = changes.get("code", entry.code)
    entry.flags = list(changes.get("flags", entry.flags))
    entry.actions = list(tidied(changes.get("actions", entry.actions)))
    entry.people = changes.get("people", entry.people)
    if "details" in changes:
        entry.details, words_of_details = split_details(changes["details"])
        written = replace(written, details=words_of_details)
    for name in ("plate", "police_reference"):
        if name in changes:
            written = replace(written, **{name: changes[name]})
    _derive(entry, changes)
    return written.plus(changes.get("description", ""), entry.version + 1)


def _derive(entry: Entry, changes: dict[str, Any]) -> None:
    if "severity" in changes:
        entry.severity_chosen = changes["severity"] is not None
        entry.severity = changes["severity"] or entry.severity
    if not entry.severity_chosen:
        entry.severity = severity_of(entry.code, entry.flags, entry.actions, entry.details)
    restricted = is_restricted(entry.code, entry.flags, entry.people.get("bands", ()))
    entry.restricted = entry.restricted or restricted
