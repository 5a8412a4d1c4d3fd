"""The pages that end a visit: they left, it is withdrawn, it is undone."""

from datetime import datetime
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor, Can, me, requires
from nightsafe.submissions.actions import Conflict
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.forms import EnvelopeForm
from nightsafe.visits import actions, filling, lifecycle
from nightsafe.visits.forms import LeaveForm, WithdrawForm
from nightsafe.visits.models import Visit
from nightsafe.visits.pages import amendable, own, page
from nightsafe.visits.seen import seen


@requires(Can.VISIT, queued=True)
def leave(visit_id: UUID) -> ResponseReturnValue:
    """They left: how, and when; saved at once with neither."""
    actor, now = me(), clock.now()
    visit = amendable(actor, visit_id)
    form = LeaveForm()
    if request.method == "GET":
        form.put(fresh(Kind.AMEND, visit.id, visit.head))
        return page("visits/leave.html", form=form, one=seen(visit, actor, now))
    status = 422
    if form.validate():
        try:
            filling.leave(actor, visit, form, now=now)
            db.session.commit()
            return redirect(url_for("visits.index", done="left"))
        except ProductError as error:
            status = error.status
            visit = _kept_aside(actor, visit_id, form, Kind.AMEND, error, now)
    return page("visits/leave.html", form=form, one=seen(visit, actor, now)), status


@requires(Can.VISIT, queued=True)
def withdraw(visit_id: UUID) -> ResponseReturnValue:
    """Take a visit back, saying why."""
    actor, now = me(), clock.now()
    visit = amendable(actor, visit_id)
    form = WithdrawForm()
    if request.method == "GET":
        form.put(fresh(Kind.WITHDRAW, visit.id, visit.head))
        return page("visits/withdraw.html", form=form, one=seen(visit, actor, now))
    status = 422
    if form.validate():
        envelope = form.envelope(Kind.WITHDRAW, visit.id)
        try:
            actions.withdraw_visit(actor, visit, envelope, form.reason.data or "", now=now)
            db.session.commit()
            return redirect(url_for("visits.index", done="withdrawn"))
        except ProductError as error:
            status = error.status
            visit = _kept_aside(actor, visit_id, form, Kind.WITHDRAW, error, now)
    return page("visits/withdraw.html", form=form, one=seen(visit, actor, now)), status


@requires(Can.VISIT, queued=True)
def undo(visit_id: UUID) -> ResponseReturnValue:
    """Take a visit back within its minute; later, the page that withdraws it, saying why."""
    actor, now = me(), clock.now()
    visit = own(actor, visit_id)
    envelope = EnvelopeForm().envelope(Kind.UNDO, visit.id)
    try:
        actions.undo_visit(actor, visit, envelope, now=now)
        db.session.commit()
        return redirect(url_for("visits.index", done="undone"))
    except (NotAllowed, Conflict) as error:
        db.session.rollback()
        visit = own(actor, visit_id)
        if not lifecycle.may_amend(visit, actor):
            raise
        form = WithdrawForm(formdata=None)
        form.put(fresh(Kind.WITHDRAW, visit.id, visit.head))
        status = errors.show(form, error)
    return page("visits/withdraw.html", form=form, one=seen(visit, actor, now)), status


def _kept_aside(
    actor: Actor, visit_id: UUID, form: EnvelopeForm, kind: Kind, error: ProductError, now: datetime
) -> Visit:
    """Say what is wrong; what conflicts is kept aside and can be sent anew."""
    db.session.rollback()
    if isinstance(error, Conflict):
        filling.keep_typed(actor, form, kind, visit_id, now)
        db.session.commit()
    visit = own(actor, visit_id)
    if isinstance(error, Conflict):
        form.put(fresh(kind, visit.id, visit.head))
    errors.show(form, error)
    return visit
