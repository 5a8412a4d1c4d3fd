"""Who reported from some areas in each weekend, of how many that were active there.

As `coverage`, but for weekends and for parts of the ground: premises belong to the area of their
street; teams walk everywhere, and are counted with every area.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import aliased

from nightsafe.aggregates.coverage import Active, teams
from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.models import Entry
from nightsafe.incidents.queries import countable_entries
from nightsafe.network.models import Place, Premises
from nightsafe.nights import Weekend
from nightsafe.shifts.models import QuietNight
from nightsafe.shifts.queries import countable as countable_quiet
from nightsafe.visits.models import Visit
from nightsafe.visits.queries import countable as countable_visits

# Premises or none, and the organisation: who may be heard from.
Who = tuple[int | None, int]


@dataclass(frozen=True)
class Share:
    """How many premises and teams reported, of how many that were active."""

    reported: int
    active: int

    @property
    def part(self) -> float:
        """The share that reported, 0 to 1; 0 where nobody was active."""
        return self.reported / self.active if self.active else 0.0


@dataclass(frozen=True)
class _There:
    """Premises or a team, in which area (None: all), and from when until when."""

    who: Who
    area: str | None
    active: Active


def shares(
    actor: Actor, weekends: Sequence[Weekend], sides: Mapping[str, Collection[str]], tz: ZoneInfo
) -> dict[tuple[Weekend, str], Share]:
    """The share of each weekend (at least one) and side, in three statements.

    A side is the ids of its areas, as text.
    """
    heard = _heard(actor, weekends)
    walking = [_There((None, one.id), None, one) for one in teams()]
    everybody = [*_premises(), *walking]
    found = {}
    for weekend in weekends:
        there = [one for one in everybody if one.active.at_some_time(*weekend.bounds(tz))]
        for side, areas in sides.items():
            asked = {one.who for one in there if one.area is None or one.area in areas}
            found[weekend, side] = Share(len(asked & heard[weekend]), len(asked))
    return found


def _heard(actor: Actor, weekends: Sequence[Weekend]) -> dict[Weekend, set[Who]]:
    weekend_of = {night: weekend for weekend in weekends for night in weekend.nights}
    first, last = min(weekend_of), max(weekend_of)
    records = union(
        _who(countable_entries(actor), Entry, first, last),
        _who(countable_visits(actor), Visit, first, last),
        _who(countable_quiet(actor), QuietNight, first, last),
    )
    found: dict[Weekend, set[Who]] = defaultdict(set)
    for night, premises_id, organisation_id in db.session.execute(records):
        if night in weekend_of:
            # A team is heard from as such, whatever else its organisation runs.
            found[weekend_of[night]].add((premises_id, organisation_id))
    return found


def _who(
    counted: Select[Entry] | Select[Visit] | Select[QuietNight],
    model: type[Entry] | type[Visit] | type[QuietNight],
    first: date,
    last: date,
) -> Select[date, int | None, int]:
    return counted.with_only_columns(model.night, model.premises_id, model.organisation_id).where(
        model.night.between(first, last)
    )


def _premises() -> list[_There]:
    street = aliased(Place)
    found = db.session.execute(
        select(
            Premises.id,
            Premises.organisation_id,
            func.coalesce(street.area_id, Place.area_id),
            Premises.created_at,
            Premises.retired_at,
        )
        .join(Place, Place.id == Premises.place_id)
        .outerjoin(street, street.id == Place.street_id)
    )
    return [
        _There((premises_id, organisation_id), str(area), Active(premises_id, since, until))
        for premises_id, organisation_id, area, since, until in found
    ]
