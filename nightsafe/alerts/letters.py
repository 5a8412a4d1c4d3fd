"""A warning outside: that there is one and of which kind, never its words.

A mail or a push cannot be taken back, and may be read over somebody's shoulder.
"""

from flask import url_for
from flask_babel import gettext as _

from nightsafe import clock
from nightsafe.alerts.actions import WITHDRAWN
from nightsafe.alerts.kinds import KINDS
from nightsafe.alerts.models import Alert
from nightsafe.alerts.rules import stands
from nightsafe.database import db
from nightsafe.delivery.letters import About, Letter, Recipient, plain
from nightsafe.network.words import moment


def compose(about: About, recipient: Recipient, base_url: str) -> Letter | None:
    """The letter of a warning while it stands, or that it was withdrawn."""
    alert = db.session.get(Alert, about.record_id)
    if alert is None:
        return None
    kind = KINDS[alert.kind].label
    # Of one warning each phone shows one notice: what came of it takes the place of the first.
    tag = f"alert-{alert.id.hex[:24]}"
    if about.kind == WITHDRAWN:
        subject = _("Withdrawn: %(what)s", what=kind)
        line = _("The warning of %(when)s does not hold any more.", when=moment(alert.sent_at))
        return Letter(subject, line, plain(recipient, [line], base_url, "/"), "/", tag=tag)
    if not stands(alert, clock.now()):
        return None
    path = url_for("alerts.show", alert_id=alert.id)
    subject = _("Warning: %(what)s", what=kind)
    line = _("Open nightsafe to read it. It stands until %(when)s.", when=moment(alert.until))
    return Letter(subject, line, plain(recipient, [line], base_url, path), path, tag=tag)
