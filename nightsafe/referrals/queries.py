"""Reading referrals: one's own, those of an event, and those whose clock has passed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from nightsafe.accounts.models import Person
from nightsafe.accounts.roles import may
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.gate import Actor, Can
from nightsafe.incidents.alerts import REFERRAL
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.queries import visible
from nightsafe.referrals.models import Referral
from nightsafe.referrals.owners import owners
from nightsafe.referrals.routes import ROUTES, Route, reason_words, suggested
from nightsafe.referrals.rules import OUTCOMES, Owner, State, is_late, next_owner, state_of

PAGE = 25


@dataclass(frozen=True)
class Line:
    """A referral in a list, with those of its entries that its reader may open."""

    referral: Referral
    entries: list[Entry]
    late: bool
    # Who has it, where that is told.
    owner: str = ""

    @property
    def route(self) -> Route:
        """By which route it was sent."""
        return ROUTES[self.referral.route]

    @property
    def state(self) -> State:
        """How far it has come."""
        return state_of(self.referral)

    @property
    def outcome(self) -> LazyString | None:
        """What came of it, once it is closed."""
        return OUTCOMES.get(self.referral.outcome or "")

    @property
    def gravest(self) -> Entry | None:
        """The entry that names it in a list."""
        return max(self.entries, key=lambda one: one.severity, default=None)


@dataclass(frozen=True)
class Offer:
    """A route by which an event may be sent: why it is suggested, to whom it would go."""

    route: Route
    why: list[str]
    owner: Owner | None
    # Why it cannot be sent, and what to do.
    problem: LazyString | None
    # For the form: sent twice, it is one referral.
    referral_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Panel:
    """What a story shows of referrals."""

    suggested: list[Offer]
    others: list[Offer]
    sent: list[Line]


NOBODY = _l(
    "Nobody is named for this route. A police supervisor names somebody under Referrals; until "
    "then, tell them yourself."
)
NOBODY_HERE = _l(
    "Nobody named for this route can take it now: they are suspended or have left. A police "
    "supervisor names somebody else under Referrals."
)
NOBODY_GRANTED = _l(
    "This is restricted, and nobody named for this route holds a grant. A police supervisor "
    "proposes one, or names somebody who holds one."
)


def problem_of(named: list[Owner], *, restricted: bool) -> LazyString | None:
    """Why nobody can be sent a referral by a route, and what to do; None when somebody can."""
    if any(one.takes(restricted=restricted) for one in named):
        return None
    if not named:
        return NOBODY
    return NOBODY_GRANTED if any(one.able for one in named) else NOBODY_HERE


def panel(event: Event, entries: Sequence[Entry], now: datetime) -> Panel:
    """The routes that an event's entries suggest, the others, and what was sent already.

    `entries` are those that the reader of the page may open.
    """
    sent = of_entries(entries, now)
    running = {one.referral.route for one in sent if one.state is not State.CLOSED}
    why = {} if event.source else suggested(one for one in entries if one.withdrawn_at is None)
    restricted = event.restricted
    named = owners(now)
    offers = [
        Offer(
            route,
            [reason_words(one) for one in why.get(key, ())],
            next_owner(named[key], [], restricted=restricted),
            problem_of(named[key], restricted=restricted),
        )
        for key, route in ROUTES.items()
        if key not in running
    ]
    return Panel([one for one in offers if one.why], [one for one in offers if not one.why], sent)


def of_entries(entries: Collection[Entry], now: datetime) -> list[Line]:
    """The referrals that hold any of these entries, the newest first; of one's own reading."""
    by_id = {one.id: one for one in entries}
    held = _held(Message.record_id.in_(by_id)) if by_id else {}
    referrals = (
        db.session.scalars(
            select(Referral)
            .where(Referral.id.in_(held))
            .order_by(Referral.sent_at.desc(), Referral.id)
        ).all()
        if held
        else []
    )
    names = names_of(one.owner_id for one in referrals)
    return [
        Line(
            one,
            [each for each in entries if each.id in held[one.id]],
            is_late(one, now),
            names[one.owner_id],
        )
        for one in referrals
    ]


