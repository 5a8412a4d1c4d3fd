"""The password again, where what somebody opens is the most sensitive; nothing typed is lost."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from nightsafe import clock, gate
from nightsafe.accounts import stepping_up
from nightsafe.accounts.forms import ConfirmForm
from nightsafe.accounts.rules import local_path
from nightsafe.accounts.stepping_up import StepUp
from nightsafe.database import db
from nightsafe.errors import page
from nightsafe.forms import UNUSABLE, UNUSABLE_WORDS

ASKED = 401
# Before what was sent: it may have been a button alone, without a field.
POSTED = "posted:"


def asked(_error: StepUp) -> ResponseReturnValue:
    """Ask for the password; what was being sent is carried along and sent again afterwards."""
    db.session.rollback()
    here = request.full_path if request.query_string else request.path
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.confirm", next=here))
    kept = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    if _spoilt(kept):
        return _refused()
    form = ConfirmForm(formdata=None, onward=here, kept=POSTED + urlencode(kept))
    return _page(form), ASKED


@gate.signed_in
def confirm() -> ResponseReturnValue:
    """Give the password again, and go on to where it was asked for."""
    form = ConfirmForm()
    if request.method == "GET":
        form.onward.data = request.args.get("next")
        return _page(form)
    if not form.validate():
        return _page(form), form.status
    right = stepping_up.confirm(current_user.row, form.password.data or "", now=clock.now())
    ended = current_user.row.ended_at is not None
    db.session.commit()
    if ended:
        return redirect(url_for("accounts.sign_in"))
    if not right:
        form.form_errors.append(_("That is not your password. Try again."))
        return _page(form), 422
    return go_on(form.onward.data, form.kept.data)


def go_on(onward: str | None, kept: str | None) -> ResponseReturnValue:
    """Back to where the password was asked for: what was posted there is offered to be sent."""
    there = local_path(onward) or url_for("home.index")
    if not (kept or "").startswith(POSTED):
        return redirect(there)
    again = parse_qsl((kept or "").removeprefix(POSTED), keep_blank_values=True)
    if _spoilt(again):
        return _refused()
    return render_template("accounts/confirmed.html", onward=there, kept=again)


def _spoilt(kept: Iterable[tuple[str, str]]) -> bool:
    """Whether anything to be sent again holds what no address and no page can carry."""
    return any(UNUSABLE.search(part) for pair in kept for part in pair)


def _refused() -> ResponseReturnValue:
    """As the form itself would be refused that was being sent."""
    return page(422, str(UNUSABLE_WORDS), _("Go back; what you typed is still there."))


def _page(form: ConfirmForm) -> str:
    return render_template("accounts/confirm.html", form=form)
