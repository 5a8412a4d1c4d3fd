"""Reading people: who is who, whom somebody looks after, where a person is signed in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import selectinload

from nightsafe.accounts.models import Duty, Invitation, Membership, Person, SignedInSession
from nightsafe.accounts.roles import SESSION_LIMITS, Role
from nightsafe.accounts.rules import invitable, tidy_email
from nightsafe.accounts.sessions import membership_stands
from nightsafe.accounts.tokens import token_hash
from nightsafe.database import db
from nightsafe.gate import Actor

STATES = ("active", "suspended", "ended")
PAGE = 50


def people_count() -> int:
    """How many people are known, suspended or not."""
    return db.session.scalar(select(func.count(Person.id)).where(Person.email.is_not(None))) or 0


def person_by_email(email: str) -> Person | None:
    """The person with this address."""
    return db.session.scalar(select(Person).where(Person.email == tidy_email(email)))


def standing(person: Person, now: datetime) -> list[Membership]:
    """A person's running memberships, the one used last first."""
    running = [one for one in person.memberships if membership_stands(one, now)]
    last_seen = (
        select(SignedInSession.membership_id, func.max(SignedInSession.last_seen_at))
        .where(SignedInSession.person_id == person.id)
        .group_by(SignedInSession.membership_id)
    )
    used = dict(db.session.execute(last_seen).all())
    return sorted(running, key=lambda one: used.get(one.id, one.starts_at), reverse=True)


def waiting(person: Person, now: datetime) -> Sequence[Invitation]:
    """The invitations a person accepted and proved, whose role begins with their next sign-in."""
    return db.session.scalars(
        select(Invitation)
        .where(
            Invitation.email == person.email,
            Invitation.waits,
            Invitation.proved,
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
        .order_by(Invitation.id)
    ).all()


def held(person: Person, now: datetime) -> list[Membership | Invitation]:
    """What an account opens, or will: memberships that have not ended, and accepted roles."""
    lasting = [one for one in person.memberships if one.ends_at is None or one.ends_at > now]
    return [*lasting, *waiting(person, now)]


def runs(now: datetime) -> ColumnElement[bool]:
    """The condition that a membership has begun and not ended."""
    return and_(
        Membership.starts_at <= now, or_(Membership.ends_at.is_(None), Membership.ends_at > now)
    )


def within(actor: Actor, model: type[Membership] | type[Invitation]) -> ColumnElement[bool]:
    """The condition that a membership or invitation lies with somebody (`rules.looks_after`)."""
    if actor.role == Role.CO:
        return true()
    roles = invitable(actor)
    if actor.role == Role.VM and actor.premises_id is not None:
        return and_(model.role.in_(roles), model.premises_id == actor.premises_id)
    if actor.role == Role.SP:
        return and_(model.role.in_(roles), model.organisation_id == actor.organisation_id)
    if actor.role == Role.PS:
        return model.role.in_(roles)
    return false()


def people_of(actor: Actor) -> Select[Person]:
    """Everybody whom somebody looks after, by a running or an ended membership."""
    if actor.role == Role.CO:
        return select(Person)
    return select(Person).where(
        exists().where(Membership.person_id == Person.id, within(actor, Membership))
    )


def people_in(actor: Actor, state: str, words: str, page: int, now: datetime) -> Sequence[Person]:
    """One page of the people in a state, by name; one more than a page when more follow."""
    running = exists().where(
        Membership.person_id == Person.id, within(actor, Membership), runs(now)
    )
    conditions: dict[str, ColumnElement[bool]] = {
        "active": and_(Person.suspended_at.is_(None), running),
        "suspended": Person.suspended_at.is_not(None),
        "ended": and_(Person.suspended_at.is_(None), ~running),
    }
    query = people_of(actor).where(conditions[state])
    if words:
        query = query.where(
            or_(
                Person.name.icontains(words, autoescape=True),
                Person.email.icontains(words, autoescape=True),
            )
        )
    query = query.options(selectinload(Person.memberships)).order_by(Person.name, Person.id)
    return db.session.scalars(query.offset((page - 1) * PAGE).limit(PAGE + 1)).all()


def person_of(actor: Actor, person_id: int) -> Person | None:
    """One of the people whom somebody looks after."""
    return db.session.scalar(people_of(actor).where(Person.id == person_id))


def membership_of(actor: Actor, membership_id: int) -> Membership | None:
    """One of the memberships that lie with somebody."""
    return db.session.scalar(
        select(Membership).where(Membership.id == membership_id, within(actor, Membership))
    )


def invitations_of(actor: Actor, now: datetime) -> Sequence[Invitation]:
    """The invitations that lie with somebody and still can be used, or wait for a sign-in."""
    open_still = or_(Invitation.used_at.is_(None), Invitation.waits)
    return db.session.scalars(
        select(Invitation)
        .where(
            within(actor, Invitation),
            Invitation.role.is_not(None),
            Invitation.withdrawn_at.is_(None),
            open_still,
            Invitation.expires_at > now,
        )
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
    ).all()


def invitation_of(actor: Actor, invitation_id: int, now: datetime) -> Invitation | None:
    """One of the open invitations that lie with somebody."""
    return next((one for one in invitations_of(actor, now) if one.id == invitation_id), None)


def invitation_by_token(token: str, now: datetime) -> Invitation | None:
    """The invitation of a link, while it can be used."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.token_hash == token_hash(token),
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
    )


def other_supervisors(person_id: int, now: datetime) -> bool:
    """Whether police have a supervisor besides this person."""
    return bool(db.session.scalar(select(_someone_else(Role.PS, person_id, now))))


def other_coordinators(person_id: int, now: datetime) -> bool:
    """Whether the network has a coordinator besides this person."""
    return bool(db.session.scalar(select(_someone_else(Role.CO, person_id, now))))


def _someone_else(role: Role, person_id: int, now: datetime) -> ColumnElement[bool]:
    return exists().where(
        Membership.person_id == Person.id,
        Person.suspended_at.is_(None),
        Membership.role == role,
        Membership.person_id != person_id,
        runs(now),
    )


def sessions_of(person_id: int, now: datetime) -> list[SignedInSession]:
    """Where a person is signed in, seen last first."""
    rows = db.session.scalars(
        select(SignedInSession)
        .where(SignedInSession.person_id == person_id, SignedInSession.ended_at.is_(None))
        .order_by(SignedInSession.last_seen_at.desc(), SignedInSession.id.desc())
        .options(selectinload(SignedInSession.membership))
    )
    return [row for row in rows if _within_limits(row, now)]


def _within_limits(row: SignedInSession, now: datetime) -> bool:
    idle, absolute = SESSION_LIMITS[Role(row.membership.role)]
    return (
        membership_stands(row.membership, now)
        and now - row.last_seen_at <= idle
        and now - row.created_at <= absolute
    )


def duties_of(person_id: int, now: datetime) -> dict[str, Any]:
    """The duties a person has switched on: kind -> the instant it ends, None for open."""
    rows = db.session.execute(
        select(Duty.kind, Duty.until).where(
            Duty.person_id == person_id, or_(Duty.until.is_(None), Duty.until > now)
        )
    )
    return dict(rows.all())
