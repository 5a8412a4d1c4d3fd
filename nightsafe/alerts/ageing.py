"""What was written in a warning is made unreadable a month after it was over."""

from datetime import datetime

from flask import current_app
from sqlalchemy import select

from nightsafe.alerts.models import Alert
from nightsafe.alerts.projection import PROJECTION
from nightsafe.alerts.queries import HISTORY
from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.ledger.erase import erase, note_erasure

REASON = "a month after it was over"
# So many in one transaction; a job comes again within the minute.
AT_ONCE = 50


def forget(*, now: datetime) -> int:
    """Destroy the keys of warnings that were over a month ago; how many that were.

    Their rows and messages go, the ledger's stay without their words. Each is on the erasure list
    before that is committed, so that a backup restored later does not bring its words back.
    """
    settings = current_app.extensions["settings"]
    assert isinstance(settings, Settings)
    over = select(Alert.id).where(Alert.until <= now - HISTORY).order_by(Alert.until, Alert.id)
    aged = db.session.scalars(over.limit(AT_ONCE).with_for_update()).all()
    for alert_id in aged:
        note_erasure(settings.erasures_path, alert_id, now)
        erase(alert_id, [PROJECTION], actor_id=None, reason=REASON, now=now)
    return len(aged)
