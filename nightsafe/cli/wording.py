"""Putting a message into its reader's language, at the site's own address."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Flask
from flask_babel import gettext as _

from nightsafe import language
from nightsafe.alerts.actions import WITHDRAWN
from nightsafe.alerts.letters import compose as of_alerts
from nightsafe.alerts.queries import SENT
from nightsafe.briefings import approving
from nightsafe.briefings.letters import compose as of_briefings
from nightsafe.config import Settings
from nightsafe.database import db, only_reading
from nightsafe.delivery.letters import About, Composer, Letter, Recipient, general

# Who puts which kind of message into words; all others are said in general.
COMPOSERS: Mapping[str, Composer] = {
    approving.PUBLISHED: of_briefings,
    approving.NUDGE: of_briefings,
    SENT: of_alerts,
    WITHDRAWN: of_alerts,
}


class Wording:
    """Composes letters as if their reader had opened the site."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        settings = app.extensions["settings"]
        assert isinstance(settings, Settings)
        self._base_url = settings.base_url

    def compose(self, about: About, recipient: Recipient) -> Letter | None:
        """The letter of a message; None where there is nothing left to say."""
        cookie = f"{language.COOKIE}={recipient.language or language.WRITTEN_IN}"
        composer = COMPOSERS.get(about.kind, general)
        # A request's own context: its language, and a session of the database for reading alone.
        with (
            self._app.test_request_context(
                "/", base_url=self._base_url, headers={"Cookie": cookie}
            ),
            only_reading(),
        ):
            try:
                letter = composer(about, recipient, self._base_url)
                return replace(letter, leave=_("No more of these mails:")) if letter else None
            finally:
                db.session.rollback()
