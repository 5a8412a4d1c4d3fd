"""What somebody sees of a visit: all of it, or of a restricted one only that somebody came."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import LazyString

from nightsafe.gate import Actor
from nightsafe.visits import lifecycle
from nightsafe.visits.choices import LEFT, REASONS
from nightsafe.visits.models import Visit


@dataclass(frozen=True)
class Seen:
    """A visit in somebody's eyes; `visit` is None where they see arrival and leaving only."""

    id: UUID
    arrived_at: datetime
    left_at: datetime | None
    night: date
    mine: bool
    restricted: bool
    minutes: int
    forgotten: bool
    withdrawn: bool
    reasons: list[LazyString]
    left: LazyString | None
    visit: Visit | None

    @property
    def full(self) -> bool:
        """Whether more than arrival and leaving is shown."""
        return self.visit is not None


def seen(visit: Visit, actor: Actor, now: datetime) -> Seen:
    """A visit as its author sees it, or as the manager or team lead does."""
    mine = lifecycle.is_author(visit, actor)
    full = mine or not visit.restricted
    return Seen(
        id=visit.id,
        arrived_at=visit.arrived_at,
        left_at=visit.left_at,
        night=visit.night,
        mine=mine,
        restricted=visit.restricted,
        minutes=lifecycle.minutes(visit, now),
        forgotten=lifecycle.forgotten(visit, now),
        withdrawn=visit.withdrawn_at is not None,
        reasons=[REASONS[key] for key in visit.answers.get("reasons", ())] if full else [],
        left=LEFT.get(visit.answers.get("left", "")) if full else None,
        visit=visit if full else None,
    )
