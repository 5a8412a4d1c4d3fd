"""The review pack of a weekend for police: looked at, and taken along with a reason."""

from collections.abc import Callable
from datetime import timedelta

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.briefings.forms_pack import PackForm
from nightsafe.briefings.pack import Pack, day_of, pack_of
from nightsafe.briefings.pack_files import pdf, xlsx
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.network.queries import time_zone
from nightsafe.nights import Weekend, night_of, weekend_of
from nightsafe.review import exporting
from nightsafe.review.export_files import TYPES
from nightsafe.review.export_words import about, scope_of
from nightsafe.review.exporting import Wish
from nightsafe.review.filters import Filters

MORNING = timedelta(hours=6)  # before Monday noon
FILES = {"pdf": pdf, "xlsx": xlsx}


@requires(Can.WEEK)
def pack() -> ResponseReturnValue:
    """The full figures of a weekend, the one just over unless another is asked for."""
    asked = request.args.get("friday")
    if asked is not None and day_of(asked) is None:
        return redirect(url_for("briefings.pack"))
    return _page(_weekend(asked), PackForm(formdata=None))


@requires(Can.EXPORT, reads_text=True)
def take_pack() -> ResponseReturnValue:
    """The pack as a file, with the list of its events; noted before any of it is made."""
    actor, form, weekend = me(), PackForm(), _weekend(request.args.get("friday"))
    if not form.validate() or form.file_format.data not in FILES:
        return _page(weekend, form), form.status
    filters = _all_of(weekend)
    if not _listed(weekend):
        # The page says so in the form's place.
        return _page(weekend, form), 422
    wish = Wish(form.file_format.data, with_words=False, reason=form.reason.data or "")
    try:
        exported = exporting.export(actor, filters, wish, now=clock.now())
    except ProductError as error:
        db.session.rollback()
        status = errors.show(form, error)
        return _page(weekend, form), status
    figures = pack_of(actor, weekend, time_zone())
    words = about(actor, exported, scope_of(filters, None, None))
    db.session.commit()
    response = make_response(FILES[exported.file_format](figures, exported, words))
    response.headers["Content-Type"] = TYPES[exported.file_format]
    name = f"nightsafe-pack-{weekend.friday}-{words.mark}.{exported.file_format}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _newest() -> Weekend:
    """The newest weekend to look at: on Monday morning, when police review it, the one just gone.

    What is logged until noon counts to it, and the page says so.
    """
    now, tz = clock.now(), time_zone()
    weekend = weekend_of(night_of(now, tz))
    return weekend if weekend.bounds(tz)[1] - now <= MORNING else weekend.previous()


def _still_runs(weekend: Weekend) -> bool:
    return clock.now() < weekend.bounds(time_zone())[1]


def _weekend(asked: str | None) -> Weekend:
    """The weekend that was asked for, never one whose nights are not over."""
    newest, day = _newest(), day_of(asked)
    return min(newest, weekend_of(day)) if day is not None else newest


def _all_of(weekend: Weekend) -> Filters:
    return Filters(nights=(weekend.friday, weekend.nights[-1]), state="all")


def _listed(weekend: Weekend) -> int:
    """How many events the list of a weekend would hold for whoever asks."""
    return exporting.how_many(me(), _all_of(weekend), with_words=False)


def _page(weekend: Weekend, form: PackForm) -> str:
    found: Pack = pack_of(me(), weekend, time_zone())
    newest = _newest()
    return render_template(
        "briefings/pack.html",
        pack=found,
        form=form,
        listed=_listed(weekend),
        still_runs=_still_runs(weekend),
        earlier=weekend.previous().friday,
        later=weekend.next().friday if weekend < newest else None,
    )


ROUTES: tuple[tuple[str, Callable[..., ResponseReturnValue], list[str]], ...] = (
    ("/briefings/pack", pack, ["GET"]),
    ("/briefings/pack", take_pack, ["POST"]),
)
