"""The shared phone at the door: who are you, your PIN, and handing it over."""

import math
from datetime import datetime

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from nightsafe import clock, gate
from nightsafe.accounts import devices, pins, sessions
from nightsafe.accounts import door as at_door
from nightsafe.accounts.forms_phones import EnterForm
from nightsafe.accounts.models import Device
from nightsafe.accounts.rules import local_path
from nightsafe.database import db

TOO_MANY = 429


def _phone_or_404() -> Device:
    phone = devices.phone_here()
    if phone is None:
        abort(404)
    return phone


def _onward() -> str:
    return local_path(request.args.get("next")) or url_for("home.index")


@gate.public
def door() -> ResponseReturnValue:
    """The names of those who work here and have a PIN; on no other phone there is such a page."""
    phone, now = _phone_or_404(), clock.now()
    if gate.someone() is not None:
        return redirect(_onward())
    return render_template(
        "accounts/door.html",
        device=phone,
        people=at_door.people_at(phone, now),
        locked=at_door.locked_at(phone),
        onward=local_path(request.args.get("next")),
    )


@gate.public
def enter(person_id: int) -> ResponseReturnValue:
    """Sign in as the name that was tapped, with its PIN."""
    phone, now, form = _phone_or_404(), clock.now(), EnterForm()
    if request.method == "POST" and form.validate():
        stands = at_door.enter(phone, person_id, form.pin.data, now=now)
        db.session.commit()
        if stands is None:
            return devices.remember(redirect(_onward()))
        if stands.dead:
            return redirect(url_for("accounts.door", done="pin-dead"))
    else:
        stands = at_door.standing_of(phone, person_id, now)
    membership = at_door.person_at(phone, person_id, now)
    if membership is None:
        abort(404)
    posted = request.method == "POST" and not form.errors
    if stands.until is not None:
        form.pin.errors = [_wait(stands.until, now)]
    elif posted and not stands.locked:
        form.pin.errors = [_("That is not the PIN. Try again.")]
    page = render_template(
        "accounts/enter.html",
        form=form,
        device=phone,
        person=membership.person,
        stands=stands,
        left=pins.tries_left(stands.wrong) if stands.wrong > 1 else None,
        onward=local_path(request.args.get("next")),
    )
    if not posted:
        return page, 422 if request.method == "POST" else 200
    if stands.until is None:
        return page, TOO_MANY if stands.locked else 422
    seconds = math.ceil((stands.until - now).total_seconds())
    return page, TOO_MANY, {"Retry-After": str(seconds)}


def _wait(until: datetime, now: datetime) -> str:
    seconds = math.ceil((until - now).total_seconds())
    if seconds <= 90:
        how_long = ngettext("%(num)d second", "%(num)d seconds", seconds)
    else:
        how_long = ngettext("%(num)d minute", "%(num)d minutes", math.ceil(seconds / 60))
    return _("Too many wrong PINs in a row. Wait %(how_long)s, then try again.", how_long=how_long)


@gate.public
def hand_over() -> ResponseReturnValue:
    """Lock the phone for the next person; a session that has ended already is no error."""
    sessions.end_current(now=clock.now())
    db.session.commit()
    if devices.phone_here() is None:
        return redirect(url_for("accounts.sign_in", done="signed-out"))
    return redirect(url_for("accounts.door", done="handed-over"))
