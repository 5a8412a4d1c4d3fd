"""What was to be expected, held to scipy's negative binomial."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nightsafe.aggregates.expected import FEWEST, Expected, expected, quantile

MEANS = st.floats(0.5, 5000)


@given(st.sampled_from([0.01, 0.1, 0.5, 0.9, 0.99]), MEANS, st.floats(1.02, 60))
def test_the_quantile_is_that_of_scipy(share: float, mean: float, times: float) -> None:
    spread = mean * times
    size = mean * mean / (spread - mean)
    known = stats.nbinom(size, size / (size + mean))
    found = quantile(share, mean, spread)
    # On the very edge of a step the last digits of the two sums decide.
    assert known.cdf(found) >= share - 1e-9
    assert found == 0 or known.cdf(found - 1) < share + 1e-9


def test_too_few_quarters_say_nothing() -> None:
    assert expected([240] * (FEWEST - 1)) is None
    assert expected([]) is None


@given(st.lists(st.integers(0, 300).map(lambda number: 10 * number), min_size=4, max_size=12))
def test_the_range_is_in_tens_around_the_mean_and_never_below_nothing(figures: list[int]) -> None:
    found = expected(figures)
    assert found is not None
    assert found.low % 10 == found.high % 10 == 0
    assert 0 <= found.low < found.high
    assert found.low <= sum(figures) / len(figures)
    assert found.quarters == len(figures)


def test_even_quarters_are_as_wide_as_chance_alone() -> None:
    # 240 on the mean, variance 240 * 1.2: the middle four fifths are 218 to 262.
    assert expected([240] * 5) == Expected(210, 270, 5)
    assert expected([0, 0, 0, 0]) == Expected(0, 10, 4)


def test_uneven_quarters_widen_it() -> None:
    even, uneven = expected([200, 210, 190, 200]), expected([100, 300, 120, 280])
    assert even is not None
    assert uneven is not None
    assert uneven.high - uneven.low > 3 * (even.high - even.low)
    assert uneven.holds(uneven.low)
    assert not even.holds(300)


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_many_are_counted_fast_enough_for_a_page(share: float) -> None:
    spread = 100_000 * 50
    known = stats.nbinom(100_000**2 / (spread - 100_000), 100_000 / spread)
    assert quantile(share, 100_000, spread) == known.ppf(share)
