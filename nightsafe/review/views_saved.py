"""Saving what is asked of the queue, going back to it, and letting go of it."""

from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock
from nightsafe.database import db
from nightsafe.gate import Can, me, requires
from nightsafe.review import saved, searching
from nightsafe.review.views_pages import wanted


@requires(Can.REVIEW)
def save_filter() -> ResponseReturnValue:
    """Keep the filters of the address under a name."""
    filters = wanted().filters
    saved.save_filter(me(), request.form.get("name", ""), filters, now=clock.now())
    db.session.commit()
    return redirect(url_for("review.queue", **filters.query(), done="filter-saved"))


@requires(Can.REVIEW, reads_text=True)
def open_saved(filter_id: UUID) -> ResponseReturnValue:
    """Go to what was saved; its words are a search of today, and noted as one."""
    actor = me()
    one = saved.saved_filter(actor, filter_id)
    if one is None:
        abort(404)
    query: dict[str, Any] = dict(one.query)
    if one.words:
        query["find"] = searching.begin(actor, one.words, now=clock.now())
        db.session.commit()
    return redirect(url_for("review.queue", **query))


@requires(Can.REVIEW)
def remove_saved(filter_id: UUID) -> ResponseReturnValue:
    """Take a saved filter away."""
    filters = wanted().filters
    if not saved.remove_filter(me(), filter_id):
        abort(404)
    db.session.commit()
    return redirect(url_for("review.queue", **filters.query(), done="filter-removed"))
