"""How much there is beside each filter of the queue; nothing here counts all of time.

What the nights hold is fetched once, without anybody's words, and counted here: three statements
whatever is asked for and however much there is.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, not_, select
from sqlalchemy.orm import aliased

from nightsafe import nights
from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.queries import visible, visible_events
from nightsafe.network.models import Area, Place
from nightsafe.network.queries import time_zone
from nightsafe.nights import Band
from nightsafe.review import conditions, searching
from nightsafe.review.conditions import street
from nightsafe.review.filters import SEVERITIES, STATES, Filters
from nightsafe.review.models import Finding, Question

# Counting stops here, so that a page costs the same however much has piled up.
MOST = 1000

Named = tuple[int, str]

# The filters that each figure leaves out: it says what choosing another would show.
_TIME = frozenset({"night", "hour", "band"})
_LEFT_OUT = {
    "states": frozenset({"state"}),
    "severities": frozenset({"severity"}),
    "codes": frozenset({"group", "code"}),
    "streets": frozenset({"place"}),
    "areas": frozenset({"area", "place"}),
    "roles": frozenset({"role"}),
    "nights": frozenset({"night"}),
    "bands": frozenset({"hour", "band"}),
    "hours": _TIME,
}


@dataclass(frozen=True)
class Counts:
    """How many events each choice of a filter would show; `events` are those of the nights.

    `shown` are those that all filters leave: what the queue lists, page by page.
    """

    states: dict[str, int]
    severities: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    streets: list[tuple[int, str, int]] = field(default_factory=list)
    areas: list[tuple[int, str, int]] = field(default_factory=list)
    roles: Counter[str] = field(default_factory=Counter)
    nights: Counter[date] = field(default_factory=Counter)
    bands: Counter[Band] = field(default_factory=Counter)
    hours: Counter[tuple[date, int]] = field(default_factory=Counter)
    events: int = 0
    shown: int = 0
    # A search whose words stand nearly everywhere, among all nights: its hits were not counted.
    endless: bool = False

    @property
    def whole(self) -> bool:
        """Whether everything was counted: past MOST no figure is right."""
        return self.events <= MOST and not self.endless


class _Row(NamedTuple):
    id: UUID
    code: str
    severity: int
    night: date
    occurred_at: datetime
    unseen: bool
    closed: bool
    street: int | None
    street_name: str | None
    area: int | None
    area_name: str | None


def counts(actor: Actor, filters: Filters) -> Counts:
    """What stands beside the filters: each counted among what the others leave."""
    if filters.nights is None and searching.is_common(actor, filters.find):
        return Counts(states={}, endless=True)
    # Among all nights there are, only what is asked for is counted: the rest may be endless.
    state = "all" if filters.any_state else filters.state
    plain = Filters(filters.nights, state=state, find=filters.find)
    events = conditions.selected(actor, plain, time_zone())
    rows = _rows(events)
    some = events.with_only_columns(Event.id).limit(MOST + 1).subquery()
    return _counted(rows, _roles(actor, some), _questions(some), filters)


def unseen_outside(actor: Actor, filters: Filters) -> int:
    """How many unseen events lie outside the nights asked for, counted up to MOST."""
    if filters.nights is None:
        return 0
    query = visible_events(actor).where(
        Event.needs_review.is_(True), not_(Event.night.between(*filters.nights))
    )
    some = query.with_only_columns(Event.id).limit(MOST + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _rows(events: Select[Event]) -> list[_Row]:
    road = aliased(Place)
    query = (
        events.outerjoin(Place, Place.id == Event.place_id)
        .outerjoin(road, road.id == street)
        .outerjoin(Area, Area.id == Place.area_id)
        .outerjoin(Finding, Finding.event_id == Event.id)
        .with_only_columns(
            Event.id,
            Event.code,
            Event.severity,
            Event.night,
            Event.occurred_at,
            Event.needs_review,
            Finding.closed_at.is_not(None),
            road.id,
            road.name,
            Area.id,
            Area.name,
        )
        .limit(MOST + 1)
    )
    return [_Row._make(row) for row in db.session.execute(query)]


def _roles(actor: Actor, some: Any) -> dict[UUID, set[str]]:
    told = visible(actor).join(some, some.c.id == Entry.event_id)
    found: dict[UUID, set[str]] = defaultdict(set)
    for event_id, role in db.session.execute(told.with_only_columns(Entry.event_id, Entry.role)):
        found[event_id].add(role)
    return found


def _questions(some: Any) -> dict[UUID, set[bool]]:
    """Of the events that something was asked about: whether anything, or nothing, was answered."""
    asked = (
        select(Entry.event_id, Question.answered_at.is_not(None))
        .join(some, some.c.id == Entry.event_id)
        .join(Question, Question.entry_id == Entry.id)
    )
    found: dict[UUID, set[bool]] = defaultdict(set)
    for event_id, answered in db.session.execute(asked):
        found[event_id].add(bool(answered))
    return found


def _counted(
    rows: Sequence[_Row],
    roles: dict[UUID, set[str]],
    questions: dict[UUID, set[bool]],
    filters: Filters,
) -> Counts:
    tz = time_zone()
    states = Counter(dict.fromkeys(STATES if filters.any_state else (filters.state,), 0))
    streets: Counter[Named] = Counter()
    areas: Counter[Named] = Counter()
    found = Counts(states=states, events=len(rows))
    shown = 0
    for row in rows:
        by = roles.get(row.id, set())
        within = _states(row, questions.get(row.id, set()), filters)
        hour, band = nights.local(row.occurred_at, tz).hour, nights.band_of(row.occurred_at, tz)
        missed = _missed(row, filters, within, by, hour, band)
        shown += not missed
        counted = {name for name, without in _LEFT_OUT.items() if missed <= without}
        if "states" in counted:
            states.update(within)
        if "severities" in counted:
            found.severities[row.severity] += 1
        if "codes" in counted:
            found.codes[row.code] += 1
        if "streets" in counted and row.street is not None:
            streets[row.street, row.street_name or ""] += 1
        if "areas" in counted and row.area is not None:
            areas[row.area, row.area_name or ""] += 1
        if "roles" in counted:
            found.roles.update(by)
        if "nights" in counted:
            found.nights[row.night] += 1
        if "bands" in counted:
            found.bands[band] += 1
        if "hours" in counted:
            found.hours[row.night, hour] += 1
    return replace(found, streets=_most_first(streets), areas=_most_first(areas), shown=shown)


def _states(row: _Row, questions: set[bool], filters: Filters) -> set[str]:
    """The states under which an event stands, as `conditions.states` has them."""
    if not filters.any_state:
        return {filters.state}
    if row.unseen:
        return {"all", "unseen"}
    if row.closed:
        return {"all", "closed"}
    found = {"all", "open"}
    if False in questions:
        found.add("asked")
    elif questions:
        found.add("answered")
    return found


def _missed(
    row: _Row, filters: Filters, states: set[str], roles: set[str], hour: int, band: Band
) -> set[str]:
    """The filters that leave this event out."""
    fits = {
        "state": filters.state in states,
        "night": filters.night in {None, row.night},
        "hour": filters.hour in {None, hour},
        "band": filters.band in {None, band},
        "place": filters.place in {None, row.street},
        "area": filters.area in {None, row.area},
        "group": filters.group in {None, CATEGORIES[row.code].group},
        "code": filters.code in {None, row.code},
        "severity": filters.severity is None or row.severity in SEVERITIES[filters.severity],
        "role": filters.role is None or filters.role in roles,
    }
    return {name for name, fit in fits.items() if not fit}


def _most_first(found: Counter[Named]) -> list[tuple[int, str, int]]:
    """(id, name, how many), most first."""
    rows = [(id_, name, number) for (id_, name), number in found.items()]
    return sorted(rows, key=lambda one: (-one[2], one[1]))
