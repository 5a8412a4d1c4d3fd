"""The short reference is known from the record's UUID alone, and survives a radio (pinned)."""

from collections import Counter
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightsafe.submissions.reference import ALPHABET, LENGTH, heard, reference_of, spoken

# A phone derives the same offline: a change here would give a record two names.
PINNED = {
    "00000000-0000-0000-0000-000000000000": "6X3GHZ",
    "7d1f0a36-0000-4000-8000-000000000001": "GANF6F",
    "ffffffff-ffff-ffff-ffff-ffffffffffff": "BB3AB5",
}


@pytest.mark.parametrize("record", PINNED)
def test_the_derivation_is_pinned(record: str) -> None:
    assert reference_of(UUID(record)) == PINNED[record]


def test_the_alphabet_has_nothing_that_sounds_or_looks_like_another() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 32
    assert not set("ILOU") & set(ALPHABET)


@given(st.uuids())
def test_a_reference_is_heard_however_it_is_said(record: UUID) -> None:
    reference = reference_of(record)
    assert len(reference) == LENGTH
    assert set(reference) <= set(ALPHABET)
    said = spoken(reference)
    assert said == f"{reference[:3]}-{reference[3:]}"
    heard_wrong = reference.replace("0", "o").replace("1", "L")
    for way in (reference, said, said.lower(), f" {said} ", " ".join(reference), heard_wrong):
        assert heard(way) == reference


@pytest.mark.parametrize("text", ["", "ABC", "ABCDEFG", "ABC-DEU", "ÄBC-DEF", "ABC/DEF", "٣٣٣٣٣٣"])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert heard(text) is None


def test_references_spread_over_all_there_are() -> None:
    made = [reference_of(uuid4()) for _ in range(5000)]
    assert len(set(made)) > 4900
    assert len(Counter(reference[0] for reference in made)) == 32
