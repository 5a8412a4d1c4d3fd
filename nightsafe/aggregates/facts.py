"""Facts of a quarter: what may be told of each record, and how many are alike; raw (rule 9).

Counted without a person, as a release counts: restricted and register-only records are in it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from nightsafe.aggregates.dimensions import (
    BROUGHT,
    COUNTED,
    NO,
    NONE,
    OTHER,
    REASON_GROUPS,
    REPORTED_LATER,
    TELLERS,
    YES,
    Dimensions,
    Population,
    night_of_week,
    of_events,
    of_visits,
    wait_of,
)
from nightsafe.aggregates.models import Frozen, FrozenClass, FrozenRecord
from nightsafe.database import db
from nightsafe.incidents.category import Audience
from nightsafe.incidents.flags import PREVENTED
from nightsafe.incidents.models import Entry, Event
from nightsafe.network.models import Area, Place
from nightsafe.nights import Quarter, band_of
from nightsafe.review.models import Finding
from nightsafe.visits.models import Visit

EVENTS, VISITS = "events", "visits"
PER_READ = 1000
CONFIRMED = "confirmed"  # a key of review.rules.OUTCOMES; whatever else was found is not

Categories = Mapping[str, str]
# What a page is told quickly.
LIVE = ("population", "code", "night", "band", "area", "place")


@dataclass(frozen=True)
class Facts:
    """The records of a quarter by unit: the id of each, and its category in each dimension."""

    dimensions: Mapping[str, Dimensions]
    records: Mapping[str, list[tuple[UUID, Categories]]]


@dataclass
class _Told:
    """What an event's entries tell beside the event itself."""

    role: str = OTHER
    received: datetime | None = None
    method: str = NONE
    where: str = NONE
    prevented: bool = True


def read(quarter: Quarter, tz: ZoneInfo) -> Facts:
    """The facts of a quarter as they stand, and of earlier ones what was reported since."""
    areas = tuple(map(str, db.session.scalars(select(Area.id).order_by(Area.id))))
    events = [*_events(quarter, tz)]
    sources = tuple(sorted({one["source"] for _, one in events} - {NONE}))
    return Facts(
        {EVENTS: of_events(areas, sources), VISITS: of_visits(areas)},
        {EVENTS: events, VISITS: [*_visits(quarter)]},
    )


def live(quarter: Quarter, tz: ZoneInfo) -> list[tuple[Categories, int]]:
    """How many confirmed events there are of each combination, as they stand; quick, for a page.

    Told by population, code, night, band, area and kind of place alone.
    """
    found: Counter[tuple[tuple[str, str], ...]] = Counter()
    for event in db.session.execute(_of(quarter)):
        one = {
            "population": str(_population(event, prevented=False)),
            "code": event.code,
            "night": night_of_week(event.night),
            "band": str(band_of(event.occurred_at, tz)),
            "area": NONE if event.area_id is None else str(event.area_id),
            "place": event.kind or NONE,
        }
        found[tuple(one.items())] += 1
    return [(dict(key), number) for key, number in found.items()]


def dimensions_of(numbers: list[tuple[Categories, int]]) -> Dimensions:
    """The dimensions of what `live` found."""
    areas = tuple(sorted({one["area"] for one, _ in numbers} - {NONE}, key=int))
    return {key: each for key, each in of_events(areas, ()).items() if key in LIVE}


def tells(dimensions: Iterable[str], only: Mapping[str, frozenset[str]]) -> bool:
    """Whether `live` tells of these dimensions; it does not tell what was prevented."""
    prevented = Population.PREVENTED in only.get("population", frozenset())
    return set(dimensions) <= set(LIVE) and not prevented


def nights_on_record() -> tuple[Any, Any]:
    """The first and the last night of which there is any record that a release counts."""
    ends = [
        end(column).label(f"{end_name}_{unit}")
        for unit, column in ((EVENTS, Event.night), (VISITS, Visit.night))
        for end_name, end in (("first", func.min), ("last", func.max))
    ]
    row = db.session.execute(select(*[select(end).scalar_subquery() for end in ends])).one()
    known = [night for night in row if night is not None]
    return (min(known), max(known)) if known else (None, None)


def _of(quarter: Quarter) -> Any:
    """Standing events of a quarter with what judges and places them."""
    return _placed(select(Event)).where(
        Event.standing.is_(True), Event.night.between(quarter.first, quarter.last)
    )


def _placed(query: Select[Any]) -> Any:
    street = aliased(Place)
    return (
        query.with_only_columns(
            Event.id,
            Event.code,
            Event.night,
            Event.occurred_at,
            Event.audience,
            Event.source,
            Place.kind,
            func.coalesce(street.area_id, Place.area_id).label("area_id"),
            Finding.outcome,
            Finding.first_seen_at,
        )
        .outerjoin(Place, Place.id == Event.place_id)
        .outerjoin(street, street.id == Place.street_id)
        .outerjoin(Finding, Finding.event_id == Event.id)
        .order_by(Event.id)
    )


