"""The quarterly review: as a page, as a PDF, its charts, and the words that are written in it."""

from uuid import UUID

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from nightsafe import clock, errors
from nightsafe.aggregates import preparing
from nightsafe.aggregates.document import Document, document_of
from nightsafe.aggregates.document_pdf import pdf
from nightsafe.aggregates.document_tables import before_words
from nightsafe.aggregates.forms_words import WordsForm
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.queries import release_numbered
from nightsafe.aggregates.releases import CHECKED, Deed, State, may, state_of
from nightsafe.aggregates.shapes import as_file
from nightsafe.aggregates.views_releases import Route, release_or_404
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.network.queries import network


@requires(Can.FIGURES)
def review(release_number: int) -> str:
    """The review of a release that left."""
    found = _numbered(release_number)
    return _page(found, document_of(found))


@requires(Can.FIGURES)
def document(release_id: UUID) -> ResponseReturnValue:
    """The review as it would leave, for whoever prepares or approves it."""
    found = release_or_404(release_id)
    if state_of(found) is State.RELEASED:
        return redirect(url_for("aggregates.review", release_number=found.number))
    if state_of(found) not in CHECKED:
        return redirect(url_for("aggregates.release", release_id=found.id))
    return _page(found, document_of(found))


@requires(Can.FIGURES)
def review_pdf(release_number: int) -> Response:
    """The review as a PDF, the same one each time."""
    found = _numbered(release_number)
    made = document_of(found)
    here = network()
    content = pdf(
        made,
        network=here.name if here else "",
        at=found.approved_at or found.changed_at,
        language=str(get_locale()),
    )
    name = f"review-{made.quarter.year}-q{made.quarter.number}-no{release_number}.pdf"
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(Can.FIGURES)
def review_chart(release_number: int, table_key: str) -> Response:
    """One chart of a review, by its own name or its table's, as a file to put elsewhere."""
    found = document_of(_numbered(release_number)).charts.get(table_key)
    if found is None:
        abort(404)
    return Response(as_file(found.wide, found.title, found.words), mimetype="image/svg+xml")


@requires(Can.PREPARE_RELEASE)
def words(release_id: UUID) -> ResponseReturnValue:
    """Write the words around the figures of a release that was checked and has not left."""
    found = release_or_404(release_id)
    form = WordsForm()
    if not form.is_submitted():
        if not may(Deed.WRITE, found, me()):
            return redirect(url_for("aggregates.release", release_id=found.id))
        form.version.data = found.version
        form.fill(found.words)
        return _writing(found, form)
    if not form.validate():
        return _writing(found, form), form.status
    try:
        preparing.write_words(me(), found, form.words(), version=form.version.data, now=clock.now())
        db.session.commit()
    except ProductError as error:
        db.session.rollback()
        status = errors.show(form, error)
        found = release_or_404(release_id)
        # What was typed stays; sent again, it is meant for the release as it is now.
        form.version.raw_data, form.version.data = None, found.version
        return _writing(found, form), status
    return redirect(url_for("aggregates.document", release_id=found.id, done="words-kept"))


def _numbered(number: int) -> Release:
    found = release_numbered(number)
    if found is None:
        abort(404)
    return found


def _page(found: Release, made: Document) -> str:
    return render_template(
        "aggregates/releases/document.html",
        release=found,
        document=made,
        writes=may(Deed.WRITE, found, me()),
        before_words=before_words,
    )


def _writing(found: Release, form: WordsForm) -> str:
    return render_template(
        "aggregates/releases/words.html",
        release=found,
        document=document_of(found),
        form=form,
        before_words=before_words,
    )


_NUMBER = "<int(max=2147483647):release_number>"
ROUTES: tuple[Route, ...] = (
    Route(f"/releases/{_NUMBER}", review, ["GET"]),
    Route(f"/releases/{_NUMBER}/review.pdf", review_pdf, ["GET"]),
    Route(f"/releases/{_NUMBER}/charts/<table_key>.svg", review_chart, ["GET"]),
    Route("/releases/<uuid:release_id>/document", document, ["GET"]),
    Route("/releases/<uuid:release_id>/words", words, ["GET", "POST"]),
)
