"""People are told apart by band only, on the same scale as in a visit."""

from nightsafe.incidents.people_bands import AGE_BANDS, GENDERS
from nightsafe.visits import choices


def test_keys_are_kept() -> None:
    assert list(AGE_BANDS) == ["under_18", "18_25", "26_40", "41_over", "unknown"]
    assert list(GENDERS) == ["woman", "man", "another", "unknown"]


def test_visits_use_the_same_bands() -> None:
    assert choices.AGE_BANDS is AGE_BANDS
    assert choices.GENDERS is GENDERS
