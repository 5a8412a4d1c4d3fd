"""Who may do what with a warning, and until when it stands."""

from datetime import datetime

from nightsafe.accounts.roles import Role, may
from nightsafe.alerts.models import Alert
from nightsafe.gate import Actor, Can

HOURS = (1, 2, 4, 8, 12, 24)
USUAL_HOURS = 8


def stands(alert: Alert, now: datetime) -> bool:
    """Whether a warning holds still."""
    return alert.withdrawn_at is None and alert.until > now


def oversees(actor: Actor) -> bool:
    """Whether somebody may withdraw what others sent, and sees what was."""
    return may(actor, Can.SEND_ALERT) and actor.role in {Role.PS, Role.CO}


def may_change(actor: Actor, alert: Alert, now: datetime) -> bool:
    """Whoever sent a warning, a supervisor or the coordinator changes it while it stands.

    They take it back, or let it stand longer.
    """
    if not (stands(alert, now) and may(actor, Can.SEND_ALERT)):
        return False
    return alert.sent_by == actor.person_id or oversees(actor)
