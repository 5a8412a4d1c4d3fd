"""Every word on a screen goes through gettext, and no page holds style or script of its own."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from tests.sources import TOP, called, files, modules

TEMPLATES = TOP / "templates"
# The name of the product, in one piece or in two; zones and a digest by their names.
NAMES = {"nightsafe", "night", "safe", "BST", "GMT", "SHA"}
SPOKEN = {"placeholder", "aria-label", "title", "alt", "aria-description", "label", "content"}
NOT_SPOKEN = {"script", "style", "svg"}
# A script element that holds data, not a program.
DATA = {"application/json", "importmap"}
# Blocks and macros that give the name of a class, of an id or of a file.
NAMING = {"css", "body_class"}
CLASS_NAMES = re.compile(r"[a-z\s…]*-[a-z-]*[a-z\s…-]*")
EXPRESSION = "\ue000"
WORD = re.compile(r"[A-Za-z]{2,}")
SENTENCE = re.compile(r"[A-Z][a-z’']+[,.:]? [A-Za-z]|[a-z]{3,}[.!?]$")


class Reader(HTMLParser):
    """Collects what a template says in words of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.code: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in NOT_SPOKEN:
            self.inside.append(tag)
        if tag == "style" or "style" in given or any(name.startswith("on") for name in given):
            self.code.append(str(self.get_starttag_text()))
        if tag == "script" and "src" not in given and given.get("type") not in DATA:
            self.code.append(str(self.get_starttag_text()))
        for name, value in attrs:
            shown = name in SPOKEN or (name == "value" and given.get("type") == "submit")
            if shown and tag != "meta" and value:
                self._hear(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            self.inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self._hear(data)

    def _hear(self, text: str) -> None:
        tidy = " ".join(text.replace(EXPRESSION, "…").split())
        if set(WORD.findall(tidy)) - NAMES and not CLASS_NAMES.fullmatch(tidy):
            self.said.append(tidy)


@pytest.fixture(scope="module")
def environment() -> Environment:
    """Jinja as the app has it."""
    return Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


def read(environment: Environment, path: Path) -> tuple[Reader, list[str]]:
    """What a template says outside gettext: in its HTML, and in strings of its expressions."""
    tree = environment.parse(path.read_text(encoding="utf-8"))
    reader = Reader()
    tree.body = [node for node in tree.body if getattr(node, "name", "") not in NAMING]
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            reader.feed(node.data if isinstance(node, nodes.TemplateData) else EXPRESSION)
    translated = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}
        for const in call.find_all(nodes.Const)
    }
    strings = [
        const.value
        for const in tree.find_all(nodes.Const)
        if id(const) not in translated
        and isinstance(const.value, str)
        and SENTENCE.search(const.value)
    ]
    return reader, strings


def names(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


@pytest.mark.parametrize("path", files(".html"), ids=names)
def test_a_template_says_nothing_but_through_gettext(environment: Environment, path: Path) -> None:
    reader, strings = read(environment, path)
    assert reader.said == []
    assert strings == []


@pytest.mark.parametrize("path", files(".html"), ids=names)
def test_a_template_has_no_style_or_script_of_its_own(environment: Environment, path: Path) -> None:
    # A mail alone brings its own: nothing is loaded into it from anywhere.
    own = ["<style>"] if path.name == "mail.html" else []
    assert read(environment, path)[0].code == own


def test_the_reader_hears_bare_words(environment: Environment, tmp_path: Path) -> None:
    path = tmp_path / "bare.html"
    path.write_text(
        '<p class="a b"{% if x %} title="Told you"{% endif %}>{{ x }}{{ _("Fine") }} bare</p>'
        '<input placeholder="A street">{{ empty("Nothing here yet.") }}<p onclick="x()">·</p>'
        "{% trans %}Also fine{% endtrans %}<svg><title>Icon</title></svg>"
    )
    reader, strings = read(environment, path)
    assert sorted(reader.said) == ["A street", "Told you", "bare"]
    assert strings == ["Nothing here yet."]
    assert reader.code == ['<p onclick="x()">']


FIELDS = {
    "StringField",
    "TextAreaField",
    "RadioField",
    "SelectField",
    "SelectMultipleField",
    "IntegerField",
    "DecimalField",
    "FloatField",
    "BooleanField",
    "PasswordField",
    "EmailField",
    "DateField",
    "SubmitField",
    "SelectChoice",
    "StopValidation",
    "ValidationError",
    "ProductError",
    "NotAllowed",
    "page",
}


def test_python_says_nothing_on_screens_but_through_gettext() -> None:
    wrong = [
        f"{module.short}:{call.lineno} {words.value!r}"
        for module in modules()
        if module.feature not in {"cli", "migrations"}
        for call in module.calls()
        if called(call) in FIELDS
        for words in [*call.args, *(key.value for key in call.keywords if key.arg != "name")]
        if isinstance(words, ast.Constant)
        and isinstance(words.value, str)
        and SENTENCE.search(words.value)
    ]
    labels = [
        f"{module.short}:{call.lineno} {call.args[0].value!r}"
        for module in modules()
        for call in module.calls()
        if called(call).endswith("Field")
        and called(call) in FIELDS
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]
    assert wrong + labels == []


def test_what_gettext_is_given_is_a_whole_constant() -> None:
    """A string that is put together at run time is in no catalogue."""
    wrong = [
        f"{module.short}:{call.lineno}"
        for module in modules()
        for call in module.calls()
        if called(call) in {"_", "_l", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"}
        and not isinstance(call.args[0], ast.Constant)
    ]
    assert wrong == []


def test_every_template_compiles(app: Flask) -> None:
    for path in files(".html"):
        app.jinja_env.get_template(path.relative_to(TEMPLATES).as_posix())
