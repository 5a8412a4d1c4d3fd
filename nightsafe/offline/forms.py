"""The forms of a decision about what waits unread."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from nightsafe.forms import NightForm


class DecideForm(NightForm):
    """A decision about what a page showed: `upto` is when the last of it arrived."""

    upto = HiddenField()


class ThrowAwayForm(DecideForm):
    """Throwing it away, saying why."""

    reason = TextAreaField(
        _l("Why?"),
        [
            DataRequired(_l("Say why, in a few words.")),
            Length(max=500, message=_l("That is too long. Keep it under %(max)d characters.")),
        ],
        description=_l("It is kept in the ledger, with your name."),
    )
