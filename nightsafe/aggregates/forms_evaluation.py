"""The form of an intervention: what was done, where, since when, compared with what."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectMultipleField, StringField

from nightsafe.aggregates.interventions import USUAL, Asked
from nightsafe.forms import NightForm, choices
from nightsafe.network.forms import WholeNumber
from nightsafe.submissions.forms import read_record

Choices = Sequence[tuple[str, str | LazyString]]


class _Night(DateField):
    """The date of a night; one that is none is left empty, and the action says what to write."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date as YYYY-MM-DD."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


def _several(label: Any, description: Any = "") -> SelectMultipleField:
    return SelectMultipleField(label, description=description, choices=[], validate_choice=False)


class InterventionForm(NightForm):
    """Something that was done somewhere from one night on."""

    intervention = HiddenField()
    name = StringField(
        _l("What was done"), description=_l("Such as: lights in Friars Passage. No names.")
    )
    began = _Night(
        _l("First night it was there"),
        description=_l(
            "Begun on a Saturday or Sunday, that weekend counts neither as before nor as after."
        ),
    )
    treated = _several(_l("Where it was done"))
    compared = _several(
        _l("Compare with"),
        _l(
            "Areas as like it as can be, where nothing was done; choose before you look at "
            "figures. Next door, what was pushed away would look like a rise."
        ),
    )
    groups = _several(
        _l("Which events it could change"),
        _l("The fewer kinds, the clearer the question; the more, the more there is to see by."),
    )
    before = WholeNumber(_l("Before"))
    after = WholeNumber(_l("After"))

    def offer(self, areas: Choices, groups: Choices) -> None:
        """Put in what can be chosen."""
        self.treated.choices = self.compared.choices = choices(areas)
        self.groups.choices = choices(groups)

    def begin(self) -> None:
        """Mint the intervention's id, so that sending it twice notes it once; usual numbers."""
        self.intervention.data = str(uuid4())
        self.before.data = self.after.data = USUAL

    @property
    def intervention_id(self) -> UUID:
        """The id that the page bears."""
        return read_record(self.intervention.data) or uuid4()

    @property
    def asked(self) -> Asked:
        """What is to be compared."""
        return Asked(
            tuple(self.treated.data or ()),
            tuple(self.compared.data or ()),
            tuple(self.groups.data or ()),
            before=self.before.data or 0,
            after=self.after.data or 0,
        )
