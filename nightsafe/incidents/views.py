"""The pages of an entry: logging, its receipt, adding to it, taking it back, sharing it."""

from uuid import UUID

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors, nights
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Actor, Can, me, requires
from nightsafe.incidents import actions, amending, lifecycle, queries, where
from nightsafe.incidents.categories import CATEGORIES, GROUPS
from nightsafe.incidents.forms import AmendForm, IncidentForm, WithdrawForm, asks_beyond, form_for
from nightsafe.incidents.models import Entry
from nightsafe.incidents.personal_data import advice, personal_data_in
from nightsafe.incidents.report import Report
from nightsafe.incidents.rules import audience_of, call_first, is_restricted, seen_by, severity_of
from nightsafe.incidents.tiles import by_group, search_text
from nightsafe.incidents.written import read_written
from nightsafe.network.queries import places, time_zone
from nightsafe.submissions.actions import Conflict, keep_aside
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.forms import EnvelopeForm, read_record

views = Blueprint("incidents", __name__)


@views.get("/log")
@requires(Can.LOG)
def kinds() -> str:
    """All kinds, by group, with a search box."""
    return render_template(
        "incidents/kinds.html", groups=by_group(), group_labels=GROUPS, search_text=search_text
    )


@views.route("/log/<code>", methods=["GET", "POST"])
@requires(Can.LOG)
def new(code: str) -> ResponseReturnValue:
    """Log one thing: the page of two taps."""
    if code not in CATEGORIES or CATEGORIES[code].retired:
        abort(404)
    actor, now = me(), clock.now()
    form = form_for(IncidentForm, code)()
    form.place.choices = where.offered(actor)
    status = 200
    if request.method == "POST":
        if form.validate():
            try:
                entry = _log(actor, form, code)
                db.session.commit()
                return redirect(url_for("incidents.receipt", entry_id=entry.id))
            except Conflict as conflict:
                return _conflicting_log(actor, form, code, conflict)
            except ProductError as error:
                db.session.rollback()
                status = errors.show(form, error)
        status = max(status, form.status)
    else:
        if actor.premises_place_id is not None:
            form.place.data = str(actor.premises_place_id)
        _write_again(actor, form)
        form.put(fresh(Kind.LOG))
    return _page("incidents/new.html", form, code, actor, now), status


def _write_again(actor: Actor, form: IncidentForm) -> None:
    """Show what an entry said that was just taken back, to be written better."""
    taken_back = read_record(request.args.get("again"))
    entry = queries.own_entry(actor, taken_back) if taken_back else None
    if entry is not None:
        amending.fill(form, entry)
        form.description.data = "\n".join(one["text"] for one in read_written(entry).paragraphs)


def _log(actor: Actor, form: IncidentForm, code: str) -> Entry:
    now, tz = clock.now(), time_zone()
    envelope = form.envelope(Kind.LOG)
    place_id, words = where.meant(form.place.data, form.place_id.data, form.place_words.data)
    report = Report(
        code=code,
        when=form.claimed(envelope, now=now, tz=tz),
        place_id=place_id,
        place_words=words,
        flags=tuple(form.flags.data or ()),
        actions=tuple(form.actions.data or ()),
        details=form.answers(),
        people=form.people(),
        description=form.description.data or "",
        police_reference=form.police_reference.data or "",
        plate=form.plate.data or "" if "plate" in form else "",
        severity=form.chosen_severity(),
    )
    return actions.log_incident(actor, envelope, report, now=now, typed_when=form.typed_when())


def _page(template: str, form: IncidentForm, code: str, actor: Actor, now: object) -> str:
    tz = time_zone()
    here = clock.now()
    flags, done = form.flags.data or (), form.actions.data or ()
    severity = severity_of(code, flags, done, form.answers())
    audience = audience_of(code, for_premises=actor.premises_id is not None)
    restricted = is_restricted(code, flags, form.people_bands.data or ())
    return render_template(
        template,
        form=form,
        category=CATEGORIES[code],
        severity=severity,
        call_first=call_first(severity),
        seen_by=seen_by(audience, restricted, actor.premises_id is not None),
        night=nights.night_of(here, tz),
        clock_now=nights.clock_label(here, tz),
    )


