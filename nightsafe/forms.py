"""The base of every form: tidy text, and refusal of characters that no person types."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import StopValidation

# NUL breaks C strings and PostgreSQL; a lone surrogate cannot be written as UTF-8 at all.
UNUSABLE = re.compile("[\x00\ud800-\udfff]")
# Controls that turn the reading direction; shown as codes, never obeyed (R22).
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class NightForm(FlaskForm):
    """A form whose text is trimmed and usable; errors stand beside their field (R21)."""

    class Meta(FlaskForm.Meta):
        """Trim every text; check every field for unusable characters."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Add the trimming filter to text fields."""
            filters = [*unbound_field.kwargs.get("filters", []), tidy]
            return unbound_field.bind(form=form, **{**options, "filters": filters})

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything that was sent can be used."""
        extra = {name: [*(extra_validators or {}).get(name, []), usable] for name in self._fields}
        return bool(super().validate(extra_validators=extra))

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form: 422 when it has errors."""
        return 422 if self.errors or self.form_errors else 200


def tidy(value: Any) -> Any:
    """Trim a text and settle its line ends; anything else stays as it is."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def usable(_form: Any, field: Field) -> None:
    """Refuse NUL and lone surrogates, naming the field."""
    for value in [field.data, *(field.raw_data or [])]:
        if isinstance(value, str) and UNUSABLE.search(value):
            field.data = UNUSABLE.sub("", value) if isinstance(field.data, str) else field.data
            raise StopValidation(
                _l("This holds a character that cannot be saved. We took it out; check and send.")
            )


def shown(text: object) -> str:
    """A text with its direction controls shown as codes (R22)."""
    return BIDI.sub(lambda found: f"[U+{ord(found.group()):04X}]", str(text))
