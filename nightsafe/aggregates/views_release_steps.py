"""The steps of a release, each a button on its page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.accounts import stepping_up
from nightsafe.aggregates import approving, preparing, suppression
from nightsafe.aggregates.forms_releases import OfferForm, ReturnForm, VersionForm
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.releases import Deed, may
from nightsafe.aggregates.views_releases import Route, release_or_404, release_page
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires


@requires(Can.PREPARE_RELEASE)
def instead(release_id: UUID) -> ResponseReturnValue:
    """Take what the check offered in the place of tables that cannot leave."""
    form = OfferForm()

    def step(found: Release) -> None:
        preparing.take_offers(
            me(),
            found,
            form.instead_of.data or [],
            areas=[area for area, _ in suppression.areas()],
            version=form.version.data,
            now=clock.now(),
        )

    return _taken(release_id, form, step)


@requires(Can.PREPARE_RELEASE)
def again(release_id: UUID) -> ResponseReturnValue:
    """Have it counted anew, where nothing rests on the count, and checked again."""
    form = VersionForm()

    def step(found: Release) -> None:
        preparing.check_again(me(), found, version=form.version.data, now=clock.now())

    return _taken(release_id, form, step)


@requires(Can.PREPARE_RELEASE)
def send(release_id: UUID) -> ResponseReturnValue:
    """Send it to be approved."""
    form = VersionForm()

    def step(found: Release) -> None:
        preparing.send(me(), found, version=form.version.data, now=clock.now())

    return _taken(release_id, form, step, done="release-sent")


@requires(Can.PREPARE_RELEASE)
def take_back(release_id: UUID) -> ResponseReturnValue:
    """Take back what nobody has approved yet."""
    form = VersionForm()

    def step(found: Release) -> None:
        preparing.take_back(me(), found, version=form.version.data, now=clock.now())

    return _taken(release_id, form, step, done="release-back")


@requires(Can.PREPARE_RELEASE)
def drop(release_id: UUID) -> ResponseReturnValue:
    """Drop it for good."""
    form = VersionForm()

    def step(found: Release) -> None:
        preparing.drop(me(), found, version=form.version.data, now=clock.now())

    return _taken(release_id, form, step, done="release-dropped", onward="aggregates.releases")


@requires(Can.APPROVE_RELEASE)
def return_release(release_id: UUID) -> ResponseReturnValue:
    """Return it to its preparer, with what has to change."""
    form = ReturnForm()

    def step(found: Release) -> None:
        approving.give_back(
            me(), found, form.why.data or "", form.version.data or 0, now=clock.now()
        )

    return _taken(
        release_id, form, step, done="release-returned", onward="aggregates.releases", page=form
    )


@requires(Can.APPROVE_RELEASE)
def approve(release_id: UUID) -> ResponseReturnValue:
    """Let it leave; whoever approves gives the password first."""
    form = VersionForm()
    found = release_or_404(release_id)
    if may(Deed.APPROVE, found, me()):
        stepping_up.require(me())
    if not form.validate():
        return release_page(found, problem=form), form.status
    try:
        left = approving.approve(me(), found, form.version.data or 0, now=clock.now())
    except ProductError as error:
        return _refused(release_id, form, error)
    db.session.commit()
    if not left:
        return redirect(url_for("aggregates.releases", done="release-overtaken"))
    return redirect(url_for("aggregates.release", release_id=release_id, done="release-left"))


def _taken(
    release_id: UUID,
    form: VersionForm,
    step: Callable[[Release], None],
    *,
    done: str | None = None,
    onward: str | None = None,
    page: ReturnForm | None = None,
) -> ResponseReturnValue:
    """Take a step and go on; what cannot be done is said on the page, with what was typed."""
    found = release_or_404(release_id)
    if not form.validate():
        return release_page(found, page, problem=form), form.status
    try:
        step(found)
    except ProductError as error:
        return _refused(release_id, form, error, page)
    db.session.commit()
    said: dict[str, Any] = {"done": done} if done else {}
    if onward is not None:
        return redirect(url_for(onward, **said))
    return redirect(url_for("aggregates.release", release_id=release_id, **said))


def _refused(
    release_id: UUID, form: VersionForm, error: ProductError, page: ReturnForm | None = None
) -> ResponseReturnValue:
    """The release as it is now, and why the step was not taken; 404 for what they lost sight of."""
    db.session.rollback()
    status = errors.show(form, error)
    return release_page(release_or_404(release_id), page, problem=form), status


ROUTES: tuple[Route, ...] = (
    Route("/releases/<uuid:release_id>/instead", instead, ["POST"]),
    Route("/releases/<uuid:release_id>/again", again, ["POST"]),
    Route("/releases/<uuid:release_id>/send", send, ["POST"]),
    Route("/releases/<uuid:release_id>/back", take_back, ["POST"]),
    Route("/releases/<uuid:release_id>/drop", drop, ["POST"]),
    Route("/releases/<uuid:release_id>/return", return_release, ["POST"]),
    Route("/releases/<uuid:release_id>/approve", approve, ["POST"]),
)
