"""The pages of referrals: what was sent to somebody, what they do with it, and sending one."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.accounts import stepping_up
from nightsafe.accounts.roles import LABELS
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.forms import NightForm
from nightsafe.gate import Can, me, requires
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.models import Event
from nightsafe.incidents.queries import event_of
from nightsafe.referrals import actions, models
from nightsafe.referrals.forms import ActForm, CloseForm, ReferForm
from nightsafe.referrals.opened import open_line
from nightsafe.referrals.queries import PAGE, Line, mine, referral_of
from nightsafe.referrals.views_owners import owners
from nightsafe.submissions.forms import read_record

__all__ = ["models", "views"]

views = Blueprint("referrals", __name__)
views.add_url_rule("/referrals/owners", view_func=owners, methods=["GET", "POST"])

# What the address of a story says of the queue it was opened from; the story checks the values.
# No other name gets into an address that is made here.
KEPT = frozenset(
    {
        "view",
        "week",
        "month",
        "from",
        "to",
        "state",
        "night",
        "hour",
        "band",
        "place",
        "area",
        "group",
        "code",
        "severity",
        "role",
        "find",
        "after",
        "came",
    }
)
WORDS: dict[str, Any] = {"categories": CATEGORIES, "roles": LABELS}


@views.get("/referrals")
@requires(Can.REFERRED)
def index() -> str:
    """What was referred to somebody, what waits first; no words that anybody wrote."""
    page = request.args.get("page", "1")
    if not (page.isascii() and page.isdecimal() and len(page) < 5 and int(page)):
        abort(400)
    number = int(page)
    lines = mine(me(), clock.now(), number)
    return render_template(
        "referrals/index.html",
        **WORDS,
        lines=lines[:PAGE],
        newer=number - 1 if number > 1 else None,
        older=number + 1 if len(lines) > PAGE else None,
    )


@views.get("/referrals/<uuid:referral_id>")
@requires(Can.REFERRED, reads_text=True)
def show(referral_id: UUID) -> str:
    """One referral and what was referred; each opening is a row in the ledger."""
    return _page(_line(referral_id))


@views.post("/referrals/<uuid:referral_id>/acknowledge")
@requires(Can.REFERRED, reads_text=True)
def acknowledge(referral_id: UUID) -> ResponseReturnValue:
    """Somebody has it in hand."""
    line, form = _line(referral_id), NightForm()
    try:
        actions.acknowledge(me(), line.referral, now=clock.now())
    except ProductError as error:
        return _refused(referral_id, form, error, problem=form)
    db.session.commit()
    return redirect(url_for("referrals.show", referral_id=referral_id, done="in-hand"))


@views.post("/referrals/<uuid:referral_id>/act")
@requires(Can.REFERRED, reads_text=True)
def act(referral_id: UUID) -> ResponseReturnValue:
    """Something was done about it."""
    line, form = _line(referral_id), ActForm(prefix="act")
    if not form.validate():
        return _page(line, act=form), form.status
    try:
        actions.act(me(), line.referral, form.text.data or "", now=clock.now())
    except ProductError as error:
        return _refused(referral_id, form, error, act=form)
    db.session.commit()
    return redirect(url_for("referrals.show", referral_id=referral_id, done="recorded"))


@views.post("/referrals/<uuid:referral_id>/close")
@requires(Can.REFERRED, reads_text=True)
def close(referral_id: UUID) -> ResponseReturnValue:
    """It is over, with what came of it."""
    line, form = _line(referral_id), CloseForm(prefix="close")
    if not form.validate():
        return _page(line, close=form), form.status
    outcome, text = form.outcome.data, form.text.data or ""
    try:
        actions.close(me(), line.referral, outcome, text, now=clock.now())
    except ProductError as error:
        return _refused(referral_id, form, error, close=form)
    db.session.commit()
    return redirect(url_for("referrals.index", done="referral-closed"))


@views.post("/review/<uuid:event_id>/refer")
@requires(Can.REVIEW)
def refer(event_id: UUID) -> ResponseReturnValue:
    """Send an event by a route; what cannot be sent stands on a page of its own, as typed."""
    event = _event(event_id)
    form = ReferForm()
    kept: dict[str, Any] = {name: said for name, said in request.args.items() if name in KEPT}
    if not form.validate():
        status = form.status
    else:
        try:
            actions.refer_event(
                me(),
                event,
                form.route.data or "",
                form.text.data or "",
                now=clock.now(),
                referral_id=read_record(form.referral.data),
            )
            db.session.commit()
            return redirect(url_for("review.story", event_id=event_id, done="referred", **kept))
        except ProductError as error:
            db.session.rollback()
            if event_of(me(), event_id) is None:
                raise
            status = errors.show(form, error)
    page = render_template(
        "referrals/refer.html",
        form=form,
        category=CATEGORIES[event.code],
        event=event,
        action=url_for("referrals.refer", event_id=event_id, **kept),
        story=url_for("review.story", event_id=event_id, **kept),
    )
    return page, status


def _event(event_id: UUID) -> Event:
    event = event_of(me(), event_id)
    if event is None:
        abort(404)
    if event.restricted:
        stepping_up.require(me())
    return event


def _line(referral_id: UUID) -> Line:
    line = referral_of(me(), referral_id)
    if line is None:
        abort(404)
    return line


def _page(
    line: Line,
    *,
    act: ActForm | None = None,
    close: CloseForm | None = None,
    problem: NightForm | None = None,
) -> str:
    """A referral as it is now; the reads are committed before any of it is shown."""
    opened = open_line(me(), line, clock.now())
    db.session.commit()
    return render_template(
        "referrals/show.html",
        **WORDS,
        one=opened,
        act=act or ActForm(formdata=None, prefix="act"),
        close=close or CloseForm(formdata=None, prefix="close"),
        problem=problem,
    )


def _refused(
    referral_id: UUID, form: NightForm, error: ProductError, **forms: Any
) -> ResponseReturnValue:
    """The referral as it is now, with what was typed and why it was not taken."""
    db.session.rollback()
    line = referral_of(me(), referral_id)
    if line is None:
        raise error
    status = errors.show(form, error)
    return _page(line, **forms), status
