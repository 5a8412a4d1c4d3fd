"""People and their roles: added, suspended, restored, ended; their sign-in, password and duty."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from nightsafe.accounts import devices, queries, rules, sessions
from nightsafe.accounts.duty import NEEDED, Kind
from nightsafe.accounts.models import (
    Device,
    Duty,
    Invitation,
    Membership,
    Person,
    SignedInSession,
)
from nightsafe.accounts.passwords import LONGEST, hash_password, matches, problem_with
from nightsafe.accounts.roles import INVITES, Role, allows
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor
from nightsafe.ledger.actions import stage

# Duty ends by itself, or one forgotten switch would keep every later alert from all others.
DUTY_LASTS = timedelta(hours=14)
NAME_LONGEST = 120


def add_person(
    name: str,
    email: str | None,
    *,
    password_hash: str | None = None,
    actor_id: int | None,
    now: datetime,
) -> Person:
    """Add a person; without a password they can only be signed in by other means."""
    person = Person(
        name=checked_name(name),
        email=rules.tidy_email(email) if email else None,
        password_hash=password_hash,
        created_at=now,
    )
    db.session.add(person)
    db.session.flush()
    stage("person", None, actor_id, {"person": person.id, "added": True}, now=now)
    return person


def add_membership(
    person: Person,
    role: Role,
    organisation_id: int,
    premises_id: int | None = None,
    *,
    lead: bool = False,
    starts_at: datetime | None = None,
    invited_by: int | None = None,
    actor_id: int | None,
    now: datetime,
) -> Membership:
    """Give a person a role at an organisation, perhaps at premises."""
    membership = Membership(
        person_id=person.id,
        organisation_id=organisation_id,
        premises_id=premises_id,
        role=role,
        lead=lead and role in rules.HAVE_LEADS,
        starts_at=starts_at or now,
        invited_by=invited_by,
    )
    person.memberships.append(membership)
    db.session.flush()
    what = {"membership": membership.id, "person": person.id, "role": role, "begins": True}
    stage("membership", None, actor_id, what, now=now)
    return membership


def checked_name(text: str) -> str:
    """A person's name on one line; raises ProductError for the field `name`."""
    name = " ".join(text.split())
    if not name or len(name) > NAME_LONGEST:
        raise ProductError(_l("Write the name you go by at work, at most 120 characters."), "name")
    return name


def rename(person: Person, name: str, *, actor_id: int, now: datetime) -> None:
    """Change a person's name."""
    name = checked_name(name)
    if name != person.name:
        stage("person", None, actor_id, {"person": person.id, "name": [person.name, name]}, now=now)
        person.name = name


def sign_in(email: str, password: str, *, now: datetime) -> SignedInSession | None:
    """Sign a person in where they worked last; None when that cannot be, whatever the reason.

    Known, unknown and suspended accounts cost the same one hash and one row (R13). On a shared
    phone they work at its premises, if they may, and wrong PINs of theirs are forgotten.
    """
    phone = devices.phone_here()
    person = queries.person_by_email(email)
    right = matches(person.password_hash if person else None, password[: LONGEST + 1])
    chosen = _membership_to_enter(person, phone, now) if person is not None and right else None
    if person is None or chosen is None:
        stage("sign-in-failed", None, None, {"person": person.id if person else None}, now=now)
        return None
    if phone is not None:
        devices.forgive(phone, person, now=now)
        phone.last_used_at = now
    return sessions.start(person, chosen, now=now)


def _membership_to_enter(person: Person, phone: Device | None, now: datetime) -> Membership | None:
    if person.suspended_at is not None:
        return None
    _begin_accepted(person, now)
    found = queries.standing(person, now)
    here = [one for one in found if phone is not None and one.premises_id == phone.premises_id]
    return next(iter(here or found), None)


def _begin_accepted(person: Person, now: datetime) -> None:
    """Give a person the roles they accepted with the password that they sign in with now."""
    for one in queries.waiting(person, now):
        one.waits = False
        if one.role is None or one.organisation_id is None or _has(person, one, now):
            continue
        if _closed(one):
            continue
        add_membership(
            person,
            Role(one.role),
            one.organisation_id,
            one.premises_id,
            lead=one.lead,
            invited_by=one.invited_by,
            actor_id=person.id,
            now=now,
        )


def _closed(post: Invitation) -> bool:
    """Whether the place of a post was taken out of use since somebody was invited to it."""
    places = (post.organisation, post.premises)
    return any(one is not None and one.retired_at is not None for one in places)


def _has(person: Person, post: Invitation, now: datetime) -> bool:
    return any(
        (one.role, one.organisation_id, one.premises_id, one.lead)
        == (post.role, post.organisation_id, post.premises_id, post.lead)
        for one in queries.standing(person, now)
    )


class SignInAgain(ProductError):
    """A role whose sign-ins last shorter than this one has lasted."""


def switch_membership(actor: Actor, membership_id: int, *, now: datetime) -> Membership:
    """Make another of one's running memberships the active one of this session.

    Raises SignInAgain where the other role would have ended this session by now.
    """
    person = db.session.get_one(Person, actor.person_id)
    found = next((m for m in queries.standing(person, now) if m.id == membership_id), None)
    row = db.session.get(SignedInSession, actor.session_id or 0)
    if found is None or row is None:
        raise ProductError(_l("You do not work there any more. Choose another place."))
    if not sessions.fits(row, found.role, now):
        raise SignInAgain(_l("For this role sign in again first, then choose it here."))
    row.membership_id = found.id
    what = {"from": actor.membership_id, "to": found.id}
    stage("place-switched", None, actor.person_id, what, now=now)
    return found


