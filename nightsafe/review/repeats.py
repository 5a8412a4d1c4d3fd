"""Which events look like one, among those that a reviewer may open: suggestions, never more."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import aliased, joinedload

from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, Event, KeptApart
from nightsafe.incidents.queries import event_of, visible, visible_events
from nightsafe.network.models import Place
from nightsafe.review import matching
from nightsafe.review.matching import Account, Pair, Reason
from nightsafe.review.merging import MOST

# What tells of one event lies within half an hour: so much around it holds the others' others.
_REACH = 2 * matching.REACH


@dataclass(frozen=True)
class Alike:
    """An event that looks like the one in hand, with why; nothing that somebody wrote."""

    event: Event
    entries: Sequence[Entry]
    why: tuple[Reason, ...]

    @property
    def event_id(self) -> UUID:
        """The event's id."""
        return self.event.id

    @property
    def roles(self) -> list[str]:
        """The roles that reported it, each once."""
        return list(dict.fromkeys(entry.role for entry in self.entries))

    @property
    def words(self) -> str:
        """Why it looks like the same, in words: "6 minutes apart, 40 m, same kind"."""
        return why_in_words(self.why)


@dataclass(frozen=True)
class Suggestion:
    """What looks like the same event as the one in hand, the earliest first.

    `accounts` is by how many entries all of them together tell.
    """

    alike: tuple[Alike, ...]
    accounts: int

    @property
    def together(self) -> str:
        """The ids of all that look alike as a form sends them."""
        return ",".join(str(one.event_id) for one in self.alike)


def suggestion(actor: Actor, event: Event) -> Suggestion | None:
    """What somebody may open that looks like the same event; None when nothing does.

    Five statements at most; never what a reviewer has kept apart, nor what was brought along.
    """
    if not _comparable(event):
        return None
    accounts = _around(actor, [event])
    group = next((ids for ids in _groups(accounts) if event.id in ids), ())
    others = [one for one in group if one != event.id]
    if not others:
        return None
    told = _by_event(accounts)
    query = visible_events(actor).where(Event.id.in_(others)).options(joinedload(Event.place))
    events = {one.id: one for one in db.session.scalars(query)}
    entries: dict[UUID, list[Entry]] = defaultdict(list)
    of = visible(actor).where(Entry.event_id.in_(others), Entry.withdrawn_at.is_(None))
    for entry in db.session.scalars(of.order_by(Entry.received_at, Entry.id)):
        entries[entry.event_id].append(entry)
    alike = tuple(
        Alike(
            events[one],
            entries[one],
            matching.reasons(*matching.closest(told[event.id], told[one])),
        )
        for one in others
        if one in events
    )
    count = len(told[event.id]) + sum(len(told[one.event_id]) for one in alike)
    return Suggestion(alike, count) if alike else None


def alike_counts(actor: Actor, events: Iterable[Event]) -> dict[UUID, int]:
    """How many others look like the same as each of a page of events; none of the rest.

    Two statements, however many there are.
    """
    events = [event for event in events if _comparable(event)]
    if not events:
        return {}
    sizes = {one: len(ids) - 1 for ids in _groups(_around(actor, events)) for one in ids}
    return {event.id: sizes[event.id] for event in events if event.id in sizes}


def codes(actor: Actor, event: Event, others: Sequence[Event]) -> list[str]:
    """Why an event and others look like one, as codes to be noted with a merging.

    "chosen" where nothing but a reviewer's eyes brought two together.
    """
    told = _by_event(_read(actor, Event.id.in_([event.id, *(one.id for one in others)])))
    found: list[str] = []
    for other in others:
        if told[event.id] and told[other.id]:
            pair = matching.closest(told[event.id], told[other.id])
            found += [reason.code for reason in matching.reasons(*pair)]
            found += [] if matching.score(*pair) > 0 else ["chosen"]
    return list(dict.fromkeys(found))


def survivor_of(actor: Actor, event_id: UUID) -> UUID | None:
    """The event that one was merged into, where somebody may open it; None for any other."""
    at, known = event_id, {event_id}
    while (into := db.session.scalar(select(Event.merged_into).where(Event.id == at))) is not None:
        if into in known:
            return None
        at = into
        known.add(at)
    return at if at != event_id and event_of(actor, at) is not None else None


def why_in_words(why: Iterable[Reason]) -> str:
    """Reasons in words, the most telling last: "6 minutes apart, 40 m, same kind"."""
    return ", ".join(_in_words(reason) for reason in why)


