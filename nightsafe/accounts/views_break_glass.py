"""Opening restricted records in an emergency, and ending it."""

from uuid import uuid4

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from nightsafe import clock, errors
from nightsafe.accounts import break_glass as glass
from nightsafe.accounts.forms import BreakGlassForm
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires


@requires(Can.BREAK_GLASS)
def break_glass() -> ResponseReturnValue:
    """What it does, who is told, and the password and the reason that it takes."""
    form, actor, now = BreakGlassForm(), me(), clock.now()
    if request.method == "GET":
        form.glass.data = str(uuid4())
        return _page(form)
    if not form.validate():
        return _page(form), form.status
    try:
        opened = glass.break_glass(
            actor,
            current_user.row,
            form.password.data or "",
            form.reason.data or "",
            now=now,
            glass_id=form.minted,
        )
    except ProductError as error:
        db.session.rollback()
        status = errors.show(form, error)
        return _page(form), status
    ended = current_user.row.ended_at is not None
    db.session.commit()
    if ended:
        return redirect(url_for("accounts.sign_in"))
    if opened is None:
        form.form_errors.append(_("That is not your password. Try again."))
        return _page(form), 422
    return redirect(url_for("home.index", done="glass-broken"))


@requires(Can.BREAK_GLASS)
def end_glass() -> ResponseReturnValue:
    """Shut them again before the hour is over."""
    glass.end_glass(me(), current_user.row, now=clock.now())
    db.session.commit()
    return redirect(url_for("home.index", done="glass-ended"))


def _page(form: BreakGlassForm) -> str:
    return render_template("accounts/break_glass.html", form=form)
