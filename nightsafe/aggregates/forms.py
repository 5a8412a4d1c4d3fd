"""The form that leads to the week of any night."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import Optional

from nightsafe.forms import NightForm


class DayForm(NightForm):
    """A night of the week that is wanted; it only leads to an address."""

    class Meta(NightForm.Meta):
        csrf = False

    day = DateField(_l("A night of that week"), validators=[Optional()])

    def refuse(self, earliest: date) -> None:
        """Say what can be asked for, beside the field."""
        words = _l("Choose a night from %(year)s on that has begun.", year=earliest.year)
        self.day.errors = [words]
