"""The forms of releases: what figures are asked for, and why a release goes back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import DataRequired
from wtforms.widgets import HiddenInput

from nightsafe.aggregates.safe import Method
from nightsafe.aggregates.tables import chosen
from nightsafe.errors import Words
from nightsafe.forms import NightForm
from nightsafe.network.forms import WholeNumber
from nightsafe.nights import Quarter

WHOLE, SOME = "whole", "some"
LEFT_OUT = ""
TREATED: tuple[tuple[str, Any], ...] = (
    (Method.ROUNDING, _l("Rounded to 10")),
    (Method.SUPPRESSION, _l("Small figures not shown")),
    (LEFT_OUT, _l("Left out")),
)
_NAMED = "table-"


class VersionForm(NightForm):
    """A step taken on a release as somebody saw it."""

    version = WholeNumber(
        widget=HiddenInput(),
        validators=[DataRequired(_l("Load this page again, then decide."))],
    )


class ReturnForm(VersionForm):
    """Why a release goes back to its preparer."""

    why = TextAreaField(
        _l("What has to change"), description=_l("Its preparer reads this. Name no person.")
    )


class OfferForm(VersionForm):
    """The tables in whose place the check's offers are taken."""

    instead_of = SelectMultipleField(validate_choice=False)


class ChoosingForm(VersionForm):
    """Quarter, areas and tables; a table's field says how it is protected, or that it is out."""

    # None for a new one.
    version = WholeNumber(widget=HiddenInput())
    # Minted by the page, so that sending it twice asks once.
    release = HiddenField()
    quarter = SelectField(_l("Quarter"), validate_choice=False)
    scope = RadioField(
        _l("Where"),
        choices=[(WHOLE, _l("The whole network")), (SOME, _l("Some areas only"))],
        default=WHOLE,
        validate_choice=False,
    )
    areas = SelectMultipleField(_l("Areas"), validate_choice=False)

    @property
    def minted(self) -> UUID | None:
        """The id that the page minted; None for anything bent."""
        try:
            return UUID(self.release.data or "")
        except ValueError:
            return None

    @property
    def chosen_quarter(self) -> Quarter | None:
        """The quarter that was chosen, by its name as "2026 Q3"; None for anything bent."""
        year, _, number = str(self.quarter.data or "").partition(" Q")
        if not (year.isascii() and year.isdigit() and len(year) == 4 and number in {*"1234"}):
            return None
        return Quarter(int(year), int(number))

    @property
    def tables(self) -> dict[str, Field]:
        """The field of each table, by its key."""
        return {key: self[_NAMED + key] for key in chosen() if _NAMED + key in self}

    def wanted(self) -> dict[str, Any]:
        """What is asked for, as a release keeps it."""
        some = self.scope.data == SOME
        return {
            "areas": list(self.areas.data or []) if some else [],
            "tables": [
                {"key": key, "method": field.data}
                for key, field in self.tables.items()
                if field.data != LEFT_OUT
            ],
        }

    def fill(self, wanted: Mapping[str, Any]) -> None:
        """Show what is asked for."""
        self.scope.data = SOME if wanted["areas"] else WHOLE
        self.areas.data = list(wanted["areas"])
        methods = {one["key"]: one["method"] for one in wanted["tables"]}
        for key, field in self.tables.items():
            field.data = methods.get(key, LEFT_OUT)

    def swap(self, key: str, coarser: str | None) -> None:
        """Put the coarser table in the place of one that is too fine, by the same method."""
        fields = self.tables
        if key not in fields or fields[key].data == LEFT_OUT:
            return
        if coarser is not None and fields[coarser].data == LEFT_OUT:
            fields[coarser].data = fields[key].data
        fields[key].data = LEFT_OUT

    def offer(
        self, quarters: Sequence[tuple[str, Words]], areas: Sequence[tuple[str, Words]]
    ) -> None:
        """Put in what there is to choose from."""
        self.quarter.choices = list(quarters)
        self.areas.choices = list(areas)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it can be read; no area at all is not the whole network."""
        good = super().validate(extra_validators)
        if self.scope.data == SOME and not self.areas.data:
            self.areas.errors = [_l("Choose at least one area, or the whole network.")]
            return False
        return good


for _key, _kind in chosen().items():
    # As wide a choice as there are tables: whatever is registered can be asked for.
    setattr(
        ChoosingForm,
        _NAMED + _key,
        SelectField(_kind.label, choices=list(TREATED), default=LEFT_OUT, validate_choice=False),
    )
