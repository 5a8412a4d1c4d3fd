"""What an approver does with a release: let it leave under its number, or return it with why."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from nightsafe.aggregates.models import Frozen, Release
from nightsafe.aggregates.moving import AGAIN, LEFT, RETURNED, be_checked, held, moved
from nightsafe.aggregates.queries import one_at_a_time, released_on, weekends_out
from nightsafe.aggregates.releases import LONGEST_WHY, Deed, must
from nightsafe.database import db
from nightsafe.delivery.actions import notify
from nightsafe.errors import ProductError
from nightsafe.gate import Actor


def approve(actor: Actor, release: Release, version: int, *, now: datetime) -> bool:
    """Let a release leave, as the `version` that the approver read; for good.

    False when another release, or a weekly table, of the same quarter left since the check: then
    nothing leaves, and it is checked again beside that one. Raises ProductError when it is not to
    be approved.
    """
    one_at_a_time()
    state = held(Deed.APPROVE, release, actor, version)
    left = {one.number for one in released_on(release.frozen_id)}
    frozen = db.session.get_one(Frozen, release.frozen_id)
    beside = weekends_out(frozen.first, frozen.last)
    checked = release.certificate
    if left != set(checked["against"]) or beside != checked.get("beside", []):
        _overtaken(actor, release, now=now)
        return False
    newest = db.session.scalar(select(func.max(Release.number))) or 0
    release.number = newest + 1
    release.approved_by, release.approved_at = actor.person_id, now
    frozen.released = True
    moved(release, state, Deed.APPROVE, actor.person_id, now=now)
    notify([release.prepared_by], LEFT, release.id, now=now)
    return True


def give_back(actor: Actor, release: Release, why: str, version: int, *, now: datetime) -> None:
    """Return a release to its preparer with the reason; raises ProductError without one."""
    state = held(Deed.RETURN, release, actor, version)
    why = why.strip()
    if not why:
        raise ProductError(_l("Say what has to change, so that its preparer can mend it."), "why")
    if len(why) > LONGEST_WHY:
        raise ProductError(
            _l("That is too long: keep it under %(most)s characters.", most=LONGEST_WHY), "why"
        )
    release.returned_by, release.returned_at, release.returned_why = actor.person_id, now, why
    moved(release, state, Deed.RETURN, actor.person_id, now=now)
    notify([release.prepared_by], RETURNED, release.id, topic=str(release.version), now=now)


def _overtaken(actor: Actor, release: Release, *, now: datetime) -> None:
    state = must(Deed.OVERTAKE, release, actor)
    be_checked(release)
    moved(release, state, Deed.OVERTAKE, actor.person_id, now=now)
    notify([release.prepared_by], AGAIN, release.id, topic=str(release.version), now=now)
