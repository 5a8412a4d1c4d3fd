"""Who is on duty, and whom an urgent or a restricted entry has to reach."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Select, select

from nightsafe.accounts.models import Duty, Membership, Person
from nightsafe.accounts.roles import PERMISSIONS, Role
from nightsafe.accounts.sessions import active_grant
from nightsafe.database import db
from nightsafe.gate import Can

Kind = Literal["review", "restricted"]

NEEDED: dict[Kind, Can] = {"review": Can.REVIEW, "restricted": Can.HOLD_GRANT}


def roles_with(can: Can) -> frozenset[Role]:
    """The roles that may do something."""
    return frozenset(role for role, permissions in PERMISSIONS.items() if can in permissions)


def able(kind: Kind, now: datetime) -> Select[int]:
    """The ids of everybody who could take a duty: the role runs, for the restricted a grant too."""
    query = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Person.suspended_at.is_(None),
            Membership.role.in_(roles_with(NEEDED[kind])),
            Membership.starts_at <= now,
            (Membership.ends_at.is_(None)) | (Membership.ends_at > now),
        )
        .distinct()
    )
    if kind == "restricted":
        query = query.where(active_grant(Person.id, now))
    return query


def on_duty(kind: Kind, now: datetime) -> Sequence[int]:
    """The ids of those on duty who still could take it, lowest first."""
    running = select(Duty.person_id).where(
        Duty.kind == kind, (Duty.until.is_(None)) | (Duty.until > now)
    )
    query = able(kind, now).where(Person.id.in_(running)).order_by(Person.id)
    return db.session.scalars(query).all()


def people_to_alert(kind: Kind, now: datetime) -> Sequence[int]:
    """The ids to tell: those on duty, else everybody who could be, so that nothing waits unseen."""
    return on_duty(kind, now) or db.session.scalars(able(kind, now).order_by(Person.id)).all()


def next_in_line(kind: Kind, now: datetime) -> list[Sequence[int]]:
    """The ids to tell when nobody answers, step by step: all others who could, then supervisors."""
    query = able(kind, now).order_by(Person.id)
    supervisors = db.session.scalars(query.where(Membership.role == Role.PS)).all()
    everybody = db.session.scalars(query).all()
    return [[one for one in everybody if one not in set(supervisors)], supervisors]
