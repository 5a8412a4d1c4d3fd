"""The pages of warnings: those that stand, a new one, one by itself."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.accounts.audience import READERS, members
from nightsafe.accounts.roles import LABELS, Role
from nightsafe.alerts import actions, queries, rules
from nightsafe.alerts.forms import AlertForm, LongerForm
from nightsafe.alerts.kinds import KINDS
from nightsafe.alerts.models import Alert
from nightsafe.alerts.saying import in_lines, said
from nightsafe.database import db
from nightsafe.delivery.actions import acknowledge
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.network.queries import areas as network_areas
from nightsafe.network.queries import control_room

views = Blueprint("alerts", __name__)


@views.get("/alerts")
@requires(Can.BRIEFING)
def index() -> str:
    """The warnings that stand, for whoever they are."""
    actor, now = me(), clock.now()
    return render_template(
        "alerts/index.html",
        standing=[(one, said(one)) for one in queries.listed(actor, now)],
        over=queries.over(actor, now),
        kinds=KINDS,
    )


@views.route("/alerts/new", methods=["GET", "POST"])
@requires(Can.SEND_ALERT)
def new() -> ResponseReturnValue:
    """Write a warning, see whom it reaches, send it."""
    form = AlertForm()
    form.ours = control_room()
    form.roles.choices = [(role, LABELS[Role(role)]) for role in READERS]
    form.areas.choices = [(str(area.id), area.name) for area in network_areas()]
    if not form.is_submitted():
        form.alert.data = str(uuid4())
        return _new_page(form)
    if not form.validate():
        return _new_page(form), form.status
    if form.minted is None:
        abort(400)
    if "send" not in request.form:
        return _new_page(form, looked=True)
    try:
        found = actions.send(
            me(),
            form.minted,
            form.kind.data,
            form.words(),
            roles=form.roles.data or [],
            areas=form.areas.data or [],
            hours=int(form.hours.data),
            now=clock.now(),
        )
        db.session.commit()
    except ProductError as error:
        db.session.rollback()
        status = errors.show(form, error)
        return _new_page(form), status
    return redirect(url_for("alerts.show", alert_id=found.id, done="alert-sent"))


def _new_page(form: AlertForm, *, looked: bool = False) -> str:
    reached = members(form.roles.data or [], form.areas.data or [], clock.now()) if looked else []
    return render_template(
        "alerts/new.html",
        form=form,
        kinds=KINDS,
        reached=len([one for one in reached if one != me().person_id]) if looked else None,
        said=in_lines(form.words()) if looked else [],
    )


@views.get("/alerts/standing.json")
@requires(Can.BRIEFING)
def standing() -> Response:
    """The seconds that each warning of somebody's stands still, and which they have not heard.

    A page that stays open asks for it, so that none is on a phone that does not hold any more.
    """
    actor, now = me(), clock.now()
    left = {
        str(one.id): max(1, int((one.until - now).total_seconds()))
        for one in queries.listed(actor, now)
    }
    unheard = sorted(left.keys() & {str(one) for one in queries.unheard(actor)})
    return jsonify(standing=left, unheard=unheard)


@views.get("/alerts/<uuid:alert_id>")
@requires(Can.BRIEFING)
def show(alert_id: UUID) -> str:
    """One warning."""
    return _page(_or_404(alert_id), LongerForm(formdata=None))


def _page(found: Alert, longer: LongerForm) -> str:
    actor, now = me(), clock.now()
    mine = found.sent_by == actor.person_id or rules.oversees(actor)
    context: dict[str, Any] = {"heard": queries.heard(found.id)} if mine else {}
    return render_template(
        "alerts/show.html",
        alert=found,
        said=said(found),
        kind=KINDS[found.kind],
        stands=rules.stands(found, now),
        may_change=rules.may_change(actor, found, now),
        waits=queries.waiting_for(actor, found.id) is not None,
        roles=[LABELS[Role(role)] for role in found.roles],
        areas=[area.name for area in network_areas() if str(area.id) in found.areas],
        longer=longer,
        **context,
    )


@views.post("/alerts/<uuid:alert_id>/heard")
@requires(Can.BRIEFING)
def heard(alert_id: UUID) -> ResponseReturnValue:
    """I have heard it."""
    found = _or_404(alert_id)
    message = queries.waiting_for(me(), found.id)
    if message is not None:
        acknowledge(message, now=clock.now())
        db.session.commit()
    return redirect(url_for("alerts.show", alert_id=alert_id, done="acknowledged"))


@views.post("/alerts/<uuid:alert_id>/longer")
@requires(Can.SEND_ALERT)
def longer(alert_id: UUID) -> ResponseReturnValue:
    """Let it stand longer."""
    found = _or_404(alert_id)
    form = LongerForm()
    if not form.validate():
        return _page(found, form), form.status
    try:
        actions.extend(me(), found, int(form.hours.data), now=clock.now())
        db.session.commit()
    except ProductError as error:
        db.session.rollback()
        status = errors.show(form, error)
        return _page(_or_404(alert_id), form), status
    return redirect(url_for("alerts.show", alert_id=alert_id, done="alert-longer"))


@views.post("/alerts/<uuid:alert_id>/withdraw")
@requires(Can.SEND_ALERT)
def withdraw(alert_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    actions.withdraw(me(), _or_404(alert_id), now=clock.now())
    db.session.commit()
    return redirect(url_for("alerts.index", done="alert-withdrawn"))


def _or_404(alert_id: UUID) -> Alert:
    found = queries.alert_of(me(), alert_id, clock.now())
    if found is None:
        abort(404)
    return found
