"""The two taps of a quiet night; the first screen holds their buttons."""

from datetime import date, datetime
from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, nights
from nightsafe.database import db
from nightsafe.gate import Can, me, requires
from nightsafe.network.queries import time_zone
from nightsafe.shifts import actions, queries
from nightsafe.submissions.envelope import Envelope, Kind
from nightsafe.submissions.forms import EnvelopeForm

views = Blueprint("shifts", __name__)


@views.post("/quiet")
@requires(Can.QUIET, queued=True)
def quiet() -> ResponseReturnValue:
    """The night was quiet: one tap."""
    now = clock.now()
    envelope = EnvelopeForm().envelope(Kind.QUIET)
    actions.say_quiet(me(), envelope, night=_night_of_tap(envelope, now), now=now)
    db.session.commit()
    return redirect(url_for("home.index", done="quiet"))


@views.post("/quiet/<uuid:quiet_id>/take-back")
@requires(Can.QUIET, queued=True)
def take_back(quiet_id: UUID) -> ResponseReturnValue:
    """It was not quiet after all."""
    actor = me()
    said = queries.own_quiet(actor, quiet_id)
    if said is None:
        abort(404)
    envelope = EnvelopeForm().envelope(Kind.UNDO, said.id)
    now = clock.now()
    tonight = _night_of_tap(envelope, now)
    actions.take_back_quiet(actor, said, envelope, tonight=tonight, now=now)
    db.session.commit()
    return redirect(url_for("home.index", done="quiet-undone"))


def _night_of_tap(envelope: Envelope, now: datetime) -> date:
    """The night of now; of the tap, where the phone tried in vain until after noon."""
    tapped = envelope.made_at(now)
    tonight, meant = (nights.night_of(instant, time_zone()) for instant in (now, tapped))
    late = (tonight - meant).days
    return meant if late in (0, 1) or (envelope.queued and late > 0) else tonight