def _in_words(reason: Reason) -> str:
    if reason.kind == "minutes":
        if not reason.value:
            return str(_("same minute"))
        return str(ngettext("%(num)d minute apart", "%(num)d minutes apart", reason.value))
    if reason.kind == "metres":
        return str(_("%(metres)d m", metres=reason.value))
    if reason.kind == "same_place":
        return str(_("same place"))
    if reason.kind == "same_street":
        return str(_("same street"))
    return str(_("same kind") if reason.kind == "same_code" else _("related kind"))


def _comparable(event: Event) -> bool:
    """Whether an event can be one with another: what was brought along is always one of its own."""
    return event.standing and event.source is None and event.audience == Audience.REVIEW


def _groups(accounts: Sequence[Account]) -> list[tuple[UUID, ...]]:
    """The events that look like one, but for what somebody has kept apart."""
    likely = list(chain.from_iterable(matching.linked(accounts)))
    if not likely:
        return []
    return matching.groups(likely, _apart([one.entry_id for one in likely]), MOST)


def _apart(entry_ids: Sequence[UUID]) -> set[Pair]:
    kept = select(KeptApart.one_id, KeptApart.other_id).where(
        KeptApart.one_id.in_(entry_ids), KeptApart.other_id.in_(entry_ids)
    )
    return {(one, other) for one, other in db.session.execute(kept)}


def _around(actor: Actor, events: Iterable[Event]) -> list[Account]:
    """The accounts of what happened in the hours around some events, in the same nights.

    A night ends at noon: nothing stands on both sides of it.
    """
    nights: dict[date, list[datetime]] = defaultdict(list)
    for event in events:
        nights[event.night].append(event.occurred_at)
    around = (
        and_(Event.night == night, Event.occurred_at.between(since, until))
        for night, times in nights.items()
        for since, until in _stretches(times)
    )
    # The nights by themselves, too: an index finds them.
    return _read(actor, and_(Event.night.in_(nights), or_(*around)))


def _stretches(times: Iterable[datetime]) -> list[tuple[datetime, datetime]]:
    """The time around each of these, as few stretches as do."""
    found: list[tuple[datetime, datetime]] = []
    for at in sorted(times):
        since, until = at - _REACH, at + _REACH
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], until)
        else:
            found.append((since, until))
    return found


def _read(actor: Actor, wanted: ColumnElement[bool]) -> list[Account]:
    """The accounts that stand of the wanted events, as far as somebody may open them."""
    street = aliased(Place)
    query = (
        visible_events(actor)
        .join(Entry, Entry.event_id == Event.id)
        .outerjoin(Place, Place.id == Entry.place_id)
        .outerjoin(street, street.id == Place.street_id)
        .where(
            wanted,
            Entry.audience == Audience.REVIEW,
            Entry.withdrawn_at.is_(None),
        )
        .with_only_columns(
            # Nearly all are of no source: as a condition, it would draw a planner to that index.
            Event.source,
            Event.restricted,
            Entry.id,
            Entry.event_id,
            Entry.code,
            Entry.occurred_at,
            Entry.author_id,
            Entry.role,
            Entry.premises_id,
            Entry.place_id,
            Place.kind,
            Place.street_id,
            Place.latitude,
            Place.longitude,
            street.latitude.label("street_latitude"),
            street.longitude.label("street_longitude"),
        )
    )
    return [_account(row) for row in db.session.execute(query) if row.source is None]


def _account(row: Row[*tuple[Any, ...]]) -> Account:
    public = row.kind != "premises"
    known = row.latitude is not None and row.longitude is not None
    return Account(
        entry_id=row.id,
        event_id=row.event_id,
        code=row.code,
        occurred_at=row.occurred_at,
        author_id=row.author_id,
        role=row.role,
        premises_id=row.premises_id,
        place_id=row.place_id,
        street_id=row.place_id if public else row.street_id,
        # Premises that nobody has put on the map lie somewhere along their street.
        latitude=row.latitude if known else row.street_latitude,
        longitude=row.longitude if known else row.street_longitude,
        public=public,
        restricted=row.restricted,
    )


def _by_event(accounts: Iterable[Account]) -> dict[UUID, list[Account]]:
    told: dict[UUID, list[Account]] = defaultdict(list)
    for account in accounts:
        told[account.event_id].append(account)
    return told
