"""The set-up: an overview in the order of the work, settings, and one list and form a subject."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.network import actions, queries
from nightsafe.network.forms import SettingsForm, number_or_none
from nightsafe.network.kinds import ORGANISATION_KINDS, PLACE_KINDS
from nightsafe.network.models import Network, Thing
from nightsafe.network.rules import time_zones
from nightsafe.network.subjects import SUBJECTS, Subject

views = Blueprint("network", __name__, url_prefix="/setup")

_LIST = "/<any(areas, places, organisations, premises):key>"
_ONE = _LIST + "/<int(max=2147483647):number>"


@views.get("")
@requires(Can.NETWORK)
def index() -> str:
    """What there is, what is missing, and what to do next."""
    return render_template("network/index.html", subjects=SUBJECTS, counts=queries.counts())


@views.route("/settings", methods=["GET", "POST"])
@requires(Can.NETWORK)
def settings() -> ResponseReturnValue:
    """The network's name, time zone and control room."""
    here = db.session.get_one(Network, 1)
    form = SettingsForm(obj=here)
    if request.method == "POST" and form.validate():
        try:
            actions.change_network(
                form.name.data or "",
                form.time_zone.data or "",
                form.control_room_number.data or "",
                understood=form.understood.data,
                actor_id=me().person_id,
                now=clock.now(),
            )
            db.session.commit()
            return redirect(url_for("network.index", done="saved"))
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    return render_template(
        "network/settings.html",
        form=form,
        zones=time_zones(),
        ask=bool(form.understood.errors or form.understood.data),
    ), form.status


@views.get(_LIST)
@requires(Can.NETWORK)
def things(key: str) -> str:
    """One subject's list, in use or out of use, found by words."""
    subject, state = SUBJECTS[key], request.args.get("state", "in-use")
    page = number_or_none(request.args.get("page", "1"))
    if state not in {"in-use", "retired"} or not page:
        abort(400)
    words = " ".join(request.args.get("q", "").split())
    found = queries.listed(subject.model, words, page, retired=state == "retired")
    return render_template(
        "network/things.html",
        subject=subject,
        things=found[: queries.PAGE],
        more=len(found) > queries.PAGE,
        page=page,
        words=words,
        state=state,
        kinds=ORGANISATION_KINDS | PLACE_KINDS,
    )


@views.route(_LIST + "/new", methods=["GET", "POST"])
@requires(Can.NETWORK)
def new(key: str) -> ResponseReturnValue:
    """Add one; "save and add another" stays on the form."""
    subject = SUBJECTS[key]
    form = subject.form(None)
    if request.method == "POST" and form.validate():
        try:
            subject.save(None, form, me().person_id, clock.now())
            db.session.commit()
            onward = "network.new" if request.form.get("then") == "another" else "network.things"
            return redirect(url_for(onward, key=key, done="saved"))
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    page = render_template("network/thing.html", form=form, subject=subject, thing=None)
    return page, form.status


@views.route(_ONE, methods=["GET", "POST"])
@requires(Can.NETWORK)
def edit(key: str, number: int) -> ResponseReturnValue:
    """Change one."""
    subject = SUBJECTS[key]
    thing = _thing_or_404(subject, number)
    form = subject.form(thing)
    if request.method == "POST" and form.validate():
        try:
            subject.save(thing, form, me().person_id, clock.now())
            db.session.commit()
            return redirect(url_for("network.things", key=key, done="saved"))
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    page = render_template("network/thing.html", form=form, subject=subject, thing=thing)
    return page, form.status


def _thing_or_404(subject: Subject, number: int) -> Thing:
    found = queries.thing(subject.model, number)
    if found is None:
        abort(404)
    return found


@views.post(_ONE + "/retire")
@requires(Can.NETWORK)
def retire(key: str, number: int) -> ResponseReturnValue:
    """Take one out of use; while others need it, its page says what to do first."""
    subject = SUBJECTS[key]
    thing = _thing_or_404(subject, number)
    try:
        actions.retire(thing, actor_id=me().person_id, now=clock.now())
        db.session.commit()
        return redirect(url_for("network.things", key=key, done="retired"))
    except ProductError as error:
        return _refused(subject, thing, error)


@views.post(_ONE + "/bring-back")
@requires(Can.NETWORK)
def bring_back(key: str, number: int) -> ResponseReturnValue:
    """Put one back into use."""
    subject = SUBJECTS[key]
    thing = _thing_or_404(subject, number)
    try:
        actions.bring_back(thing, actor_id=me().person_id, now=clock.now())
        db.session.commit()
        return redirect(url_for("network.things", key=key, done="back-in-use"))
    except ProductError as error:
        return _refused(subject, thing, error)


def _refused(subject: Subject, thing: Thing, error: ProductError) -> ResponseReturnValue:
    db.session.rollback()
    form = subject.form(thing)
    status = errors.show(form, error)
    return render_template("network/thing.html", form=form, subject=subject, thing=thing), status
