"""The page that adds to an entry without reading it: it can be kept on a phone for any entry."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.incidents import adding, amending
from nightsafe.incidents.adding import AddForm
from nightsafe.incidents.queries import own_entry
from nightsafe.submissions.actions import Conflict, keep_aside
from nightsafe.submissions.envelope import Kind, fresh


@requires(Can.LOG, queued=True)
def add(entry_id: UUID) -> ResponseReturnValue:
    """Add to an entry of one's own; what stands is neither shown nor taken back."""
    form = AddForm()
    if request.method == "GET":
        # Nothing is looked up: the page is the same for every entry, and for none.
        form.put(fresh(Kind.AMEND, entry_id))
        return render_template("incidents/add.html", form=form)
    actor = me()
    entry = own_entry(actor, entry_id)
    if entry is None:
        abort(404)
    if not form.validate():
        return render_template("incidents/add.html", form=form), form.status
    try:
        adding.add(actor, entry, form)
        db.session.commit()
        return redirect(url_for("home.story", entry_id=entry.id, done="saved"))
    except ProductError as error:
        db.session.rollback()
        if isinstance(error, Conflict):
            keep_aside(
                form.envelope(Kind.AMEND, entry_id), actor, amending.as_typed(), now=clock.now()
            )
            db.session.commit()
            # The page does see now what it would be added to.
            form.put(fresh(Kind.AMEND, entry_id, _head(entry_id)))
        status = errors.show(form, error)
    return render_template("incidents/add.html", form=form), status


def _head(entry_id: UUID) -> UUID | None:
    entry = own_entry(me(), entry_id)
    return entry.head if entry else None
