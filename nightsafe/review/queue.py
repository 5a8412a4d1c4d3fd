"""The queue: what waits for a reviewer, page by page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.queries import visible
from nightsafe.network.models import Area, Place
from nightsafe.network.queries import time_zone
from nightsafe.review import conditions
from nightsafe.review.conditions import selected
from nightsafe.review.filters import Filters, Key
from nightsafe.review.models import Finding, Question
from nightsafe.review.rules import Facts, State, state_of

PAGE = 25


@dataclass(frozen=True)
class Line:
    """One event as the queue shows it: choices and times, nothing that somebody wrote."""

    event: Event
    entries: Sequence[Entry]
    state: State
    outcome: str | None = None

    @property
    def roles(self) -> list[str]:
        """The roles that reported it, each once."""
        return list(dict.fromkeys(entry.role for entry in self.entries))


@dataclass(frozen=True)
class Queue:
    """One page of the queue; `older` is where the next begins."""

    lines: list[Line]
    older: Key | None


def queue(actor: Actor, filters: Filters) -> Queue:
    """One page of what is asked for: four statements, however much there is."""
    query = selected(actor, filters, time_zone()).options(joinedload(Event.place))
    if filters.after is not None:
        query = query.where(conditions.beyond(filters.after, filters))
    query = conditions.ordered(query, filters).limit(PAGE + 1)
    events = db.session.scalars(query).all()
    lines = lines_of(actor, events[:PAGE])
    more = len(events) > PAGE
    return Queue(lines, conditions.key_of(events[PAGE - 1]) if more else None)


def neighbours(actor: Actor, filters: Filters, event: Event) -> tuple[UUID | None, UUID | None]:
    """The events before and after one in the queue, though it may have left it meanwhile."""
    key = conditions.key_of(event)
    found = []
    for backwards in (True, False):
        query = selected(actor, filters, time_zone()).with_only_columns(Event.id)
        query = query.where(conditions.beyond(key, filters, backwards=backwards))
        query = conditions.ordered(query, filters, backwards=backwards).limit(1)
        found.append(db.session.scalar(query))
    return found[0], found[1]


def place_of(place_id: int) -> Place | None:
    """A place that a queue may be narrowed to: not premises, which count to their street."""
    return db.session.scalar(select(Place).where(Place.id == place_id, Place.kind != "premises"))


def area_of(area_id: int) -> Area | None:
    """An area that a queue may be narrowed to."""
    return db.session.get(Area, area_id)


def lines_of(actor: Actor, events: Sequence[Event]) -> list[Line]:
    """Some events as the queue shows them, with what of theirs somebody may see."""
    ids = [event.id for event in events]
    entries: dict[UUID, list[Entry]] = {}
    told = visible(actor).where(Entry.event_id.in_(ids)).order_by(Entry.received_at, Entry.id)
    for entry in db.session.scalars(told):
        entries.setdefault(entry.event_id, []).append(entry)
    findings = {
        one.event_id: one
        for one in db.session.scalars(select(Finding).where(Finding.event_id.in_(ids)))
    }
    asked: Counter[tuple[UUID, bool]] = Counter()
    for event_id, answered_at in db.session.execute(
        select(Entry.event_id, Question.answered_at).join(
            Question, and_(Question.entry_id == Entry.id, Entry.event_id.in_(ids))
        )
    ):
        asked[event_id, answered_at is not None] += 1
    found = []
    for event in events:
        finding = findings.get(event.id)
        facts = Facts(
            unseen=event.needs_review,
            closed=finding is not None and finding.closed_at is not None,
            reopened=finding is not None and finding.reopened_at is not None,
            open_questions=asked[event.id, False],
            answered_questions=asked[event.id, True],
        )
        outcome = finding.outcome if finding is not None else None
        found.append(Line(event, entries.get(event.id, []), state_of(facts), outcome))
    return found
