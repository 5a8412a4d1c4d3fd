"""Carrying out the plan: every item through the product's own action, at the plan's own time."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from nightsafe.accounts.actions import switch_duty
from nightsafe.accounts.duty import Kind as DutyKind
from nightsafe.database import db
from nightsafe.delivery.actions import acknowledge
from nightsafe.delivery.models import Message
from nightsafe.demo.envelopes import Envelopes
from nightsafe.demo.founding import City
from nightsafe.demo.plan import (
    Item,
    PlannedAmendment,
    PlannedAnswer,
    PlannedClosing,
    PlannedDuty,
    PlannedEntry,
    PlannedFinding,
    PlannedLeaving,
    PlannedQuestion,
    PlannedQuiet,
    PlannedShare,
    PlannedSight,
    PlannedVisit,
    PlannedWithdrawal,
)
from nightsafe.demo.saying import answers_of, changes_of, report_of
from nightsafe.gate import Actor
from nightsafe.incidents.actions import (
    amend_entry,
    log_incident,
    share_entry,
    undo_entry,
    withdraw_entry,
)
from nightsafe.incidents.alerts import ALWAYS_URGENT, GRAVEST
from nightsafe.incidents.models import Entry
from nightsafe.ledger.crypto import know_keys
from nightsafe.review.actions import answer, ask, close_event, mark_seen, record_finding
from nightsafe.review.models import Question
from nightsafe.shifts.actions import say_quiet
from nightsafe.submissions.envelope import Kind
from nightsafe.visits.actions import amend_visit, log_visit
from nightsafe.visits.models import Visit

# Their actions read what they have just written themselves. Those of all other items do not, so
# that many of them can be sent to the database together.
_ALONE = (PlannedQuestion, PlannedAnswer, PlannedDuty)


class Replay:
    """Carries items out in the order of their time; flushes, never commits."""

    def __init__(self, city: City, seed: int) -> None:
        self.city = city
        self.envelopes = Envelopes(seed)
        self.answered: set[UUID] = set()
        self.deeds: dict[type[Item], Callable[[Any, Actor], object]] = {
            PlannedEntry: self._log,
            PlannedAmendment: self._amend,
            PlannedWithdrawal: self._take_back,
            PlannedShare: self._share,
            PlannedVisit: self._visit,
            PlannedLeaving: self._leave,
            PlannedQuiet: self._quiet,
            PlannedSight: self._see,
            PlannedQuestion: self._ask,
            PlannedAnswer: self._answer,
            PlannedFinding: self._find,
            PlannedClosing: self._close,
            PlannedDuty: self._duty,
        }

    def carry_out(self, items: Iterable[Item]) -> None:
        """Do what each item says, as who does it.

        Rows are sent to the database once an item is about something that is not there yet.
        """
        items = list(items)
        held = self._fetch(items)
        unsent: set[str] = set()
        session = db.session()
        with session.no_autoflush:
            for item in items:
                about = set(_about(item))
                alone = isinstance(item, _ALONE)
                if alone or about & unsent:
                    held += session.new
                    session.flush()
                    unsent.clear()
                session.autoflush = alone
                self.deeds[type(item)](item, self.city.actors[item.who, item.work])
                session.autoflush = False
                unsent |= about
            session.flush()
        del held

    def _fetch(self, items: list[Item]) -> list[object]:
        """Load what the items are about in two statements.

        The session forgets what nobody holds, and would ask for it again at each item.
        """
        ids = {self.envelopes.id_of(key) for item in items for key in _about(item)}
        entries = db.session.scalars(
            select(Entry).where(Entry.id.in_(ids)).options(joinedload(Entry.event))
        ).all()
        owners = ids | {one.event_id for one in entries}
        return [*entries, *know_keys(owners)]

    def _entry(self, key: str) -> Entry:
        return db.session.get_one(Entry, self.envelopes.id_of(key))

    def _log(self, one: PlannedEntry, actor: Actor) -> None:
        report = report_of(one, actor, self.city)
        log_incident(actor, self.envelopes.new(Kind.LOG, one, one.key), report, now=one.at)

    def _amend(self, one: PlannedAmendment, actor: Actor) -> None:
        entry = self._entry(one.entry)
        envelope = self.envelopes.on(entry, Kind.AMEND, one)
        amend_entry(actor, entry, envelope, changes_of(one, entry), now=one.at)

    def _take_back(self, one: PlannedWithdrawal, actor: Actor) -> None:
        entry = self._entry(one.entry)
        if one.undo:
            undo_entry(actor, entry, self.envelopes.on(entry, Kind.UNDO, one), now=one.at)
        else:
            envelope = self.envelopes.on(entry, Kind.WITHDRAW, one)
            withdraw_entry(actor, entry, envelope, one.reason, now=one.at)

    def _share(self, one: PlannedShare, actor: Actor) -> None:
        entry = self._entry(one.entry)
        share_entry(actor, entry, self.envelopes.on(entry, Kind.SHARE, one), now=one.at)

    def _visit(self, one: PlannedVisit, actor: Actor) -> None:
        log_visit(
            actor,
            self.envelopes.new(Kind.VISIT, one, one.key),
            answers_of(one.answers),
            arrived_at=one.arrived_at,
            left_at=one.left_at,
            note=one.note,
            entry_id=self.envelopes.id_of(one.entry) if one.entry else None,
            now=one.at,
        )

    def _leave(self, one: PlannedLeaving, actor: Actor) -> None:
        visit = db.session.get_one(Visit, self.envelopes.id_of(one.visit))
        changes = {"left_at": one.left_at, **answers_of(one.answers)}
        envelope = self.envelopes.on(visit, Kind.AMEND, one)
        amend_visit(actor, visit, envelope, changes, now=one.at)

    def _quiet(self, one: PlannedQuiet, actor: Actor) -> None:
        envelope = self.envelopes.new(Kind.QUIET, one, one.key)
        say_quiet(actor, envelope, night=one.night, now=one.at)

    def _see(self, one: PlannedSight, actor: Actor) -> None:
        entry = self._entry(one.entry)
        mark_seen(actor, entry.event, now=one.at)
        self._read_notices(entry, one)

    def _ask(self, one: PlannedQuestion, actor: Actor) -> None:
        question_id = self.envelopes.id_of(one.key)
        ask(actor, self._entry(one.entry), one.text, now=one.at, question_id=question_id)

    def _answer(self, one: PlannedAnswer, actor: Actor) -> None:
        question = db.session.get_one(Question, self.envelopes.id_of(one.question))
        entry = db.session.get_one(Entry, question.entry_id)
        envelope = self.envelopes.on(entry, Kind.ANSWER, one)
        answer(actor, entry, question, one.text, envelope, now=one.at)
        self.answered.add(entry.id)

    def _find(self, one: PlannedFinding, actor: Actor) -> None:
        entry = self._entry(one.entry)
        record_finding(
            actor,
            entry.event,
            outcome=one.outcome,
            home_office=one.home_office,
            police_reference=one.police_reference,
            note=one.note,
            now=one.at,
        )
        self._read_notices(entry, one)

    def _close(self, one: PlannedClosing, actor: Actor) -> None:
        close_event(actor, self._entry(one.entry).event, now=one.at)

    def _read_notices(self, entry: Entry, one: Item) -> None:
        """Who was told of an entry, or of its author's answer, has read that once it is seen."""
        if entry.id not in self.answered and not _told_at_once(entry):
            return
        waiting = select(Message).where(
            Message.record_id == entry.id,
            Message.person_id != entry.author_id,
            Message.acknowledged_at.is_(None),
            Message.withdrawn_at.is_(None),
        )
        for message in db.session.scalars(waiting):
            acknowledge(message, now=one.at)

    def _duty(self, one: PlannedDuty, actor: Actor) -> None:
        kind: DutyKind = "restricted" if one.kind == "restricted" else "review"
        switch_duty(actor, kind, True, now=one.at)


def _told_at_once(entry: Entry) -> bool:
    """Whether somebody was told of an entry at once."""
    return entry.restricted or entry.severity == GRAVEST or entry.code in ALWAYS_URGENT


def _about(item: Item) -> Iterator[str]:
    """The keys of the records that an item makes or needs."""
    for name in ("key", "entry", "visit", "question"):
        key = getattr(item, name, None)
        if key:
            yield key
