"""The event that entries tell of: derived from those that stand (rule 7)."""

from collections.abc import Sequence

from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, Event

_WIDTH = {Audience.STATISTICS: 0, Audience.REGISTER: 1, Audience.REVIEW: 2}


def settle(event: Event, entries: Sequence[Entry], *, unseen: bool) -> None:
    """Derive an event from its entries: the gravest code, the earliest time, the best place.

    `unseen` when something was added that a reviewer has not seen. An event whose entries are all
    withdrawn no longer stands, and waits for nobody.
    """
    standing = [entry for entry in entries if entry.withdrawn_at is None]
    event.standing = bool(standing)
    event.restricted = any(entry.restricted for entry in entries)
    told = standing or list(entries)
    first = min(told, key=lambda entry: entry.occurred_at)
    gravest = max(told, key=lambda entry: (entry.severity, -entry.occurred_at.timestamp()))
    event.code, event.severity = gravest.code, gravest.severity
    event.occurred_at, event.night = first.occurred_at, first.night
    event.place_id = next((entry.place_id for entry in told if entry.place_id is not None), None)
    event.audience = max(
        (entry.audience for entry in told), key=lambda each: _WIDTH[Audience(each)]
    )
    wanted = event.standing and event.audience == Audience.REVIEW
    event.needs_review = wanted and (unseen or bool(event.needs_review))
