"""The forms about messages: how they come, and a browser that may be woken."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import InputRequired

from nightsafe.delivery.choices import GROUPS, QUIET_FROM, QUIET_UNTIL, Quiet, key_of
from nightsafe.delivery.states import CHANNELS
from nightsafe.forms import NightForm

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]


class ChoicesForm(NightForm):
    """What comes by which way, and when nothing may; the names are "channel_group"."""

    mail_briefing = BooleanField(_l("By mail"))
    push_briefing = BooleanField(_l("As a notice on my phones and computers"))
    mail_work = BooleanField(_l("By mail"))
    push_work = BooleanField(_l("As a notice on my phones and computers"))
    quiet_from = SelectField(_l("Quiet from"), coerce=int, choices=HOURS, default=QUIET_FROM)
    quiet_until = SelectField(_l("until"), coerce=int, choices=HOURS, default=QUIET_UNTIL)

    @property
    def off(self) -> set[str]:
        """What was switched off, as choices name it."""
        return {
            key_of(channel, group)
            for channel in CHANNELS
            for group in GROUPS
            if not self[f"{channel}_{group}"].data
        }

    @property
    def quiet(self) -> Quiet:
        """The hours that were chosen."""
        return Quiet(self.quiet_from.data, self.quiet_until.data)


class BrowserForm(NightForm):
    """What a browser tells of itself when it may be woken."""

    endpoint = HiddenField(validators=[InputRequired()])
    p256dh = HiddenField(validators=[InputRequired()])
    auth = HiddenField(validators=[InputRequired()])


class TestForm(NightForm):
    """A test to oneself; its page names it, so that two taps are one test."""

    __test__ = False
    test = HiddenField()

    @property
    def test_id(self) -> UUID | None:
        """Its name; None for what is no such name."""
        try:
            return UUID(self.test.data or "")
        except ValueError:
            return None
