"""The form for a new consumer."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField

from nightsafe.accounts.forms import Day
from nightsafe.api.rules import SCOPES
from nightsafe.forms import NightForm


class ConsumerForm(NightForm):
    """A program that may read released figures."""

    name = StringField(_l("Name of the program"), description=_l("Such as “Council dashboard”."))
    contact = StringField(
        _l("Who looks after it"), description=_l("A name, with a number or an e-mail address.")
    )
    scopes = SelectMultipleField(
        _l("What it may read"),
        choices=[(str(scope), about.label) for scope, about in SCOPES.items()],
        validate_choice=False,
    )
    until = Day(
        _l("Works until"), description=_l("Twelve months at most. After that, make it a new token.")
    )