def mine(actor: Actor, now: datetime, page: int = 1) -> list[Line]:
    """What was referred to somebody: what waits first, by its clock; one more than a page.

    A restricted one is absent without the grant.
    """
    if not may(actor, Can.REFERRED):
        return []
    held = _open_to(actor)
    found = (
        db.session.scalars(
            select(Referral)
            .where(Referral.id.in_(held))
            .order_by(
                Referral.closed_at.is_not(None),
                Referral.acknowledged_at.is_not(None),
                Referral.closed_at.desc(),
                Referral.due_at,
                Referral.id,
            )
            .offset((page - 1) * PAGE)
            .limit(PAGE + 1)
        ).all()
        if held
        else []
    )
    there = _entries(actor, {each for one in found for each in held[one.id]})
    return [
        Line(one, [there[each] for each in held[one.id] if each in there], is_late(one, now))
        for one in found
    ]


def waiting_count(actor: Actor) -> int:
    """How many referrals wait for somebody to acknowledge them."""
    held = _open_to(actor) if may(actor, Can.REFERRED) else {}
    if not held:
        return 0
    waiting = select(Referral.id).where(
        Referral.id.in_(held), Referral.acknowledged_at.is_(None), Referral.closed_at.is_(None)
    )
    return len(db.session.scalars(waiting).all())


def referral_of(actor: Actor, referral_id: UUID) -> Line | None:
    """One referral, if it was referred to this person: the same statements when there is none."""
    held = _open_to(actor, Message.topic == str(referral_id))
    found = db.session.get(Referral, referral_id)
    entries = _entries(actor, held.get(referral_id, set()))
    if found is None or referral_id not in held or not may(actor, Can.REFERRED):
        return None
    return Line(found, sorted(entries.values(), key=lambda one: (one.occurred_at, one.id)), False)


def overdue(actor: Actor, now: datetime) -> list[Line]:
    """The referrals whose clock has passed and that nobody has acknowledged, the oldest first.

    Of events that the supervisor may open; a restricted one is absent without the grant.
    """
    late = db.session.scalars(
        select(Referral)
        .where(
            Referral.acknowledged_at.is_(None), Referral.closed_at.is_(None), Referral.due_at <= now
        )
        .order_by(Referral.due_at, Referral.id)
    ).all()
    held = _held(Message.topic.in_([str(one.id) for one in late])) if late else {}
    there = _entries(actor, {each for ids in held.values() for each in ids})
    names = names_of(one.owner_id for one in late)
    lines = [
        Line(
            one,
            [there[each] for each in held.get(one.id, ()) if each in there],
            True,
            names[one.owner_id],
        )
        for one in late
    ]
    return [one for one in lines if one.entries]


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """People's names by their ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


def _held(condition: ColumnElement[bool]) -> dict[UUID, set[UUID]]:
    """The entries of referrals, by referral, as their owners were told of them."""
    found: dict[UUID, set[UUID]] = {}
    rows = db.session.execute(
        select(Message.topic, Message.record_id).where(Message.kind == REFERRAL, condition)
    )
    for topic, entry_id in rows:
        found.setdefault(UUID(topic), set()).add(entry_id)
    return found


def _open_to(actor: Actor, *conditions: ColumnElement[bool]) -> dict[UUID, set[UUID]]:
    """The entries of what was referred to somebody, by referral; restricted ones with the grant.

    That an entry was taken back since takes its words away, not the referral.
    """
    query = (
        select(Message.topic, Message.record_id, Entry.restricted)
        .join(Entry, Entry.id == Message.record_id)
        .where(Message.person_id == actor.person_id, Message.kind == REFERRAL, *conditions)
    )
    found: dict[UUID, set[UUID]] = {}
    closed = set()
    for topic, entry_id, restricted in db.session.execute(query):
        found.setdefault(UUID(topic), set()).add(entry_id)
        if restricted and not actor.restricted:
            closed.add(UUID(topic))
    return {key: ids for key, ids in found.items() if key not in closed}


def _entries(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Entry]:
    query = visible(actor).where(Entry.id.in_(ids)).options(joinedload(Entry.place))
    return {one.id: one for one in db.session.scalars(query)}
