"""The forms of accounts; whoever chooses from a list gets its choices from the view."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    PasswordField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired

from nightsafe.forms import NightForm
from nightsafe.network.forms import rows


class SignInForm(NightForm):
    """E-mail and password."""

    email = StringField(_l("E-mail"), [DataRequired(_l("Write your e-mail address."))])
    password = PasswordField(_l("Password"), [DataRequired(_l("Write your password."))])


class ConfirmForm(NightForm):
    """The password again; `onward` is where it was asked for, `kept` what was being sent there."""

    password = PasswordField(_l("Your password"), [DataRequired(_l("Write your password."))])
    onward = HiddenField()
    kept = HiddenField()


class BreakGlassForm(NightForm):
    """Why restricted records cannot wait, and the password."""

    # Minted by the page, so that sending it twice opens them once.
    glass = HiddenField()
    reason = TextAreaField(_l("Why it cannot wait"), [DataRequired(_l("Say why."))])
    password = PasswordField(_l("Your password"), [DataRequired(_l("Write your password."))])

    @property
    def minted(self) -> UUID | None:
        """The id that the page minted; None for anything bent."""
        try:
            return UUID(self.glass.data or "")
        except ValueError:
            return None


class AcceptForm(NightForm):
    """A name and a password, to take up a role."""

    name = StringField(_l("Your name"), description=_l("As people know you at work."))
    password = PasswordField(
        _l("Password"),
        [DataRequired(_l("Choose a password."))],
        description=_l(
            "At least 10 characters. Three or four words in a row are easy to keep. "
            "If you sign in here already, write the password you have."
        ),
    )


class NewPasswordForm(NightForm):
    """A new password, by a link."""

    password = PasswordField(
        _l("New password"),
        [DataRequired(_l("Choose a password."))],
        description=_l("At least 10 characters. Three or four words in a row are easy to keep."),
    )


class ChangePasswordForm(NightForm):
    """The old password and a new one."""

    old = PasswordField(_l("Present password"), [DataRequired(_l("Write your present password."))])
    new = PasswordField(
        _l("New password"),
        [DataRequired(_l("Choose a new password."))],
        description=_l("At least 10 characters. Three or four words in a row are easy to keep."),
    )


class NameForm(NightForm):
    """One's own name."""

    name = StringField(_l("Your name"), description=_l("As people know you at work."))


class InviteForm(NightForm):
    """Whom to invite, and to what; a coordinator also says where."""

    email = StringField(_l("E-mail"), description=_l("They sign in with it."))
    name = StringField(_l("Name"))
    role = RadioField(_l("What they do"), choices=[], validate_choice=False)
    premises_id = rows(_l("Premises"), _l("For venue staff and managers."))
    organisation_id = rows(_l("Organisation"))
    lead = BooleanField(
        _l("Leads the team"), description=_l("May invite to it and read its visits.")
    )

    @classmethod
    def for_choices(
        cls,
        roles: list[tuple[str, Any]],
        premises: list[tuple[int, str]],
        organisations: list[tuple[int, str]],
    ) -> "InviteForm":
        """The form with its choices in place."""
        form = cls()
        form.role.choices = roles
        form.premises_id.choices = [("", _l("None")), *premises]
        form.organisation_id.choices = [("", _l("The one that runs the premises")), *organisations]
        return form


class Day(DateField):
    """A date; what is none leaves none, which the action refuses in words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


class GrantForm(NightForm):
    """Who may open restricted records, why, and until when."""

    person_id = rows(_l("Who"))
    reason = StringField(_l("Why they need it"), description=_l("A few words, no names of others."))
    until = Day(_l("Until"), description=_l("Twelve months at most."))
