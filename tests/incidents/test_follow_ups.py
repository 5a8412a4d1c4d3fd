"""What is asked for a code, and the answers that can be given."""

import pytest

from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.deeds import ACTIONS, ASKS
from nightsafe.incidents.follow_ups import FOLLOW_UPS, answers

# Keys are stored: they may be added to, never renamed.
KEYS = """
method where spiked_by noticed_at spiked_place drink_kept cctv_saved police_told test_used
test_result went_where went_with ejection_reason left_with fit_to_travel seized bag_number handed_to
staff_involved refusal_reason refused_by customer came
"""


def test_keys_are_kept() -> None:
    assert list(FOLLOW_UPS) == KEYS.split()


def test_choices_have_options_and_the_rest_have_none_of_their_own() -> None:
    for each in FOLLOW_UPS.values():
        assert bool(each.options) == (each.kind in {"choice", "choices", "yes-no"}), each.key
        if each.kind == "yes-no":
            assert list(each.options) == ["yes", "no"]


def test_every_question_is_asked_somewhere() -> None:
    asked = {key for category in CATEGORIES.values() for key in category.follow_ups}
    assert asked | {key for keys in ASKS.values() for key in keys} == set(FOLLOW_UPS)
    assert ASKS.keys() <= ACTIONS.keys()


def test_violence_asks_for_the_fields_of_the_hospital_data_set() -> None:
    assert list(FOLLOW_UPS["method"].options) == ["body", "glass", "knife", "other", "unknown"]
    assert list(FOLLOW_UPS["where"].options) == ["inside", "outside", "street", "transport"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (None, set()),
        ("", set()),
        ("knife", {"knife"}),
        (["knife", "glass"], {"knife", "glass"}),
        (("knife",), {"knife"}),
        ([], set()),
        (7, set()),
    ],
)
def test_one_answer_and_several_read_alike(given: object, found: set[str]) -> None:
    assert answers({"method": given}, "method") == found


def test_what_was_not_asked_has_no_answer() -> None:
    assert answers({}, "method") == frozenset()
