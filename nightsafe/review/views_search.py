"""Searching from the desk's bar: a reference opens its story, words lead to what they stand in."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.forms import UNUSABLE, UNUSABLE_WORDS
from nightsafe.gate import Can, me, requires
from nightsafe.review import searching
from nightsafe.review.filters import EVERYTHING, Filters


@requires(Can.REVIEW, reads_text=True)
def search() -> ResponseReturnValue:
    """Find what was written; each search is a row in the ledger before anything is shown."""
    actor, text, now = me(), request.form.get("q", "").strip(), clock.now()
    if UNUSABLE.search(text):
        problem = ProductError(UNUSABLE_WORDS, "q")
        usable = UNUSABLE.sub("", text)
        return render_template("review/search.html", asked=usable, problem=problem), problem.status
    found = searching.by_reference(actor, text, now=now)
    if found is not None:
        db.session.commit()
        return redirect(url_for("review.story", event_id=found))
    try:
        token = searching.begin(actor, text, now=now)
    except ProductError as error:
        db.session.rollback()
        return render_template("review/search.html", asked=text, problem=error), error.status
    db.session.commit()
    filters = Filters(None, view=EVERYTHING, state="all", find=token)
    return redirect(url_for("review.queue", **filters.query()))
