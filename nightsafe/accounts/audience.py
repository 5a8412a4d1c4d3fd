"""Whom a briefing or a warning reaches: people by role, and by the area they work in."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import aliased

from nightsafe.accounts.models import Membership, Person
from nightsafe.accounts.queries import runs
from nightsafe.accounts.roles import PERMISSIONS, may
from nightsafe.database import db
from nightsafe.gate import Actor, Can
from nightsafe.network.models import Place, Premises

# Every role that reads what goes to the network.
READERS = tuple(str(role) for role, can in PERMISSIONS.items() if Can.BRIEFING in can)


def reaches(actor: Actor, roles: Collection[str], areas: Collection[str]) -> bool:
    """Whether something sent to some roles and areas (ids as text) is for somebody.

    No roles, or no areas, are all of them. Who works at no premises walks, drives or watches all
    areas. One statement where areas are named and they work at premises, else none.
    """
    if not may(actor, Can.BRIEFING) or (roles and actor.role not in roles):
        return False
    if not areas or actor.premises_place_id is None:
        return True
    return area_of(actor.premises_place_id) in areas


def area_of(place_id: int) -> str:
    """The area of a place, as text; premises lie in the area of their street."""
    street = aliased(Place)
    found = db.session.execute(
        select(street.area_id, Place.area_id)
        .select_from(Place)
        .outerjoin(street, street.id == Place.street_id)
        .where(Place.id == place_id)
    ).first()
    return str(found[0] or found[1]) if found else ""


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
