"""The event that entries tell of: derived from those that stand (rule 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, Event

_WIDTH = {Audience.STATISTICS: 0, Audience.REGISTER: 1, Audience.REVIEW: 2}


# A venue's own door says more than its street; either more than nothing.
_AT_A_DOOR = "premises"


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
        place_id=_place_of(told),
        audience=max((entry.audience for entry in told), key=lambda each: _WIDTH[Audience(each)]),
        restricted=any(entry.restricted for entry in entries),
        standing=bool(standing),
        source=told[0].source,
    )


def event_id_of(record_id: UUID) -> UUID:
    """The id of the event that an entry is first of."""
    return uuid5(record_id, "event")


def _place_of(told: Sequence[Entry]) -> int | None:
    """The most precise place that was named, the earliest of several such."""
    named = [entry for entry in told if entry.place_id is not None]
    if len({entry.place_id for entry in named}) < 2:
        return named[0].place_id if named else None
    doors = (each for each in named if each.place is not None and each.place.kind == _AT_A_DOOR)
    return next(doors, named[0]).place_id


def settle(event: Event, entries: Sequence[Entry], *, unseen: bool) -> None:
    """Let an event be what its entries tell; one that does not stand waits for nobody.

    `unseen` when something was added that a reviewer has not seen.
    """
    told = told_by(entries)
    for column, value in vars(told).items():
        setattr(event, column, value)
    event.needs_review = told.for_review and (unseen or bool(event.needs_review))
