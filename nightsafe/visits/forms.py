"""The forms of a visit: the whole of it, its end, taking it back; nothing in them is required."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from nightsafe.errors import ProductError
from nightsafe.submissions.envelope import Envelope
from nightsafe.submissions.forms import EnvelopeForm
from nightsafe.submissions.when import (
    CHOICES,
    FOLDS,
    NOW,
    PICK,
    HappensTwice,
    When,
    WhenFields,
    read_when,
)
from nightsafe.visits.answers import QUESTIONS

# Values of chips that are no answers: nothing chosen, "not known", "as it is".
HERE, GONE, KEEP = "", "gone", "keep"
LONGEST_NOTE, LONGEST_WORDS = 10_000, 200
_TOO_LONG = _l("That is too long. Keep it under %(max)d characters.")
_NOT_OFFERED = _l("Choose from what is offered.")


def _choices(name: str) -> list[SelectChoice]:
    return [SelectChoice(key, label) for key, label in QUESTIONS[name].choices.items()]


def _chips(name: str) -> Any:
    question, choices = QUESTIONS[name], _choices(name)
    if question.many:
        return SelectMultipleField(question.label, choices=choices)
    return RadioField(
        question.label,
        choices=choices,
        validators=[Optional()],
        invalid_choice_message=_NOT_OFFERED,
    )


class LeftFields:
    """How and when somebody left; mix it into a form."""

    left = _chips("left")
    left_when = RadioField(
        _l("When they left"), choices=list(CHOICES), default=NOW, validate_choice=False
    )
    left_date = StringField(_l("Date"))
    left_time = StringField(_l("Time"))
    left_fold = RadioField(_l("Which of the two?"), choices=list(FOLDS), validators=[Optional()])
    without_us = _chips("without_us")

    asks_left_fold = False

    @property
    def shows_left_fold(self) -> bool:
        """Whether the page should ask which of two equal times is meant."""
        return self.asks_left_fold or bool(self.left_fold.data)

    def left_at(self, envelope: Envelope, *, now: datetime, tz: ZoneInfo) -> When:
        """The time they left, by its chips; raises ProductError beside the field."""
        try:
            return read_when(
                self.left_when.data,
                self.left_date.data,
                self.left_time.data,
                self.left_fold.data,
                envelope=envelope,
                now=now,
                tz=tz,
                prefix="left",
            )
        except HappensTwice as error:
            self.asks_left_fold = True
            self.left_fold.choices = error.choices
            raise
        except ProductError as error:
            if error.field == "left":
                error.field = "left_when"
            raise

    def typed_left(self) -> str:
        """What was chosen, in words that do not move with the clock."""
        parts = (
            self.left_when.data,
            self.left_date.data,
            self.left_time.data,
            self.left_fold.data,
        )
        wanted = parts if self.left_when.data == PICK else parts[:1]
        return " ".join(part for part in wanted if part)


class VisitForm(LeftFields, WhenFields, EnvelopeForm):
    """One visit, as far as anybody has come with it."""

    when = RadioField(_l("Arrived"), choices=list(CHOICES), default=NOW, validate_choice=False)
    came_by = _chips("came_by")
    reasons = _chips("reasons")
    needs = _chips("needs")
    support = _chips("support")
    age_band = _chips("age_band")
    gender = _chips("gender")
    student = _chips("student")
    university = StringField(
        _l("Which university?"), [Optional(), Length(max=LONGEST_WORDS, message=_TOO_LONG)]
    )
    note = TextAreaField(
        _l("Note"),
        [Optional(), Length(max=LONGEST_NOTE, message=_TOO_LONG)],
        description=_l("No names, here or anywhere."),
    )
    left = RadioField(
        _l("How they left"),
        choices=[
            SelectChoice(HERE, _l("Still here")),
            *_choices("left"),
            SelectChoice(GONE, _l("Left, not known how")),
        ],
        default=HERE,
        invalid_choice_message=_NOT_OFFERED,
    )
    entry = SelectField(
        _l("Belongs to an incident you logged"),
        choices=[],
        default="",
        invalid_choice_message=_l("Choose one of your own entries."),
    )

    def answers(self) -> dict[str, Any]:
        """The answers to all questions, unanswered ones empty."""
        found = {name: self[name].data or None for name in QUESTIONS}
        return {**found, "left": None if self.left.data in {HERE, GONE} else self.left.data}

    @property
    def still_here(self) -> bool:
        """Whether the form says that they have not left."""
        return self.left.data in {None, HERE}


class EditForm(VisitForm):
    """Filling a visit in or correcting it; what is left as it was is no part of the amendment."""

    when = RadioField(
        _l("Arrived"),
        choices=[SelectChoice(KEEP, _l("As it is")), SelectChoice(PICK, _l("Another time"))],
        default=KEEP,
        validate_choice=False,
    )
    left_when = RadioField(
        _l("When they left"),
        choices=[SelectChoice(KEEP, _l("As it is")), *CHOICES],
        default=NOW,
        validate_choice=False,
    )


class LeaveForm(LeftFields, EnvelopeForm):
    """They left: how and when."""


class WithdrawForm(EnvelopeForm):
    """Taking a visit back, saying why."""

    reason = TextAreaField(
        _l("Why?"),
        [Length(max=1000, message=_TOO_LONG)],
        description=_l("A few words: a mistake, or logged twice."),
    )
