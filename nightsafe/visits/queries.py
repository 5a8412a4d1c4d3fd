"""Reading visits: whose eyes they are for, who is still here, who was here lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from nightsafe.accounts.roles import Role, may
from nightsafe.database import db
from nightsafe.gate import Actor, Can
from nightsafe.incidents import queries as incidents
from nightsafe.incidents.models import Entry
from nightsafe.ledger.queries import versions
from nightsafe.visits.models import Visit

PAGE = 25
# An incident older than this is hardly the one that brought somebody here.
LINKABLE = timedelta(hours=24)

Key = tuple[datetime, UUID]


def visible(actor: Actor) -> Select[Visit]:
    """The visits that somebody may know of, in the membership they are in: the one way to any.

    One's own; for a manager those logged for the premises, for a team's lead those of the team,
    unless withdrawn. Of a restricted one these two see arrival and leaving only (`seen.seen`).
    """
    ways: list[ColumnElement[bool]] = []
    if may(actor, Can.VISIT):
        ways.append(_own(actor))
    if may(actor, Can.REGISTER) and actor.premises_id is not None:
        ways.append(and_(Visit.premises_id == actor.premises_id, Visit.withdrawn_at.is_(None)))
    if actor.role == Role.SP and actor.lead:
        ways.append(
            and_(
                Visit.organisation_id == actor.organisation_id,
                Visit.premises_id.is_(None),
                Visit.withdrawn_at.is_(None),
            )
        )
    return select(Visit).where(or_(false(), *ways))


def _own(actor: Actor) -> ColumnElement[bool]:
    """One's own, as `lifecycle.is_author` says."""
    own = Visit.author_id == actor.person_id
    if actor.own_restricted_since is None:
        return own
    since = Visit.received_at >= actor.own_restricted_since
    return and_(own, or_(Visit.restricted.is_(False), since))


def countable(actor: Actor) -> Select[Visit]:
    """The visits that whoever sees raw counts may count: standing, restricted ones for nobody."""
    if not may(actor, Can.WEEK):
        return select(Visit).where(false())
    return select(Visit).where(Visit.withdrawn_at.is_(None), Visit.restricted.is_not(True))


def visit_of(actor: Actor, visit_id: UUID) -> Visit | None:
    """One visit, if somebody may know of it: one statement, whether it is foreign or missing."""
    return db.session.scalar(
        visible(actor).where(Visit.id == visit_id).options(joinedload(Visit.author))
    )


def own_visit(actor: Actor, visit_id: UUID) -> Visit | None:
    """One visit of one's own."""
    return db.session.scalar(visible(actor).where(Visit.id == visit_id, _own(actor)))


def still_here(actor: Actor) -> Sequence[Visit]:
    """The open visits that somebody may know of, their own first, then the newest."""
    return db.session.scalars(
        visible(actor)
        .where(Visit.left_at.is_(None), Visit.withdrawn_at.is_(None))
        .order_by((Visit.author_id != actor.person_id), Visit.arrived_at.desc(), Visit.id)
        .options(joinedload(Visit.author))
    ).all()


def how_many_here(actor: Actor) -> int:
    """How many open visits of one's own there are."""
    return (
        db.session.scalar(
            select(func.count()).where(
                _own(actor),
                Visit.left_at.is_(None),
                Visit.withdrawn_at.is_(None),
            )
        )
        or 0
    )


def recent(actor: Actor, before: Key | None = None, limit: int = PAGE) -> Sequence[Visit]:
    """The visits that are over, newest first; `before` is the (arrived_at, id) of the last shown.

    One more than `limit`, where there are more. Withdrawn ones are among them for their author.
    """
    query = visible(actor).where(or_(Visit.left_at.is_not(None), Visit.withdrawn_at.is_not(None)))
    if before is not None:
        at, visit_id = before
        query = query.where(
            or_(Visit.arrived_at < at, and_(Visit.arrived_at == at, Visit.id < visit_id))
        )
    return db.session.scalars(
        query.order_by(Visit.arrived_at.desc(), Visit.id.desc())
        .limit(limit + 1)
        .options(joinedload(Visit.author))
    ).all()


def linkable(actor: Actor, around: datetime, also: UUID | None = None) -> Sequence[Entry]:
    """One's own entries that a visit may be linked to: a day around it, and the one it has."""
    near = and_(
        Entry.occurred_at.between(around - LINKABLE, around + LINKABLE),
        Entry.withdrawn_at.is_(None),
    )
    return db.session.scalars(
        incidents.visible(actor)
        .where(Entry.author_id == actor.person_id, or_(near, Entry.id == also))
        .order_by(Entry.occurred_at.desc())
        .limit(PAGE)
    ).all()


def as_sent_from(visit: Visit, parent_id: UUID | None) -> dict[str, Any]:
    """The version that a submission was made from, as the ledger keeps it; else the newest.

    What changed is what differs from it, whatever has been saved since.
    """
    saved = versions("visit", visit.id)
    return next(
        (one.payload for one in saved if one.payload["submission"] == str(parent_id)),
        saved[-1].payload,
    )
