"""Answers are stored as known keys, in the form's order, and nothing empty."""

import pytest

from nightsafe.errors import ProductError
from nightsafe.visits.answers import QUESTIONS, said, tidied


def test_answers_stand_in_the_forms_order_whatever_the_order_of_taps() -> None:
    stored = tidied({"left": "taxi", "reasons": ("drunk", "unsafe", "drunk"), "came_by": "friends"})
    assert list(stored) == ["came_by", "reasons", "left"]
    assert stored["reasons"] == ["unsafe", "drunk"]


def test_nothing_said_is_nothing_stored() -> None:
    assert tidied({"reasons": [], "came_by": "", "left": None}) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reasons", ["drunk", "bored"]),
        ("came_by", "balloon"),
        ("left", ["taxi", "bus"]),
        ("age_band", "17"),
    ],
)
def test_a_key_that_is_not_offered_is_refused_beside_its_question(name: str, value: object) -> None:
    with pytest.raises(ProductError) as caught:
        tidied({name: value})
    assert caught.value.field == name


def test_a_question_that_does_not_exist_is_the_callers_fault() -> None:
    with pytest.raises(ValueError, match="name"):
        tidied({"name": "Sam"})


def test_no_question_asks_for_a_name() -> None:
    assert not [name for name in QUESTIONS if "name" in name]


def test_answers_are_said_in_words() -> None:
    words = [
        (str(label), [str(each) for each in answers])
        for _, label, answers in said({"reasons": ["drunk", "rest"], "left": "bus"})
    ]
    assert words == [("Why they came", ["Drunk", "Cold or rest"]), ("How they left", ["Bus"])]
