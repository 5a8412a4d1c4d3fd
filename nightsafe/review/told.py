"""Whether reporters hear back: how long they waited, and how many have been told anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.queries import visible, visible_events
from nightsafe.review.filters import Filters
from nightsafe.review.models import Finding


@dataclass(frozen=True)
class Told:
    """How reporters were served; `median_hours` is None while nobody's entry was seen."""

    median_hours: float | None
    told: int
    entries: int

    @property
    def hours(self) -> int:
        """The median in hours that were begun; 1 is within the hour."""
        return max(ceil(self.median_hours or 0), 1)

    @property
    def percent(self) -> int:
        """How many of a hundred were told, rounded down: 100 is everybody."""
        return self.told * 100 // self.entries if self.entries else 0


def figures(actor: Actor, filters: Filters) -> Told | None:
    """Median hours from log to seen, and how many reporters were told; one statement.

    Of the entries for review in the nights asked for whose event the actor may open. What was
    withdrawn or brought along is left out: nobody waits for an answer to it. None for all nights
    there are, which would have to be read from the first to the last.

    The hours of an entry run from its receipt to when a reviewer first saw its event; what nobody
    has seen has none yet. Its reporter was told once their page says anything after "Received":
    that it was seen, that police ask, that it is closed; each of them is seeing it first.
    """
    if filters.nights is None:
        return None
    readable = visible_events(actor).with_only_columns(Event.id).subquery()
    rows = db.session.execute(
        visible(actor)
        .with_only_columns(Entry.received_at, Finding.first_seen_at, Finding.seen_at)
        # Another account can restrict the event: whoever may not open it learns nothing of it.
        .join(readable, readable.c.id == Entry.event_id)
        .outerjoin(Finding, Finding.event_id == Entry.event_id)
        .where(
            Entry.night.between(*filters.nights),
            Entry.audience == Audience.REVIEW,
            Entry.withdrawn_at.is_(None),
            Entry.source.is_(None),
        )
    ).all()
    waited = [_waited(received, first, last) for received, first, last in rows if first is not None]
    return Told(median(waited) if waited else None, len(waited), len(rows))


def _waited(received: datetime, first: datetime, last: datetime | None) -> float:
    """Hours from receipt to seen; what joined an event seen before was seen the next time."""
    seen = first if first >= received or last is None else last
    return max((seen - received) / timedelta(hours=1), 0.0)
