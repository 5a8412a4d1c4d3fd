"""Reading entries and events: whose eyes they are for, and one's own."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from nightsafe.accounts.roles import may
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.gate import Actor, Can
from nightsafe.incidents.alerts import REFERRAL, RESTRICTED
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, Event
from nightsafe.network.models import Place

PAGE = 25


def visible(actor: Actor) -> Select[Entry]:
    """The entries that somebody may open, in the membership they are in: the one way to any."""
    ways: list[ColumnElement[bool]] = []
    if may(actor, Can.READ_OWN):
        ways.append(_own(actor))
    if may(actor, Can.REGISTER) and actor.premises_id is not None:
        ways.append(and_(Entry.premises_id == actor.premises_id, Entry.restricted.is_(False)))
    if may(actor, Can.REVIEW):
        ways.append(
            and_(
                Entry.audience == Audience.REVIEW,
                Entry.withdrawn_at.is_(None),
                _restricted_for(actor, Entry.restricted),
            )
        )
    elif actor.restricted and may(actor, Can.HOLD_GRANT):
        # A specialist's grant covers what was referred: being alerted counts as a referral.
        referred = select(Message.record_id).where(
            Message.person_id == actor.person_id,
            Message.kind == RESTRICTED,
            Message.withdrawn_at.is_(None),
        )
        ways.append(
            and_(
                Entry.id.in_(referred),
                Entry.restricted.is_(True),
                Entry.audience == Audience.REVIEW,
                Entry.withdrawn_at.is_(None),
            )
        )
    if may(actor, Can.REFERRED):
        # Of a referral, its entries and nothing else: those of the event when it was sent.
        sent = select(Message.record_id).where(
            Message.person_id == actor.person_id,
            Message.kind == REFERRAL,
            Message.withdrawn_at.is_(None),
        )
        ways.append(
            and_(
                Entry.id.in_(sent),
                Entry.audience == Audience.REVIEW,
                Entry.withdrawn_at.is_(None),
                _restricted_for(actor, Entry.restricted),
            )
        )
    return select(Entry).where(or_(false(), *ways), Entry.audience != Audience.STATISTICS)


def _own(actor: Actor) -> ColumnElement[bool]:
    """One's own, but no restricted one from before somebody could have set one's password.

    Nor, for whom a PIN let in, one from before this sign-in.
    """
    own = Entry.author_id == actor.person_id
    if actor.own_restricted_since is None:
        return own
    since = Entry.received_at >= actor.own_restricted_since
    return and_(own, or_(Entry.restricted.is_(False), since))


def visible_events(actor: Actor) -> Select[Event]:
    """The events that a reviewer may open: for review, standing, restricted only with the grant."""
    if not may(actor, Can.REVIEW):
        return select(Event).where(false())
    return select(Event).where(
        Event.audience == Audience.REVIEW,
        Event.standing.is_(True),
        _restricted_for(actor, Event.restricted),
    )


def countable(actor: Actor) -> Select[Event]:
    """The events that whoever sees raw counts may count: the one way into any figure.

    Standing, of every audience, restricted ones for nobody. Register-only ones
    (`Event.audience`) are counted apart, "as recorded by venues".
    """
    if not may(actor, Can.WEEK):
        return select(Event).where(false())
    # "Is not true" reads as "is false" does, and leaves the choice of index to the nights.
    return select(Event).where(Event.standing.is_(True), Event.restricted.is_not(True))


def countable_entries(actor: Actor) -> Select[Entry]:
    """The entries that show who reported, for whoever sees raw counts; restricted for nobody."""
    if not may(actor, Can.WEEK):
        return select(Entry).where(false())
    return select(Entry).where(
        Entry.withdrawn_at.is_(None),
        Entry.restricted.is_not(True),
        # What was brought along was not reported here.
        Entry.source.is_(None),
    )


def _restricted_for(actor: Actor, column: InstrumentedAttribute[bool]) -> ColumnElement[bool]:
    return true() if actor.restricted else column.is_(False)


def entry_of(actor: Actor, entry_id: UUID) -> Entry | None:
    """One entry, if somebody may open it: one statement, whether it is foreign or missing."""
    return db.session.scalar(
        visible(actor)
        .where(Entry.id == entry_id)
        .options(joinedload(Entry.event), joinedload(Entry.place))
    )


def event_of(actor: Actor, event_id: UUID) -> Event | None:
    """One event, if a reviewer may open it."""
    return db.session.scalar(
        visible_events(actor).where(Event.id == event_id).options(joinedload(Event.place))
    )


def entries_of(actor: Actor, event: Event) -> Sequence[Entry]:
    """The entries of an event that somebody may open, the earliest first."""
    query = visible(actor).where(Entry.event_id == event.id)
    return db.session.scalars(
        query.order_by(Entry.occurred_at, Entry.id).options(joinedload(Entry.place))
    ).all()


def own_entry(actor: Actor, entry_id: UUID) -> Entry | None:
    """One entry of one's own."""
    return db.session.scalar(
        visible(actor)
        .where(Entry.id == entry_id, Entry.author_id == actor.person_id)
        .options(joinedload(Entry.event), joinedload(Entry.place))
    )