def end_session(actor: Actor, row: SignedInSession, *, now: datetime) -> None:
    """End one of one's own sessions."""
    row.ended_at = now
    stage("session-ended", None, actor.person_id, {"session": row.id}, now=now)


def end_other_sessions(actor: Actor, *, now: datetime) -> None:
    """End all of one's sessions but this one (R8)."""
    sessions.end_all(actor.person_id, now=now, but=actor.session_id)
    stage("session-ended", None, actor.person_id, {"kept": actor.session_id}, now=now)


def change_password(actor: Actor, old: str, new: str, *, now: datetime) -> None:
    """Change one's password; every other session ends, and links to set it stop working."""
    person = db.session.get_one(Person, actor.person_id)
    if not matches(person.password_hash, old):
        raise ProductError(_l("That is not your present password. Try it again."), "old")
    set_password(person, new, field="new", now=now)
    sessions.end_all(person.id, now=now, but=actor.session_id)


def set_password(person: Person, new: str, *, field: str, now: datetime) -> None:
    """Store a new password; raises ProductError for `field` when it is too easy to guess."""
    problem = problem_with(new, person.email or "", person.name)
    if problem is not None:
        raise ProductError(problem, field)
    person.password_hash = hash_password(new)
    # Whoever knew the old password could have set the PIN.
    person.pin_hash = None
    links = update(Invitation).where(
        Invitation.email == person.email,
        Invitation.role.is_(None),
        Invitation.used_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    db.session.execute(links.values(withdrawn_at=now))
    stage("password", None, person.id, {"person": person.id}, now=now)


def switch_duty(actor: Actor, kind: Kind, on: bool, *, now: datetime) -> None:
    """Go on duty until switched off, 14 hours at most, or off duty."""
    fit = actor.restricted if kind == "restricted" else allows(actor.role, NEEDED[kind])
    if on and not fit:
        raise NotAllowed(_l("This duty needs another role, or a grant that still runs."))
    running = update(Duty).where(
        Duty.person_id == actor.person_id,
        Duty.kind == kind,
        (Duty.until.is_(None)) | (Duty.until > now),
    )
    db.session.execute(running.values(until=now))
    if on:
        until = now + DUTY_LASTS
        db.session.add(Duty(person_id=actor.person_id, kind=kind, since=now, until=until))
    stage("duty", None, actor.person_id, {"kind": kind, "on": on}, now=now)


def suspend(actor: Actor, person: Person, *, now: datetime) -> None:
    """Suspend a person: their sessions end at once, and links they made stop working (R5)."""
    if actor.person_id == person.id:
        raise NotAllowed(_l("You cannot suspend yourself. Ask another coordinator."))
    if not rules.may_suspend(actor, person.id, queries.standing(person, now)):
        raise NotAllowed(
            _l("They work elsewhere too. End their role with you, or ask the coordinator.")
        )
    _keep_a_coordinator(person.id, queries.standing(person, now), now)
    if person.suspended_at is None:
        person.suspended_at, person.suspended_by = now, actor.person_id
    sessions.end_all(person.id, now=now)
    _withdraw_links_of(person.id, now)
    stage("suspended", None, actor.person_id, {"person": person.id}, now=now)


def restore(actor: Actor, person: Person, *, now: datetime) -> None:
    """Let a suspended person sign in again."""
    posts = queries.standing(person, now)
    if not rules.may_restore(actor, person.id, person.suspended_by, posts):
        raise NotAllowed(_l("Somebody else suspended them. Ask the coordinator."))
    person.suspended_at = person.suspended_by = None
    stage("restored", None, actor.person_id, {"person": person.id}, now=now)


def end_membership(actor: Actor, membership: Membership, *, now: datetime) -> None:
    """End a role; whatever session was working in it ends with it."""
    if actor.person_id == membership.person_id:
        raise NotAllowed(_l("You cannot end your own role. Ask somebody who can invite you."))
    if not rules.looks_after(actor, membership):
        raise NotAllowed(_l("That role is not yours to end. Ask the coordinator."))
    _keep_a_coordinator(membership.person_id, [membership], now)
    membership.ends_at = now
    if Role(membership.role) in INVITES:
        _withdraw_links_of(membership.person_id, now)
    what = {"membership": membership.id, "person": membership.person_id, "ends": True}
    stage("membership", None, actor.person_id, what, now=now)


def _keep_a_coordinator(person_id: int, losing: Sequence[Membership], now: datetime) -> None:
    if not any(one.role == Role.CO for one in losing):
        return
    # Two coordinators who suspend each other at the same moment wait for one another here.
    db.session.execute(select(Membership.id).where(Membership.role == Role.CO).with_for_update())
    if not queries.other_coordinators(person_id, now):
        raise NotAllowed(_l("This is the last coordinator. Invite another first."))


def _withdraw_links_of(person_id: int, now: datetime) -> None:
    made = update(Invitation).where(
        Invitation.invited_by == person_id,
        Invitation.used_at.is_(None) | Invitation.waits,
        Invitation.withdrawn_at.is_(None),
    )
    db.session.execute(made.values(withdrawn_at=now))