def _events(quarter: Quarter, tz: ZoneInfo) -> Iterator[tuple[UUID, Categories]]:
    # One whose time was put right after its quarter's release is not counted a second time.
    here = and_(Event.night.between(quarter.first, quarter.last), ~_counted())
    told = _told(here)
    query = _of(quarter).where(~_counted())
    for row in db.session.execute(query.execution_options(yield_per=PER_READ)):
        yield row.id, _event(row, told[row.id], tz)
    since = _earlier_and_not_counted(quarter)
    told = _told(and_(*since))
    query = _placed(select(Event)).where(Event.standing.is_(True), *since)
    for row in db.session.execute(query.execution_options(yield_per=PER_READ)):
        categories = _event(row, told[row.id], tz)
        later = {
            Population.CONFIRMED: Population.LATER,
            Population.PREVENTED: Population.LATER,
            Population.RECORDED: Population.LATER_RECORDED,
        }.get(Population(categories["population"]))
        if later is not None:
            yield row.id, {**categories, "population": str(later)}


def _earlier_and_not_counted(quarter: Quarter) -> tuple[Any, ...]:
    """Events of earlier quarters that were released, which no release counted as confirmed."""
    released = aliased(Frozen)
    of_released = exists().where(
        released.released.is_(True),
        released.kind == "quarter",
        Event.night.between(released.first, released.last),
    )
    return (Event.night < quarter.first, of_released, ~_counted())


def _counted() -> Any:
    """Whether an event stands in the cells of a frozen quarter already, or in "reported later"."""
    return (
        exists()
        .where(FrozenRecord.record_id == Event.id, FrozenClass.id == FrozenRecord.class_id)
        .where(FrozenClass.categories["population"].as_string().in_((*COUNTED, *REPORTED_LATER)))
    )


def _told(which: Any) -> defaultdict[UUID, _Told]:
    """What the standing entries of events tell: who was first, method and place of an assault."""
    found: defaultdict[UUID, _Told] = defaultdict(_Told)
    query = (
        select(
            Entry.event_id, Entry.received_at, Entry.id, Entry.role, Entry.details,
            cast(Entry.flags, String).contains(f'"{PREVENTED}"'),
        )
        .join(Event, Event.id == Entry.event_id)
        .where(Event.standing.is_(True), Entry.withdrawn_at.is_(None), which)
        .order_by(Entry.received_at, Entry.id)
    )  # fmt: skip
    for event_id, received, _entry_id, role, details, prevented in db.session.execute(query):
        told = found[event_id]
        if told.received is None:
            told.received, told.role = received, TELLERS.get(role, OTHER)
        told.method = told.method or details.get("method", NONE)
        told.where = told.where or details.get("where", NONE)
        told.prevented = told.prevented and bool(prevented)
    return found


def _population(event: Any, *, prevented: bool) -> Population:
    """Which part of the quarter an event belongs to.

    Prevented is what all its standing accounts call so. What was brought along is confirmed as
    recorded by its source, unless a reviewer found otherwise.
    """
    if event.audience == Audience.REGISTER:
        return Population.RECORDED
    if event.outcome is not None and event.outcome != CONFIRMED:
        return Population.NOT_CONFIRMED
    if event.outcome is None and event.source is None:
        return Population.UNDECIDED
    return Population.PREVENTED if prevented else Population.CONFIRMED


def _event(event: Any, told: _Told, tz: ZoneInfo) -> Categories:
    brought = event.source is not None
    population = _population(event, prevented=told.prevented and told.received is not None)
    wait = NONE
    if not brought and event.audience == Audience.REVIEW and told.received is not None:
        seen = event.first_seen_at
        wait = wait_of(None if seen is None else seen - told.received)
    return {
        "population": str(population),
        "code": event.code,
        "area": NONE if event.area_id is None else str(event.area_id),
        "night": night_of_week(event.night),
        "band": str(band_of(event.occurred_at, tz)),
        "place": event.kind or NONE,
        "role": BROUGHT if brought else told.role,
        "method": told.method,
        "where": told.where,
        "wait": wait,
        "source": event.source or NONE,
    }


def _visits(quarter: Quarter) -> Iterator[tuple[UUID, Categories]]:
    street = aliased(Place)
    counted = (
        exists()
        .where(FrozenRecord.record_id == Visit.id, FrozenClass.id == FrozenRecord.class_id)
        # Of a quarter: what a weekly table counted has none.
        .where(FrozenClass.categories["population"].as_string().is_not(None))
    )
    of_released = exists().where(
        Frozen.released.is_(True),
        Frozen.kind == "quarter",
        Visit.night.between(Frozen.first, Frozen.last),
    )
    query = (
        select(Visit.id, Visit.night, Visit.answers, func.coalesce(street.area_id, Place.area_id))
        .outerjoin(Place, Place.id == Visit.place_id)
        .outerjoin(street, street.id == Place.street_id)
        .where(
            Visit.withdrawn_at.is_(None),
            or_(
                Visit.night.between(quarter.first, quarter.last),
                and_(Visit.night < quarter.first, of_released, ~counted),
            ),
        )
        .order_by(Visit.id)
    )
    for visit_id, night, answers, area_id in db.session.execute(query):
        reasons = set(answers.get("reasons", ()))
        yield (
            visit_id,
            {
                "population": "visits" if night >= quarter.first else str(Population.LATER),
                **{
                    f"reason_{group}": YES if reasons & keys else NO
                    for group, keys in REASON_GROUPS.items()
                },
                "left": answers.get("left", NONE),
                "without": answers.get("without_us", NONE),
                "age": answers.get("age_band", NONE),
                "area": NONE if area_id is None else str(area_id),
                "night": night_of_week(night),
            },
        )
