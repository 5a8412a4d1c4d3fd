"""The pages of releases: all of them, preparing one, one on its way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from nightsafe import clock, errors
from nightsafe.accounts import roles
from nightsafe.aggregates import labels, preparing, suppression, tables
from nightsafe.aggregates.forms_releases import ChoosingForm, ReturnForm
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.queries import (
    names_of,
    numbers_released,
    release_of,
    released,
    released_of_quarter,
    tables_of,
    unfinished_of,
)
from nightsafe.aggregates.releases import Deed, State, may, quarter_of, state_of
from nightsafe.aggregates.safe import Method
from nightsafe.aggregates.suppression import Preview
from nightsafe.aggregates.tables import TABLES
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.network.queries import time_zone
from nightsafe.nights import FinancialYear, Quarter, financial_year_of


@dataclass(frozen=True)
class Route:
    """Where a view stands."""

    address: str
    view: Callable[..., ResponseReturnValue]
    methods: list[str]


# A check that has not begun by then may never: the jobs of the installation do not run.
LONG = timedelta(seconds=40)


@requires(Can.FIGURES)
def releases() -> str:
    """All releases: what waits for whoever asks, what is on its way, what has left."""
    actor = me()
    gone, unfinished = released(), unfinished_of(actor)
    waits = [one for one in unfinished if may(Deed.APPROVE, one, actor)]
    return render_template(
        "aggregates/releases/list.html",
        released=gone,
        waits=waits,
        unfinished=[one for one in unfinished if one not in waits],
        names=names_of([*gone, *unfinished]),
        years=_years(gone),
        quarter_of=quarter_of,
    )


def _years(gone: list[Release]) -> list[FinancialYear]:
    """The financial years that something was released of, newest first."""
    return sorted({financial_year_of(one.quarter) for one in gone}, reverse=True)


@requires(Can.PREPARE_RELEASE)
def new_release() -> ResponseReturnValue:
    """Choose quarter, areas and tables; what is too fine is said before anything is asked for."""
    quarters = suppression.quarters(clock.now(), time_zone())
    form = _choosing(quarters)
    if not form.is_submitted():
        form.release.data = str(uuid4())
        form.quarter.data = str(quarters[0]) if quarters else ""
        form.fill({"areas": [], "tables": _good()})
        return _choose(form, quarters)
    if not form.validate() or _looking(form, form.chosen_quarter):
        return _choose(form, quarters), form.status
    quarter, release_id = form.chosen_quarter, form.minted
    try:
        if release_id is None:
            raise ProductError(_("Load this page again, then send it once more."))
        if quarter is None:
            raise ProductError(_("Choose a quarter."), "quarter")
        found = preparing.prepare(
            me(),
            release_id,
            quarter,
            form.wanted(),
            quarters=quarters,
            areas=_alone(),
            now=clock.now(),
        )
        db.session.commit()
    except ProductError as error:
        db.session.rollback()
        status = errors.show(form, error)
        return _choose(form, quarters), status
    return redirect(url_for("aggregates.release", release_id=found.id))


@requires(Can.PREPARE_RELEASE)
def change_release(release_id: UUID) -> ResponseReturnValue:
    """Choose other areas, tables or methods for a quarter that is being prepared."""
    found = release_or_404(release_id)
    quarter = quarter_of(found)
    form = _choosing([quarter])
    form.quarter.data = str(quarter)
    if not form.is_submitted():
        if not may(Deed.CHANGE, found, me()):
            return redirect(url_for("aggregates.release", release_id=release_id))
        form.version.data = found.version
        form.fill(found.wanted)
        return _choose(form, [quarter], found)
    if not form.validate() or _looking(form, quarter):
        return _choose(form, [quarter], found), form.status
    try:
        preparing.change(
            me(),
            found,
            form.wanted(),
            areas=_alone(),
            version=form.version.data,
            now=clock.now(),
        )
        db.session.commit()
    except ProductError as error:
        db.session.rollback()
        status = errors.show(form, error)
        found = release_or_404(release_id)
        # What was chosen stays; sent again, it is meant for the release as it is now.
        form.version.raw_data, form.version.data = None, found.version
        return _choose(form, [quarter], found), status
    return redirect(url_for("aggregates.release", release_id=release_id))


@requires(Can.FIGURES)
def release(release_id: UUID) -> str:
    """One release: how far it is, what the check says, and what may be done with it next."""
    return release_page(release_or_404(release_id))


def release_or_404(release_id: UUID) -> Release:
    """A release that whoever asks may open."""
    found = release_of(me(), release_id)
    if found is None:
        abort(404)
    return found


def release_page(found: Release, returning: ReturnForm | None = None, problem: Any = None) -> str:
    """The page of a release, with a form as it was filled in."""
    actor = me()
    state = state_of(found)
    names = labels.areas()[1]
    unmoved = state is State.CHECKING and not found.steps
    return render_template(
        "aggregates/releases/release.html",
        release=found,
        state=state,
        quarter=quarter_of(found),
        may={str(deed): may(deed, found, actor) for deed in Deed},
        prepares=roles.may(actor, Can.PREPARE_RELEASE),
        names=names_of([found]),
        areas=[names.get(area, area) for area in found.wanted["areas"]],
        tables=tables_of(found),
        # As they were called when they were made, where they have been.
        labels={
            **{key: kind.label for key, kind in TABLES.items()},
            **{table.key: table.label for table in tables_of(found)},
        },
        returning=returning or ReturnForm(formdata=None),
        problem=problem,
        waits_long=unmoved and clock.now() - found.changed_at > LONG,
        others=[one for one in released_of_quarter(found.quarter) if one.id != found.id],
    )


def _choosing(quarters: list[Quarter]) -> ChoosingForm:
    form = ChoosingForm()
    out = numbers_released()
    choices = [(str(one), _quarter(one, out.get(one.first, []))) for one in quarters]
    form.offer(choices, suppression.areas())
    return form


def _alone() -> list[str]:
    """The ids of the areas that may stand alone."""
    return [area for area, _name in suppression.areas()]


def _quarter(quarter: Quarter, numbers: Sequence[int]) -> str:
    """A quarter as it is chosen: "2026 Q3, July to September"; and what of it has left."""
    words = _(
        "%(quarter)s, %(first)s to %(last)s",
        quarter=quarter,
        first=format_date(quarter.first, "LLLL"),
        last=format_date(quarter.last, "LLLL"),
    )
    if numbers:
        words += " " + _("(out: No. %(numbers)s)", numbers=", ".join(map(str, numbers)))
    return words


def _good() -> list[dict[str, str]]:
    """What is chosen to begin with: the usual tables, rounded."""
    return [{"key": key, "method": str(Method.ROUNDING)} for key in tables.DEFAULTS]


def _looking(form: ChoosingForm, quarter: Quarter | None) -> bool:
    """Whether a button was pressed that only changes what is chosen on the page."""
    swaps = request.form.getlist("swap")
    if quarter is not None and "all" in swaps:
        swaps = [one.key for one in _preview(form, quarter) if one.too_fine]
    for key in swaps:
        if key in TABLES:
            form.swap(key, TABLES[key].coarser)
    return bool(swaps) or "look" in request.form


def _preview(form: ChoosingForm, quarter: Quarter | None) -> list[Preview]:
    """What is too fine of what is chosen; nothing while that cannot be said."""
    if quarter is None:
        return []
    try:
        tables.check(form.wanted(), _alone())
    except ProductError:
        return []
    return suppression.preview(quarter, form.wanted(), time_zone())


def _choose(form: ChoosingForm, quarters: list[Quarter], found: Release | None = None) -> str:
    quarter = form.chosen_quarter
    known = quarter if quarter in quarters else None
    return render_template(
        "aggregates/releases/new.html",
        form=form,
        release=found,
        quarters=quarters,
        quarter=known,
        kinds=tables.chosen(),
        usual=tables.DEFAULTS,
        previews={one.key: one for one in _preview(form, known)},
    )


ROUTES: tuple[Route, ...] = (
    Route("/releases", releases, ["GET"]),
    Route("/releases/new", new_release, ["GET", "POST"]),
    Route("/releases/<uuid:release_id>", release, ["GET"]),
    Route("/releases/<uuid:release_id>/change", change_release, ["GET", "POST"]),
)
