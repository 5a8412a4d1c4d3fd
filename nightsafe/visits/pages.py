"""What every page of visits needs: one's own visit, and the words for now and tonight."""

from typing import Any
from uuid import UUID

from flask import abort, render_template, request

from nightsafe import clock, nights
from nightsafe.gate import Actor
from nightsafe.network.queries import time_zone
from nightsafe.visits import lifecycle, queries
from nightsafe.visits.models import Visit


def own(actor: Actor, visit_id: UUID) -> Visit:
    """One's own visit; 404 for anybody else's and for none."""
    visit = queries.own_visit(actor, visit_id)
    if visit is None:
        abort(404)
    return visit


def amendable(actor: Actor, visit_id: UUID) -> Visit:
    """One's own visit; a form for one that can no longer be changed is refused.

    What is sent goes on to the action: sent again, it gives the answer of the first time.
    """
    visit = own(actor, visit_id)
    if request.method == "GET" and not lifecycle.may_amend(visit, actor):
        abort(403)
    return visit


def page(template: str, **values: Any) -> str:
    """A page of visits."""
    tz, now = time_zone(), clock.now()
    return render_template(
        template,
        clock_now=nights.clock_label(now, tz),
        tonight=nights.night_of(now, tz),
        **values,
    )
