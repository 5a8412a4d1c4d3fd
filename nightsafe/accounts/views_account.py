"""One's own account: place, duty, name, password, and where one is signed in."""

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors, gate, language
from nightsafe.accounts import actions, devices, door, queries, sessions
from nightsafe.accounts.duty import NEEDED, Kind
from nightsafe.accounts.forms import ChangePasswordForm, NameForm
from nightsafe.accounts.models import Person
from nightsafe.accounts.roles import LABELS, Role, allows
from nightsafe.accounts.rules import local_path
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Actor, even_by_pin, me, signed_in
from nightsafe.network.forms import number_or_none


@even_by_pin
def account() -> str:
    """Who I am, where I am tonight, and where I am signed in."""
    actor, now = me(), clock.now()
    person = db.session.get_one(Person, actor.person_id)
    rows = queries.sessions_of(person.id, now)
    shared = devices.labels({row.device_id for row in rows})
    here = next((row.device_id for row in rows if row.id == actor.session_id), None)
    return render_template(
        "accounts/account.html",
        person=person,
        posts=queries.standing(person, now),
        labels=LABELS,
        roles=Role,
        sessions=rows,
        shared=shared,
        shared_phone=shared.get(here) if here else None,
        my_phones=devices.phones_of(person.id, now),
        may_have_pin=door.may_have_pin(person, now),
        duties=_duties(actor),
        on_duty=queries.duties_of(person.id, now),
    )


def _duties(actor: Actor) -> list[Kind]:
    kinds: list[Kind] = ["review"] if allows(actor.role, NEEDED["review"]) else []
    return [*kinds, "restricted"] if actor.restricted else kinds


@signed_in
def switch_place() -> ResponseReturnValue:
    """Tonight I am somewhere else."""
    chosen, now = number_or_none(request.form.get("membership")), clock.now()
    try:
        actions.switch_membership(me(), chosen or 0, now=now)
    except actions.SignInAgain:
        sessions.end_current(now=now)
        db.session.commit()
        onward = url_for("accounts.account")
        return redirect(url_for("accounts.sign_in", next=onward, done="sign-in-again"))
    db.session.commit()
    return redirect(url_for("home.index", done="switched"))


@signed_in
def switch_duty() -> ResponseReturnValue:
    """Go on or off duty."""
    kind, state = request.form.get("kind"), request.form.get("state")
    if state not in {"on", "off"}:
        abort(400)
    if kind == "review":
        actions.switch_duty(me(), "review", state == "on", now=clock.now())
    elif kind == "restricted":
        actions.switch_duty(me(), "restricted", state == "on", now=clock.now())
    else:
        abort(400)
    db.session.commit()
    return redirect(url_for("accounts.account", done=f"duty-{state}"))


@signed_in
def name() -> ResponseReturnValue:
    """Change one's own name."""
    person = db.session.get_one(Person, me().person_id)
    form = NameForm(name=person.name)
    if request.method == "POST" and form.validate():
        try:
            actions.rename(person, form.name.data, actor_id=person.id, now=clock.now())
            db.session.commit()
            return redirect(url_for("accounts.account", done="saved"))
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    return render_template("accounts/name.html", form=form), form.status


@signed_in
def password() -> ResponseReturnValue:
    """Change one's password; other sessions end."""
    form = ChangePasswordForm()
    if request.method == "POST" and form.validate():
        try:
            actions.change_password(me(), form.old.data, form.new.data, now=clock.now())
            db.session.commit()
            return redirect(url_for("accounts.account", done="password"))
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    return render_template("accounts/password.html", form=form), form.status


@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions."""
    actor, now = me(), clock.now()
    row = next((s for s in queries.sessions_of(actor.person_id, now) if s.id == session_id), None)
    if row is None:
        abort(404)
    actions.end_session(actor, row, now=now)
    db.session.commit()
    return redirect(url_for("accounts.account", done="session-ended"))


@signed_in
def end_other_sessions() -> ResponseReturnValue:
    """End every session of mine but this one."""
    actions.end_other_sessions(me(), now=clock.now())
    db.session.commit()
    return redirect(url_for("accounts.account", done="sessions-ended"))


@gate.public
def speak() -> ResponseReturnValue:
    """Speak another language from now on: in this browser, and wherever this person signs in."""
    code = request.form.get("language", "")
    if code not in {each.code for each in language.offered()}:
        abort(400)
    actor = gate.someone()
    if actor is not None:
        db.session.get_one(Person, actor.person_id).language = code
        db.session.commit()
    response = redirect(local_path(request.form.get("next")) or url_for("home.index"))
    response.set_cookie(
        language.COOKIE,
        code,
        max_age=language.COOKIE_AGE,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
