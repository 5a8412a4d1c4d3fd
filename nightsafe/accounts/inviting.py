"""Links that are handed over: to take up a role, or to choose a new password (R14)."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from nightsafe.accounts import devices, queries, rules, sessions
from nightsafe.accounts.actions import add_person, checked_name, set_password
from nightsafe.accounts.models import Invitation, Person
from nightsafe.accounts.passwords import matches, problem_with
from nightsafe.accounts.roles import Role
from nightsafe.accounts.tokens import new_token, token_hash
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor
from nightsafe.ledger.actions import stage
from nightsafe.network.models import Network, Organisation, Premises

LINK_LASTS = timedelta(hours=72)


class LinkEnded(ProductError):
    """A link that was used, withdrawn or left too long, or never was one."""

    status = 404


def invite(
    actor: Actor,
    email: str,
    name: str,
    role: Role | str,
    *,
    organisation_id: int | None = None,
    premises_id: int | None = None,
    lead: bool = False,
    now: datetime,
) -> tuple[Invitation, str]:
    """Invite an address to a role; gives the invitation and the token of its link.

    Nothing here asks whether the address has an account (R13). An earlier invitation of the
    address to the same role and place stops working.
    """
    email = rules.tidy_email(email)
    if not rules.is_email(email):
        raise ProductError(_l("Write an e-mail address, such as sam@example.org."), "email")
    if role not in rules.invitable(actor):
        raise ProductError(_l("Choose a role from the list."), "role")
    role = Role(role)
    organisation_id, premises_id = _post(actor, role, organisation_id, premises_id)
    own = db.session.get_one(Person, actor.person_id)
    if email == own.email:
        raise ProductError(
            _l("That is your own address. Somebody else has to invite you."), "email"
        )
    invitation = Invitation(
        email=email,
        name=checked_name(name),
        role=role,
        organisation_id=organisation_id,
        premises_id=premises_id,
        lead=lead and role in rules.HAVE_LEADS,
        invited_by=actor.person_id,
    )
    if not rules.looks_after(actor, invitation):  # type: ignore[arg-type]
        raise NotAllowed(_l("You can invite to your own place only."))
    return invitation, _issue(invitation, actor.person_id, now)


def _post(
    actor: Actor, role: Role, organisation_id: int | None, premises_id: int | None
) -> tuple[int, int | None]:
    """The organisation and premises of a post; all but coordinators invite to their own."""
    if actor.role != Role.CO:
        return actor.organisation_id, actor.premises_id if actor.role == Role.VM else None
    needed = rules.needs_premises(role)
    premises = db.session.get(Premises, premises_id) if premises_id is not None else None
    if premises_id is not None and (premises is None or premises.retired_at is not None):
        raise ProductError(_l("Choose premises from the list."), "premises_id")
    if needed and premises is None:
        raise ProductError(_l("This role works at premises. Choose which."), "premises_id")
    if needed is False and premises is not None:
        raise ProductError(_l("This role belongs to no premises. Choose none."), "premises_id")
    if organisation_id is None and premises is not None:
        return premises.organisation_id, premises.id
    organisation = db.session.get(Organisation, organisation_id or 0)
    if organisation is None or organisation.retired_at is not None:
        raise ProductError(_l("Choose the organisation they work for."), "organisation_id")
    return organisation.id, premises.id if premises else None


def make_password_link(actor: Actor, person: Person, *, now: datetime) -> str:
    """The token of a link with which a person chooses a new password."""
    if not may_make_link(actor, person, now):
        raise NotAllowed(
            _l("You cannot make this link. Ask the coordinator, or a police supervisor.")
        )
    link = Invitation(email=person.email, name=person.name, role=None, invited_by=actor.person_id)
    return _issue(link, actor.person_id, now, person=person.id)


def may_make_link(actor: Actor, person: Person, now: datetime) -> bool:
    """Whether somebody may make a link that sets a person's password."""
    return person.email is not None and rules.may_make_link(
        actor,
        person.id,
        queries.held(person, now),  # type: ignore[arg-type]
        other_supervisors=queries.other_supervisors(person.id, now),
        granted=bool(db.session.scalar(select(sessions.active_grant(person.id, now)))),
    )


