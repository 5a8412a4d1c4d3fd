"""Reading warnings: those that stand and reach somebody, and what somebody sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from nightsafe.accounts.audience import reach_of, reaches
from nightsafe.alerts.models import Alert
from nightsafe.alerts.rules import oversees, stands
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.gate import Actor

HISTORY = timedelta(days=30)  # how far back those who send see what was sent
SENT = "alert"


def standing(actor: Actor, now: datetime) -> list[Alert]:
    """The warnings that stand now and reach somebody, the newest first."""
    query = select(Alert).where(Alert.until > now, Alert.withdrawn_at.is_(None))
    found = db.session.scalars(query.order_by(Alert.sent_at.desc())).all()
    reach = reach_of(actor, now)
    return [one for one in found if reaches(reach, one.roles, one.areas)]


def listed(actor: Actor, now: datetime) -> list[Alert]:
    """The warnings that stand and reach somebody, and those that they sent or oversee."""
    query = select(Alert).where(Alert.until > now, Alert.withdrawn_at.is_(None))
    found = db.session.scalars(query.order_by(Alert.sent_at.desc())).all()
    reach = reach_of(actor, now)
    return [one for one in found if _told(actor, one) or reaches(reach, one.roles, one.areas)]


def over(actor: Actor, now: datetime) -> Sequence[Alert]:
    """What is over of what somebody sent, or oversees; of the last month."""
    query = select(Alert).where(
        (Alert.until <= now) | Alert.withdrawn_at.is_not(None), Alert.sent_at > now - HISTORY
    )
    if not oversees(actor):
        query = query.where(Alert.sent_by == actor.person_id)
    return db.session.scalars(query.order_by(Alert.sent_at.desc()).limit(30)).all()


def alert_of(actor: Actor, alert_id: UUID, now: datetime) -> Alert | None:
    """A warning that somebody may open: one that stands and reaches them, or one of their own."""
    reach = reach_of(actor, now)
    found = db.session.get(Alert, alert_id)
    if found is None:
        return None
    if _told(actor, found):
        return found
    open_still = stands(found, now) and reaches(reach, found.roles, found.areas)
    return found if open_still else None


def _told(actor: Actor, alert: Alert) -> bool:
    """Whether somebody knows of a warning, whomever it is for and whether or not it stands."""
    return alert.sent_by == actor.person_id or oversees(actor)


def heard(alert_id: UUID) -> tuple[int, int]:
    """How many of those who were told have said that they heard, and how many were told."""
    query = select(func.count(Message.acknowledged_at), func.count()).where(
        Message.record_id == alert_id, Message.kind == SENT
    )
    said, told = db.session.execute(query).one()
    return int(said), int(told)


def waiting_for(actor: Actor, alert_id: UUID) -> Message | None:
    """The message of a warning that somebody has not acknowledged yet."""
    return db.session.scalar(_unheard(actor).where(Message.record_id == alert_id))


def unheard(actor: Actor) -> set[UUID]:
    """The ids of the warnings that somebody was told of and has not acknowledged yet."""
    return {one.record_id for one in db.session.scalars(_unheard(actor))}


def _unheard(actor: Actor) -> Select[Message]:
    return select(Message).where(
        Message.person_id == actor.person_id,
        Message.kind == SENT,
        Message.acknowledged_at.is_(None),
        Message.withdrawn_at.is_(None),
    )
