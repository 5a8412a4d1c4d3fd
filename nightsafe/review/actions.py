"""What reviewers do with an event, and how its reporter answers; each ends as one ledger row."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4
from zlib import crc32

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from nightsafe.config import Settings
from nightsafe.database import db, is_postgres
from nightsafe.delivery.actions import acknowledge, acknowledge_about, notify
from nightsafe.delivery.models import Message
from nightsafe.errors import NotAllowed, ProductError, Words
from nightsafe.gate import Actor
from nightsafe.incidents.home_office import HOME_OFFICE_GROUPS
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.photo_queries import how_many
from nightsafe.incidents.rules import CALL_FROM
from nightsafe.ledger.actions import stage
from nightsafe.review import rules
from nightsafe.review.indexed import index_finding, index_question
from nightsafe.review.models import Finding, Question
from nightsafe.review.police_reference import checked, tidied
from nightsafe.review.queries import facts_of, questions_of
from nightsafe.review.rules import Deed, Shown, State
from nightsafe.review.snapshot import of_finding, of_questions
from nightsafe.review.written import Asked, Noted, put_asked, put_noted, read_asked, read_noted
from nightsafe.submissions.actions import lock, receive
from nightsafe.submissions.envelope import Envelope

QUESTION, ANSWER = "question", "answer"


class Stale(ProductError):
    """Somebody added to the event, or a colleague reviewed it, while the page was open."""

    status = 409


def mark_seen(
    actor: Actor, event: Event, *, now: datetime, shown: Shown | None = None
) -> Finding | None:
    """Note that a reviewer has seen all there is; doing it twice is doing it once.

    Raises Stale when something was added that was not on the page (`shown`).
    """
    finding, state = _begin(event, shown and Shown(shown.entries))
    if Deed.SEE not in rules.ALLOWED[state]:
        return finding
    finding = _allowed(Deed.SEE, state, actor, finding, event)
    return _save(finding, event, read_noted(finding), actor, now)


def ask(
    actor: Actor,
    entry: Entry,
    text: str,
    *,
    now: datetime,
    question_id: UUID | None = None,
    shown: Shown | None = None,
) -> Question:
    """Ask the author of an entry something; sent again under the same id it is asked once."""
    text = _words(text, _l("Write what you want to know."), "text")
    known = db.session.get(Question, question_id) if question_id else None
    if known is not None and (known.entry_id, known.asked_by) == (entry.id, actor.person_id):
        return known
    event = entry.event
    finding, state = _begin(event, shown and Shown(shown.entries))
    finding = _allowed(Deed.ASK, state, actor, finding, event)
    if entry.withdrawn_at is not None:
        raise Stale(_l("The reporter has withdrawn this. There is nothing to ask any more."))
    if event.needs_review:
        _save(finding, event, read_noted(finding), actor, now)
    question = Question(
        id=question_id if question_id and known is None else uuid4(),
        entry_id=entry.id,
        asked_by=actor.person_id,
        asked_at=now,
        version=1,
    )
    put_asked(question, Asked(text))
    index_question(question, Asked(text))
    db.session.add(question)
    _stage_questions(entry, actor, now)
    notify([entry.author_id], QUESTION, entry.id, now=now, topic=str(question.id))
    return question


def answer(
    actor: Actor,
    entry: Entry,
    question: Question,
    text: str,
    envelope: Envelope,
    *,
    now: datetime,
) -> Question:
    """Answer a question about one's own entry; another answer is added to the first.

    Raises Conflict (409) when the same submission arrives with other words.
    """
    text = _words(text, _l("Write your answer."), "text")
    if receive(envelope, actor, {"question": str(question.id), "text": text}, now=now) is not None:
        return question
    lock(entry.id)
    db.session.refresh(question)
    allowed = rules.may_answer(actor, entry.author_id, entry.withdrawn_at is not None)
    if question.entry_id != entry.id or not allowed:
        raise NotAllowed(_l("This question is not yours to answer."))
    asked = read_asked(question)
    question.version += 1
    question.answered_at = now
    told = Asked(asked.text, [*asked.answers, {"text": text, "at": now.isoformat()}])
    put_asked(question, told)
    index_question(question, told)
    _stage_questions(entry, actor, now)
    _acknowledge_question(actor, question, now)
    notify([question.asked_by], ANSWER, entry.id, now=now, topic=str(question.id))
    return question


def record_finding(
    actor: Actor,
    event: Event,
    *,
    outcome: str | None,
    home_office: str | None,
    police_reference: str,
    note: str,
    now: datetime,
    thrive: Mapping[str, str] | None = None,
    shown: Shown | None = None,
) -> Finding:
    """Record what the review found; None or an empty text takes an earlier answer back.

    `outcome` is a key of OUTCOMES, `home_office` of HOME_OFFICE_GROUPS; `thrive` holds answers
    by the keys of THRIVE, None leaves them as they were. Raises ProductError for a reference
    that does not look like one, and Stale when a colleague saved a finding, or the reporter
    added something, since the page was `shown`.
    """
    if outcome is not None and outcome not in rules.OUTCOMES:
        raise ProductError(_l("Choose an outcome from the list."), "outcome")
    if home_office is not None and home_office not in HOME_OFFICE_GROUPS:
        raise ProductError(_l("Choose a group from the list."), "home_office")
    finding, state = _begin(event, shown)
    finding = _allowed(Deed.FIND, state, actor, finding, event)
    noted = _noted(read_noted(finding), police_reference, note, thrive)
    if (outcome, home_office) != (finding.outcome, finding.home_office):
        finding.decided_at = now if outcome or home_office else None
        finding.decided_by = actor.person_id if outcome or home_office else None
    finding.outcome, finding.home_office = outcome, home_office
    return _save(finding, event, noted, actor, now)


def close_event(
    actor: Actor, event: Event, *, now: datetime, shown: Shown | None = None
) -> Finding:
    """Close an event: the reporter sees that the review is finished.

    Raises ProductError for the outcome where something grave has none.
    """
    finding, state = _begin(event, shown)
    finding = _allowed(Deed.CLOSE, state, actor, finding, event)
    if event.severity >= CALL_FROM and finding.outcome is None:
        # One key closes: what is grave is not gone by a slip of the finger.
        raise ProductError(_l("This is grave. Choose an outcome, then close it."), "outcome")
    finding.closed_at, finding.closed_by = now, actor.person_id
    return _save(finding, event, read_noted(finding), actor, now)


def reopen_event(
    actor: Actor, event: Event, *, now: datetime, shown: Shown | None = None
) -> Finding:
    """Open a closed event again."""
    finding, state = _begin(event, shown)
    finding = _allowed(Deed.REOPEN, state, actor, finding, event)
    finding.closed_at = finding.closed_by = None
    finding.reopened_at = now
    return _save(finding, event, read_noted(finding), actor, now)


def shown_now(event: Event, finding: Finding | None) -> Shown:
    """What a page made now has before its reader."""
    return Shown(_accounts(event), finding.version if finding else 0)


def _accounts(event: Event) -> int:
    """A number that is another when any account was added to, moved or given a photo."""
    query = select(Entry.id, Entry.version).where(Entry.event_id == event.id).order_by(Entry.id)
    told = [f"{entry_id}/{version}" for entry_id, version in db.session.execute(query)]
    return crc32("\n".join([*told, str(how_many(event))]).encode()) % 1_000_000_000


def _begin(event: Event, shown: Shown | None) -> tuple[Finding | None, State]:
    """Hold the event, read it anew, and check that the reviewer saw all there is."""
    if is_postgres(db.session()):
        told = select(Entry.id).where(Entry.event_id == event.id).order_by(Entry.id)
        for entry_id in db.session.scalars(told).all():
            lock(entry_id)
        # Held apart from the refresh, which may join: PostgreSQL locks no outer side of a join.
        db.session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    db.session.refresh(event)
    finding = db.session.get(Finding, event.id, populate_existing=True)
    if not event.standing:
        raise Stale(_l("The reporter has withdrawn this meanwhile."))
    if shown is not None:
        if _accounts(event) != shown.entries:
            raise Stale(_l("Something was added while you read. Look at it, then send again."))
        if shown.finding is not None and shown.finding != (finding.version if finding else 0):
            raise Stale(
                _l("A colleague saved theirs while you wrote. Look at it, then send yours again.")
            )
    return finding, rules.state_of(facts_of(event, finding))


def _allowed(
    deed: Deed, state: State, actor: Actor, finding: Finding | None, event: Event
) -> Finding:
    if deed not in rules.ALLOWED[state]:
        closed = state in {State.CLOSED, State.CHANGED}
        raise Stale(
            _l("This is closed. Open it again to change it.")
            if closed
            else _l("This is open already; there is nothing to do.")
        )
    brought = event.source is not None
    if brought and deed in rules.NOT_OF_BROUGHT:
        raise NotAllowed(
            _l("This was brought along from other records. There is nobody here to ask about it.")
        )
    if not rules.may(deed, state, actor, brought=brought):
        raise NotAllowed(_l("Only a reviewer does this."))
    if finding is None:
        finding = Finding(event_id=event.id, version=0)
        db.session.add(finding)
    return finding


def _save(finding: Finding, event: Event, noted: Noted, actor: Actor, now: datetime) -> Finding:
    if event.needs_review:
        event.needs_review = False
        finding.seen_at, finding.seen_by = now, actor.person_id
        finding.first_seen_at = finding.first_seen_at or now
    finding.version += 1
    finding.changed_at = now
    put_noted(finding, noted)
    index_finding(event.id, noted)
    stage("finding", event.id, actor.person_id, of_finding(finding, noted), now=now)
    told_of = select(Entry.id).where(Entry.event_id == event.id)
    acknowledge_about(actor.person_id, told_of, now=now)
    return finding


def _stage_questions(entry: Entry, actor: Actor, now: datetime) -> None:
    stage("question", entry.id, actor.person_id, of_questions(questions_of([entry.id])), now=now)


def _acknowledge_question(actor: Actor, question: Question, now: datetime) -> None:
    message = db.session.scalar(
        select(Message).where(
            Message.person_id == actor.person_id,
            Message.record_id == question.entry_id,
            Message.kind == QUESTION,
            Message.topic == str(question.id),
        )
    )
    if message is not None:
        acknowledge(message, now=now)


def _noted(before: Noted, reference: str, note: str, thrive: Mapping[str, str] | None) -> Noted:
    reference = tidied(reference)
    if reference != before.police_reference:
        # One that was kept before a format was asked for stays as it is.
        settings: Settings = current_app.extensions["settings"]
        reference = checked(reference, settings.police_reference)
    answers = before.thrive if thrive is None else _prompts(thrive)
    return Noted(reference, note.strip(), answers)


def _prompts(given: Mapping[str, str]) -> dict[str, str]:
    """What was answered, by the keys of THRIVE in their order."""
    answers = {key: given.get(key, "").strip() for key in rules.THRIVE}
    for key, text in answers.items():
        if len(text) > rules.LONGEST_PROMPT:
            raise ProductError(_l("Keep it under 300 characters."), key)
    return {key: text for key, text in answers.items() if text}


def _words(text: str, missing: Words, field: str) -> str:
    text = text.strip()
    if not text:
        raise ProductError(missing, field)
    if len(text) > rules.LONGEST:
        raise ProductError(_l("Keep it under 2,000 characters."), field)
    return text
