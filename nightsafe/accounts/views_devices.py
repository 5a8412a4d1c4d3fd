"""Shared phones for those who look after them: listed, enrolled, removed, people unlocked."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.accounts import devices as phones
from nightsafe.accounts import sessions
from nightsafe.accounts.forms_phones import EnrolForm
from nightsafe.accounts.models import Device
from nightsafe.accounts.roles import Role
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.network.forms import number_or_none
from nightsafe.network.queries import all_premises


@requires(Can.ENROL)
def devices() -> str:
    """The shared phones one looks after, who made each one, and who is locked on it."""
    return render_template(
        "accounts/devices.html", found=phones.shared_phones(me()), here=phones.phone_here()
    )


@requires(Can.ENROL)
def enrol() -> ResponseReturnValue:
    """Make this browser the phone of the premises; whoever does so is signed out of it."""
    actor, now = me(), clock.now()
    everywhere = actor.role == Role.CO
    form = EnrolForm.for_premises(
        [(one.id, one.place.name) for one in all_premises()] if everywhere else []
    )
    if request.method == "POST" and form.validate():
        try:
            _device, secret = phones.enrol(
                actor, form.label.data or "", form.premises_id.data, now=now
            )
            sessions.end_current(now=now)
            db.session.commit()
            return phones.remember(redirect(url_for("accounts.door", done="enrolled")), secret)
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    page = render_template(
        "accounts/enrol.html", form=form, everywhere=everywhere, here=phones.phone_here()
    )
    return page, form.status


def _phone_or_404(device_id: UUID) -> Device:
    found = phones.shared_phone_of(me(), device_id)
    if found is None:
        abort(404)
    return found


@requires(Can.ENROL)
def remove_device(device_id: UUID) -> ResponseReturnValue:
    """Remove a shared phone."""
    phones.remove_shared(me(), _phone_or_404(device_id), now=clock.now())
    db.session.commit()
    return redirect(url_for("accounts.devices", done="device-removed"))


@requires(Can.ENROL)
def unlock(device_id: UUID) -> ResponseReturnValue:
    """Let somebody try their PIN again on a shared phone."""
    device = _phone_or_404(device_id)
    person_id = number_or_none(request.form.get("person")) or 0
    phones.unlock(device, person_id, by=me().person_id, now=clock.now())
    db.session.commit()
    return redirect(url_for("accounts.devices", done="unlocked"))
