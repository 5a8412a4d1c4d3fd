"""Who may know of a visit."""

import pytest

from nightsafe.visits.choices import AGE_BANDS, REASONS
from nightsafe.visits.rules import is_restricted, seen_by


@pytest.mark.parametrize("reason", REASONS)
def test_sexual_spiking_and_partner_are_restricted(reason: str) -> None:
    assert is_restricted([reason], "18_25") == (reason in {"sexual", "spiking", "partner"})


@pytest.mark.parametrize("age", [*AGE_BANDS, None])
def test_under_18_is_restricted_whatever_the_reason(age: str | None) -> None:
    assert is_restricted(["drunk"], age) == (age == "under_18")


def test_one_restricted_reason_among_several_is_enough() -> None:
    assert is_restricted(["drunk", "spiking"], "26_40")


def test_nothing_said_is_not_restricted() -> None:
    assert not is_restricted([], None)


def test_both_sentences_name_who_sees_what() -> None:
    assert "numbers only" in str(seen_by(restricted=False))
    assert "You alone" in str(seen_by(restricted=True))
