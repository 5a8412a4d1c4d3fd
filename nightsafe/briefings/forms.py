"""The forms of writing and deciding: blocks one under another, audience, words for police."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.form import Form
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from nightsafe.briefings.blocks import BLOCKS, OWN
from nightsafe.errors import Words
from nightsafe.forms import UNUSABLE_WORDS, NightForm, clean
from nightsafe.network.forms import WholeNumber

MOST_BLOCKS = 20
CHANGES = ("up", "down", "remove", "back")
LONGEST_ANNEX = 4_000


class StepForm(NightForm):
    """A step taken on a briefing as somebody saw it."""

    revision = WholeNumber(
        widget=HiddenInput(), validators=[DataRequired(_l("Load this page again, then decide."))]
    )


class WhyForm(StepForm):
    """A step that needs a sentence: what has to change, or what was wrong."""

    why = TextAreaField(_l("In a sentence"))


class BlockForm(Form):
    """One block as its writer sees it."""

    key = HiddenField()
    title = StringField(_l("Heading"))
    text = TextAreaField(_l("Words"))


class WritingForm(StepForm):
    """All of a briefing that a person writes."""

    blocks = FieldList(FormField(BlockForm), max_entries=MOST_BLOCKS)
    roles = SelectMultipleField(_l("Only these roles"), validate_choice=True)
    areas = SelectMultipleField(_l("Only who works in these areas"), validate_choice=True)
    annex = TextAreaField(
        _l("For police alone"),
        description=_l("Members never see this. It stands on the page for police and analysts."),
        validators=[Length(max=LONGEST_ANNEX, message=_l("Keep it under 4,000 characters."))],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything that was sent can be used; what cannot be is taken out."""
        good = super().validate(extra_validators)
        for one in self.blocks:
            for field in (one.form.key, one.form.title, one.form.text):
                if clean(field):
                    field.errors = [*field.errors, UNUSABLE_WORDS]
                    good = False
        self.gather()
        return good

    def gather(self) -> None:
        """Let the form know of what is wrong in its blocks, so that its summary leads there."""
        self.blocks.errors = [one.form.errors for one in self.blocks if one.form.errors]

    def fill(self, blocks: Sequence[Mapping[str, Any]]) -> None:
        """Show some blocks, in their order."""
        while len(self.blocks):
            self.blocks.pop_entry()
        for one in blocks:
            self.blocks.append_entry(dict(one))

    def keep_known(self) -> None:
        """What was sent under a name that no block has is kept as a block of the writer's own."""
        for one in self.blocks:
            if one.form.key.data not in BLOCKS:
                one.form.key.data = OWN

    def written(self) -> list[dict[str, str]]:
        """The blocks as they were typed; a block of the writer's own that is empty is none."""
        found = [
            {
                "key": str(one.form.key.data or ""),
                "title": _tidy(one.form.title.data),
                "text": _tidy(one.form.text.data),
            }
            for one in self.blocks
        ]
        return [one for one in found if one["key"] in BLOCKS and not _is_empty_own(one)]

    def change(self, what: str, which: str, words: Mapping[str, str]) -> int | None:
        """Move, remove or bring back a block, as a button says; where that left it.

        `what` is one of CHANGES, `which` the block's number, or its key where it comes back, with
        `words` to begin with by keys. Gives the number of the block to go on with, or None for
        what is no such block.
        """
        blocks = [
            {"key": one.form.key.data, "title": one.form.title.data, "text": one.form.text.data}
            for one in self.blocks
        ]
        if what == "back" and which in BLOCKS:
            order = list(BLOCKS)
            after = (
                at
                for at, one in enumerate(blocks)
                if one["key"] in BLOCKS and order.index(one["key"]) > order.index(which)
            )
            to = len(blocks) if which == OWN else next(after, len(blocks))
            blocks.insert(to, {"key": which, "title": "", "text": words.get(which, "")})
            self.fill(blocks)
            return to
        if not (which.isascii() and which.isdigit() and int(which) < len(blocks)):
            return None
        at = to = int(which)
        if what == "remove":
            blocks.pop(at)
            to = min(at, len(blocks) - 1)
        elif what in {"up", "down"}:
            to = at - 1 if what == "up" else at + 1
            to = min(max(to, 0), len(blocks) - 1)
            blocks[at], blocks[to] = blocks[to], blocks[at]
        else:
            return None
        self.fill(blocks)
        return to

    def left_out(self) -> list[str]:
        """The kinds of blocks that may be brought back, or added."""
        used = {str(one.form.key.data) for one in self.blocks}
        return [key for key in BLOCKS if key not in used or key == OWN]

    def offer(self, roles: Sequence[tuple[str, Words]], areas: Sequence[tuple[str, Words]]) -> None:
        """Put in what there is to choose from."""
        self.roles.choices = list(roles)
        self.areas.choices = list(areas)

    def audience(self) -> dict[str, list[str]]:
        """For whom it is; nothing chosen is everybody, everywhere."""
        return {"roles": list(self.roles.data or []), "areas": list(self.areas.data or [])}


def _tidy(words: object) -> str:
    return str(words or "").replace("\r\n", "\n").strip()


def _is_empty_own(block: Mapping[str, str]) -> bool:
    return block["key"] == OWN and not (block["title"] or block["text"])
