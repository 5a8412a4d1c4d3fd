"""Who takes the referrals of each route, in rank; who may be named; naming them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, delete, exists, select

from nightsafe.accounts.duty import roles_with
from nightsafe.accounts.models import Membership, Person
from nightsafe.accounts.queries import runs
from nightsafe.accounts.roles import may
from nightsafe.accounts.sessions import active_grant
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor, Can
from nightsafe.ledger.actions import stage
from nightsafe.referrals.models import RouteOwner
from nightsafe.referrals.routes import ROUTES
from nightsafe.referrals.rules import MOST_OWNERS, Owner


def owners(now: datetime) -> dict[str, list[Owner]]:
    """Those named for each route, the first in rank first; one statement for all routes."""
    takes = _works_with(Can.REFERRED, now)
    rows = db.session.execute(
        select(
            RouteOwner.route,
            RouteOwner.rank,
            Person.id,
            Person.name,
            takes.label("able"),
            active_grant(Person.id, now).label("granted"),
        )
        .join(Person, Person.id == RouteOwner.person_id)
        .order_by(RouteOwner.route, RouteOwner.rank)
    )
    found: dict[str, list[Owner]] = {key: [] for key in ROUTES}
    for route, rank, person_id, name, able, granted in rows:
        if route in found:
            found[route].append(Owner(person_id, name, rank, bool(able), bool(granted)))
    return found


def candidates(now: datetime) -> Sequence[Person]:
    """Everybody who may be named: whoever works in a role that takes referrals, by name."""
    return db.session.scalars(
        select(Person).where(_works_with(Can.REFERRED, now)).order_by(Person.name, Person.id)
    ).all()


def supervisors(now: datetime) -> Sequence[int]:
    """The ids of those who name owners, and hear of a clock that has passed."""
    return db.session.scalars(
        select(Person.id).where(_works_with(Can.NAME_OWNERS, now)).order_by(Person.id)
    ).all()


def takers(ids: Collection[int], now: datetime) -> dict[bool, set[int]]:
    """Which of these people can still take a referral: by whether it is restricted."""
    rows = db.session.execute(
        select(Person.id, active_grant(Person.id, now)).where(
            Person.id.in_(ids), _works_with(Can.REFERRED, now)
        )
    ).all()
    return {False: {row[0] for row in rows}, True: {row[0] for row in rows if row[1]}}


def _works_with(can: Can, now: datetime) -> ColumnElement[bool]:
    """The condition that a person is not suspended and works in a role that may do something."""
    running = exists().where(
        Membership.person_id == Person.id, Membership.role.in_(roles_with(can)), runs(now)
    )
    return and_(Person.suspended_at.is_(None), running)


def name_owners(actor: Actor, route: str, people: Sequence[int], *, now: datetime) -> None:
    """Name who takes a route's referrals: the first, then the next in line, ids in this order.

    An empty list leaves the route without anybody. What was sent before stays with its owner.
    """
    if not may(actor, Can.NAME_OWNERS):
        raise NotAllowed(_l("Only a police supervisor names owners."))
    if route not in ROUTES:
        raise ProductError(_l("Choose a route from the list."), "route")
    if len(people) > MOST_OWNERS or len(set(people)) != len(people):
        raise ProductError(_l("Name each person once for a route."), "first")
    if set(people) - {one.id for one in candidates(now)}:
        raise ProductError(
            _l("One of them no longer takes referrals. Choose again from the list."), "first"
        )
    before = list(
        db.session.scalars(
            select(RouteOwner.person_id).where(RouteOwner.route == route).order_by(RouteOwner.rank)
        )
    )
    if before == list(people):
        return
    db.session.execute(delete(RouteOwner).where(RouteOwner.route == route))
    db.session.add_all(
        RouteOwner(route=route, rank=rank, person_id=one, named_by=actor.person_id, named_at=now)
        for rank, one in enumerate(people, 1)
    )
    db.session.flush()
    stage("owner", None, actor.person_id, {"route": route, "people": list(people)}, now=now)
