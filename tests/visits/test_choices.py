"""The chips of a Safe Places visit: keys are stored and kept."""

import pytest

from nightsafe.visits import choices
from nightsafe.visits.choices import student_choices

KEPT = {
    "CAME_BY": "walked_in friends door_staff pastor transport cctv police medics",
    "REASONS": "unsafe followed assaulted sexual spiking drunk drugs ill lost_friends stranded "
    "no_phone no_money distressed partner hate rest other",
    "NEEDS": "quiet medical company transport phone water police specialist",
    "SUPPORT": "water warmth charge first_aid listening flip_flops friends transport escorted card "
    "emergency referral",
    "LEFT": "friends taxi bus family alone pastor police ambulance a_and_e declined walked_off",
    "AGE_BANDS": "under_18 18_25 26_40 41_over unknown",
    "GENDERS": "woman man another unknown",
    "STUDENT": "yes no unknown",
    "WITHOUT_US": "nothing friends police ambulance a_and_e cant_say",
}


@pytest.mark.parametrize(("name", "keys"), KEPT.items())
def test_keys_are_kept(name: str, keys: str) -> None:
    assert list(getattr(choices, name)) == keys.split()


@pytest.mark.parametrize("name", KEPT)
def test_every_chip_says_something_of_its_own(name: str) -> None:
    labels = [str(label) for label in getattr(choices, name).values()]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_restricted_reasons_are_reasons() -> None:
    assert set(choices.RESTRICTED_REASONS) == {"sexual", "spiking", "partner"}
    assert choices.REASONS.keys() >= choices.RESTRICTED_REASONS


class TestStudents:
    def test_a_network_names_its_universities_first(self) -> None:
        offered = student_choices({"northgate": "Northgate University"})
        assert list(offered) == ["northgate", "yes", "no", "unknown"]
        assert str(offered["yes"]) == "Student elsewhere"

    def test_a_network_without_one_asks_plainly(self) -> None:
        assert student_choices({}) == choices.STUDENT

    def test_a_university_cannot_take_an_answers_key(self) -> None:
        with pytest.raises(ValueError, match="taken"):
            student_choices({"no": "Northgate University"})
