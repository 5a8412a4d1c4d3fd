"""Every form trims what was typed and refuses what cannot be saved, naming the field (R21, R22)."""

from typing import Any

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from nightsafe.forms import BIDI, BIDI_CODES, NightForm, shown

LONE = "\ud800"


class Plain(NightForm):
    """One field of each sort."""

    text = StringField("Text", [Optional(), Length(max=20)])
    words = TextAreaField("Words")
    number = IntegerField("Number", [Optional()])
    day = DateField("Day", [Optional()])
    one = SelectField("One", choices=[("a", "A"), ("b", "B")])
    some = SelectMultipleField("Some", choices=[("a", "A"), ("b", "B")])
    yes = BooleanField("Yes")


def sent(app: Flask, **values: Any) -> Plain:
    """The form with what was sent; a valid choice is always made."""
    with app.test_request_context("/", method="POST"):
        form = Plain(MultiDict({"one": "a", **values}), meta={"csrf": False})
        form.validate()
        return form


def test_text_is_trimmed_and_line_ends_settle(app: Flask) -> None:
    form = sent(app, text="  a  b ", words="one\r\ntwo\n \n")
    assert form.text.data == "a  b"
    assert form.words.data == "one\ntwo"
    assert form.status == 200


@pytest.mark.parametrize("bad", ["\x00", LONE])
@pytest.mark.parametrize("name", ["text", "words", "number", "day", "one", "some"])
def test_unusable_characters_name_their_field_and_are_taken_out(
    app: Flask, name: str, bad: str
) -> None:
    form = sent(app, **{name: f"1{bad}2"})
    assert form.status == 422
    assert list(form.errors) == [name]
    assert "cannot be saved" in str(form[name].errors[-1])
    with app.test_request_context():
        page = str(form[name]()) + str(form[name].errors)
        page.encode()
        assert "\x00" not in page
    if name in {"text", "words"}:
        assert form[name].data == "12"


def test_other_errors_stand_beside(app: Flask) -> None:
    form = sent(app, text="x" * 30 + "\x00")
    assert len(form.text.errors) == 2


@pytest.mark.parametrize(
    "fine", ["naïve", "𝄞 clef", "😀", "العربية", "a\tb", "é\u0301", "\ufeff!", "�"]
)
def test_what_people_type_is_kept(app: Flask, fine: str) -> None:
    form = sent(app, text=fine)
    assert form.errors == {}
    assert form.text.data == fine


def test_bytes_that_are_no_text_arrive_as_what_they_are(app: Flask) -> None:
    """Werkzeug would hand on their percent signs, as if somebody had typed those."""
    body = b"text=a%ED%A0%80b&words=%2500%00&one=a"
    kind = "application/x-www-form-urlencoded"
    with app.test_request_context("/", method="POST", data=body, content_type=kind):
        form = Plain(meta={"csrf": False})
        assert not form.validate()
        assert sorted(form.errors) == ["text", "words"]
        assert form.text.data == "ab"
        assert form.words.data == "%00"


def test_a_plain_form_is_read_as_ever(app: Flask) -> None:
    kind = "application/x-www-form-urlencoded"
    body = b"text=caf%C3%A9+1%2B1&some=a&some=b&words=&one=b"
    with app.test_request_context("/", method="POST", data=body, content_type=kind):
        form = Plain(meta={"csrf": False})
        assert form.validate()
        assert form.text.data == "café 1+1"
        assert form.some.data == ["a", "b"]
        assert form.words.data == ""
        assert form.one.data == "b"


def test_direction_controls_are_shown_as_codes(app: Flask) -> None:
    """R22: what somebody typed cannot turn the words around it."""
    assert shown("Ann\u202eeno") == "Ann[U+202E]eno"
    assert shown(7) == "7"
    assert {chr(code) for code in BIDI_CODES} == {
        character for character in map(chr, range(0x2070)) if BIDI.match(character)
    }
    with app.test_request_context():
        page = render_template_string(
            '{{ typed }} {{ marked }} <input value="{{ typed }}"> {{ number }} {{ none or "" }}',
            typed="<b>\u202ex",
            marked=Markup("<i>\u2066</i>"),
            number=3,
            none=None,
        )
    assert page == ('&lt;b&gt;[U+202E]x <i>[U+2066]</i> <input value="&lt;b&gt;[U+202E]x"> 3 ')
