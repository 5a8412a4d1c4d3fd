"""When a referral's clock has passed: the next in line is told, and so are the supervisors."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from nightsafe.database import db
from nightsafe.delivery.actions import notify
from nightsafe.incidents.alerts import REFERRAL_LATE
from nightsafe.incidents.models import Entry, Event
from nightsafe.referrals import rules
from nightsafe.referrals.actions import pass_on
from nightsafe.referrals.models import Referral
from nightsafe.referrals.owners import owners, supervisors, takers
from nightsafe.referrals.rules import Owner, State, state_of
from nightsafe.referrals.written import read_written


def escalate(now: datetime) -> int:
    """Pass on what nobody acknowledged in time, or whose owner has gone; how many were.

    Each time the clock passes, the next in rank has it too; supervisors hear of it once. It needs
    nobody on a page and may be called as often as one likes; the caller commits.
    """
    rows = db.session.execute(
        select(Referral, Event.restricted)
        .join(Event, Event.id == Referral.event_id)
        .where(Referral.closed_at.is_(None))
        .order_by(Referral.due_at, Referral.id)
    ).all()
    if not rows:
        return 0
    able = takers({row[0].owner_id for row in rows}, now)
    gone = {one.id for one, restricted in rows if one.owner_id not in able[bool(restricted)]}
    late = {one.id for one, _restricted in rows if _passed(one, now)}
    if not gone | late:
        return 0
    named = owners(now)
    return sum(
        _escalate(one.id, named, now, gone=one.id in gone)
        for one, _restricted in rows
        if one.id in gone | late
    )


def _passed(referral: Referral, now: datetime) -> bool:
    return state_of(referral) is State.SENT and rules.passes_on_at(referral) <= now


def _escalate(
    referral_id: UUID, named: dict[str, list[Owner]], now: datetime, *, gone: bool
) -> bool:
    # Held and read anew: somebody may acknowledge it at this very moment.
    referral = db.session.get_one(
        Referral, referral_id, populate_existing=True, with_for_update=True
    )
    late = _passed(referral, now)
    if state_of(referral) is State.CLOSED or not (late or gone):
        return False
    written = read_written(referral)
    entries = db.session.scalars(
        select(Entry).where(Entry.id.in_(written.entry_ids)).order_by(Entry.occurred_at, Entry.id)
    ).all()
    owner = rules.next_owner(
        named.get(referral.route, []),
        written.told,
        restricted=any(one.restricted for one in entries),
        after=referral.owner_id,
    )
    if owner is None and referral.escalated_at is not None:
        return False
    pass_on(referral, owner, now=now)
    if late or owner is None:
        for entry in entries[:1]:
            notify(supervisors(now), REFERRAL_LATE, entry.id, now=now, topic=str(referral.id))
    return True
