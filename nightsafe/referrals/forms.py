"""The forms of referrals: sending one, what was done about it, closing it, who takes a route's."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from nightsafe.accounts.models import Person
from nightsafe.forms import NightForm, choices
from nightsafe.referrals.routes import ROUTES
from nightsafe.referrals.rules import LONGEST, OUTCOMES, Owner

_SHORT = Length(max=LONGEST, message=_l("Keep it under 2,000 characters."))


class ReferForm(NightForm):
    """An event is sent by a route, with a note if the reviewer likes."""

    referral = HiddenField()
    route = RadioField(
        _l("To whom"),
        choices=[SelectChoice(one.key, one.label) for one in ROUTES.values()],
        validate_choice=False,
    )
    text = TextAreaField(
        _l("Note"),
        description=_l("Whoever takes it reads this with the entry."),
        validators=[_SHORT],
    )


class ActForm(NightForm):
    """Something that was done about it."""

    text = TextAreaField(
        _l("What was done"),
        description=_l("Only those to whom it was referred read this."),
        validators=[_SHORT],
    )


class CloseForm(NightForm):
    """What came of it."""

    outcome = RadioField(
        _l("What came of it"),
        description=_l("The police reviewer sees which one it was, not your words."),
        choices=[SelectChoice(key, words) for key, words in OUTCOMES.items()],
        validate_choice=False,
    )
    text = TextAreaField(_l("In your words"), validators=[_SHORT])


class OwnersForm(NightForm):
    """Who takes the referrals of a route, and who is next in line; one form for each route."""

    first = SelectField(_l("Goes to"), default="", validate_choice=False)
    second = SelectField(_l("Then to"), default="", validate_choice=False)
    third = SelectField(_l("Then to"), default="", validate_choice=False)

    def put_route(self, route: str) -> None:
        """Give the fields ids of their own: those of all routes stand on one page."""
        for field in (self.first, self.second, self.third):
            field.id = f"{route}-{field.name}"

    def put_people(self, people: Iterable[Person], named: Iterable[Owner]) -> None:
        """Offer those who may be named, and whoever is, though they cannot take it any more."""
        offered = {"": str(_l("Nobody")), **{str(one.id): one.name for one in people}}
        for one in named:
            gone = _l("%(name)s (cannot take it now)", name=one.name)
            offered.setdefault(str(one.person_id), str(gone))
        for field in (self.first, self.second, self.third):
            field.choices = choices(offered.items())

    def put_owners(self, owners: Iterable[Owner]) -> None:
        """Fill in who is named now."""
        for field, owner in zip((self.first, self.second, self.third), owners, strict=False):
            field.data = str(owner.person_id)

    @property
    def people(self) -> list[int]:
        """The ids that were chosen, in rank; what is no id of anybody is an id of nobody."""
        chosen = [one.data for one in (self.first, self.second, self.third) if one.data]
        return [_number(one) for one in chosen]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
