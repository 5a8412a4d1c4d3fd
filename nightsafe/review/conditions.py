"""The filters of the queue as conditions of a query, each by its name, and the queue's order."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select

from nightsafe import nights
from nightsafe.gate import Actor
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.queries import visible, visible_events
from nightsafe.network.models import Place
from nightsafe.review import searching
from nightsafe.review.filters import SEVERITIES, Filters, Key
from nightsafe.review.models import Finding, Question

Condition = ColumnElement[bool]

# Premises count to their street: a venue's name never stands on a count.
street = func.coalesce(Place.street_id, case((Place.kind != "premises", Place.id)))

_QUARTER = timedelta(minutes=15)  # no time zone's hours begin at another minute


def selected(
    actor: Actor, filters: Filters, tz: ZoneInfo, without: Iterable[str] = ()
) -> Select[Event]:
    """The events that somebody may see and asks for, `without` the filters of these names."""
    wanted = conditions(actor, filters, tz)
    return visible_events(actor).where(
        *(condition for name, condition in wanted.items() if name not in set(without))
    )


def conditions(actor: Actor, filters: Filters, tz: ZoneInfo) -> dict[str, Condition]:
    """The condition of each filter that is set; an hour, a band and a night are one, "time"."""
    found: dict[str, Condition] = {}
    if filters.nights is not None:
        found["nights"] = Event.night.between(*filters.nights)
    if filters.state != "all":
        found["state"] = states()[filters.state]
    if filters.hour is not None or filters.band is not None:
        found["time"] = _time(filters, tz)
    elif filters.night is not None:
        found["time"] = Event.night == filters.night
    if filters.place is not None:
        found["place"] = Event.place_id.in_(select(Place.id).where(street == filters.place))
    if filters.area is not None:
        in_area = select(Place.id).where(Place.area_id == filters.area)
        found["area"] = Event.place_id.in_(in_area)
    if filters.group is not None:
        codes = [each.code for each in CATEGORIES.values() if each.group == filters.group]
        found["group"] = Event.code.in_(codes)
    if filters.code is not None:
        found["code"] = Event.code == filters.code
    if filters.severity is not None:
        found["severity"] = Event.severity.in_(SEVERITIES[filters.severity])
    if filters.find is not None:
        found["find"] = searching.condition(actor, filters.find)
    if filters.role is not None:
        found["role"] = (
            visible(actor)
            .with_only_columns(Entry.id)
            .where(Entry.event_id == Event.id, Entry.role == filters.role)
            .correlate(Event)
            .exists()
        )
    return found


def states() -> dict[str, Condition]:
    """The states that can be asked for; all that is open holds the asked and the answered, too."""
    unseen = Event.needs_review.is_(True)
    closed = (
        select(Finding.event_id)
        .where(Finding.event_id == Event.id, Finding.closed_at.is_not(None))
        .correlate(Event)
        .exists()
    )
    # Few questions are open at any time: their events are found from the questions.
    is_open = Event.id.in_(_asked(Question.answered_at.is_(None)))
    told = (
        _asked(Question.answered_at.is_not(None))
        .where(Entry.event_id == Event.id)
        .correlate(Event)
        .exists()
    )
    return {
        "unseen": unseen,
        "open": and_(~unseen, ~closed),
        "asked": and_(~unseen, is_open, ~closed),
        "answered": and_(~unseen, told, ~is_open, ~closed),
        "closed": and_(~unseen, closed),
    }


def _asked(condition: Condition) -> Select[UUID]:
    return select(Entry.event_id).join(Question, Question.entry_id == Entry.id).where(condition)


def _time(filters: Filters, tz: ZoneInfo) -> Condition:
    dates = [filters.night] if filters.night is not None else filters.dates
    stretches = [one for each in dates for one in _stretches(each, filters, tz)]
    return or_(
        *(
            and_(Event.night == night, Event.occurred_at >= start, Event.occurred_at < end)
            for night, start, end in stretches
        )
    )


def _stretches(
    night: date, filters: Filters, tz: ZoneInfo
) -> list[tuple[date, datetime, datetime]]:
    """The stretches of a night in which the clock showed that hour, or that band ran."""
    found: list[tuple[date, datetime, datetime]] = []
    at, end = nights.night_bounds(night, tz)
    while at < end:
        hour = filters.hour is None or nights.local(at, tz).hour == filters.hour
        if hour and (filters.band is None or nights.band_of(at, tz) == filters.band):
            if found and found[-1][2] == at:
                found[-1] = (night, found[-1][1], at + _QUARTER)
            else:
                found.append((night, at, at + _QUARTER))
        at += _QUARTER
    # An hour outside the band asked for matches nothing.
    return found or [(night, end, end)]


def key_of(event: Event) -> Key:
    """Where an event stands in the queue's order."""
    return Key(event.severity, event.occurred_at, event.id)


def ordered(query: Select[Any], filters: Filters, *, backwards: bool = False) -> Select[Any]:
    """The queue's order: the gravest first, then by time.

    Some nights are read as they went; of all nights there are, the newest comes first.
    """
    return query.order_by(
        *(
            column.desc() if falls != backwards else column.asc()
            for column, falls in zip(_ORDER, _falling(filters), strict=True)
        )
    )


def beyond(key: Key, filters: Filters, *, backwards: bool = False) -> Condition:
    """The condition that an event stands after `key` in the queue's order, or before it."""
    values = (key.severity, key.occurred_at, key.id)
    later: Condition = false()
    for column, value, falls in reversed(list(zip(_ORDER, values, _falling(filters), strict=True))):
        past = column < value if falls != backwards else column > value
        later = or_(past, and_(column == value, later))
    # Said by itself, too: an index finds where to begin.
    reach = Event.severity >= key.severity if backwards else Event.severity <= key.severity
    return and_(reach, later)


_ORDER: tuple[Any, ...] = (Event.severity, Event.occurred_at, Event.id)


def _falling(filters: Filters) -> tuple[bool, bool, bool]:
    newest_first = filters.nights is None
    return True, newest_first, newest_first
