"""The forms of the calendar: one event, and a file of events or terms."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, StringField
from wtforms.validators import DataRequired, Length, Optional

from nightsafe.calendar.wanted import LONGEST_NAME, Wanted
from nightsafe.forms import NightForm
from nightsafe.network.forms import WholeNumber

_LONG = Length(max=LONGEST_NAME, message=_l("Keep it under 120 characters."))


class EventForm(NightForm):
    """An event as somebody enters it."""

    # Minted by the page, so that sending it twice enters one.
    event = HiddenField()
    # When it was last changed as the page shows it, so that nobody writes over another unseen.
    seen = HiddenField()
    name = StringField(_l("What is on"), validators=[DataRequired(_l("Say what is on.")), _LONG])
    place = StringField(_l("Where"), validators=[_LONG])
    first = DateField(
        _l("First night"), validators=[DataRequired(_l("Put in the date on which it begins."))]
    )
    last = DateField(
        _l("Last night"),
        description=_l("Empty where it is one night."),
        validators=[Optional()],
    )
    crowd = WholeNumber(
        _l("People expected"),
        description=_l("A guess will do; empty where nobody knows."),
        validators=[Optional()],
    )

    @property
    def minted(self) -> UUID | None:
        """The id that the page minted; None for anything bent."""
        try:
            return UUID(self.event.data or "")
        except ValueError:
            return None

    def wanted(self) -> Wanted:
        """The event as it was typed."""
        return Wanted(
            self.name.data or "",
            self.place.data or "",
            self.first.data,
            self.last.data or self.first.data,
            self.crowd.data,
        )


class FileForm(NightForm):
    """A file to look at, then to bring in."""

    file = FileField(_l("File"), description=_l("CSV or iCalendar (.ics), up to 900 kB."))
    # What the file held, once it was looked at.
    found = HiddenField()
