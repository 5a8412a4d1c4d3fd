"""Reading quiet nights: what somebody said of a night, and one of their own."""

from datetime import date
from uuid import UUID

from sqlalchemy import Select, false, select

from nightsafe.accounts.roles import may
from nightsafe.database import db
from nightsafe.gate import Actor, Can
from nightsafe.shifts.models import QuietNight


def countable(actor: Actor) -> Select[QuietNight]:
    """The quiet nights that show who reported, for whoever sees raw counts."""
    if not may(actor, Can.WEEK):
        return select(QuietNight).where(false())
    return select(QuietNight).where(QuietNight.withdrawn_at.is_(None))


def said_quiet(actor: Actor, night: date) -> QuietNight | None:
    """The quiet night that somebody said, and has not taken back, for where they are now."""
    return db.session.scalar(
        select(QuietNight)
        .where(
            QuietNight.author_id == actor.person_id,
            QuietNight.night == night,
            QuietNight.organisation_id == actor.organisation_id,
            QuietNight.premises_id.is_not_distinct_from(actor.premises_id),
            QuietNight.withdrawn_at.is_(None),
        )
        .order_by(QuietNight.received_at)
        .limit(1)
    )


def own_quiet(actor: Actor, quiet_id: UUID) -> QuietNight | None:
    """One quiet night that somebody said: one statement, whether it is foreign or missing."""
    return db.session.scalar(
        select(QuietNight).where(QuietNight.id == quiet_id, QuietNight.author_id == actor.person_id)
    )
