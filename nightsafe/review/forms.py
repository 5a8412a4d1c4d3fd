"""The forms of review; each says what its reader had before them, so that nobody overwrites."""

from typing import Any
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from nightsafe.forms import NightForm
from nightsafe.incidents.home_office import HOME_OFFICE_GROUPS
from nightsafe.review.models import Finding
from nightsafe.review.rules import LONGEST, LONGEST_PROMPT, OUTCOMES, THRIVE, Shown
from nightsafe.review.written import Noted
from nightsafe.submissions.forms import EnvelopeForm

UNDECIDED = ""


class ShownForm(NightForm):
    """A deed on a page: how many versions of the entries it showed, which of the finding."""

    entries = HiddenField()
    version = HiddenField()

    def put_shown(self, shown: Shown) -> None:
        """Note what the page shows now."""
        self.entries.data, self.version.data = str(shown.entries), str(shown.finding or 0)

    @property
    def shown(self) -> Shown:
        """What the page showed; a bent number is one that was never shown."""
        return Shown(_number(self.entries.data), _number(self.version.data))


class AskForm(ShownForm):
    """A question to the reporter."""

    question = HiddenField()
    entry = HiddenField()
    text = TextAreaField(
        _l("Ask the reporter"),
        validators=[Length(max=LONGEST, message=_l("Keep it under 2,000 characters."))],
    )

    def put_ids(self, entry_id: UUID) -> None:
        """Mint the question's id, so that sending it twice asks once."""
        self.question.data, self.entry.data = str(uuid4()), str(entry_id)


def _prompt(key: str) -> StringField:
    """The field of one of the THRIVE prompts: its name, and the question under it."""
    too_long = Length(max=LONGEST_PROMPT, message=_l("Keep it under 300 characters."))
    prompt = THRIVE[key]
    return StringField(prompt.name, description=prompt.question, validators=[too_long])


class FindingForm(ShownForm):
    """What the review found."""

    outcome = RadioField(
        _l("Outcome"),
        choices=[
            SelectChoice(UNDECIDED, _l("Undecided")),
            *(SelectChoice(key, words) for key, words in OUTCOMES.items()),
        ],
        default=UNDECIDED,
        validate_choice=False,
    )
    home_office = SelectField(
        _l("Home Office group"),
        choices=[
            SelectChoice("", _l("Not chosen")),
            *(SelectChoice(key, words) for key, words in HOME_OFFICE_GROUPS.items()),
        ],
        default="",
        validate_choice=False,
    )
    police_reference = StringField(
        _l("Police reference"),
        validators=[Length(max=60, message=_l("Keep it under 60 characters."))],
    )
    threat = _prompt("threat")
    harm = _prompt("harm")
    risk = _prompt("risk")
    investigation = _prompt("investigation")
    vulnerability = _prompt("vulnerability")
    engagement = _prompt("engagement")
    note = TextAreaField(
        _l("Note"),
        description=_l("Only reviewers read it."),
        validators=[Length(max=LONGEST, message=_l("Keep it under 2,000 characters."))],
    )

    def put_finding(self, finding: Finding | None, noted: Noted) -> None:
        """Fill in what was recorded before."""
        self.outcome.data = (finding.outcome if finding else None) or UNDECIDED
        self.home_office.data = (finding.home_office if finding else None) or ""
        self.police_reference.data = noted.police_reference
        self.note.data = noted.note
        for key, field in self.prompts.items():
            field.data = noted.thrive.get(key, "")

    @property
    def prompts(self) -> dict[str, StringField]:
        """The fields of the THRIVE prompts by their keys, in their order."""
        return {key: getattr(self, key) for key in THRIVE}

    def found(self) -> dict[str, Any]:
        """What is asked for, as `record_finding` takes it."""
        return {
            "outcome": self.outcome.data or None,
            "home_office": self.home_office.data or None,
            "police_reference": self.police_reference.data or "",
            "note": self.note.data or "",
            "thrive": {key: field.data or "" for key, field in self.prompts.items()},
        }


class AnswerForm(EnvelopeForm):
    """A reporter's answer to one question."""

    text = TextAreaField(
        _l("Your answer"),
        validators=[Length(max=LONGEST, message=_l("Keep it under 2,000 characters."))],
    )
    question = HiddenField()


class NightsForm(NightForm):
    """Other nights than a weekend's; it only leads to an address."""

    class Meta(NightForm.Meta):
        csrf = False

    # `from` cannot be the name of an attribute.
    first = DateField(_l("First night"), name="from", validators=[Optional()])
    last = DateField(_l("Last night"), name="to", validators=[Optional()])


def _number(text: str | None) -> int:
    usable = text is not None and text.isascii() and text.isdecimal() and len(text) < 10
    return int(text) if text is not None and usable else -1
