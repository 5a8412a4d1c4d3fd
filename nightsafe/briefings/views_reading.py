"""What members open: this week's briefing, the archive, the PDF, the receipt; and who has read."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from nightsafe import clock
from nightsafe.accounts.roles import may
from nightsafe.briefings import receipts
from nightsafe.briefings.document import document_of, weekend_words
from nightsafe.briefings.document_pdf import pdf
from nightsafe.briefings.models import Briefing
from nightsafe.briefings.queries import (
    instead_of,
    newest_published,
    of_week,
    on_the_desk,
    published,
    readable,
)
from nightsafe.briefings.states import State
from nightsafe.database import db
from nightsafe.gate import Can, me, requires


@requires(Can.BRIEFING)
def archive() -> str:
    """All briefings that reach whoever asks, the newest first."""
    found = published(me(), clock.now())
    return render_template(
        "briefings/archive.html",
        briefings=found,
        title=lambda one: weekend_words(one.facts),
        unread={one.id for one in found if receipts.read_at(me(), one) is None},
    )


@requires(Can.BRIEFING)
def read(briefing_id: UUID) -> ResponseReturnValue:
    """One briefing: a first screen, then the rest; the address of a corrected one leads on."""
    found = readable(me(), briefing_id, clock.now())
    if found is None:
        newer = instead_of(me(), briefing_id, clock.now()) or abort(404)
        return redirect(url_for("briefings.read", briefing_id=newer.id))
    newest = newest_published(found.week)
    return render_template(
        "briefings/read.html",
        briefing=found,
        document=document_of(found),
        read_at=receipts.read_at(me(), found),
        newer=newest if newest is not None and newest.id != found.id else None,
        earlier=[
            one
            for one in of_week(found.week)
            if one.state == State.PUBLISHED and one.version < found.version
        ]
        if may(me(), Can.DRAFT_BRIEFING)
        else [],
        large=request.args.get("print") == "large",
    )


@requires(Can.BRIEFING)
def have_read(briefing_id: UUID) -> ResponseReturnValue:
    """I have read it."""
    found = _or_404(briefing_id)
    receipts.have_read(me(), found, now=clock.now())
    db.session.commit()
    return redirect(url_for("briefings.read", briefing_id=briefing_id, done="briefing-read"))


@requires(Can.BRIEFING)
def as_pdf(briefing_id: UUID) -> ResponseReturnValue:
    """The briefing on paper; in large print where that is asked for."""
    found = _or_404(briefing_id)
    at = found.published_at
    assert at is not None
    language, large = str(get_locale() or "en"), request.args.get("print") == "large"
    document = document_of(found)
    db.session.rollback()
    response = make_response(pdf(document, at=at, language=language, large=large))
    response.headers["Content-Type"] = "application/pdf"
    name = f"briefing-{found.facts['friday']}-{'large' if large else 'a4'}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


@requires(Can.DRAFT_BRIEFING)
def readers(briefing_id: UUID) -> str:
    """Who has read it, organisation by organisation; nobody is named."""
    found = on_the_desk(briefing_id)
    if found is None or found.state != State.PUBLISHED:
        abort(404)
    rows = receipts.by_organisation(found, now=clock.now())
    return render_template(
        "briefings/readers.html",
        briefing=found,
        title=weekend_words(found.facts),
        rows=rows,
        whole=receipts.whole(rows),
    )


def _or_404(briefing_id: UUID) -> Briefing:
    found = readable(me(), briefing_id, clock.now())
    if found is None:
        abort(404)
    return found


ROUTES: tuple[tuple[str, Callable[..., ResponseReturnValue], list[str]], ...] = (
    ("/briefings", archive, ["GET"]),
    ("/briefings/<uuid:briefing_id>", read, ["GET"]),
    ("/briefings/<uuid:briefing_id>/read", have_read, ["POST"]),
    ("/briefings/<uuid:briefing_id>/briefing.pdf", as_pdf, ["GET"]),
    ("/briefings/<uuid:briefing_id>/readers", readers, ["GET"]),
)
