"""Saying that a night was quiet, and taking it back; each ends as one ledger row."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from nightsafe import nights
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor
from nightsafe.ledger.actions import stage
from nightsafe.ledger.crypto import key_row
from nightsafe.network.queries import time_zone
from nightsafe.shifts.models import QuietNight
from nightsafe.shifts.queries import said_quiet
from nightsafe.shifts.rules import may_take_back
from nightsafe.shifts.snapshot import snapshot
from nightsafe.submissions.actions import Conflict, check_parent, lock, receive
from nightsafe.submissions.envelope import Envelope


def say_quiet(actor: Actor, envelope: Envelope, *, night: date, now: datetime) -> QuietNight:
    """Note that nothing happened at one's premises, or to one's team, in a night (so far).

    Sent again, or said twice, it gives the row of the first time.
    """
    earlier = receive(envelope, actor, {"said": "quiet"}, now=now)
    if earlier is not None:
        quiet = db.session.get(QuietNight, earlier.record_id) or said_quiet(actor, night)
        if quiet is None:
            raise ProductError(_l("You took this back. Tap again if your night was quiet."))
        return quiet
    said = said_quiet(actor, night)
    if said is not None:
        return said
    if key_row(envelope.record_id) is not None:
        raise Conflict(changed_replay=True)
    quiet = QuietNight(
        id=envelope.record_id,
        author_id=actor.person_id,
        organisation_id=actor.organisation_id,
        premises_id=actor.premises_id,
        role=actor.role,
        night=night,
        said_at=now,
        received_at=now,
        version=1,
        head=envelope.submission_id,
    )
    db.session.add(quiet)
    stage("quiet", quiet.id, actor.person_id, snapshot(quiet), now=now)
    return quiet


def take_back_quiet(
    actor: Actor,
    quiet: QuietNight,
    envelope: Envelope,
    *,
    tonight: date | None = None,
    now: datetime,
) -> QuietNight:
    """Take back that a night was quiet, while it lasts; raises NotAllowed afterwards.

    `tonight` is the night in which somebody asked for it, where that is not the night of `now`.
    """
    if receive(envelope, actor, {}, now=now) is not None:
        return quiet
    lock(quiet.id)
    db.session.refresh(quiet, with_for_update=True)
    check_parent(envelope, quiet.head)
    if not may_take_back(quiet, actor, tonight or nights.night_of(now, time_zone())):
        raise NotAllowed(_l("That night is over. Log what happened, with its time, instead."))
    quiet.version += 1
    quiet.head = envelope.submission_id
    quiet.withdrawn_at = now
    stage("quiet", quiet.id, actor.person_id, snapshot(quiet), now=now)
    return quiet
