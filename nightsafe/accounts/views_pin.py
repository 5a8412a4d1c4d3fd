"""One's PIN, and the phones that may still send what one wrote on them."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from nightsafe import clock, errors
from nightsafe.accounts import devices, door
from nightsafe.accounts.forms_phones import PinForm
from nightsafe.accounts.models import Person
from nightsafe.accounts.rules import local_path
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import me, signed_in


@signed_in
def pin() -> ResponseReturnValue:
    """Set or change one's PIN for shared phones."""
    actor, now, form = me(), clock.now(), PinForm()
    person = db.session.get_one(Person, actor.person_id)
    onward = local_path(request.args.get("next"))
    if request.method == "POST" and form.validate():
        try:
            password, chosen = form.password.data or "", form.pin.data or ""
            door.set_pin(actor, current_user.row, password, chosen, now=now)
            db.session.commit()
            return redirect(onward or url_for("accounts.account", done="pin"))
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    page = render_template(
        "accounts/pin.html",
        form=form,
        person=person,
        asks_password=door.asks_password(current_user.row, person, now),
        onward=onward,
    )
    return page, form.status


@signed_in
def remove_pin() -> ResponseReturnValue:
    """Remove one's PIN."""
    door.remove_pin(me(), now=clock.now())
    db.session.commit()
    return redirect(url_for("accounts.account", done="pin-removed"))


@signed_in
def remove_phone(device_id: UUID) -> ResponseReturnValue:
    """End what a phone's queue may send as oneself."""
    if not devices.remove_own(me(), device_id, now=clock.now()):
        abort(404)
    db.session.commit()
    return redirect(url_for("accounts.account", done="phone-removed"))
