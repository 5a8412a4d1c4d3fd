"""A change says no more than two rounded figures can bear."""

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from nightsafe.aggregates.changes import LEAST_FOR_PERCENT, Way, change, in_words

FIGURES = st.integers(0, 2000) | st.none()


@pytest.fixture(autouse=True)
def words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (240, 270, "up by about 13%"),
        (240, 210, "down by about 13%"),
        (50, 60, "up by about 20%"),
        (40, 60, "from about 40 to about 60"),
        (0, 30, "from fewer than 5 to about 30"),
        (240, 240, "about the same"),
        (20, 20, "about the same"),
        (240, None, "not shown"),
        (None, 240, "not shown"),
        (None, None, "not shown"),
        # Exact figures, of a table whose small ones are not shown, are rounded first.
        (243, 238, "about the same"),
        (46, 61, "up by about 20%"),
        (44, 61, "from about 40 to about 60"),
    ],
)
def test_what_is_said(before: int | None, now: int | None, said: str) -> None:
    assert in_words(change(before, now)) == said


@given(FIGURES, FIGURES)
def test_a_percentage_follows_from_the_printed_figures_alone(
    before: int | None, now: int | None
) -> None:
    found = change(before, now)
    if before is None or now is None:
        assert not found.told
        assert (found.percent, found.way, found.may_be_chance) == (None, None, False)
        return
    first, second = ((each + 5) // 10 * 10 for each in (before, now))
    assert (found.percent is None) == (first < LEAST_FOR_PERCENT)
    if found.percent is not None:
        assert abs(found.percent - 100 * abs(second - first) / first) <= 0.5
    assert (found.way is Way.SAME) == (first == second)


def test_a_small_change_may_be_chance() -> None:
    assert change(240, 270).may_be_chance
    assert not change(240, 310).may_be_chance
    assert not change(240, 240).may_be_chance
