"""The demo's way in: a page of its people, and one tap that signs in as one of them."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from nightsafe import clock
from nightsafe.accounts import sessions
from nightsafe.accounts.views_confirm import go_on
from nightsafe.database import db
from nightsafe.demo.cast import by_role, first_parts, memberships, place_of
from nightsafe.demo.reach import is_open
from nightsafe.gate import public, signed_in

views = Blueprint("demo", __name__)


@views.app_context_processor
def way_in() -> dict[str, Any]:
    """The address of the demo's people, for every page of a client that may open it."""
    return {"demo_url": url_for("demo.people") if is_open() else None}


@views.get("/demo")
@public
def people() -> str:
    """The people of the demo; outside a demo, and for other machines, there is no such page."""
    if not is_open():
        abort(404)
    known = memberships(clock.now())
    return render_template(
        "demo/people.html",
        parts=first_parts(known),
        groups=list(by_role(known)),
        place_of=place_of,
        how_many=len({one.person_id for one in known}),
    )


@views.post("/demo/<int:person_id>")
@public
def enter(person_id: int) -> ResponseReturnValue:
    """Sign in as one of the demo's people, in the membership that was tapped or their first."""
    if not is_open():
        abort(404)
    now = clock.now()
    wanted = request.form.get("membership")
    held = [one for one in memberships(now) if one.person_id == person_id]
    chosen = next((one for one in held if wanted in (None, str(one.id))), None)
    if chosen is None:
        abort(404)
    sessions.start(chosen.person, chosen, now=now)
    db.session.commit()
    return redirect(url_for("home.index"))


@views.post("/demo/confirm")
@signed_in
def confirm() -> ResponseReturnValue:
    """Stand in for the password, which nobody of the demo has; on this machine alone."""
    if not is_open():
        abort(404)
    current_user.row.confirmed_at = clock.now()
    db.session.commit()
    return go_on(request.form.get("onward"), request.form.get("kept"))
