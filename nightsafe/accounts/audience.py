"""Whom a briefing or a warning reaches: people by role, and by the area they work in."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import aliased

from nightsafe.accounts.models import Membership, Person
from nightsafe.accounts.queries import runs
from nightsafe.accounts.roles import PERMISSIONS, may
from nightsafe.database import db
from nightsafe.gate import Actor, Can
from nightsafe.network.models import Place, Premises

# Every role that reads what goes to the network.
READERS = tuple(str(role) for role, can in PERMISSIONS.items() if Can.BRIEFING in can)


# What somebody is reached as: their roles, each with the area they work in as text; None is all.
Reach = frozenset[tuple[str, str | None]]


def reach_of(actor: Actor, now: datetime) -> Reach:
    """What somebody is reached as now; one statement, whatever there is to be reached by.

    Whoever has more than one role was told in any of them, and reads it in any of them; whom a
    PIN let in at a shared phone is there in one. Premises lie in the area of their street; who
    works at none walks, drives or watches all areas.
    """
    street = aliased(Place)
    query = (
        select(Membership.role, func.coalesce(street.area_id, Place.area_id))
        .outerjoin(Premises, Premises.id == Membership.premises_id)
        .outerjoin(Place, Place.id == Premises.place_id)
        .outerjoin(street, street.id == Place.street_id)
        .where(Membership.person_id == actor.person_id, Membership.role.in_(READERS), runs(now))
    )
    if actor.by_pin:
        query = query.where(Membership.id == actor.membership_id)
    if not may(actor, Can.BRIEFING):
        return frozenset()
    rows = db.session.execute(query)
    return frozenset((role, str(area) if area else None) for role, area in rows)


def reaches(reach: Reach, roles: Collection[str], areas: Collection[str]) -> bool:
    """Whether something sent to some roles and areas (ids as text) is for somebody.

    No roles, or no areas, are all of them.
    """
    return any(
        (not roles or role in roles) and (not areas or area is None or area in areas)
        for role, area in reach
    )


def members(roles: Collection[str], areas: Collection[str], now: datetime) -> Sequence[int]:
    """The ids of all whom something sent to some roles and areas reaches now, in order."""
    street = aliased(Place)
    wanted = [role for role in READERS if not roles or role in roles]
    query = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(Premises, Premises.id == Membership.premises_id)
        .outerjoin(Place, Place.id == Premises.place_id)
        .outerjoin(street, street.id == Place.street_id)
        .where(
            Person.suspended_at.is_(None),
            Membership.role.in_(wanted),
            runs(now),
            _within(areas, street),
        )
    )
    return db.session.scalars(query.distinct().order_by(Person.id)).all()


def _within(areas: Collection[str], street: type[Place]) -> ColumnElement[bool]:
    if not areas:
        return true()
    ids = [int(area) for area in areas]
    own_street = street.area_id.in_(ids)
    return or_(
        Membership.premises_id.is_(None),
        own_street,
        (Place.street_id.is_(None)) & Place.area_id.in_(ids),
    )
