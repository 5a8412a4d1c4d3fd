"""The people somebody looks after: listed, invited, suspended, their roles ended."""

from datetime import datetime

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.accounts import actions, inviting, queries, rules
from nightsafe.accounts.forms import InviteForm
from nightsafe.accounts.models import Membership, Person
from nightsafe.accounts.roles import LABELS, Role
from nightsafe.accounts.sessions import membership_stands
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Actor, Can, me, requires
from nightsafe.network.forms import number_or_none
from nightsafe.network.queries import all_premises, organisations


@requires(Can.INVITE)
def people() -> str:
    """Everybody one looks after, in one state, found by words."""
    actor, now = me(), clock.now()
    state = request.args.get("state", "active")
    page = request.args.get("page", "1")
    number = number_or_none(page)
    if state not in queries.STATES or not number:
        abort(400)
    words = " ".join(request.args.get("q", "").split())
    found = queries.people_in(actor, state, words, number, now)
    return render_template(
        "accounts/people.html",
        people=found[: queries.PAGE],
        more=len(found) > queries.PAGE,
        page=number,
        words=words,
        state=state,
        invitations=queries.invitations_of(actor, now) if state == "active" and number == 1 else [],
        posts={one.id: _posts(actor, one, now) for one in found},
        labels=LABELS,
        roles=Role,
        now=now,
    )


def _posts(actor: Actor, person: Person, now: datetime) -> list[Membership]:
    """The memberships of a person that lie with somebody; the running ones, if there are any."""
    ours = [one for one in person.memberships if rules.looks_after(actor, one)]
    return [one for one in ours if membership_stands(one, now)] or ours


@requires(Can.INVITE)
def person(person_id: int) -> str:
    """One person: their roles with us, and what can be done."""
    actor, now = me(), clock.now()
    found = _person_or_404(actor, person_id)
    posts = queries.standing(found, now)
    return render_template(
        "accounts/person.html",
        person=found,
        posts=[one for one in found.memberships if rules.looks_after(actor, one)],
        running={one.id for one in posts},
        labels=LABELS,
        roles=Role,
        may_suspend=rules.may_suspend(actor, found.id, posts),
        may_restore=rules.may_restore(actor, found.id, found.suspended_by, posts),
        may_link=inviting.may_make_link(actor, found, now),
        myself=found.id == actor.person_id,
    )


def _person_or_404(actor: Actor, person_id: int) -> Person:
    found = queries.person_of(actor, person_id)
    if found is None:
        abort(404)
    return found


@requires(Can.INVITE)
def invite() -> ResponseReturnValue:
    """Invite somebody; the link is shown once, to be handed over."""
    actor, now = me(), clock.now()
    everywhere = actor.role == Role.CO
    form = InviteForm.for_choices(
        [(str(role), LABELS[role]) for role in rules.invitable(actor)],
        [(one.id, one.name) for one in all_premises()] if everywhere else [],
        [(one.id, one.name) for one in organisations()] if everywhere else [],
    )
    if request.method == "POST" and form.validate():
        try:
            made, token = inviting.invite(
                actor,
                form.email.data or "",
                form.name.data or "",
                form.role.data or "",
                organisation_id=form.organisation_id.data,
                premises_id=form.premises_id.data,
                lead=form.lead.data,
                now=now,
            )
            db.session.commit()
            return _link_page(token, made.name, made.expires_at, role=LABELS[Role(form.role.data)])
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    return render_template(
        "accounts/invite.html",
        form=form,
        everywhere=everywhere,
        with_lead=bool(rules.HAVE_LEADS.intersection(rules.invitable(actor))),
    ), form.status


def _link_page(
    token: str, name: str, until: datetime, role: object | None = None
) -> ResponseReturnValue:
    """The one page that shows a link; its address comes from the settings alone (R15)."""
    base: str = current_app.extensions["settings"].base_url
    link = base + url_for("accounts.invitation", token=token)
    return render_template("accounts/link.html", link=link, name=name, until=until, role=role)


@requires(Can.INVITE)
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    """Make an invitation stop working."""
    actor, now = me(), clock.now()
    found = queries.invitation_of(actor, invitation_id, now)
    if found is None:
        abort(404)
    inviting.withdraw_invitation(actor, found, now=now)
    db.session.commit()
    return redirect(url_for("accounts.people", done="invitation-withdrawn"))


@requires(Can.INVITE)
def suspend(person_id: int) -> ResponseReturnValue:
    """Suspend a person, at once and everywhere."""
    found = _person_or_404(me(), person_id)
    actions.suspend(me(), found, now=clock.now())
    db.session.commit()
    return redirect(url_for("accounts.person", person_id=person_id, done="suspended"))


@requires(Can.INVITE)
def restore(person_id: int) -> ResponseReturnValue:
    """Let a suspended person sign in again."""
    found = _person_or_404(me(), person_id)
    actions.restore(me(), found, now=clock.now())
    db.session.commit()
    return redirect(url_for("accounts.person", person_id=person_id, done="restored"))


@requires(Can.INVITE)
def password_link(person_id: int) -> ResponseReturnValue:
    """A link with which a person sets a new password, shown once."""
    now = clock.now()
    found = _person_or_404(me(), person_id)
    token = inviting.make_password_link(me(), found, now=now)
    db.session.commit()
    return _link_page(token, found.name, now + inviting.LINK_LASTS)


@requires(Can.INVITE)
def end_membership(membership_id: int) -> ResponseReturnValue:
    """End one of a person's roles."""
    found = queries.membership_of(me(), membership_id)
    if found is None:
        abort(404)
    actions.end_membership(me(), found, now=clock.now())
    db.session.commit()
    return redirect(url_for("accounts.person", person_id=found.person_id, done="membership-ended"))
