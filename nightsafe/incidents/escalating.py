"""Urgent and restricted notices that nobody answers go to the next in line."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from nightsafe.accounts.duty import Kind, able, next_in_line
from nightsafe.database import db
from nightsafe.delivery.actions import notify
from nightsafe.delivery.models import Message
from nightsafe.incidents.alerts import RESTRICTED, URGENT, passed_on_after
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, Event
from nightsafe.ledger.actions import stage

# How long a notice waits for an answer before others are told, and whose duty it is.
WAITS: dict[str, timedelta] = {URGENT: timedelta(minutes=10), RESTRICTED: timedelta(minutes=15)}
DUTIES: dict[str, Kind] = {URGENT: "review", RESTRICTED: "restricted"}


def escalate(*, now: datetime) -> int:
    """Tell the next in line of what nobody acknowledged in time; gives how many notices went on.

    First everybody else who could be on duty, then the supervisors, each step as long after
    the one before. What somebody acknowledged, or a reviewer has seen, waits for nobody.
    """
    line: dict[tuple[str, bool], list[Sequence[int]]] = {}
    passed_on = 0
    for (kind, record_id, restricted), messages in _unanswered().items():
        if now - max(one.created_at for one in messages) < WAITS[kind]:
            continue
        if (kind, restricted) not in line:
            line[kind, restricted] = _line(kind, now, restricted=restricted)
        told = {one.person_id for one in messages}
        following = _not_told(line[kind, restricted], told)
        if not following:
            continue
        waited = now - min(one.created_at for one in messages)
        notify(following, kind, record_id, now=now, topic=passed_on_after(waited))
        for one in messages:
            one.passed_on_at = one.passed_on_at or now
        what = {"message": kind, "to": following, "after": int(waited.total_seconds())}
        stage("passed-on", record_id, None, what, now=now)
        passed_on += 1
    return passed_on


def _line(kind: str, now: datetime, *, restricted: bool) -> list[Sequence[int]]:
    """Who is told next, step by step; where another account restricts the event, holders alone."""
    line = next_in_line(DUTIES[kind], now)
    if not restricted:
        return line
    holders = set(db.session.scalars(able("restricted", now)))
    return [[person for person in step if person in holders] for step in line]


def _unanswered() -> dict[tuple[str, UUID, bool], list[Message]]:
    """The standing notices of what is still unseen, if none is acknowledged.

    By kind, by entry, and by whether the entry's event is restricted.
    Found from the unseen events, which are few however many notices there ever were.
    """
    query = (
        select(Message, Event.restricted)
        .join(Entry, Entry.id == Message.record_id)
        .join(Event, Event.id == Entry.event_id)
        .where(
            Event.needs_review.is_(True),
            Event.standing.is_(True),
            Entry.audience == Audience.REVIEW,
            Entry.withdrawn_at.is_(None),
            # What was brought along is past: nobody is called out for it.
            Entry.source.is_(None),
            Message.kind.in_(WAITS),
            Message.withdrawn_at.is_(None),
            Entry.restricted.is_(True) == (Message.kind == RESTRICTED),
        )
        .order_by(Message.created_at, Message.id)
    )
    found: defaultdict[tuple[str, UUID, bool], list[Message]] = defaultdict(list)
    for message, restricted in db.session.execute(query):
        found[message.kind, message.record_id, restricted].append(message)
    return {
        about: messages
        for about, messages in found.items()
        if all(one.acknowledged_at is None for one in messages)
    }


def _not_told(line: Iterable[Sequence[int]], told: set[int]) -> list[int]:
    """The first step of a line in which somebody was not told yet: those of them."""
    for step in line:
        others = [person for person in step if person not in told]
        if others:
            return others
    return []
