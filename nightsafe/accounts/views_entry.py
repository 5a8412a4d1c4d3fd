"""Coming in and going out: sign-in, links that were handed over, sign-out."""

from datetime import datetime

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from nightsafe import clock, errors, gate
from nightsafe.accounts import actions, door, inviting, queries, sessions
from nightsafe.accounts.devices import phone_here
from nightsafe.accounts.forms import AcceptForm, NewPasswordForm, SignInForm
from nightsafe.accounts.inviting import LinkEnded
from nightsafe.accounts.models import Invitation, SignedInSession
from nightsafe.accounts.roles import LABELS, Role
from nightsafe.accounts.rules import local_path
from nightsafe.database import db
from nightsafe.delivery.browsers import leave_browser
from nightsafe.errors import ProductError


@gate.public
def sign_in() -> ResponseReturnValue:
    """Sign in with e-mail and password; go on to where somebody was going."""
    onward = local_path(request.args.get("next")) or url_for("home.index")
    if request.method == "GET" and gate.someone() is not None:
        return redirect(onward)
    form, now = SignInForm(), clock.now()
    if request.method == "GET":
        if "password" not in request.args and phone_here() is not None:
            wanted, done = request.args.get("next"), request.args.get("done")
            return redirect(url_for("accounts.door", next=wanted, done=done))
        return _sign_in_page(form)
    if form.validate():
        row = actions.sign_in(form.email.data, form.password.data, now=now)
        db.session.commit()
        if row is not None:
            return redirect(_after_password(row, onward, now))
        form.form_errors.append(
            _(
                "E-mail and password do not fit, or this account cannot sign in. Try again, or ask "
                "your manager or coordinator for a link to set a new password."
            )
        )
    return _sign_in_page(form)


def _sign_in_page(form: SignInForm) -> ResponseReturnValue:
    names = url_for("accounts.door", next=request.args.get("next")) if phone_here() else None
    return render_template("accounts/sign_in.html", form=form, names=names), form.status


def _after_password(row: SignedInSession, onward: str, now: datetime) -> str:
    """Onward; on a shared phone by way of choosing a PIN, for whoever can use one and has none."""
    if row.device_id is None or row.person.pin_hash or not door.may_have_pin(row.person, now):
        return onward
    return url_for("accounts.pin", next=onward)


@gate.public
def sign_out() -> ResponseReturnValue:
    """End this session; a session that has ended already is no error."""
    now, actor = clock.now(), gate.someone()
    if actor is not None:
        # What wakes this browser ends with the sign-in, on purpose; not with one that ran out.
        leave_browser(actor.person_id, request.form.get("browser", ""), now=now)
    sessions.end_current(now=now)
    db.session.commit()
    return redirect(url_for("accounts.sign_in", done="signed-out"))


@gate.public
def invitation(token: str) -> ResponseReturnValue:
    """Take up a role, or choose a new password, by a link; opening it uses nothing up."""
    found = queries.invitation_by_token(token, clock.now())
    if found is None:
        return _link_ended(inviting.link_ended())
    form = AcceptForm(name=found.name) if found.role else NewPasswordForm()
    if request.method == "GET":
        return _link_page(found, form)
    if form.validate():
        name = form.name.data if found.role else found.name
        try:
            inviting.use_invitation(token, name, form.password.data, now=clock.now())
            sessions.end_current(now=clock.now())
            db.session.commit()
            return redirect(url_for("accounts.sign_in", done="welcome" if found.role else "reset"))
        except LinkEnded as error:
            return _link_ended(error)
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    return _link_page(found, form, 422)


def _link_page(
    found: Invitation, form: AcceptForm | NewPasswordForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "accounts/accept.html" if found.role else "accounts/new_password.html",
        form=form,
        invitation=found,
        role=LABELS[Role(found.role)] if found.role else None,
    )
    return page, status


def _link_ended(error: LinkEnded) -> ResponseReturnValue:
    db.session.rollback()
    page = render_template("accounts/link_ended.html", message=error.message)
    return make_response(page, error.status)
