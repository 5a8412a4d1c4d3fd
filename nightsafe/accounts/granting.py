"""Grants for restricted records: proposed by one supervisor, confirmed by another (R6)."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from nightsafe import nights
from nightsafe.accounts import queries
from nightsafe.accounts.duty import able, roles_with
from nightsafe.accounts.models import Grant, Membership, Person
from nightsafe.accounts.roles import Role
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor, Can
from nightsafe.ledger.actions import stage
from nightsafe.network.queries import time_zone

LONGEST_MONTHS = 12
FEWEST_HOLDERS = 2
REASON_LONGEST = 300
_Reset = aliased(Person)


def candidates(now: datetime) -> Sequence[Person]:
    """Everybody who may hold a grant, by name."""
    fit = exists().where(
        Membership.person_id == Person.id,
        Membership.role.in_(roles_with(Can.HOLD_GRANT)),
        queries.runs(now),
    )
    return db.session.scalars(
        select(Person).where(Person.suspended_at.is_(None), fit).order_by(Person.name, Person.id)
    ).all()


def open_grants(now: datetime) -> Sequence[Grant]:
    """The grants that run or wait to be confirmed, the soonest to end first."""
    return db.session.scalars(
        select(Grant)
        .where(Grant.ended_at.is_(None), Grant.ends_at > now)
        .order_by(Grant.ends_at, Grant.id)
        .options(joinedload(Grant.person))
    ).all()


def grant_of(grant_id: int, now: datetime) -> Grant | None:
    """One of the grants that run or wait."""
    return next((one for one in open_grants(now) if one.id == grant_id), None)


def holders(now: datetime) -> int:
    """How many people can open restricted records now."""
    return (
        db.session.scalar(select(func.count()).select_from(able("restricted", now).subquery())) or 0
    )


def last_day(today: date) -> date:
    """The latest date until which a grant may run: twelve months on."""
    try:
        return today.replace(year=today.year + 1)
    except ValueError:  # 29 February
        return today.replace(year=today.year + 1, day=28)


def propose_grant(
    actor: Actor, person_id: int | None, reason: str, until: date | None, *, now: datetime
) -> Grant:
    """Propose that a person may open restricted records up to and including a night.

    Raises ProductError for `person_id`, `reason` or `until`.
    """
    if person_id not in {one.id for one in candidates(now)}:
        raise ProductError(_l("Choose who it is for."), "person_id")
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_LONGEST:
        raise ProductError(_l("Say in a few words why they need it."), "reason")
    tonight = nights.night_of(now, time_zone())
    if until is None or not tonight <= until <= last_day(tonight):
        raise ProductError(_l("Choose a date from today on, within twelve months."), "until")
    if any(one.person_id == person_id and one.confirmed_at is None for one in open_grants(now)):
        raise ProductError(
            _l("A grant for them waits already. Confirm or end that one."), "person_id"
        )
    grant = Grant(
        person_id=person_id,
        reason=reason,
        proposed_by=actor.person_id,
        proposed_at=now,
        ends_at=nights.night_bounds(until, time_zone())[1],
    )
    db.session.add(grant)
    db.session.flush()
    what = {"grant": grant.id, "person": person_id, "until": until.isoformat(), "step": "proposed"}
    stage("grant", None, actor.person_id, what, now=now)
    return grant


def may_confirm(actor: Actor, grant: Grant) -> bool:
    """Whether somebody may confirm a grant: neither who proposed it nor who it is for.

    Nor whoever these two let in, nor who let in the one that proposed it: accounts that one
    supervisor could have set up or opened alone are one pair of eyes, not two.
    """
    if grant.confirmed_at is not None:
        return False
    mine = _let_in_by(actor.person_id)
    return not mine & ({grant.person_id} | _let_in_by(grant.proposed_by))


def _let_in_by(person_id: int) -> set[int]:
    """Somebody, the supervisor who invited them or last reset their password, and on upwards."""
    found: set[int] = set()
    asked = {person_id}
    while asked:
        found |= asked
        supervises = exists().where(Membership.person_id == Person.id, Membership.role == Role.PS)
        asked = set(
            db.session.scalars(
                select(Person.id).where(
                    supervises,
                    or_(
                        Person.id.in_(
                            select(Membership.invited_by).where(Membership.person_id.in_(asked))
                        ),
                        Person.id.in_(select(_Reset.reset_by).where(_Reset.id.in_(asked))),
                    ),
                )
            )
        )
        asked -= found
    return found


def confirm_grant(actor: Actor, grant: Grant, *, now: datetime) -> None:
    """Confirm a grant that another supervisor proposed; it works from now on.

    A second tap of the same supervisor changes nothing.
    """
    if grant.confirmed_by == actor.person_id:
        return
    if grant.confirmed_at is not None:
        raise ProductError(_l("Another supervisor has confirmed this already. It works."))
    if not may_confirm(actor, grant):
        raise NotAllowed(
            _l(
                "A supervisor has to confirm this whom neither of the two let in: not by an "
                "invitation, nor by a link for a new password. The coordinator can invite one."
            )
        )
    if grant.person_id not in {one.id for one in candidates(now)}:
        raise ProductError(_l("They have no role any more that can hold it. End it instead."))
    grant.confirmed_by, grant.confirmed_at = actor.person_id, now
    what = {"grant": grant.id, "person": grant.person_id, "step": "confirmed"}
    stage("grant", None, actor.person_id, what, now=now)


def end_grant(actor: Actor, grant: Grant, *, now: datetime) -> None:
    """End a grant, or a proposal; it stops working at once."""
    grant.ended_at = now
    what = {"grant": grant.id, "person": grant.person_id, "step": "ended"}
    stage("grant", None, actor.person_id, what, now=now)