def _conflicting_log(
    actor: Actor, form: IncidentForm, code: str, conflict: Conflict
) -> ResponseReturnValue:
    """Keep what differs aside, and offer it as a correction of what was saved first."""
    db.session.rollback()
    envelope = form.envelope(Kind.LOG)
    entry = queries.own_entry(actor, envelope.record_id)
    if entry is None:
        form.put(fresh(Kind.LOG))
        errors.show(form, conflict)
        return _page("incidents/new.html", form, code, actor, clock.now()), 409
    keep_aside(envelope, actor, amending.as_typed(form), now=clock.now())
    db.session.commit()
    return amending.offer_correction(actor, entry, conflict, code=code)


@views.get("/entries/<uuid:entry_id>/receipt")
@requires(Can.LOG)
def receipt(entry_id: UUID) -> str:
    """What was saved, in one glance; a minute to take it back."""
    actor, now = me(), clock.now()
    entry = _own(actor, entry_id)
    written = read_written(entry)
    text = " ".join(paragraph["text"] for paragraph in written.paragraphs)
    undo, share = EnvelopeForm(formdata=None), EnvelopeForm(formdata=None)
    undo.put(fresh(Kind.UNDO, entry.id, entry.head))
    share.put(fresh(Kind.SHARE, entry.id, entry.head))
    return render_template(
        "incidents/receipt.html",
        entry=entry,
        category=CATEGORIES[entry.code],
        call_first=call_first(entry.severity),
        warnings=[advice(kind, entry.code) for kind in personal_data_in(text)],
        undo=undo,
        share=share if lifecycle.may_share(entry, actor) else None,
        undo_seconds=lifecycle.undo_seconds_left(entry, now) if _undoable(entry, actor) else 0,
        asks_more=asks_beyond(entry.code, entry.actions),
        place_words=written.place_words,
    )


def _undoable(entry: Entry, actor: Actor) -> bool:
    return lifecycle.may_undo(entry, actor, clock.now())


@views.route("/entries/<uuid:entry_id>/amend", methods=["GET", "POST"])
@requires(Can.LOG)
def amend(entry_id: UUID) -> ResponseReturnValue:
    """Add to an entry or correct it; what it said before stays in its history."""
    actor = me()
    entry = _own(actor, entry_id)
    if not lifecycle.may_amend(entry, actor):
        abort(403)
    form = amending.form_of(entry, actor)
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
        status = max(status, form.status)
    else:
        amending.fill(form, entry)
    return amending.page(form, entry), status


def _conflicting_amendment(
    actor: Actor, entry_id: UUID, form: AmendForm, conflict: Conflict
) -> ResponseReturnValue:
    db.session.rollback()
    envelope = form.envelope(Kind.AMEND, entry_id)
    keep_aside(envelope, actor, amending.as_typed(form), now=clock.now())
    db.session.commit()
    return amending.offer_correction(actor, _own(actor, entry_id), conflict)


@views.route("/entries/<uuid:entry_id>/withdraw", methods=["GET", "POST"])
@requires(Can.LOG)
def withdraw(entry_id: UUID) -> ResponseReturnValue:
    """Take an entry back, saying why."""
    actor = me()
    entry = _own(actor, entry_id)
    if not lifecycle.may_withdraw(entry, actor):
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
                db.session.rollback()
                entry = _own(actor, entry_id)
                status = errors.show(form, error)
                form.put(fresh(Kind.WITHDRAW, entry.id, entry.head))
        status = max(status, form.status)
    else:
        form.put(fresh(Kind.WITHDRAW, entry.id, entry.head))
    return render_template(
        "incidents/withdraw.html", form=form, entry=entry, category=CATEGORIES[entry.code]
    ), status


@views.post("/entries/<uuid:entry_id>/undo")
@requires(Can.LOG)
def undo(entry_id: UUID) -> ResponseReturnValue:
    """Take an entry back within its minute."""
    actor = me()
    entry = _own(actor, entry_id)
    envelope = EnvelopeForm().envelope(Kind.UNDO, entry_id)
    actions.undo_entry(actor, entry, envelope, now=clock.now())
    db.session.commit()
    if request.form.get("again"):
        return redirect(url_for("incidents.new", code=entry.code, again=entry.id, done="undone"))
    return redirect(url_for("home.index", done="undone"))


@views.post("/entries/<uuid:entry_id>/share")
@requires(Can.LOG)
def share(entry_id: UUID) -> ResponseReturnValue:
    """Let police see an entry of the register."""
    actor = me()
    entry = _own(actor, entry_id)
    envelope = EnvelopeForm().envelope(Kind.SHARE, entry_id)
    actions.share_entry(actor, entry, envelope, now=clock.now())
    db.session.commit()
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
