"""The pages of the calendar: what is coming, entering it, files of it, and the feed."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from flask import Blueprint, abort, current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from nightsafe import clock, errors
from nightsafe.accounts.recipients import recipients
from nightsafe.calendar import actions, carrying, feed, files, queries, rules
from nightsafe.calendar.forms import EventForm, FileForm
from nightsafe.calendar.found import Found
from nightsafe.calendar.models import CalendarEvent
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, public, requires
from nightsafe.network.queries import network, time_zone
from nightsafe.nights import night_of

views = Blueprint("calendar", __name__)
AHEAD = timedelta(days=120)
BEHIND = timedelta(days=60)  # of the feed
WAY_BACK = timedelta(days=30)
SHOWN = 10  # faults of a file
LOOKED_AT = 50  # events of a file, line by line


@views.get("/calendar")
@requires(Can.BRIEFING)
def index() -> str:
    """What is coming, the nearest first."""
    actor, tonight = me(), night_of(clock.now(), time_zone())
    until = tonight + AHEAD
    events = queries.between(tonight, until)
    taken_out = queries.taken_out(clock.now() - WAY_BACK, tonight)
    settings = current_app.extensions["settings"]
    return render_template(
        "calendar/index.html",
        events=events,
        mine={one.id for one in events if rules.may_change(actor, one)},
        out=[one for one in taken_out if rules.may_change(actor, one)],
        holidays=queries.holidays_between(tonight, until),
        terms=queries.terms_between(tonight, until),
        keeps=rules.keeps_terms(actor),
        feed_address=f"{settings.base_url}/calendar/{feed.token_of(actor.person_id)}.ics",
    )


@views.route("/calendar/new", methods=["GET", "POST"])
@requires(Can.CALENDAR)
def new() -> ResponseReturnValue:
    """Enter an event."""
    form = EventForm()
    if not form.is_submitted():
        form.event.data = str(uuid4())
        return _event_page(form)
    if not form.validate():
        return _event_page(form), form.status
    if form.minted is None:
        abort(400)
    try:
        actions.enter(me(), form.minted, form.wanted(), now=clock.now())
        db.session.commit()
    except ProductError as error:
        db.session.rollback()
        status = errors.show(form, error)
        return _event_page(form), status
    return redirect(url_for("calendar.index", done="event-kept"))


@views.route("/calendar/<uuid:coming_id>", methods=["GET", "POST"])
@requires(Can.CALENDAR)
def edit(coming_id: UUID) -> ResponseReturnValue:
    """Change an event."""
    found = _or_404(coming_id)
    form = EventForm(obj=found)
    if not form.is_submitted():
        form.seen.data = found.changed_at.isoformat()
        return _event_page(form, found)
    if not form.validate():
        return _event_page(form, found), form.status
    if form.seen.data not in {"", None, found.changed_at.isoformat()}:
        # Sent once more, it has been seen.
        form.seen.data = found.changed_at.isoformat()
        form.form_errors.append(_("Somebody changed it meanwhile. Look at it, then send yours."))
        return _event_page(form, found, changed=True), 409
    try:
        actions.change(me(), found, form.wanted(), now=clock.now())
        db.session.commit()
    except ProductError as error:
        db.session.rollback()
        status = errors.show(form, error)
        return _event_page(form, _or_404(coming_id)), status
    return redirect(url_for("calendar.index", done="event-kept"))


@views.post("/calendar/<uuid:coming_id>/remove")
@requires(Can.CALENDAR)
def remove(coming_id: UUID) -> ResponseReturnValue:
    """Take an event out."""
    actions.remove(me(), _or_404(coming_id), now=clock.now())
    db.session.commit()
    return redirect(url_for("calendar.index", done="event-removed"))


@views.post("/calendar/<uuid:coming_id>/back")
@requires(Can.CALENDAR)
def put_back(coming_id: UUID) -> ResponseReturnValue:
    """Put an event back that was taken out."""
    actions.put_back(me(), _or_404(coming_id, removed=True), now=clock.now())
    db.session.commit()
    return redirect(url_for("calendar.index", done="event-back"))


@views.route("/calendar/file", methods=["GET", "POST"])
@requires(Can.NETWORK)
def bring() -> ResponseReturnValue:
    """Look at what a file of events would change, then bring it in."""
    form, found = FileForm(), Found()
    now = clock.now()
    if form.is_submitted() and form.validate():
        if form.found.data:
            return _bring(form.found.data, now)
        source, found = files.read_events(_content(form), time_zone(), now)
        if not found.faults and (found.events or found.cancelled):
            form.found.data = carrying.packed(source, found.events, found.cancelled)
            would = actions.plan(source, found.events, found.cancelled)
            return render_template(
                "calendar/look.html",
                form=form,
                plan=would,
                refused=found.refused,
                most=LOOKED_AT,
            )
        if form.file.data and not found.faults and not found.refused:
            found.faults.append(_("There is no coming event in it: nothing to bring in."))
    return _file_page(form, found, terms=False)


def _bring(carried: str, now: datetime) -> str:
    """What was looked at, brought in."""
    try:
        source, events, cancelled = carrying.unpacked(carried)
    except ValueError:
        abort(400)
    done = actions.bring(me(), source, events, cancelled, now=now)
    page = render_template("calendar/brought.html", brought=done)
    db.session.commit()
    return page


@views.route("/calendar/terms", methods=["GET", "POST"])
@requires(Can.NETWORK)
def terms() -> ResponseReturnValue:
    """Bring in the term dates; they take the place of those before."""
    form, found = FileForm(), Found()
    form.file.description = _("CSV, up to 900 kB.")
    if form.is_submitted() and form.validate():
        found = files.read_terms(_content(form))
        if not found.faults:
            actions.keep_terms(me(), found.terms, now=clock.now())
            db.session.commit()
            return redirect(url_for("calendar.index", done="terms-kept"))
    return _file_page(form, found, terms=True)


@views.get("/calendar/<subscribed>.ics")
@public
def ics(subscribed: str) -> ResponseReturnValue:
    """The calendar for a calendar program; ends with its person's last membership."""
    now = clock.now()
    person_id = feed.read_token(subscribed)
    whose = recipients([person_id], now).get(person_id) if person_id is not None else None
    if whose is None or not whose.stands:
        abort(404)
    tonight = night_of(now, time_zone())
    first, last = tonight - BEHIND, tonight + 3 * AHEAD
    here = network()
    made = feed.feed(
        here.name if here else "",
        queries.between(first, last),
        queries.holidays_between(first, last),
        queries.terms_between(first, last),
    )
    response = make_response(made)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    # The address itself is the key: no cache between may keep it, a calendar program may.
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


def _content(form: FileForm) -> bytes:
    sent = form.file.data
    return sent.read(files.MOST_BYTES + 1) if sent else b""


def _event_page(
    form: EventForm, found: CalendarEvent | None = None, *, changed: bool = False
) -> str:
    return render_template("calendar/event.html", form=form, event=found, changed=changed)


def _file_page(form: FileForm, found: Found, *, terms: bool) -> ResponseReturnValue:
    wrong = found.faults + found.refused
    form.form_errors.extend(wrong[:SHOWN])
    known = queries.terms_between(date.min, date.max) if terms else []
    page = render_template(
        "calendar/file.html", form=form, terms=terms, known=known, more=len(wrong) - SHOWN
    )
    return page, form.status


def _or_404(coming_id: UUID, *, removed: bool = False) -> CalendarEvent:
    found = db.session.get(CalendarEvent, coming_id)
    if found is None or (found.removed_at and not removed) or not rules.may_change(me(), found):
        abort(404)
    return found
