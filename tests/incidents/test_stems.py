"""What counts as a word, and which forms of it are found by each other."""

import pytest

from nightsafe.incidents.stems import LONGEST, of_number, stems, stems_of, words


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("fighting", "fights"),
        ("Bouncers", "bouncer"),
        ("the taxi's door", "taxi"),
        ("butelką", "butelki"),
        ("ochroniarza", "ochroniarz"),
        ("Żółta kurtka", "żółta"),
        ("CAFÉ", "cafe"),
        ("ambulance", "ambulances"),
    ],
)
def test_forms_of_a_word_are_found_by_each_other(written: str, asked: str) -> None:
    assert stems(written) & stems_of(next(words(asked)))


def test_what_says_nothing_and_single_letters_are_no_words() -> None:
    assert list(words("He was at the X and I w nim")) == []
    assert list(words("  ")) == []


def test_a_word_without_end_is_cut() -> None:
    assert list(words("a" * 500)) == ["a" * LONGEST]


@pytest.mark.parametrize("asked", ["AB12CDE", "ab12 cde", "ab12", "AB12-CDE"])
def test_a_plate_is_found_however_it_was_spaced(asked: str) -> None:
    for written in ("AB12 CDE", "ab12cde"):
        assert all(stems_of(word) & of_number(written) for word in words(asked))
