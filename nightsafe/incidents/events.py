"""The event that entries tell of: derived from those that stand (rule 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, Event

_WIDTH = {Audience.STATISTICS: 0, Audience.REGISTER: 1, Audience.REVIEW: 2}


@dataclass(frozen=True)
class Told:
    """What an event is, as its entries tell it; the names are those of the event's columns."""

    code: str
    severity: int
    occurred_at: datetime
    night: date
    place_id: int | None
    audience: str
    restricted: bool
    standing: bool
    source: str | None

    @property
    def for_review(self) -> bool:
        """Whether reviewers have anything to look at."""
        return self.standing and self.audience == Audience.REVIEW


def told_by(entries: Sequence[Entry]) -> Told:
    """Derive an event from its entries: the gravest code, the earliest time, the best place.

    An event whose entries are all withdrawn no longer stands.
    """
    in_order = sorted(entries, key=lambda entry: (entry.occurred_at, entry.id))
    standing = [entry for entry in in_order if entry.withdrawn_at is None]
    told = standing or in_order
    gravest = max(told, key=lambda entry: (entry.severity, -entry.occurred_at.timestamp()))
    return Told(
        code=gravest.code,
        severity=gravest.severity,
        occurred_at=told[0].occurred_at,
        night=told[0].night,
        place_id=next((entry.place_id for entry in told if entry.place_id is not None), None),
        audience=max((entry.audience for entry in told), key=lambda each: _WIDTH[Audience(each)]),
        restricted=any(entry.restricted for entry in entries),
        standing=bool(standing),
        source=told[0].source,
    )


def settle(event: Event, entries: Sequence[Entry], *, unseen: bool) -> None:
    """Let an event be what its entries tell; one that does not stand waits for nobody.

    `unseen` when something was added that a reviewer has not seen.
    """
    told = told_by(entries)
    for column, value in vars(told).items():
        setattr(event, column, value)
    event.needs_review = told.for_review and (unseen or bool(event.needs_review))
