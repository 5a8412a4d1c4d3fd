"""The form for a new consumer."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.validators import DataRequired

from nightsafe.accounts.forms import Day
from nightsafe.api.rules import (
    CONTACT_MISSING,
    NAME_MISSING,
    SCOPES,
    SCOPES_MISSING,
    UNTIL_MISSING,
)
from nightsafe.forms import NightForm


class ConsumerForm(NightForm):
    """A program that may read released figures."""

    name = StringField(
        _l("Name of the program"),
        [DataRequired(NAME_MISSING)],
        description=_l("Such as “Council dashboard”."),
    )
    contact = StringField(
        _l("Who looks after it"),
        [DataRequired(CONTACT_MISSING)],
        description=_l("A name, with a number or an e-mail address."),
    )
    scopes = SelectMultipleField(
        _l("What it may read"),
        [DataRequired(SCOPES_MISSING)],
        choices=[(str(scope), about.label) for scope, about in SCOPES.items()],
        validate_choice=False,
    )
    until = Day(
        _l("Works until"),
        [DataRequired(UNTIL_MISSING)],
        description=_l("Twelve months at most. After that, make it a new token."),
    )