def mine(
    actor: Actor, before: tuple[datetime, UUID] | None = None, limit: int = PAGE
) -> Sequence[Entry]:
    """One's own entries, newest first; `before` is the (received_at, id) of the last one shown."""
    query = visible(actor).where(Entry.author_id == actor.person_id)
    return _page(query, before, limit)


def logged_for(
    actor: Actor, before: tuple[datetime, UUID] | None = None, limit: int = PAGE
) -> Sequence[Entry]:
    """What is logged for a manager's premises, newest first; restricted ones are not in it."""
    if actor.premises_id is None:
        return []
    query = visible(actor).where(Entry.premises_id == actor.premises_id)
    return _page(query, before, limit)


def _page(
    query: Select[Entry], before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Entry]:
    if before is not None:
        at, entry_id = before
        query = query.where(
            or_(Entry.received_at < at, and_(Entry.received_at == at, Entry.id < entry_id))
        )
    return db.session.scalars(
        query.order_by(Entry.received_at.desc(), Entry.id.desc())
        .limit(limit + 1)
        .options(joinedload(Entry.place), joinedload(Entry.event))
    ).all()


def has_logged(actor: Actor, night: date) -> bool:
    """Whether somebody has logged anything that stands in a night, from where they are now."""
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Entry.author_id == actor.person_id,
                    Entry.night == night,
                    Entry.premises_id.is_not_distinct_from(actor.premises_id),
                    Entry.withdrawn_at.is_(None),
                )
            )
        )
    )


def recent_codes(actor: Actor, limit: int = 30) -> list[str]:
    """The codes that somebody logged lately, newest first."""
    return list(
        db.session.scalars(
            select(Entry.code).where(_own(actor)).order_by(Entry.received_at.desc()).limit(limit)
        )
    )


def recent_places(actor: Actor, limit: int = 5) -> Sequence[Place]:
    """The places that somebody named lately, newest first, their own premises left out."""
    last = func.max(Entry.received_at)
    ids = (
        select(Entry.place_id, last.label("last"))
        .where(
            _own(actor),
            Entry.place_id.is_not(None),
            Entry.place_id != (actor.premises_place_id or 0),
        )
        .group_by(Entry.place_id)
        .order_by(last.desc())
        .limit(limit)
        .subquery()
    )
    return db.session.scalars(
        select(Place)
        .join(ids, ids.c.place_id == Place.id)
        .where(Place.retired_at.is_(None))
        .order_by(ids.c.last.desc())
    ).all()


def restricted_lines(actor: Actor, before: tuple[datetime, UUID] | None = None) -> Sequence[Entry]:
    """The restricted entries of a manager's premises, for a line with time and reference only.

    Not to be opened or shown whole: what a line may say is in `home/register.html`.
    """
    if not may(actor, Can.REGISTER) or actor.premises_id is None:
        return []
    query = select(Entry).where(
        Entry.premises_id == actor.premises_id,
        Entry.restricted.is_(True),
        Entry.author_id != actor.person_id,
        Entry.withdrawn_at.is_(None),
        Entry.audience != Audience.STATISTICS,
    )
    if before is not None:
        at, entry_id = before
        query = query.where(
            or_(Entry.occurred_at < at, and_(Entry.occurred_at == at, Entry.id < entry_id))
        )
    return db.session.scalars(
        query.order_by(Entry.occurred_at.desc(), Entry.id.desc()).limit(PAGE + 1)
    ).all()
