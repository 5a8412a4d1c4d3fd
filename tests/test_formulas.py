"""R20: no text that leaves as a table is run by whatever opens it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightsafe.formulas import guarded, harmless, unguarded

STARTS = ["=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠"]
TEXTS = st.tuples(
    st.sampled_from(["", "'", "''", " ", "\ufeff"]),
    st.sampled_from(["", *STARTS]),
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=30),
).map("".join)


@given(TEXTS)
def test_a_guard_comes_off_as_it_was_put_on(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("start", STARTS)
def test_nothing_that_is_read_as_a_formula_stands_bare(start: str) -> None:
    assert guarded(f"{start}1+1") == f"'{start}1+1"
    assert harmless(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("text", ["-78.4155922", "+44", "-5", "38.01", "-1,5", "'tis", "a=b", ""])
def test_numbers_and_plain_words_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


def test_a_spreadsheet_that_took_a_guard_off_does_no_harm() -> None:
    assert unguarded("=1+1") == "=1+1"
    assert unguarded("'tis late") == "'tis late"


@pytest.mark.parametrize("before", [" ", "\n", "\u00a0", "\ufeff", "\u200b \n"])
def test_blanks_before_it_hide_no_formula(before: str) -> None:
    assert harmless(f"{before}=1+1") == f"'{before}=1+1"


def test_controls_are_seen_and_words_stay_words() -> None:
    assert harmless("a\x00b\x07\u202ec\r\nd\re\tf") == "a[U+0000]b[U+0007][U+202E]c\nd\ne\tf"
    assert harmless("\ud83d\uffff") == "[U+D83D][U+FFFF]"
    assert harmless("Żółć, Straße, 1+1=2, it's") == "Żółć, Straße, 1+1=2, it's"
