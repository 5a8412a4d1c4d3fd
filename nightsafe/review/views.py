"""The pages of review: the queue, a story, what is done with it, restricted records, answers."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString

from nightsafe import clock, errors
from nightsafe.accounts import stepping_up
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.personal_data import advice, personal_data_in
from nightsafe.incidents.queries import event_of, own_entry
from nightsafe.review import (
    actions,
    repeats,
    views_export,
    views_live,
    views_map,
    views_repeats,
    views_saved,
    views_search,
)
from nightsafe.review import restricted as holders
from nightsafe.review.forms import AnswerForm, AskForm, FindingForm, ShownForm
from nightsafe.review.models import Question
from nightsafe.review.queries import Exchange, exchanges, questions_of
from nightsafe.review.queue import neighbours
from nightsafe.review.story import stage_reads, tell
from nightsafe.review.views_pages import WORDS, queue_page, story_page, wanted
from nightsafe.submissions.actions import Conflict, keep_aside
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.forms import read_record
from nightsafe.submissions.paging import after, read_place

views = Blueprint("review", __name__)
views.add_url_rule("/review/export", view_func=views_export.export)
views.add_url_rule("/review/export", view_func=views_export.make_export, methods=["POST"])
views.add_url_rule("/review/<uuid:event_id>/here", view_func=views_live.here, methods=["POST"])
views.add_url_rule("/review/<uuid:event_id>/merge", view_func=views_repeats.merge, methods=["POST"])
views.add_url_rule(
    "/review/<uuid:event_id>/not-the-same", view_func=views_repeats.not_the_same, methods=["POST"]
)
views.add_url_rule("/review/<uuid:event_id>/split", view_func=views_repeats.split, methods=["POST"])
views.add_url_rule("/review/map.json", view_func=views_map.map_data)
views.add_url_rule("/review/map.pmtiles", view_func=views_map.map_file)
views.add_url_rule("/review/saved", view_func=views_saved.save_filter, methods=["POST"])
views.add_url_rule(
    "/review/saved/<uuid:filter_id>/open", view_func=views_saved.open_saved, methods=["POST"]
)
views.add_url_rule(
    "/review/saved/<uuid:filter_id>/remove", view_func=views_saved.remove_saved, methods=["POST"]
)
views.add_url_rule("/review/search", view_func=views_search.search, methods=["POST"])


@views.get("/review")
@requires(Can.REVIEW)
def queue() -> str:
    """What waits, by night, severity and time; no words that anybody wrote."""
    return queue_page(me())


@views.get("/review/<uuid:event_id>")
@requires(Can.REVIEW, reads_text=True)
def story(event_id: UUID) -> ResponseReturnValue:
    """An event's whole story; each opening is a row in the ledger. A merged one leads on."""
    survivor = repeats.survivor_of(me(), event_id)
    if survivor is not None:
        query = wanted().filters.query() | {"done": request.args.get("done")}
        return redirect(url_for("review.story", event_id=survivor, **query))
    return story_page(me(), event_id)


@views.post("/review/<uuid:event_id>/seen")
@requires(Can.REVIEW, reads_text=True)
def seen(event_id: UUID) -> ResponseReturnValue:
    """A reviewer has seen all there is."""
    event, form, now = _event(event_id), ShownForm(), clock.now()
    try:
        finding = actions.mark_seen(me(), event, now=now, shown=form.shown)
    except ProductError as error:
        return _refused(event_id, form, error, problem=form)
    mine = finding is not None and finding.seen_at == now
    return _on(event, "seen" if mine else "seen-before")


@views.post("/review/<uuid:event_id>/ask")
@requires(Can.REVIEW, reads_text=True)
def ask(event_id: UUID) -> ResponseReturnValue:
    """Ask the reporter something."""
    event, form = _event(event_id), AskForm(prefix="ask")
    entry = next((one for one in event.entries if str(one.id) == form.entry.data), None)
    if entry is None:
        abort(404)
    if not form.validate():
        return story_page(me(), event_id, ask=form), form.status
    try:
        actions.ask(
            me(),
            entry,
            form.text.data or "",
            now=clock.now(),
            question_id=read_record(form.question.data),
            shown=form.shown,
        )
    except ProductError as error:
        return _refused(event_id, form, error, ask=form)
    db.session.commit()
    return _back(event_id, "asked")


@views.post("/review/<uuid:event_id>/finding")
@requires(Can.REVIEW, reads_text=True)
def finding(event_id: UUID) -> ResponseReturnValue:
    """Record what the review found, and close the event if that was the button."""
    event, form = _event(event_id), FindingForm(prefix="finding")
    closes = request.form.get("then") == "close"
    if not form.validate():
        return story_page(me(), event_id, found=form), form.status
    try:
        now = clock.now()
        actions.record_finding(me(), event, **form.found(), now=now, shown=form.shown)
        if closes:
            actions.close_event(me(), event, now=now)
    except ProductError as error:
        return _refused(event_id, form, error, found=form)
    if closes:
        return _on(event, "closed")
    db.session.commit()
    return _back(event_id, "recorded")


