"""The form of a warning; it has no box for a name, and none for a picture."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms import StringField as TextField
from wtforms.validators import DataRequired, Length, ValidationError

from nightsafe.alerts.kinds import KINDS
from nightsafe.alerts.rules import HOURS, USUAL_HOURS
from nightsafe.alerts.snapshot import Words
from nightsafe.forms import NightForm
from nightsafe.incidents.leading import leads_to_one
from nightsafe.incidents.people_bands import AGE_BANDS, GENDERS

LONGEST = 280


class AlertForm(NightForm):
    """What members are to look out for, whom it is for, how long it stands."""

    alert = HiddenField()
    kind = RadioField(
        _l("What is it about?"),
        choices=[(key, one.label) for key, one in KINDS.items()],
        validators=[DataRequired(_l("Choose what it is about."))],
    )
    text = TextAreaField(
        _l("What to look out for"),
        description=_l(
            "Short and plain. Never a name, a picture or the looks of somebody suspected."
        ),
        validators=[
            DataRequired(_l("Say what members are to look out for.")),
            Length(max=LONGEST, message=_l("Keep it under 280 characters.")),
        ],
    )
    age = SelectField(
        _l("Age of the missing person"), choices=[("", "–"), *AGE_BANDS.items()], default=""
    )
    gender = SelectField(_l("Gender"), choices=[("", "–"), *GENDERS.items()], default="")
    clothing = TextField(
        _l("Clothes"), validators=[Length(max=120, message=_l("Keep it under 120 characters."))]
    )
    seen = TextField(
        _l("Last seen where and when"),
        validators=[Length(max=120, message=_l("Keep it under 120 characters."))],
    )
    hours = RadioField(
        _l("For how long?"),
        choices=[(str(one), _l("%(number)s h", number=one)) for one in HOURS],
        default=str(USUAL_HOURS),
    )
    roles = SelectMultipleField(_l("Only these roles"))
    areas = SelectMultipleField(_l("Only who works in these areas"))

    # The control room's number, which a warning may name.
    ours = ""

    @property
    def minted(self) -> UUID | None:
        """The id that the page minted; None for anything bent."""
        try:
            return UUID(self.alert.data or "")
        except ValueError:
            return None

    def validate_text(self, field: TextField) -> None:
        """Refuse what leads to one person."""
        _refuse(field, self.ours)

    validate_seen = validate_text

    def validate_clothing(self, field: TextField) -> None:
        """Refuse what leads to one person, and looks where nobody is missing."""
        _refuse(field, self.ours)
        looks = (self.age.data, self.gender.data, self.clothing.data, self.seen.data)
        if any(looks) and self.kind.data in KINDS and not KINDS[self.kind.data].person:
            raise ValidationError(
                _l("Empty what is asked of a missing person, or choose that it is about one.")
            )

    def words(self) -> Words:
        """What is kept of it; what is asked of a missing person only for one."""
        found = {"text": self.text.data or ""}
        if self.kind.data and KINDS[self.kind.data].person:
            asked = {"age": self.age.data, "gender": self.gender.data}
            asked |= {"clothing": self.clothing.data, "seen": self.seen.data}
            found |= {key: value for key, value in asked.items() if value}
        return found


class LongerForm(NightForm):
    """For how long from now on a warning stands."""

    hours = RadioField(
        _l("Let it stand, from now on"),
        choices=[(str(one), _l("%(number)s h", number=one)) for one in HOURS],
        validators=[DataRequired(_l("Choose for how long."))],
    )


def _refuse(field: TextField, ours: str) -> None:
    found = leads_to_one(str(field.data or ""), ours)
    if found:
        raise ValidationError(" ".join(map(str, found)))
