"""The forms of an entry: logging it, adding to it, withdrawing it."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, Regexp, StopValidation

from nightsafe.incidents.categories import CATEGORIES, GROUPS
from nightsafe.incidents.deeds import ACTIONS
from nightsafe.incidents.flags import FLAGS
from nightsafe.incidents.follow_ups import FOLLOW_UPS, FollowUp
from nightsafe.incidents.people_bands import AGE_BANDS, MOST_PEOPLE
from nightsafe.incidents.rules import SEVERITIES, follow_ups_for
from nightsafe.submissions.forms import EnvelopeForm
from nightsafe.submissions.when import NOW, PICK, WhenFields

KEEP = "keep"
LONGEST_TEXT = 10_000
LONGEST_WORDS = 200
_TOO_LONG = _l("That is too long. Keep it under %(max)d characters.")
_ASKED = "asked_"
PLATE = "plate"
_CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d\Z")


class NumberField(IntegerField):
    """A whole number; what is none is told in plain words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; nothing typed is no number."""
        given = valuelist if any(map(str.strip, valuelist)) else []
        try:
            # Beyond some length Python can neither read a number nor measure it.
            super().process_formdata([one if len(one) < 10 else "" for one in given])
        except ValueError as error:
            raise ValueError(_("Write a number in figures, like 3.")) from error

    def pre_validate(self, form: Any) -> None:
        """What could not be read is not measured as well."""
        if self.process_errors:
            raise StopValidation


def _text(label: Any, longest: int = LONGEST_WORDS, **more: Any) -> Any:
    return StringField(label, [Optional(), Length(max=longest, message=_TOO_LONG)], **more)


class EntryFields(WhenFields, EnvelopeForm):
    """What an entry can hold; nothing of it is required."""

    # Any place in use may be meant, though it is not (or no longer) among the chips.
    place = RadioField(_l("Where"), validators=[Optional()], validate_choice=False)
    place_id = StringField(_l("Place"), validators=[Optional()])
    place_words = _text(
        _l("Street, place or your own words"),
        description=_l("A name we know is found; anything else is kept as you write it."),
    )
    flags = SelectMultipleField(
        _l("Tick what fits"), choices=[(key, flag.label) for key, flag in FLAGS.items()]
    )
    actions = SelectMultipleField(_l("What you did"), choices=list(ACTIONS.items()))
    people_number = NumberField(
        _l("People involved"),
        [
            Optional(),
            NumberRange(0, MOST_PEOPLE, _l("Write a number from %(min)d to %(max)d.")),
        ],
    )
    people_bands = SelectMultipleField(_l("About how old"), choices=list(AGE_BANDS.items()))
    description = TextAreaField(
        _l("What happened?"),
        [Optional(), Length(max=LONGEST_TEXT, message=_TOO_LONG)],
        description=_l("No names needed."),
    )
    police_reference = _text(_l("Police reference"), 60)
    severity = RadioField(
        _l("How serious"),
        choices=[
            ("", _l("As usual for this")),
            *((str(number), words) for number, words in SEVERITIES.items()),
        ],
        default="",
        validators=[Optional()],
    )

    follow_ups: tuple[FollowUp, ...] = ()

    def answers(self) -> dict[str, Any]:
        """The follow-ups that were answered, by key."""
        found = {one.key: self[_ASKED + one.key].data for one in self.follow_ups}
        return {key: value for key, value in found.items() if value}

    def answer_field(self, one: FollowUp) -> Any:
        """The field of a follow-up."""
        return self[_ASKED + one.key]

    def put_answers(self, details: dict[str, Any]) -> None:
        """Show the answers that were given before."""
        for one in self.follow_ups:
            if one.key in details:
                self[_ASKED + one.key].data = details[one.key]

    def people(self) -> dict[str, Any]:
        """How many people and of what age, as far as was said."""
        said: dict[str, Any] = {}
        if self.people_number.data:
            said["number"] = self.people_number.data
        if self.people_bands.data:
            said["bands"] = list(self.people_bands.data)
        return said

    def chosen_severity(self) -> int | None:
        """The severity somebody chose, if they did."""
        given = self.severity.data
        return next((number for number in SEVERITIES if str(number) == given), None)


class IncidentForm(EntryFields):
    """One account of what happened: saved at once with nothing but its code."""

    def typed_when(self) -> str:
        """The time as it was asked for, by which a replay is known though the clock moved on."""
        parts = (self.when, self.when_date, self.when_time, self.when_fold, self.captured)
        return "|".join(part.data or "" for part in parts)


class AmendForm(EntryFields):
    """What to change or add; what is left as it was is not part of the amendment."""

    when = RadioField(
        _l("When"),
        choices=[(KEEP, _l("As it is")), (PICK, _l("Another time"))],
        default=KEEP,
        validate_choice=False,
    )
    code = SelectField(
        _l("What kind"),
        choices={
            str(label): [
                (each.code, each.label) for each in CATEGORIES.values() if each.group == group
            ]
            for group, label in GROUPS.items()
        },
    )
    description = TextAreaField(
        _l("Add what else you know"),
        [Optional(), Length(max=LONGEST_TEXT, message=_TOO_LONG)],
        description=_l("It is added below what you wrote. No names needed."),
    )


class WithdrawForm(EnvelopeForm):
    """Taking an entry back, saying why."""

    reason = TextAreaField(
        _l("Why?"),
        [Length(max=1000, message=_TOO_LONG)],
        description=_l("A few words: a mistake, logged twice, the wrong place."),
    )


@lru_cache(maxsize=512)
def form_for(
    base: type[EntryFields],
    code: str,
    actions: frozenset[str] = frozenset(),
    also: frozenset[str] = frozenset(),
) -> type[EntryFields]:
    """A form class with the follow-ups that a code, and what was done, call for.

    `also` names fields (see `answered_in`) that another page asked for: when the code changed
    meanwhile, nothing that was answered there is lost.
    """
    asked = follow_ups_for(code, actions)
    others = (one for key, one in FOLLOW_UPS.items() if _ASKED + key in also)
    asked += tuple(one for one in others if one not in asked)
    fields: dict[str, Any] = {_ASKED + one.key: _follow_up(one) for one in asked}
    if CATEGORIES[code].plate or PLATE in also:
        fields[PLATE] = _text(
            _l("Number plate"), 12, description=_l("Kept encrypted, for police review only.")
        )
    fields["follow_ups"] = asked
    return type(f"{base.__name__}{code}", (base,), fields)


def answered_in(names: Collection[str], code: str) -> frozenset[str]:
    """The names among those posted, from a page about `code`, that answer known questions."""
    known = {_ASKED + key for key in FOLLOW_UPS}
    return frozenset(known.intersection(names)) | ({PLATE} if CATEGORIES[code].plate else set())


def _follow_up(one: FollowUp) -> Any:
    hint = one.hint or ""
    if one.kind == "choices":
        return SelectMultipleField(one.label, choices=list(one.options.items()), description=hint)
    if one.kind in {"choice", "yes-no"}:
        return RadioField(
            one.label, choices=list(one.options.items()), validators=[Optional()], description=hint
        )
    if one.kind == "time":
        # It is kept as a choice is, so it must be no more than a time.
        good = Regexp(_CLOCK, message=_l("That is not a time. Write it like 23:40."))
        return StringField(one.label, [Optional(), good], description=hint)
    return _text(one.label, 500, description=hint)


def asks_beyond(code: str, actions: Collection[str]) -> bool:
    """Whether what was done calls for follow-ups that the code alone did not show."""
    return len(follow_ups_for(code, actions)) > len(follow_ups_for(code))


__all__ = ["KEEP", "NOW", "AmendForm", "IncidentForm", "WithdrawForm", "form_for"]
