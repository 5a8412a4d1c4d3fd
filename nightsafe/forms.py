"""The base of every form: tidy text, and refusal of characters that no person types."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Flask, Request, abort, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import escape
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import FormDataParser
from wtforms import Field, FieldList, FormField
from wtforms.fields.choices import SelectChoice, SelectFieldBase

# NUL breaks C strings and PostgreSQL; a lone surrogate cannot be written as UTF-8 at all.
UNUSABLE = re.compile("[\x00\ud800-\udfff]")
# Controls that turn the reading direction; shown as codes, never obeyed (R22).
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

BIDI_CODES = {
    ord(control): f"[U+{ord(control):04X}]"
    for control in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
}
# The same as HTML writes them: what a form holds comes back as it was typed, whoever sends it.
BIDI_KEPT = {control: f"&#x{control:X};" for control in BIDI_CODES}
UNUSABLE_WORDS = _l("This holds a character that cannot be saved. We took it out; check and send.")


class FormParser(FormDataParser):
    """Reads a posted form; bytes that are no UTF-8 become lone surrogates, which forms refuse."""

    def _parse_urlencoded(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str],
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        # Werkzeug would leave them as percent signs and figures, as if somebody had typed those.
        text = stream.read().decode(errors="surrogateescape")
        items = parse_qsl(text, keep_blank_values=True, errors="surrogateescape")
        return stream, self.cls(items), self.cls()


class NightRequest(Request):
    """A request whose form is read by our own parser, and whose HEAD is a GET to every view."""

    form_data_parser_class = FormParser

    def _get_file_stream(self, *_about: Any, **_more: Any) -> BytesIO:
        """Keep what is uploaded in memory: a file in /tmp would hold it unsealed."""
        return BytesIO()

    def __init__(self, environ: Any, *more: Any, **named: Any) -> None:
        super().__init__(environ, *more, **named)
        # "Not GET" means "sent" in a view; the server keeps the body back all the same.
        if self.method == "HEAD":
            self.method = "GET"


def usable_address() -> None:
    """Refuse an address with a NUL in what it asks for: PostgreSQL could not be asked that."""
    if any("\x00" in part for pair in request.args.items(multi=True) for part in pair):
        abort(400)


def init_app(app: Flask) -> None:
    """Read every posted form in a way that loses nothing unsaid; let no text turn a page's."""
    app.request_class = NightRequest
    app.before_request(usable_address)
    app.jinja_env.finalize = finished


def choices(given: Any) -> list[SelectChoice]:
    """Choices as WTForms wants them, from pairs of value and label or a mapping of groups."""
    if isinstance(given, Mapping):
        return [
            SelectChoice(value, label, optgroup=group)
            for group, pairs in given.items()
            for value, label in pairs
        ]
    return [one if isinstance(one, SelectChoice) else SelectChoice(*one) for one in given]


class NightForm(FlaskForm):
    """A form whose text is trimmed and usable; errors stand beside their field (R21)."""

    class Meta(FlaskForm.Meta):
        """Trim every text; check every field for unusable characters."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Add the trimming filter to text fields."""
            given = unbound_field.kwargs
            if not issubclass(unbound_field.field_class, (FieldList, FormField)):
                # What is made of fields has none: they are those fields'.
                options = {**options, "filters": [*given.get("filters", []), tidy]}
            if "choices" in given:
                options["choices"] = choices(given["choices"])
            return unbound_field.bind(form=form, **options)

        def render_field(self, field: Any, render_kw: Any) -> Any:
            """A field's control; what somebody typed into it stays what they typed."""
            control = super().render_field(field, render_kw)
            # The labels of a list to choose from are read, not sent: `finished` sees to them.
            return control if isinstance(field, SelectFieldBase) else control.translate(BIDI_KEPT)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything that was sent can be used; what cannot be is taken out."""
        spoilt = [field for field in self if clean(field)]
        good = bool(super().validate(extra_validators=extra_validators))
        for field in spoilt:
            field.errors = [*field.errors, UNUSABLE_WORDS]
        return good and not spoilt

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form: 422 when it has errors."""
        return 422 if self.errors or self.form_errors else 200


def tidy(value: Any) -> Any:
    """Trim a text and settle its line ends; anything else stays as it is."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def clean(field: Field) -> bool:
    """Take NUL and lone surrogates out of a field, so that its page can be shown; had it any?"""
    sent = [field.data, *(field.raw_data or [])]
    if isinstance(field.data, list):
        sent.extend(field.data)
    if not any(isinstance(value, str) and UNUSABLE.search(value) for value in sent):
        return False
    field.data = _usable(field.data)
    field.raw_data = _usable(list(field.raw_data or []))
    return True


def _usable(value: Any) -> Any:
    if isinstance(value, list):
        return [_usable(each) for each in value]
    return UNUSABLE.sub("", value) if isinstance(value, str) else value


def shown(text: object) -> str:
    """A text with its direction controls shown as codes (R22)."""
    return str(text).translate(BIDI_CODES)


def kept(text: object) -> str:
    """A text as the value of an input: to be sent again as it is, direction controls and all."""
    return escape(text).translate(BIDI_KEPT)


def finished(value: Any) -> Any:
    """What a template is about to put on a page, with direction controls as codes (R22)."""
    if isinstance(value, LazyString):
        value = str(value)
    # `translate` keeps what is marked as safe marked: a code holds nothing that HTML would read.
    return value.translate(BIDI_CODES) if isinstance(value, str) and BIDI.search(value) else value
