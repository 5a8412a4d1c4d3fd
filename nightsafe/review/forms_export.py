"""The form of an export: what is to be in the file, which kind it is, and what it is for."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from nightsafe.forms import NightForm

LONGEST_REASON = 500  # characters
LIST, WORDS = "list", "words"
FORMATS = {
    "csv": _l("CSV"),
    "xlsx": _l("Excel"),
    "pdf": _l("PDF"),
}


class ExportForm(NightForm):
    """What somebody wants to take with them."""

    holds = RadioField(
        _l("What it holds"),
        choices=[
            SelectChoice(LIST, _l("The list")),
            SelectChoice(WORDS, _l("With what was written")),
        ],
        default=LIST,
    )
    file_format = RadioField(
        _l("Kind of file"),
        choices=[SelectChoice(key, words) for key, words in FORMATS.items()],
        default="csv",
    )
    reason = TextAreaField(
        _l("What it is for"),
        description=_l("It stands in the ledger beside your name."),
        validators=[Length(max=LONGEST_REASON, message=_l("Keep it under 500 characters."))],
    )

    @property
    def with_words(self) -> bool:
        """Whether what was written is to be in it."""
        return bool(self.holds.data == WORDS)
