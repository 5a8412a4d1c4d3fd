"""The pages of visits: who is here, a new one, its receipt, one in full, filling it in."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString

from nightsafe import clock, errors
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Actor, Can, me, requires
from nightsafe.incidents.personal_data import advice, personal_data_in
from nightsafe.incidents.queries import entry_of
from nightsafe.ledger.actions import stage
from nightsafe.network.queries import time_zone
from nightsafe.submissions.actions import Conflict
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.forms import EnvelopeForm
from nightsafe.submissions.paging import after, read_place
from nightsafe.submissions.when import NOW, read_when
from nightsafe.visits import actions, filling, lifecycle, queries, views_ending
from nightsafe.visits.answers import said
from nightsafe.visits.forms import VisitForm
from nightsafe.visits.models import Visit
from nightsafe.visits.pages import amendable, own, page
from nightsafe.visits.rules import seen_by
from nightsafe.visits.seen import seen
from nightsafe.visits.story import story
from nightsafe.visits.written import Written, read_written

views = Blueprint("visits", __name__)
views.route("/visits/<uuid:visit_id>/leave", methods=["GET", "POST"])(views_ending.leave)
views.route("/visits/<uuid:visit_id>/withdraw", methods=["GET", "POST"])(views_ending.withdraw)
views.post("/visits/<uuid:visit_id>/undo")(views_ending.undo)


@views.get("/visits")
@requires(Can.VISIT)
def index() -> str:
    """Who is still here, and who was lately."""
    actor, now = me(), clock.now()
    start = EnvelopeForm(formdata=None)
    start.put(fresh(Kind.VISIT))
    lately = queries.recent(actor, read_place(request.args))
    return page(
        "visits/index.html",
        start=start,
        here=[seen(one, actor, now) for one in queries.still_here(actor)],
        recent=[seen(one, actor, now) for one in lately[: queries.PAGE]],
        first="before" not in request.args,
        older=after(lately, queries.PAGE, lambda one: (one.arrived_at, one.id)),
    )


@views.post("/visits/start")
@requires(Can.VISIT, queued=True)
def start() -> ResponseReturnValue:
    """Somebody is here: one tap, the form comes later."""
    actor, now = me(), clock.now()
    envelope = EnvelopeForm().envelope(Kind.VISIT)
    arrived = read_when(NOW, "", "", None, envelope=envelope, now=now, tz=time_zone())
    visit = actions.log_visit(
        actor, envelope, {}, arrived_at=arrived, now=now, typed={"arrived_at": NOW}
    )
    db.session.commit()
    return redirect(url_for("visits.receipt", visit_id=visit.id))


@views.route("/visits/new", methods=["GET", "POST"])
@requires(Can.VISIT, queued=True)
def new() -> ResponseReturnValue:
    """Log a visit with as much of the form as there is time for."""
    actor, now = me(), clock.now()
    form = filling.new_form(actor, now)
    if request.method == "GET":
        form.put(fresh(Kind.VISIT))
        return page("visits/new.html", form=form, seen_by=seen_by(False))
    if form.validate():
        try:
            visit = filling.log(actor, form, now=now)
            db.session.commit()
            return redirect(url_for("visits.receipt", visit_id=visit.id))
        except Conflict as conflict:
            return _conflicting_log(actor, form, conflict, now)
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    return page("visits/new.html", form=form, seen_by=seen_by(False)), 422


def _conflicting_log(
    actor: Actor, form: VisitForm, conflict: Conflict, now: datetime
) -> ResponseReturnValue:
    """Keep what differs aside, and offer it as a correction of what was saved first."""
    db.session.rollback()
    visit = queries.own_visit(actor, form.envelope(Kind.VISIT).record_id)
    if visit is None or visit.withdrawn_at is not None:
        form.put(fresh(Kind.VISIT))
        errors.show(form, conflict)
        return page("visits/new.html", form=form, seen_by=seen_by(False)), 409
    filling.keep_typed(actor, form, Kind.VISIT, visit.id, now)
    db.session.commit()
    return _corrected(actor, visit, conflict)


def _corrected(actor: Actor, visit: Visit, conflict: Conflict) -> ResponseReturnValue:
    form = filling.correction(actor, visit)
    errors.show(form, conflict)
    return page("visits/edit.html", form=form, visit=visit, conflict=True), 409


@views.get("/visits/<uuid:visit_id>")
@requires(Can.VISIT, reads_text=True)
def show(visit_id: UUID) -> str:
    """One visit: all of it, or of a restricted one only that somebody came and left."""
    actor, now = me(), clock.now()
    visit = queries.visit_of(actor, visit_id)
    if visit is None:
        abort(404)
    one = seen(visit, actor, now)
    if not one.mine:
        stage("read", visit.id, actor.person_id, {"as": actor.role}, now=now)
        db.session.commit()
    if not one.full:
        return page("visits/times.html", one=one)
    written = read_written(visit)
    return page(
        "visits/show.html",
        one=one,
        visit=visit,
        said=said(visit.answers),
        written=written,
        entry=entry_of(actor, visit.entry_id) if visit.entry_id else None,
        story=story(visit),
        may_amend=lifecycle.may_amend(visit, actor),
        may_leave=lifecycle.may_leave(visit, actor),
        seen_by=seen_by(visit.restricted),
        # Said once, after saving: a warning that stays is not read.
        warnings=_warnings(written) if one.mine and "done" in request.args else [],
    )


@views.get("/visits/<uuid:visit_id>/receipt")
@requires(Can.VISIT)
def receipt(visit_id: UUID) -> str:
    """What was saved, in one glance; a minute to take it back."""
    actor, now = me(), clock.now()
    visit = own(actor, visit_id)
    undo = EnvelopeForm(formdata=None)
    undo.put(fresh(Kind.UNDO, visit.id, visit.head))
    undoable = lifecycle.may_undo(visit, actor, now)
    return page(
        "visits/receipt.html",
        visit=visit,
        one=seen(visit, actor, now),
        undo=undo,
        undo_seconds=lifecycle.undo_seconds_left(visit, now) if undoable else 0,
        warnings=_warnings(read_written(visit)),
        seen_by=seen_by(visit.restricted),
    )


@views.route("/visits/<uuid:visit_id>/edit", methods=["GET", "POST"])
@requires(Can.VISIT, queued=True)
def edit(visit_id: UUID) -> ResponseReturnValue:
    """Fill a visit in or correct it; what it said before stays in its history."""
    actor, now = me(), clock.now()
    visit = amendable(actor, visit_id)
    form = filling.edit_form(actor, visit)
    if request.method == "GET":
        filling.fill(form, visit)
        return page("visits/edit.html", form=form, visit=visit)
    if form.validate():
        try:
            filling.amend(actor, visit, form, now=now)
            db.session.commit()
            return redirect(url_for("visits.show", visit_id=visit.id, done="saved"))
        except Conflict as conflict:
            db.session.rollback()
            filling.keep_typed(actor, form, Kind.AMEND, visit_id, now)
            db.session.commit()
            return _corrected(actor, own(actor, visit_id), conflict)
        except ProductError as error:
            db.session.rollback()
            visit = own(actor, visit_id)
            errors.show(form, error)
    return page("visits/edit.html", form=form, visit=visit), 422


def _warnings(written: Written) -> list[LazyString]:
    text = " ".join(paragraph["text"] for paragraph in written.paragraphs)
    return [advice(kind) for kind in personal_data_in(text)]
