"""The pages of an entry: logging, its receipt, adding to it, taking it back, sharing it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from nightsafe import clock, errors
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor, Can, me, requires
from nightsafe.incidents import (
    actions,
    amending,
    lifecycle,
    queries,
    reporting,
    views_adding,
    views_photos,
)
from nightsafe.incidents.categories import CATEGORIES, GROUPS
from nightsafe.incidents.earlier import said
from nightsafe.incidents.forms import AmendForm, IncidentForm, WithdrawForm, asks_beyond, form_for
from nightsafe.incidents.models import Entry
from nightsafe.incidents.personal_data import advice, personal_data_in
from nightsafe.incidents.photo_pages import photos_on
from nightsafe.incidents.rules import call_first
from nightsafe.incidents.tiles import by_group, search_text
from nightsafe.incidents.written import read_written, typed
from nightsafe.network.queries import places
from nightsafe.submissions.actions import Conflict, keep_aside
from nightsafe.submissions.envelope import Envelope, Kind, fresh
from nightsafe.submissions.forms import EnvelopeForm, read_record

views = Blueprint("incidents", __name__)
views.route("/entries/<uuid:entry_id>/add", methods=["GET", "POST"])(views_adding.add)
views.get("/entries/<uuid:entry_id>/photos", endpoint="photos")(views_photos.index)
views.post("/entries/<uuid:entry_id>/photos")(views_photos.add_photos)
views.get("/entries/<uuid:entry_id>/photos/<uuid:photo_id>")(views_photos.photo)
views.get("/entries/<uuid:entry_id>/photos/<uuid:photo_id>/original")(views_photos.photo_original)
views.post("/entries/<uuid:entry_id>/photos/<uuid:photo_id>/remove")(views_photos.remove_photo)

_USED_BEFORE = _l("This page was used before. Look it through, then save it again.")


@views.get("/log")
@requires(Can.LOG)
def kinds() -> str:
    """All kinds, by group, with a search box."""
    return render_template(
        "incidents/kinds.html", groups=by_group(), group_labels=GROUPS, search_text=search_text
    )


@views.route("/log/<code>", methods=["GET", "POST"])
@requires(Can.LOG, queued=True)
def new(code: str) -> ResponseReturnValue:
    """Log one thing: the page of two taps."""
    if code not in CATEGORIES or CATEGORIES[code].retired:
        abort(404)
    actor = me()
    form = form_for(IncidentForm, code)()
    amending.offer_places(form, actor)
    status = 200
    if request.method == "POST":
        if form.validate():
            try:
                entry = reporting.log(actor, form, code)
                db.session.commit()
                return redirect(url_for("incidents.receipt", entry_id=entry.id))
            except Conflict as conflict:
                return _conflicting_log(actor, form, code, conflict)
            except ProductError as error:
                db.session.rollback()
                status = errors.show(form, error)
        else:
            status = form.status
    else:
        reporting.propose_place(actor, form)
        reporting.write_again(actor, form)
        form.put(fresh(Kind.LOG))
    return reporting.page(form, code, actor), status


def _conflicting_log(
    actor: Actor, form: IncidentForm, code: str, conflict: Conflict
) -> ResponseReturnValue:
    """Keep what differs aside, and offer it as a correction of what was saved first."""
    db.session.rollback()
    envelope = form.envelope(Kind.LOG)
    entry = queries.own_entry(actor, envelope.record_id)
    if entry is None or entry.withdrawn_at is not None:
        # The id is taken: by a record of somebody else's, of another kind, or one taken back.
        form.put(fresh(Kind.LOG))
        form.form_errors.append(_USED_BEFORE)
        return reporting.page(form, code, actor), conflict.status
    keep_aside(envelope, actor, amending.as_typed(), now=clock.now())
    db.session.commit()
    return amending.offer_correction(
        actor, entry, conflict, parent_id=envelope.submission_id, code=code
    )


@views.get("/entries/<uuid:entry_id>/receipt")
@requires(Can.LOG)
def receipt(entry_id: UUID) -> str:
    """What was saved, in one glance; a minute to take it back."""
    actor, now = me(), clock.now()
    entry = _own(actor, entry_id)
    written = read_written(entry)
    undo, share = EnvelopeForm(formdata=None), EnvelopeForm(formdata=None)
    undo.put(fresh(Kind.UNDO, entry.id, entry.head))
    share.put(fresh(Kind.SHARE, entry.id, entry.head))
    return render_template(
        "incidents/receipt.html",
        entry=entry,
        category=CATEGORIES[entry.code],
        call_first=call_first(entry.severity),
        warnings=[advice(kind, entry.code) for kind in personal_data_in(typed(written))],
        undo=undo,
        share=share if lifecycle.may_share(entry, actor) else None,
        undo_seconds=lifecycle.undo_seconds_left(entry, now) if _undoable(entry, actor) else 0,
        asks_more=asks_beyond(entry.code, entry.actions),
        place_words=written.place_words,
        **photos_on(entry, actor, "receipt"),
    )


def _undoable(entry: Entry, actor: Actor) -> bool:
    return lifecycle.may_undo(entry, actor, clock.now())


@views.route("/entries/<uuid:entry_id>/amend", methods=["GET", "POST"])
@requires(Can.LOG, queued=True)
def amend(entry_id: UUID) -> ResponseReturnValue:
    """Add to an entry or correct it; what it said before stays in its history."""
    actor = me()
    entry = _own(actor, entry_id)
    if request.method == "GET" and not lifecycle.may_amend(entry, actor):
        abort(403)
    form = amending.form_of(entry, actor, typed_about=_made_from(entry)["code"])
    status = 200
    if request.method == "POST":
        if form.validate():
            try:
                amending.amend(actor, entry, form)
                db.session.commit()
                return redirect(url_for("home.story", entry_id=entry.id, done="saved"))
            except Conflict as conflict:
                return _conflicting_amendment(actor, entry_id, form, conflict)
            except ProductError as error:
                db.session.rollback()
                entry = _own(actor, entry_id)
                status = errors.show(form, error)
        else:
            status = form.status
    else:
        amending.fill(form, entry)
    return amending.page(form, entry), status


def _made_from(entry: Entry) -> dict[str, Any]:
    """What the version said that a posted page was made from; the newest for a new page."""
    return said(entry, read_record(request.form.get("parent")))


def _conflicting_amendment(
    actor: Actor, entry_id: UUID, form: AmendForm, conflict: Conflict
) -> ResponseReturnValue:
    db.session.rollback()
    envelope = form.envelope(Kind.AMEND, entry_id)
    keep_aside(envelope, actor, amending.as_typed(), now=clock.now())
    db.session.commit()
    entry = _own(actor, entry_id)
    return amending.offer_correction(actor, entry, conflict, parent_id=envelope.parent_id)


@views.route("/entries/<uuid:entry_id>/withdraw", methods=["GET", "POST"])
@requires(Can.LOG, queued=True)
def withdraw(entry_id: UUID) -> ResponseReturnValue:
    """Take an entry back, saying why."""
    actor = me()
    entry = _own(actor, entry_id)
    if request.method == "GET" and not lifecycle.may_withdraw(entry, actor):
        abort(403)
    form = WithdrawForm()
    status = 200
    if request.method == "POST":
        if form.validate():
            envelope = form.envelope(Kind.WITHDRAW, entry_id)
            try:
                actions.withdraw_entry(
                    actor, entry, envelope, form.reason.data or "", now=clock.now()
                )
                db.session.commit()
                return redirect(url_for("home.mine", done="withdrawn"))
            except ProductError as error:
                _set_aside(envelope, actor, error)
                entry = _own(actor, entry_id)
                status = errors.show(form, error)
                form.put(fresh(Kind.WITHDRAW, entry.id, entry.head))
        else:
            status = form.status
    else:
        form.put(fresh(Kind.WITHDRAW, entry.id, entry.head))
    return _withdraw_page(form, entry), status


def _withdraw_page(form: WithdrawForm, entry: Entry) -> str:
    return render_template(
        "incidents/withdraw.html", form=form, entry=entry, category=CATEGORIES[entry.code]
    )


def _set_aside(envelope: Envelope, actor: Actor, error: ProductError) -> None:
    """After a refusal nothing was changed; what conflicts is kept all the same."""
    db.session.rollback()
    if isinstance(error, Conflict):
        keep_aside(envelope, actor, amending.as_typed(), now=clock.now())
        db.session.commit()


@views.post("/entries/<uuid:entry_id>/undo")
@requires(Can.LOG, queued=True)
def undo(entry_id: UUID) -> ResponseReturnValue:
    """Take an entry back within its minute."""
    actor = me()
    entry = _own(actor, entry_id)
    envelope = EnvelopeForm().envelope(Kind.UNDO, entry_id)
    try:
        actions.undo_entry(actor, entry, envelope, now=clock.now())
        db.session.commit()
    except NotAllowed as error:
        db.session.rollback()
        return _too_late(actor, entry_id, error)
    except Conflict as conflict:
        return _changed_meanwhile(actor, envelope, conflict)
    if request.form.get("again"):
        return redirect(url_for("incidents.new", code=entry.code, again=entry.id, done="undone"))
    return redirect(url_for("home.index", done="undone"))


def _too_late(actor: Actor, entry_id: UUID, error: NotAllowed) -> ResponseReturnValue:
    """The page that withdraws instead, while the entry stands."""
    entry = _own(actor, entry_id)
    if not lifecycle.may_withdraw(entry, actor):
        raise error
    form = WithdrawForm(formdata=None)
    form.put(fresh(Kind.WITHDRAW, entry.id, entry.head))
    status = errors.show(form, error)
    return _withdraw_page(form, entry), status


def _changed_meanwhile(actor: Actor, envelope: Envelope, conflict: Conflict) -> ResponseReturnValue:
    _set_aside(envelope, actor, conflict)
    return errors.page(
        conflict.status,
        _("This entry changed meanwhile"),
        _("Nothing was done. Open it under Mine, look at it, and decide again."),
    )


@views.post("/entries/<uuid:entry_id>/share")
@requires(Can.LOG, queued=True)
def share(entry_id: UUID) -> ResponseReturnValue:
    """Let police see an entry of the register."""
    actor = me()
    entry = _own(actor, entry_id)
    envelope = EnvelopeForm().envelope(Kind.SHARE, entry_id)
    try:
        actions.share_entry(actor, entry, envelope, now=clock.now())
        db.session.commit()
    except Conflict as conflict:
        return _changed_meanwhile(actor, envelope, conflict)
    return redirect(url_for("home.story", entry_id=entry.id, done="shared"))


@views.get("/places.json")
@requires(Can.LOG)
def place_list() -> Response:
    """All places in use, for the search on the phone and for the nearest ones."""
    rows = [[one.id, one.name, one.area.name, one.latitude, one.longitude] for one in places()]
    response = jsonify(rows)
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _own(actor: Actor, entry_id: UUID) -> Entry:
    entry = queries.own_entry(actor, entry_id)
    if entry is None:
        abort(404)
    return entry
