"""The form by which a review pack leaves as a file."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length

from nightsafe.forms import NightForm
from nightsafe.review.forms_export import LONGEST_REASON


class PackForm(NightForm):
    """Which kind of file, and what it is for."""

    file_format = RadioField(
        _l("Kind of file"), choices=[("pdf", _l("PDF")), ("xlsx", _l("Excel"))], default="pdf"
    )
    reason = TextAreaField(
        _l("What it is for"),
        description=_l("It stands in the ledger beside your name."),
        validators=[Length(max=LONGEST_REASON, message=_l("Keep it under 500 characters."))],
    )
