"""How much there is beside each filter of the queue; nothing here counts all of time."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, not_, select

from nightsafe import nights
from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.queries import visible, visible_events
from nightsafe.network.models import Area, Place
from nightsafe.network.queries import time_zone
from nightsafe.nights import Band
from nightsafe.review import conditions
from nightsafe.review.conditions import selected, street
from nightsafe.review.filters import Filters

# Counting stops here, so that a page costs the same however much has piled up.
MOST = 1000


@dataclass(frozen=True)
class Counts:
    """How many events each choice of a filter would show; `events` are those of the nights."""

    states: dict[str, int]
    severities: dict[int, int]
    codes: dict[str, int]
    streets: list[tuple[int, str, int]]
    areas: list[tuple[int, str, int]]
    roles: dict[str, int]
    nights: Counter[date] = field(default_factory=Counter)
    bands: Counter[Band] = field(default_factory=Counter)
    hours: Counter[tuple[date, int]] = field(default_factory=Counter)
    events: int = 0

    @property
    def whole(self) -> bool:
        """Whether everything was counted: past MOST no figure is right."""
        return self.events <= MOST


def counts(actor: Actor, filters: Filters) -> Counts:
    """What stands beside the filters: each counted among what the others leave."""
    tz = time_zone()

    def among(*names: str) -> Select[Event]:
        return selected(actor, filters, tz, without=names)

    times = db.session.execute(
        among("time").with_only_columns(Event.night, Event.occurred_at).limit(MOST + 1)
    ).all()
    # Among all nights there are, only what is asked for is counted: the rest may be endless.
    states = _states(among("state")) if filters.nights else {filters.state: len(times)}
    plain = Filters(filters.nights, state="all" if filters.nights else filters.state)
    events = _number(selected(actor, plain, tz))
    found = Counts(
        states=states,
        severities=_grouped(among("severity"), Event.severity),
        codes=_grouped(among("group", "code"), Event.code),
        streets=_places(among("place"), street, Place),
        areas=_places(among("area", "place"), Place.area_id, Area),
        roles=_roles(actor, among("role")),
        events=events,
    )
    for night, at in times:
        hour, band = nights.local(at, tz).hour, nights.band_of(at, tz)
        same_hour = filters.hour is None or hour == filters.hour
        same_band = filters.band is None or band == filters.band
        if same_hour and same_band:
            found.nights[night] += 1
        if filters.night is None or night == filters.night:
            found.bands[band] += 1
        found.hours[night, hour] += 1
    return found


def unseen_outside(actor: Actor, filters: Filters) -> int:
    """How many unseen events lie outside the nights asked for, counted up to MOST."""
    if filters.nights is None:
        return 0
    query = visible_events(actor).where(
        Event.needs_review.is_(True), not_(Event.night.between(*filters.nights))
    )
    return _number(query)


def _number(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(_some(query, Event.id))) or 0


def _some(query: Select[Any], *columns: Any) -> Any:
    return query.with_only_columns(*columns).limit(MOST + 1).subquery()


def _grouped(query: Select[Any], column: Any) -> dict[Any, int]:
    some = _some(query, column.label("what"))
    rows = db.session.execute(select(some.c.what, func.count()).group_by(some.c.what))
    return {row[0]: row[1] for row in rows}


def _places(query: Select[Any], column: Any, named: Any) -> list[tuple[int, str, int]]:
    """(id, name, how many), most first."""
    some = _some(query.join(Place, Place.id == Event.place_id), column.label("what"))
    rows = db.session.execute(
        select(named.id, named.name, func.count())
        .join(some, some.c.what == named.id)
        .group_by(named.id, named.name)
    )
    return sorted(((id_, name, n) for id_, name, n in rows), key=lambda one: (-one[2], one[1]))


def _roles(actor: Actor, query: Select[Any]) -> dict[str, int]:
    events = _some(query, Event.id.label("id"))
    told = (
        visible(actor)
        .join(events, events.c.id == Entry.event_id)
        .with_only_columns(Entry.role, func.count(Entry.event_id.distinct()))
        .group_by(Entry.role)
    )
    return {row[0]: row[1] for row in db.session.execute(told)}


def _states(query: Select[Any]) -> dict[str, int]:
    labelled = [
        case((condition, 1), else_=0).label(name) for name, condition in conditions.states().items()
    ]
    some = _some(query, *labelled)
    row = db.session.execute(
        select(
            func.count().label("all"),
            *(func.sum(some.c[one.name]).label(one.name) for one in labelled),
        ).select_from(some)
    ).one()
    return {name: int(number or 0) for name, number in row._mapping.items()}
