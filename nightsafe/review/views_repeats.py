"""Merging events that tell of the same, rejecting that they do, and splitting them again."""

from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.accounts import stepping_up
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.incidents.models import Event
from nightsafe.incidents.queries import event_of
from nightsafe.review import merging, repeats
from nightsafe.review.forms import ShownForm
from nightsafe.review.views_pages import story_page, wanted


@requires(Can.REVIEW, reads_text=True)
def merge(event_id: UUID) -> ResponseReturnValue:
    """Let this event and others be one; the others are named as `with`."""
    event, others, form = _event(event_id), _others(), ShownForm()
    try:
        why = repeats.codes(me(), event, others)
        target = merging.merge_events(me(), event, others, why, now=clock.now(), shown=form.shown)
    except ProductError as error:
        return _refused(event_id, form, error)
    db.session.commit()
    return _to(target.id, "merged")


@requires(Can.REVIEW, reads_text=True)
def not_the_same(event_id: UUID) -> ResponseReturnValue:
    """This event and others are not the same; never suggested again."""
    event, others, form = _event(event_id), _others(), ShownForm()
    try:
        merging.not_the_same(me(), event, others, now=clock.now(), shown=form.shown)
    except ProductError as error:
        return _refused(event_id, form, error)
    db.session.commit()
    return _to(event_id, "apart")


@requires(Can.REVIEW, reads_text=True)
def split(event_id: UUID) -> ResponseReturnValue:
    """Give one account, named as `entry`, an event of its own again."""
    event, form = _event(event_id), ShownForm()
    entry = next((one for one in event.entries if str(one.id) == request.form.get("entry")), None)
    if entry is None or entry.withdrawn_at is not None:
        abort(404)
    try:
        rest = merging.split_entry(me(), event, entry, now=clock.now(), shown=form.shown)
    except ProductError as error:
        return _refused(event_id, form, error)
    db.session.commit()
    return _to(rest.id, "split")


def _event(event_id: UUID) -> Event:
    wanted()
    event = event_of(me(), event_id)
    if event is None:
        abort(404)
    if event.restricted:
        stepping_up.require(me())
    return event


def _others() -> list[Event]:
    """The events named as `with`, joined by commas: 404 when any is not there for the reviewer."""
    try:
        ids = [UUID(each) for each in request.form.get("with", "").split(",")]
    except ValueError:
        abort(404)
    if len(ids) > merging.MOST:
        abort(404)
    return [_event(one) for one in dict.fromkeys(ids)]


def _refused(event_id: UUID, form: ShownForm, error: ProductError) -> ResponseReturnValue:
    db.session.rollback()
    if event_of(me(), event_id) is None:
        raise error
    status = errors.show(form, error)
    return story_page(me(), event_id, problem=form), status


def _to(event_id: UUID, done: str) -> ResponseReturnValue:
    want = wanted()
    query = want.filters.query() | {"came": want.came, "done": done}
    return redirect(url_for("review.story", event_id=event_id, **query))
