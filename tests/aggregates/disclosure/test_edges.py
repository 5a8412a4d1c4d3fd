"""What an audit is given that is odd: it says so, or counts it right."""

import pytest

from nightsafe.aggregates.disclosure import auditing
from nightsafe.aggregates.disclosure.auditing import audit
from nightsafe.aggregates.disclosure.blocks import TooMuch
from nightsafe.aggregates.disclosure.figures import of_exact, of_hidden, of_rounded, rounded
from nightsafe.aggregates.disclosure.hiding import CannotHide, Cell, hide
from tests.aggregates.disclosure.worlds import city_of

LINE = {"row": ("a", "b")}


def test_a_figure_that_counts_nothing_is_nothing() -> None:
    city = city_of(LINE, [20, 30])
    figures = [of_rounded("none", {"row": frozenset()}, 0), of_rounded("all", {}, 50)]
    found = audit(LINE, figures, city.records)
    assert [(one.low, one.high) for one in found.bounds if one.name == "none"] == [(0, 0)]
    assert next(one for one in found.bounds if one.name == "all").safe


def test_a_dimension_or_a_category_that_nobody_knows_is_said() -> None:
    for where in ({"colour": frozenset("a")}, {"row": frozenset("z")}):
        with pytest.raises(ValueError, match="no "):
            audit(LINE, [of_exact("odd", where, 5)], city_of(LINE, [20, 30]).records)


@pytest.mark.parametrize("number", [0, 4, 5, 14, 15, 95, 104, 105])
def test_what_a_rounded_figure_says_holds_its_number(number: int) -> None:
    figure = of_rounded("one", {}, rounded(number))
    assert figure.high is not None
    assert figure.low <= number <= figure.high
    assert figure.zero is (number < 5)


def test_what_was_not_settled_in_time_is_not_safe() -> None:
    city = city_of(LINE, [3, 30])
    a = {"row": frozenset("a")}
    figures = [of_hidden("a", a, 5), of_exact("all", {}, 33)]
    assert audit(LINE, figures, city.records).safe
    assert not audit(LINE, figures, city.records, seconds=0.0).safe


def test_too_much_is_said_and_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "MOST_TARGETS", 0)
    with pytest.raises(TooMuch):
        audit(LINE, [of_exact("a", {"row": frozenset("a")}, 20)], city_of(LINE, [20, 30]).records)


def test_what_was_published_before_can_leave_nothing_to_hide_with() -> None:
    city = city_of(LINE, [3, 30])
    a, b = ({"row": frozenset(each)} for each in "ab")
    before = [of_exact("b before", b, 30), of_exact("all before", {}, 33)]
    with pytest.raises(CannotHide):
        hide(LINE, [Cell("a", a, 3, 5, total=False)], city.records, beside=before)


def test_nothing_small_hides_nothing() -> None:
    city = city_of(LINE, [30, 30])
    cells = [Cell(each, {"row": frozenset(each)}, 30, 5, total=False) for each in "ab"]
    assert hide(LINE, cells, city.records) == frozenset()
