"""The whole story of an event: each account of it, what was asked, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from nightsafe import nights
from nightsafe.accounts.models import Person
from nightsafe.accounts.roles import LABELS, Role
from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents import grouping
from nightsafe.incidents.events import event_id_of
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.photo_files import Seen, seen
from nightsafe.incidents.photo_queries import photos_of
from nightsafe.incidents.queries import visible
from nightsafe.incidents.written import Written, read_written
from nightsafe.ledger.actions import stage
from nightsafe.ledger.queries import versions
from nightsafe.network.models import Organisation, Place, Premises
from nightsafe.network.queries import time_zone
from nightsafe.review import history
from nightsafe.review.history import Change
from nightsafe.review.models import Finding
from nightsafe.review.queries import Exchange, exchanges, facts_of, finding_of, questions_of
from nightsafe.review.rules import State, state_of
from nightsafe.review.written import Noted, read_noted
from nightsafe.submissions.envelope import LATE, SKEW_WORTH_SAYING


@dataclass(frozen=True)
class Telling:
    """One member's account, opened."""

    entry: Entry
    written: Written
    author: str
    logged_for: str
    changes: list[Change]
    exchanges: list[Exchange]
    photos: list[Seen]

    @property
    def brought_on(self) -> date | None:
        """The day on which it was brought along from records kept elsewhere; None for ours."""
        if self.entry.source is None:
            return None
        return nights.local(self.entry.received_at, time_zone()).date()

    @property
    def delay(self) -> timedelta:
        """How long after it happened it was received."""
        return max(self.entry.received_at - self.entry.occurred_at, timedelta())

    @property
    def at_once(self) -> bool:
        """Whether it was received within a minute."""
        return self.delay < timedelta(minutes=1)

    @property
    def late(self) -> bool:
        """Whether it came so late that a reader should know."""
        return self.delay >= LATE

    @property
    def skew(self) -> timedelta | None:
        """How far the phone's clock was behind ours (ahead: negative), where worth saying."""
        if self.entry.sent_at is None:
            return None
        skew = self.entry.received_at - self.entry.sent_at
        return skew if abs(skew) >= SKEW_WORTH_SAYING else None

    @property
    def clock_known(self) -> bool:
        """Whether the phone told its own clock at all."""
        return self.entry.sent_at is not None

    def added_at(self, version: int) -> datetime | None:
        """When a later version's words were added; None for those of the first."""
        index = version - 2
        return self.changes[index].at if 0 <= index < len(self.changes) else None


@dataclass(frozen=True)
class Story:
    """An event as a reviewer reads it; `people` names everybody in it by their id."""

    event: Event
    tellings: list[Telling]
    finding: Finding | None
    noted: Noted
    state: State
    people: dict[int, str]
    timeline: list[Change]

    @property
    def waits(self) -> bool:
        """Whether a question has had no answer yet."""
        return any(not one.answers for telling in self.tellings for one in telling.exchanges)


def story_of(actor: Actor, event: Event) -> Story:
    """An event's story; the caller stages the reads before any of it is shown."""
    query = visible(actor).where(Entry.event_id == event.id).order_by(Entry.occurred_at, Entry.id)
    entries = db.session.scalars(query.options(joinedload(Entry.place))).all()
    finding = finding_of(event.id)
    # What was found of each before they were merged is part of it, and how they came together.
    reviewed = [one for each in _findings_in(event, entries) for one in history.of_finding(each)]
    reviewed += history.of_moves(grouping.moves_of([one.id for one in entries]))
    tellings, people = tell(entries, [one.who for one in reviewed])
    return Story(
        event,
        tellings,
        finding,
        read_noted(finding),
        state_of(facts_of(event, finding)),
        people,
        _timeline(tellings, reviewed),
    )


def _findings_in(event: Event, entries: Sequence[Entry]) -> list[UUID]:
    """The ids of the findings of an event, and of those that its accounts had apart."""
    events = {event.id, *(event_id_of(one.id) for one in entries)}
    query = select(Finding.event_id).where(Finding.event_id.in_(events))
    return list(db.session.scalars(query.order_by(Finding.event_id)))


def tell(
    entries: Sequence[Entry], others: Iterable[int | None] = ()
) -> tuple[list[Telling], dict[int, str]]:
    """Accounts, opened, and the names of everybody in them and of `others`."""
    asked = questions_of([entry.id for entry in entries])
    ids = {entry.author_id for entry in entries} | {one.asked_by for one in asked}
    people = _names(Person, ids | {who for who in others if who is not None})
    premises = _premises(entries)
    organisations = _names(Organisation, {entry.organisation_id for entry in entries})
    saved = {entry.id: versions("entry", entry.id) for entry in entries}
    photos = photos_of([entry.id for entry in entries])
    places = _names(Place, history.places_in(one for all_ in saved.values() for one in all_))
    tellings = [
        Telling(
            entry,
            read_written(entry),
            people[entry.author_id],
            premises.get(entry.premises_id or 0) or organisations[entry.organisation_id],
            history.of_entry(saved[entry.id], places),
            exchanges(one for one in asked if one.entry_id == entry.id),
            seen(photos[entry.id]),
        )
        for entry in entries
    ]
    return tellings, people


def stage_reads(actor: Actor, entries: Iterable[Entry], *, now: datetime) -> None:
    """One ledger row for each opened entry that is not the reader's own (R34)."""
    for entry in entries:
        if entry.author_id != actor.person_id:
            stage("read", entry.id, actor.person_id, {"as": actor.role}, now=now)


def _timeline(tellings: list[Telling], reviewed: list[Change]) -> list[Change]:
    found = list(reviewed)
    for telling in tellings:
        entry = telling.entry
        role = LABELS[Role(entry.role)]
        if entry.source is None:
            what = _("Received from %(role)s, %(place)s", role=role, place=telling.logged_for)
        else:
            what = _("Brought along, as recorded by %(source)s", source=entry.source)
        found.append(Change(entry.received_at, entry.author_id, str(what)))
        found += [Change(one.at, one.who, one.what, [], one.tone) for one in telling.changes]
        found += [
            Change(one.photo.received_at, entry.author_id, str(_("Photo added")))
            for one in telling.photos
        ]
        for one in telling.exchanges:
            found.append(Change(one.asked_at, one.asked_by, str(_("Question asked")), [], "warn"))
            found += [
                Change(at, entry.author_id, str(_("Answered")), [], "good")
                for _words, at in one.answers
            ]
    return sorted(found, key=lambda one: one.at)


def _premises(entries: Sequence[Entry]) -> dict[int, str]:
    ids = {entry.premises_id for entry in entries} - {None}
    if not ids:
        return {}
    rows = db.session.execute(
        select(Premises.id, Place.name)
        .join(Place, Place.id == Premises.place_id)
        .where(Premises.id.in_(ids))
    )
    return {row[0]: row[1] for row in rows}


def _names(named: type[Person | Organisation | Place], ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = db.session.execute(select(named.id, named.name).where(named.id.in_(ids)))
    return {row[0]: row[1] for row in rows}
