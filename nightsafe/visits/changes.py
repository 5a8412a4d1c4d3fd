"""Applying the fields that a submission brings, and only those, to a visit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from nightsafe import nights
from nightsafe.errors import ProductError
from nightsafe.network.queries import time_zone
from nightsafe.submissions.envelope import Envelope
from nightsafe.submissions.when import When
from nightsafe.visits.answers import QUESTIONS, WORDS, tidied
from nightsafe.visits.models import Visit
from nightsafe.visits.rules import is_restricted
from nightsafe.visits.written import Written

# A time read off a phone's clock is as exact as its line is quick: how long the sending took counts
# as a fault of the clock.
SLOW_LINE = timedelta(minutes=2)
FIELDS = QUESTIONS.keys() | WORDS | {"arrived_at", "left_at", "entry_id"}


def apply(
    visit: Visit, written: Written, changes: Mapping[str, Any], envelope: Envelope, now: datetime
) -> Written:
    """Change a visit's fields; gives what is now written in it.

    `changes` maps names of FIELDS to values: a When or an instant for a time (None: still here),
    keys for a question (empty: no answer), "note" one more paragraph. A restriction stays once
    it was. Raises ProductError beside the field.
    """
    unknown = changes.keys() - FIELDS
    if unknown:
        raise ValueError(f"not fields of a visit: {sorted(unknown)}")
    asked = {name: changes[name] for name in QUESTIONS if name in changes}
    answers: dict[str, Any] = {**tidied({**visit.answers, **asked})}
    visit.answers = answers
    if "arrived_at" in changes:
        claimed = changes["arrived_at"]
        visit.claimed_at = claimed.claimed_at if isinstance(claimed, When) else claimed
        visit.arrived_at = _instant(claimed, envelope, now)
        visit.night = nights.night_of(visit.arrived_at, time_zone())
    if "left_at" in changes:
        left = changes["left_at"]
        visit.left_at = None if left is None else _instant(left, envelope, now)
        if isinstance(left, When) and left.by_phone and visit.left_at is not None:
            early = visit.arrived_at - visit.left_at
            visit.left_at += max(early, timedelta()) if early <= SLOW_LINE else timedelta()
    if visit.left_at is not None and visit.left_at < visit.arrived_at:
        raise ProductError(_l("They cannot leave before they came. Check both times."), "left_time")
    if "entry_id" in changes:
        visit.entry_id = changes["entry_id"]
    if "university" in changes:
        written = replace(written, university=changes["university"])
    restricted = is_restricted(answers.get("reasons", ()), answers.get("age_band"))
    visit.restricted = visit.restricted or restricted
    return written.plus(changes.get("note", ""), visit.version + 1)


def body(changes: Mapping[str, Any], typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The JSON value of what was asked for, by which a replay is known; `typed` wins."""
    return {**{name: _plain(value) for name, value in changes.items()}, **(typed or {})}


def _instant(value: When | datetime, envelope: Envelope, now: datetime) -> datetime:
    return value.corrected(envelope, now) if isinstance(value, When) else value


def _plain(value: Any) -> Any:
    if isinstance(value, When):
        return value.claimed_at.isoformat()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
