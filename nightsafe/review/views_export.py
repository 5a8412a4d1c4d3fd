"""Taking the queue's list along as a file: what it will hold and what is noted, then the file."""

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.review import exporting
from nightsafe.review.export_files import TYPES, made, name_of
from nightsafe.review.export_words import about, scope_of, treatment
from nightsafe.review.exporting import MOST, MOST_WITH_WORDS, Wish, how_many, may_have_words
from nightsafe.review.forms_export import ExportForm
from nightsafe.review.side import address
from nightsafe.review.views_pages import wanted


@requires(Can.EXPORT)
def export() -> str:
    """What a file of this list would hold, for how many events, and what is noted of it."""
    return _page(ExportForm())


@requires(Can.EXPORT, reads_text=True)
def make_export() -> ResponseReturnValue:
    """The file; what is noted of it is committed before any of it is made."""
    actor, want, form = me(), wanted(), ExportForm()
    if not form.validate():
        return _page(form), form.status
    wish = Wish(form.file_format.data, form.with_words, form.reason.data or "")
    try:
        exported = exporting.export(actor, want.filters, wish, now=clock.now())
    except ProductError as error:
        db.session.rollback()
        status = errors.show(form, error)
        return _page(form), status
    words = about(actor, exported, scope_of(want.filters, want.place, want.area))
    # From here on nothing is read: nobody waits for the database while the pages are set.
    db.session.commit()
    response = make_response(made(exported, words))
    response.headers["Content-Type"] = TYPES[exported.file_format]
    response.headers.set("Content-Disposition", "attachment", filename=name_of(exported, words))
    return response


def _page(form: ExportForm) -> str:
    actor, want = me(), wanted()
    allowed = may_have_words(actor)
    filters = want.filters
    return render_template(
        "review/export.html",
        form=form,
        back_to=address(filters),
        scope=scope_of(filters, want.place, want.area),
        largest=max(MOST.values()),
        least=min(*MOST.values(), MOST_WITH_WORDS),
        plain=how_many(actor, filters, with_words=False),
        worded=how_many(actor, filters, with_words=True) if allowed else None,
        restricted=actor.restricted,
        asks_password=not actor.confirmed,
        treatment=treatment(with_words=allowed),
    )
