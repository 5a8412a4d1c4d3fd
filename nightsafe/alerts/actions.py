"""Sending a warning, letting it stand longer, and withdrawing it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l

from nightsafe.accounts.audience import members
from nightsafe.accounts.roles import may
from nightsafe.alerts.kinds import KINDS
from nightsafe.alerts.models import Alert
from nightsafe.alerts.queries import SENT
from nightsafe.alerts.rules import HOURS, may_change
from nightsafe.alerts.snapshot import Words, read_words, seal_words, snapshot
from nightsafe.database import db
from nightsafe.delivery.actions import notify, reached_outside, withdraw_messages
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor, Can
from nightsafe.ledger.actions import stage

WITHDRAWN = "alert-withdrawn"


class Changed(ProductError):
    """What went out under this id says something else."""

    status = 409


def send(
    actor: Actor,
    alert_id: UUID,
    kind: str,
    words: Words,
    *,
    roles: Sequence[str],
    areas: Sequence[str],
    hours: int,
    now: datetime,
) -> Alert:
    """Warn some roles and areas for some hours; sent again under the same id it is the same.

    Raises Changed when it says something else by now (R44).
    """
    if not may(actor, Can.SEND_ALERT):
        raise NotAllowed(_l("Warnings are sent by police, CCTV and the coordinator."))
    known = db.session.get(Alert, alert_id)
    if known is not None:
        if known.sent_by != actor.person_id:
            raise ProductError(_l("Load this page again, then send it once more."))
        same = (known.kind, known.roles, known.areas) == (kind, sorted(roles), sorted(areas))
        if not same or read_words(known) != words:
            raise Changed(_l("It went out already, in other words. Withdraw it, then send anew."))
        return known
    if kind not in KINDS or hours not in HOURS:
        raise ProductError(_l("Choose what it is about, and for how long."), "kind")
    alert = Alert(
        id=alert_id,
        kind=kind,
        words=seal_words(alert_id, 1, words),
        roles=sorted(roles),
        areas=sorted(areas),
        sent_by=actor.person_id,
        organisation_id=actor.organisation_id,
        sent_at=now,
        until=now + timedelta(hours=hours),
        version=1,
    )
    db.session.add(alert)
    stage("alert", alert.id, actor.person_id, snapshot(alert), now=now)
    told = [person for person in members(roles, areas, now) if person != actor.person_id]
    notify(told, SENT, alert.id, now=now)
    return alert


def extend(actor: Actor, alert: Alert, hours: int, *, now: datetime) -> None:
    """Let a warning stand for some hours from now on; nobody is told again.

    Never shorter: whoever was told until when must be able to rely on it. A second tap changes
    nothing.
    """
    db.session.refresh(alert, with_for_update=True)
    if not may_change(actor, alert, now):
        raise ProductError(_l("It does not stand any more, or is not yours to change."))
    if hours not in HOURS:
        raise ProductError(_l("Choose for how long."), "hours")
    until = now + timedelta(hours=hours)
    if until <= alert.until:
        raise ProductError(_l("It stands longer than that already."), "hours")
    words = read_words(alert)
    alert.version += 1
    alert.words = seal_words(alert.id, alert.version, words)
    alert.until = until
    stage("alert", alert.id, actor.person_id, snapshot(alert), now=now)


def withdraw(actor: Actor, alert: Alert, *, now: datetime) -> None:
    """Take a warning back: it vanishes at once, and whoever was told outside hears that, too."""
    db.session.refresh(alert, with_for_update=True)
    if not may_change(actor, alert, now):
        raise ProductError(_l("It does not stand any more, or is not yours to withdraw."))
    outside = reached_outside(alert.id, SENT)
    words = read_words(alert)
    alert.version += 1
    alert.words = seal_words(alert.id, alert.version, words)
    alert.withdrawn_at, alert.withdrawn_by = now, actor.person_id
    withdraw_messages(alert.id, now=now)
    stage("alert", alert.id, actor.person_id, snapshot(alert), now=now)
    notify(outside, WITHDRAWN, alert.id, now=now)
