"""Reading the review of events: findings, questions, and what their reporters are told."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from nightsafe.database import db
from nightsafe.incidents.models import Entry, Event
from nightsafe.review.models import Finding, Question
from nightsafe.review.rules import Facts
from nightsafe.review.steps import Step, badge_of, steps_of
from nightsafe.review.written import read_asked

__all__ = [
    "Exchange",
    "Step",
    "exchanges",
    "facts_of",
    "finding_of",
    "open_questions",
    "progress",
    "progress_of",
    "questions_of",
]


@dataclass(frozen=True)
class Exchange:
    """A question as it is read, with the (text, instant) of each answer."""

    id: UUID
    asked_by: int
    asked_at: datetime
    text: str
    answers: list[tuple[str, datetime]]


def finding_of(event_id: UUID) -> Finding | None:
    """The finding of an event; None before any reviewer touched it."""
    return db.session.get(Finding, event_id)


def questions_of(entry_ids: Collection[UUID]) -> Sequence[Question]:
    """All questions about some entries, in the order they were asked."""
    return db.session.scalars(
        select(Question)
        .where(Question.entry_id.in_(entry_ids))
        .order_by(Question.asked_at, Question.id)
    ).all()


def facts_of(event: Event, finding: Finding | None) -> Facts:
    """What decides the state of an event's review; questions where the state hangs on them."""
    closed = finding is not None and finding.closed_at is not None
    answered = [] if event.needs_review or closed else _answered_at(event)
    return Facts(
        unseen=event.needs_review,
        closed=closed,
        reopened=finding is not None and finding.reopened_at is not None,
        open_questions=sum(at is None for at in answered),
        answered_questions=sum(at is not None for at in answered),
    )


def _answered_at(event: Event) -> Sequence[datetime | None]:
    return db.session.scalars(
        select(Question.answered_at)
        .join(Entry, Entry.id == Question.entry_id)
        .where(Entry.event_id == event.id)
    ).all()


def exchanges(questions: Iterable[Question]) -> list[Exchange]:
    """Questions and answers, opened; raises Unreadable when their entry was erased."""
    found = []
    for question in questions:
        asked = read_asked(question)
        told = [(one["text"], datetime.fromisoformat(one["at"])) for one in asked.answers]
        found.append(Exchange(question.id, question.asked_by, question.asked_at, asked.text, told))
    return found


def open_questions(entry: Entry) -> list[Exchange]:
    """The questions that wait for the author of an entry, oldest first."""
    waiting = [one for one in questions_of([entry.id]) if one.answered_at is None]
    return [] if entry.withdrawn_at else exchanges(waiting)


def progress(entry: Entry) -> list[Step]:
    """What became of an entry, step by step, in words for its reporter."""
    linked = linked_with([entry])[entry.id]
    asked = questions_of([entry.id])
    return steps_of(entry, entry.event, finding_of(entry.event_id), asked, linked)


def progress_of(entries: Sequence[Entry]) -> dict[UUID, str]:
    """How far each entry has come, as the name of a badge; three statements, however many."""
    if not entries:
        return {}
    findings = {
        one.event_id: one
        for one in db.session.scalars(
            select(Finding).where(Finding.event_id.in_({entry.event_id for entry in entries}))
        )
    }
    asked: dict[UUID, list[Question]] = {}
    for question in questions_of({entry.id for entry in entries}):
        asked.setdefault(question.entry_id, []).append(question)
    linked = linked_with(entries)
    return {
        entry.id: badge_of(
            entry, findings.get(entry.event_id), asked.get(entry.id, []), linked[entry.id]
        )
        for entry in entries
    }


def linked_with(entries: Sequence[Entry]) -> dict[UUID, int]:
    """How many other accounts tell of the same event, as far as each entry's reporter may know.

    None where a restricted one is among them and theirs is not: that there is one stays unsaid.
    """
    events = {entry.event_id for entry in entries}
    others: dict[UUID, list[tuple[UUID, bool]]] = {}
    for event_id, other_id, restricted in db.session.execute(
        select(Entry.event_id, Entry.id, Entry.restricted).where(
            Entry.event_id.in_(events), Entry.withdrawn_at.is_(None)
        )
    ):
        others.setdefault(event_id, []).append((other_id, restricted))
    found = {}
    for entry in entries:
        told = [each for each in others.get(entry.event_id, []) if each[0] != entry.id]
        hidden = not entry.restricted and any(restricted for _id, restricted in told)
        found[entry.id] = 0 if hidden else len(told)
    return found
