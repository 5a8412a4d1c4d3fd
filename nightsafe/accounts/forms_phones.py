"""The forms of shared phones and PINs; a PIN is never shown again."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired

from nightsafe.forms import NightForm
from nightsafe.network.forms import rows


class EnrolForm(NightForm):
    """What a shared phone is called; a coordinator also says where it stays."""

    label = StringField(
        _l("Name of the phone"), description=_l("Such as Front door, or Blue case.")
    )
    premises_id = rows(_l("Premises"))

    @classmethod
    def for_premises(cls, premises: list[tuple[int, str]]) -> "EnrolForm":
        """The form with its choices in place; a single one is chosen beforehand."""
        form = cls()
        form.premises_id.choices = premises if len(premises) == 1 else [("", _l("None")), *premises]
        return form


class EnterForm(NightForm):
    """A PIN, at the door."""

    # A password field gives nothing back to the page; its type is text there, or a browser would
    # offer to keep everybody's PIN on the phone.
    pin = PasswordField(_l("Your PIN"), [DataRequired(_l("Type your PIN."))])


class PinForm(NightForm):
    """A new PIN, and the password that allows it."""

    password = PasswordField(_l("Your password"))
    pin = PasswordField(
        _l("New PIN"),
        [DataRequired(_l("Choose a PIN."))],
        description=_l("Six figures are best; at least four. No dates, no 1234."),
    )
