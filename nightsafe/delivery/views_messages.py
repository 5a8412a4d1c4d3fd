"""How messages come to oneself: by mail, to which browsers, at which hours; a test of all that."""

from typing import Any
from uuid import uuid4

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from nightsafe import clock, errors
from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.delivery import browsers, choices, testing
from nightsafe.delivery.forms import BrowserForm, ChoicesForm, TestForm
from nightsafe.delivery.push_keys import public_key, read_key
from nightsafe.delivery.states import CHANNELS, PROBLEMS, STATES, State
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import me, signed_in


@signed_in
def messages() -> ResponseReturnValue:
    """What comes to me by which way, and when nothing may wake me."""
    actor = me()
    form = _choices(actor.person_id)
    if request.method == "POST" and form.validate():
        choices.choose(actor.person_id, form.off, form.quiet, now=clock.now())
        db.session.commit()
        return redirect(url_for("delivery.messages", done="saved"))
    return _page(form)


@signed_in
def test() -> ResponseReturnValue:
    """Send me a test by every way there is."""
    form = TestForm()
    test_id = form.test_id
    if not form.validate() or test_id is None:
        abort(400)
    try:
        testing.send_test(me().person_id, test_id, now=clock.now())
        db.session.commit()
    except ProductError as error:
        db.session.rollback()
        errors.show(form, error)
        return _page(_choices(me().person_id, stored=True), wrong=form)
    return redirect(url_for("delivery.messages", done="test-sent", _anchor="test"))


@signed_in
def subscribe() -> ResponseReturnValue:
    """Let this browser be woken for me; never one that is shared."""
    if current_user.row.device_id is not None:
        raise NotAllowed(_("This phone is shared, so nobody's messages are sent to it."))
    form = BrowserForm()
    try:
        if form.validate():
            browsers.subscribe(
                me().person_id,
                form.endpoint.data,
                form.p256dh.data,
                form.auth.data,
                device=current_user.row.device,
                hosts=_settings().push_hosts.split(),
                now=clock.now(),
            )
            db.session.commit()
            return redirect(url_for("delivery.messages", done="push-on", _anchor="browsers"))
    except ProductError as error:
        db.session.rollback()
        errors.show(form, error)
    return _page(_choices(me().person_id, stored=True), wrong=form)


@signed_in
def remove_browser(browser_id: int) -> ResponseReturnValue:
    """Send no more to one of my browsers."""
    if not browsers.remove_browser(me().person_id, browser_id, now=clock.now()):
        abort(404)
    db.session.commit()
    return redirect(url_for("delivery.messages", done="push-off", _anchor="browsers"))


def _choices(person_id: int, *, stored: bool = False) -> ChoicesForm:
    """What somebody chose, to be changed; `stored` where another form was sent."""
    chosen, quiet = choices.choice_of(person_id), choices.quiet_of(person_id)
    off = set(chosen.off) if chosen else set()
    names = {
        f"{channel}_{group}": choices.key_of(channel, group) not in off
        for channel in CHANNELS
        for group in choices.GROUPS
    }
    hours = {"quiet_from": quiet.start, "quiet_until": quiet.until}
    given: dict[str, Any] = {"formdata": None} if stored else {}
    return ChoicesForm(data={**names, **hours}, **given)


def _page(form: ChoicesForm, wrong: Any = None) -> ResponseReturnValue:
    actor, now = me(), clock.now()
    found = browsers.browsers_of(actor.person_id)
    page = render_template(
        "delivery/messages.html",
        form=form,
        wrong=wrong or form,
        browsers=found,
        marks={one.id: browsers.mark_of(one) for one in found},
        mail_url=_settings().mail_url,
        push_key=_push_key(),
        test_id=uuid4(),
        last_test=testing.last_test(actor.person_id, now=now),
        states=STATES,
        problems=PROBLEMS,
        State=State,
    )
    return page, (wrong or form).status


def _settings() -> Settings:
    settings = current_app.extensions["settings"]
    assert isinstance(settings, Settings)
    return settings


def _push_key() -> str:
    """What browsers are told of the key that notices are signed with; empty where there is none."""
    try:
        key = read_key(_settings().push_key_path)
    except (OSError, ValueError):
        # The sender says so at its start; here there is just no push.
        return ""
    return public_key(key) if key else ""
