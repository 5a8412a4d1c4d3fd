"""Break-glass: restricted records opened in an emergency without a grant, and never unseen (R7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from nightsafe.accounts import stepping_up
from nightsafe.accounts.models import BreakGlass, Membership, Person, SignedInSession
from nightsafe.accounts.queries import runs
from nightsafe.accounts.roles import Role, may
from nightsafe.database import db
from nightsafe.delivery.actions import notify
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor, Can
from nightsafe.ledger.actions import stage
from nightsafe.ledger.crypto import open_for, seal_for
from nightsafe.ledger.models import Row

LASTS = timedelta(minutes=60)
SHOWN_FOR = timedelta(days=90)
SHORTEST, LONGEST = 10, 300
ALERT = "break-glass"


@dataclass(frozen=True)
class Use:
    """One time that the glass was broken: by whom, why, and how many records were opened."""

    glass: BreakGlass
    name: str
    reason: str
    opened: int


def break_glass(
    actor: Actor,
    row: SignedInSession,
    password: str,
    reason: str,
    *,
    now: datetime,
    glass_id: UUID | None = None,
) -> BreakGlass | None:
    """Open restricted records for an hour of this session, and alert every other supervisor.

    None when the password is wrong, which is noted. Raises ProductError for the reason, or when
    nobody is there who could be alerted: no alert, no opening.
    """
    if not may(actor, Can.BREAK_GLASS):
        raise NotAllowed(_l("This is for police review and specialists."))
    reason = " ".join(reason.split())
    if not SHORTEST <= len(reason) <= LONGEST:
        raise ProductError(_l("Say in a sentence why it cannot wait."), "reason")
    told = alerted(actor, now)
    if not told:
        raise ProductError(
            _l("There is no other supervisor or coordinator who could be told, so it stays shut.")
        )
    if not stepping_up.confirm(row, password, now=now):
        return None
    known = db.session.get(BreakGlass, glass_id) if glass_id else None
    if known is not None and known.session_id == row.id and _still_open(known, now):
        return known
    glass = BreakGlass(
        id=glass_id if glass_id and not known else uuid4(),
        person_id=actor.person_id,
        session_id=row.id,
        since=now,
        until=now + LASTS,
        written=b"",
    )
    glass.written = seal_for(glass.id, 1, {"reason": reason})
    db.session.add(glass)
    what = {"session": row.id, "until": glass.until.isoformat(), "reason": reason}
    stage("break-glass", glass.id, actor.person_id, what, now=now)
    notify(told, ALERT, glass.id, now=now)
    return glass


def end_glass(actor: Actor, row: SignedInSession, *, now: datetime) -> None:
    """End it before its hour is over; nothing is restricted for this session any more or less."""
    query = select(BreakGlass).where(
        BreakGlass.session_id == row.id, BreakGlass.ended_at.is_(None), BreakGlass.until > now
    )
    for glass in db.session.scalars(query).all():
        glass.ended_at = now
        stage("break-glass", glass.id, actor.person_id, {"session": row.id, "ended": True}, now=now)


def alerted(actor: Actor, now: datetime) -> Sequence[int]:
    """The ids of all other supervisors; of the coordinators where there is none."""
    for role in (Role.PS, Role.CO):
        query = (
            select(Person.id)
            .join(Membership, Membership.person_id == Person.id)
            .where(
                Person.id != actor.person_id,
                Person.suspended_at.is_(None),
                Membership.role == role,
                runs(now),
            )
            .distinct()
            .order_by(Person.id)
        )
        found = db.session.scalars(query).all()
        if found:
            return found
    return []


def uses(now: datetime) -> list[Use]:
    """Each time it was done in the last 90 days, newest first, with what was opened meanwhile."""
    rows = db.session.execute(
        select(BreakGlass, Person.name)
        .join(Person, Person.id == BreakGlass.person_id)
        .where(BreakGlass.since > now - SHOWN_FOR)
        .order_by(BreakGlass.since.desc(), BreakGlass.id)
    )
    return [
        Use(glass, name, open_for(glass.id, 1, glass.written)["reason"], _opened(glass))
        for glass, name in rows
    ]


def who_broke(glass_id: UUID) -> Person | None:
    """Who broke the glass, for the notice that tells of it."""
    return db.session.scalar(
        select(Person)
        .join(BreakGlass, BreakGlass.person_id == Person.id)
        .where(BreakGlass.id == glass_id)
    )


def _still_open(glass: BreakGlass, now: datetime) -> bool:
    """Whether sending the same form again is a replay; what was ended is not opened by one."""
    return glass.ended_at is None and glass.until > now


def _opened(glass: BreakGlass) -> int:
    """How many records its person opened while it lasted, whatever records they were."""
    until = glass.ended_at or glass.until
    return (
        db.session.scalar(
            select(func.count(Row.record_id.distinct())).where(
                Row.kind == "read",
                Row.actor_id == glass.person_id,
                Row.received_at >= glass.since,
                Row.received_at <= until,
            )
        )
        or 0
    )
