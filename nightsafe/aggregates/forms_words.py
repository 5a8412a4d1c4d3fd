"""The form of the analyst's words around the figures of a release."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, TextAreaField
from wtforms.validators import Length

from nightsafe.aggregates.document import ASKED, SECTIONS
from nightsafe.aggregates.forms_releases import VersionForm

LONGEST = 4000  # characters of a section
_NAMED = "words-"


class WordsForm(VersionForm):
    """What the analyst writes, a field for each section of the document."""

    @property
    def sections(self) -> dict[str, Field]:
        """The field of each section, by its key."""
        return {key: self[_NAMED + key] for key in SECTIONS}

    def fill(self, words: Mapping[str, Any]) -> None:
        """Show what was written before."""
        for key, field in self.sections.items():
            field.data = words.get(key, "")

    def words(self) -> dict[str, str]:
        """What was written, by section; nothing for those left empty."""
        return {key: field.data for key, field in self.sections.items() if field.data}


for _key, _title in SECTIONS.items():
    setattr(
        WordsForm,
        _NAMED + _key,
        TextAreaField(
            _title,
            [Length(max=LONGEST, message=_l("At most %(max)d characters: make it shorter."))],
            description=ASKED[_key],
        ),
    )