def first_coordinator(name: str, email: str, *, now: datetime) -> str:
    """The token of a link for the first coordinator of a network that was just set up.

    Said again before anybody has used it, it makes a new link and ends the one before.
    """
    here = db.session.get_one(Network, 1)
    organisation = db.session.scalar(
        select(Organisation).where(Organisation.kind == "council").order_by(Organisation.id)
    )
    if organisation is None:
        organisation = Organisation(name=here.name, kind="council")
        db.session.add(organisation)
        db.session.flush()
    invitation = Invitation(
        email=rules.tidy_email(email),
        name=" ".join(name.split()),
        role=Role.CO,
        organisation_id=organisation.id,
        premises_id=None,
    )
    return _issue(invitation, None, now)


def _issue(invitation: Invitation, actor_id: int | None, now: datetime, **more: int) -> str:
    earlier = update(Invitation).where(
        Invitation.email == invitation.email,
        Invitation.role.is_not_distinct_from(invitation.role),
        Invitation.organisation_id.is_not_distinct_from(invitation.organisation_id),
        Invitation.premises_id.is_not_distinct_from(invitation.premises_id),
        Invitation.used_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    db.session.execute(earlier.values(withdrawn_at=now))
    token = new_token()
    invitation.token_hash = token_hash(token)
    invitation.created_at = now
    invitation.expires_at = now + LINK_LASTS
    db.session.add(invitation)
    db.session.flush()
    what = {"invitation": invitation.id, "role": invitation.role, **more}
    stage("invited", None, actor_id, what, now=now)
    return token


def withdraw_invitation(actor: Actor, invitation: Invitation, *, now: datetime) -> None:
    """Make an invitation's link stop working, or a role that waits for a sign-in not begin."""
    invitation.withdrawn_at = now
    what = {"invitation": invitation.id}
    stage("invitation-withdrawn", None, actor.person_id, what, now=now)


def use_invitation(token: str, name: str, password: str, *, now: datetime) -> None:
    """Take up a link: once, with a name and a password; the role begins at the next sign-in.

    For an address without an account this makes one. For one that has an account nothing about
    it changes, and the role begins only if the password given here is the account's: else who
    took a link into the account before would get it. Both cost one hash and end the same (R13).
    Raises LinkEnded, or ProductError beside a field.
    """
    invitation = queries.invitation_by_token(token, now)
    if invitation is None:
        raise link_ended()
    person = queries.person_by_email(invitation.email)
    proved = False
    if invitation.role is None:
        if person is None:
            raise link_ended()
        set_password(person, password, field="password", now=now)
        person.reset_at, person.reset_by = now, invitation.invited_by
        _withdraw_waiting(person, now)
        sessions.end_all(person.id, now=now)
        devices.end_tokens(person.id, now=now)
    else:
        name = checked_name(name)
        problem = problem_with(password, invitation.email, name)
        if problem is not None:
            raise ProductError(problem, "password")
        if person is None:
            person = add_person(name, invitation.email, actor_id=None, now=now)
            set_password(person, password, field="password", now=now)
            proved = True
        else:
            proved = matches(person.password_hash, password)
    _use_up(invitation, proved, now)
    what = {"invitation": invitation.id, "person": person.id}
    stage("invitation-used", None, person.id, what, now=now)


def _withdraw_waiting(person: Person, now: datetime) -> None:
    """A role accepted with the password of before does not begin with the one a link has set."""
    waiting = update(Invitation).where(
        Invitation.email == person.email, Invitation.waits, Invitation.withdrawn_at.is_(None)
    )
    db.session.execute(waiting.values(withdrawn_at=now))


def _use_up(invitation: Invitation, proved: bool, now: datetime) -> None:
    """Use a link, unless somebody did at this very moment."""
    once = (
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .where(Invitation.withdrawn_at.is_(None) | Invitation.role.is_(None))
        .values(used_at=now, waits=invitation.role is not None, proved=proved)
        .execution_options(synchronize_session=False)
    )
    if db.session.execute(once).rowcount != 1:  # type: ignore[attr-defined]
        raise link_ended()


def link_ended() -> LinkEnded:
    """What is said of a link that does not work, whatever the reason."""
    return LinkEnded(
        _l("This link does not work any more. Ask whoever gave it to you for a new one.")
    )