@views.post("/review/<uuid:event_id>/reopen")
@requires(Can.REVIEW, reads_text=True)
def reopen(event_id: UUID) -> ResponseReturnValue:
    """Open a closed event again."""
    event, form = _event(event_id), ShownForm()
    try:
        actions.reopen_event(me(), event, now=clock.now(), shown=form.shown)
    except ProductError as error:
        return _refused(event_id, form, error, problem=form)
    db.session.commit()
    return _back(event_id, "reopened")


@views.get("/restricted")
@requires(Can.HOLD_GRANT)
def restricted() -> str:
    """The restricted records of a grant-holder, in one list without anybody's words."""
    actor = me()
    if not actor.restricted:
        abort(404)
    entries = holders.restricted_entries(actor, read_place(request.args))
    return render_template(
        "review/restricted.html",
        **WORDS,
        entries=entries[: holders.PAGE],
        older=after(entries, holders.PAGE, lambda one: (one.occurred_at, one.id)),
    )


@views.get("/restricted/<uuid:entry_id>")
@requires(Can.HOLD_GRANT, reads_text=True)
def restricted_entry(entry_id: UUID) -> str:
    """One restricted record, opened by a grant-holder."""
    actor = me()
    entry = holders.restricted_entry(actor, entry_id) if actor.restricted else None
    if entry is None:
        abort(404)
    if entry.author_id != actor.person_id:
        stepping_up.require(actor)
    tellings, people = tell([entry])
    stage_reads(actor, [entry], now=clock.now())
    db.session.commit()
    return render_template(
        "review/restricted_entry.html", **WORDS, telling=tellings[0], people=people
    )


@views.route("/entries/<uuid:entry_id>/answer", methods=["GET", "POST"])
@requires(Can.READ_OWN, queued=True)
def answer(entry_id: UUID) -> ResponseReturnValue:
    """The questions about one's own entry, and the answer to the oldest that waits."""
    actor = me()
    entry = own_entry(actor, entry_id)
    if entry is None:
        abort(404)
    asked = list(questions_of([entry.id]))
    form = AnswerForm()
    status = 200
    if request.method == "POST":
        question = next((one for one in asked if str(one.id) == form.question.data), None)
        if question is None:
            abort(404)
        if form.validate():
            try:
                _answer(entry, question, form)
                return _answered(entry, asked, form.text.data or "")
            except ProductError as error:
                status = _kept(entry, question, form, error)
        else:
            status = form.status
    else:
        question = next((one for one in asked if one.answered_at is None), None)
        form.question.data = str(question.id) if question else ""
        form.put(fresh(Kind.ANSWER, entry.id))
    told = exchanges(questions_of([entry.id]))
    page = render_template(
        "review/answer.html",
        **WORDS,
        entry=entry,
        form=form,
        asked=next((one for one in told if question and one.id == question.id), None),
        told=[one for one in told if one.answers],
        warnings=_warnings(told) if request.args.get("done") == "answered" else [],
    )
    return page, status


def _answer(entry: Entry, question: Question, form: AnswerForm) -> None:
    envelope = form.envelope(Kind.ANSWER, entry.id)
    actions.answer(me(), entry, question, form.text.data or "", envelope, now=clock.now())
    db.session.commit()


def _answered(entry: Entry, asked: list[Question], text: str) -> ResponseReturnValue:
    if any(one.answered_at is None for one in asked) or personal_data_in(text):
        return redirect(url_for("review.answer", entry_id=entry.id, done="answered"))
    return redirect(url_for("home.story", entry_id=entry.id, done="answered"))


def _warnings(told: list[Exchange]) -> list[LazyString]:
    """What to do about personal data in the answer that was sent last."""
    answers = [(at, words) for one in told for words, at in one.answers]
    return [advice(kind) for kind in personal_data_in(max(answers)[1])] if answers else []


def _kept(entry: Entry, question: Question, form: AnswerForm, error: ProductError) -> int:
    """Keep a conflicting answer aside; what was typed stays, in an envelope of its own."""
    db.session.rollback()
    if isinstance(error, Conflict):
        body = {"question": str(question.id), "text": form.text.data or ""}
        keep_aside(form.envelope(Kind.ANSWER, entry.id), me(), body, now=clock.now())
        db.session.commit()
        form.put(fresh(Kind.ANSWER, entry.id))
    return errors.show(form, error)


def _event(event_id: UUID) -> Event:
    wanted()
    event = event_of(me(), event_id)
    if event is None:
        abort(404)
    if event.restricted:
        stepping_up.require(me())
    return event


def _refused(
    event_id: UUID, form: ShownForm, error: ProductError, **forms: Any
) -> ResponseReturnValue:
    """The story as it is now, with what was typed and why it was not taken."""
    db.session.rollback()
    if event_of(me(), event_id) is None:
        raise error
    status = errors.show(form, error)
    return story_page(me(), event_id, **forms), status


def _on(event: Event, done: str) -> ResponseReturnValue:
    """Commit, and lead on to the next event of the queue; after the last, to the queue."""
    want = wanted()
    _before, following = neighbours(me(), want.filters, event)
    db.session.commit()
    query = want.filters.query() | {"came": event.id, "done": done}
    if following is None:
        return redirect(url_for("review.queue", **query))
    return redirect(url_for("review.story", event_id=following, **query))


def _back(event_id: UUID, done: str) -> ResponseReturnValue:
    want = wanted()
    query = want.filters.query() | {"came": want.came, "done": done}
    return redirect(url_for("review.story", event_id=event_id, **query))
