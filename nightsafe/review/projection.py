"""Findings and questions read back as the ledger keeps them, and taken out on erasure."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from nightsafe.database import UtcDateTime, db
from nightsafe.incidents.category import Audience
from nightsafe.incidents.events import event_id_of
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.word_index import forget_words
from nightsafe.ledger.verify import Projection
from nightsafe.review.models import Finding, Question
from nightsafe.review.presence import remove_readers
from nightsafe.review.snapshot import of_finding, of_questions
from nightsafe.review.written import read_noted

# Of two requests at once the later may have begun earlier, and carries that earlier time.
AT_ONCE = timedelta(minutes=1)


def also(record_id: UUID) -> list[UUID]:
    """What has to be erased before a record: the findings of which it is the only account.

    Of the event it stands in if nobody else tells of that, and of its own from before it was
    merged. What reviewers noted of several accounts together stays with the others.
    """
    event_id = db.session.scalar(select(Entry.event_id).where(Entry.id == record_id))
    if event_id is None:
        return []
    told = select(func.count()).select_from(Entry).where(Entry.event_id == event_id)
    events = {event_id_of(record_id)} - {event_id}
    if db.session.scalar(told) == 1:
        events.add(event_id)
    query = select(Finding.event_id).where(Finding.event_id.in_(events)).order_by(Finding.event_id)
    return list(db.session.scalars(query))


def _findings() -> Iterator[tuple[UUID, dict[str, Any]]]:
    query = select(Finding).order_by(Finding.event_id).execution_options(yield_per=500)
    for finding in db.session.scalars(query):
        yield finding.event_id, of_finding(finding, read_noted(finding))


def _questions() -> Iterator[tuple[UUID, dict[str, Any]]]:
    query = select(Question).order_by(Question.entry_id).execution_options(yield_per=500)
    for entry_id, questions in groupby(db.session.scalars(query), lambda one: one.entry_id):
        yield entry_id, of_questions(questions)


def _faults() -> Iterator[str]:
    """Events that are off the queue although nobody looked, or something came after."""
    query = (
        select(Event.id, Finding.seen_at, func.max(Entry.changed_at, type_=UtcDateTime()))
        .join(Entry, Entry.event_id == Event.id)
        .outerjoin(Finding, Finding.event_id == Event.id)
        .where(
            Event.standing.is_(True),
            Event.needs_review.is_(False),
            Event.audience == Audience.REVIEW,
            # What was brought along never stood in it.
            Event.source.is_(None),
            # To take an entry back asks nobody to look again; all else does.
            Entry.withdrawn_at.is_(None),
        )
        .group_by(Event.id, Finding.seen_at)
        .order_by(Event.id)
    )
    for event_id, seen_at, changed_at in db.session.execute(query):
        if seen_at is None or changed_at > seen_at + AT_ONCE:
            yield f"event {event_id} is off the queue, but nobody has seen all of it"


def _remove_finding(record_id: UUID) -> None:
    forget_words(record_id)
    db.session.execute(delete(Finding).where(Finding.event_id == record_id))


def _remove_questions(record_id: UUID) -> None:
    asked = select(Question.id).where(Question.entry_id == record_id)
    forget_words(*db.session.scalars(asked).all())
    db.session.execute(delete(Question).where(Question.entry_id == record_id))
    remove_readers(record_id)


# Before those of `incidents`, whose rows these point at.
PROJECTIONS = (
    Projection(kind="question", snapshots=_questions, remove=_remove_questions),
    Projection(kind="finding", snapshots=_findings, remove=_remove_finding, faults=_faults),
)
