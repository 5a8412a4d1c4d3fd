"""The form for a new consumer."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectMultipleField, StringField, widgets

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
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        validate_choice=False,
    )
    until = DateField(
        _l("Works until"), description=_l("At most twelve months. Then make a new token.")
    )
