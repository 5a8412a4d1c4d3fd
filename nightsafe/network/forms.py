"""The forms of the set-up; the view puts the choices in."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import Optional

from nightsafe.forms import NightForm
from nightsafe.network.kinds import ORGANISATION_KINDS, PLACE_KINDS


def number_or_none(value: Any) -> int | None:
    """The number of a chosen row; None for the empty choice and for anything bent."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def rows(label: Any, description: Any = "") -> SelectField:
    """A list to choose a row from by its number; the action says whether it may be chosen."""
    return SelectField(
        label, description=description, coerce=number_or_none, choices=[], validate_choice=False
    )


class WholeNumber(IntegerField):
    """A whole number, refused in plain words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; anything else leaves none, which the action refuses in words."""
        text = (valuelist or [""])[0].strip()
        self.data = number_or_none(text)


class SettingsForm(NightForm):
    """The network's own settings."""

    name = StringField(
        _l("Name of the network"),
        description=_l("People see it on every screen, such as the city."),
    )
    time_zone = StringField(
        _l("Time zone"), description=_l("Area and city, such as Europe/London.")
    )
    control_room_number = StringField(
        _l("Number of the CCTV control room"),
        description=_l(
            "Stands beside 999 wherever somebody logs. Leave it empty if there is none."
        ),
    )
    understood = BooleanField(_l("I know that earlier entries will stand at other hours"))


class OrganisationForm(NightForm):
    """An organisation."""

    name = StringField(_l("Name"))
    kind = RadioField(_l("Kind"), choices=list(ORGANISATION_KINDS.items()), validate_choice=False)


class AreaForm(NightForm):
    """An area."""

    name = StringField(
        _l("Name"), description=_l("A part of town that figures are counted by, such as a ward.")
    )


class PlaceForm(NightForm):
    """A public place."""

    name = StringField(_l("Name"), description=_l("As people say it on the radio."))
    kind = RadioField(
        _l("Kind"),
        choices=[(key, label) for key, label in PLACE_KINDS.items() if key != "premises"],
        validate_choice=False,
    )
    area_id = rows(_l("Area"))
    street_id = rows(_l("Street it belongs to"), _l("Its area is the street's. None for a street."))
    latitude = StringField(_l("Latitude"), description=_l("Such as 51.7533."))
    longitude = StringField(_l("Longitude"), description=_l("Such as -1.2612."))
    addresses = WholeNumber(
        _l("Number of addresses"),
        [Optional()],
        description=_l(
            "About how many doors; 1 for a rank or a park. Where there are few, a figure could "
            "point at one household."
        ),
    )


class PremisesForm(NightForm):
    """A venue or Safe Place."""

    name = StringField(_l("Name"), description=_l("The name on the door."))
    organisation_id = rows(_l("Organisation that runs it"))
    street_id = rows(_l("Street"), _l("Figures count it to this street, and to the street's area."))
    latitude = PlaceForm.latitude
    longitude = PlaceForm.longitude
    safe_place = BooleanField(
        _l("Safe Place"), description=_l("People who need help are looked after.")
    )
    licensed = BooleanField(_l("Has a premises licence"), default=True)
