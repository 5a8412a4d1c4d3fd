"""A PDF is set from data alone, in our own typeface, and refuses nothing that somebody may type."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nightsafe.typesetting import FONTS, legible, typeset
from tests.review.pdf_text import pages

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: "Words")
#set text(font: "Open Sans", fallback: false, lang: "en")
= Words
#data.words #strong(data.words)
"""
AT = datetime(2026, 11, 16, 9, 30, 15, 250, tzinfo=UTC)
ANYTHING = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


def test_what_the_typeface_has_stays_and_the_rest_is_a_code() -> None:
    assert legible("Żółć, Straße, Łódź, Кafé – „so” 5 €") == "Żółć, Straße, Łódź, Кafé – „so” 5 €"
    assert legible({"a": ["中", "\u202e", ("\x07",)]}) == {
        "a": ["[U+4E2D]", "[U+202E]", ["[U+0007]"]]
    }


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("typst") / "words.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


@settings(max_examples=25, deadline=None)
@given(ANYTHING)
def test_whatever_is_typed_can_be_set(template: Path, text: str) -> None:
    (page,) = pages(typeset(template, legible({"words": text}), at=AT))
    assert page.startswith("Words")


def test_nothing_typed_is_run(template: Path) -> None:
    text = '#panic("no") $x$ *b* #read("words.typ")'
    (page,) = pages(typeset(template, legible({"words": text}), at=AT))
    assert page == "Words" + "".join(text.split()) * 2


def test_the_typeface_comes_with_its_licence() -> None:
    assert "SIL Open Font License" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
