"""The distributions that ranges are read from are held to scipy's."""

import pytest
from scipy import stats

from nightsafe.aggregates.outlook.ranges import Ahead, pinball, quantile, quantiles, tail

# Mean and variance: Poisson, hardly spread out, much, few and many, and a town's year.
CASES = (
    (0.02, 0.02),
    (0.3, 0.9),
    (1.0, 1.0),
    (2.5, 2.6),
    (5.0, 9.0),
    (43.5, 43.5),
    (43.5, 97.0),
    (600.0, 2500.0),
    (20_000.0, 20_000.0),
)


def theirs(mean: float, variance: float) -> "stats.rv_discrete_frozen":
    if variance == mean:
        return stats.poisson(mean)
    return stats.nbinom(mean * mean / (variance - mean), mean / variance)


@pytest.mark.parametrize(("mean", "variance"), CASES)
def test_quantiles_are_those_of_scipy(mean: float, variance: float) -> None:
    for share in (0.01, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999):
        assert quantile(share, mean, variance) == int(theirs(mean, variance).ppf(share))
    assert quantiles((0.1, 0.5, 0.9), mean, variance) == tuple(
        int(theirs(mean, variance).ppf(share)) for share in (0.1, 0.5, 0.9)
    )


@pytest.mark.parametrize(("mean", "variance"), CASES)
def test_tails_are_those_of_scipy(mean: float, variance: float) -> None:
    law, spread = theirs(mean, variance), variance**0.5
    for steps in (-3, -1, 0, 1, 3, 6, 10):
        count = max(0, round(mean + steps * spread))
        wanted = float(law.sf(count - 1))
        assert tail(count, mean, variance) == pytest.approx(wanted, rel=1e-8, abs=1e-300)


def test_known_values() -> None:
    # Ten or more where five are usual: 3.2% by any table of the Poisson distribution.
    assert tail(10, 5, 5) == pytest.approx(0.031828057306204796, abs=1e-12)
    # One success at half: the geometric distribution halves at each step.
    assert tail(3, 1, 2) == pytest.approx(1 / 8, abs=1e-12)
    assert Ahead(5, 5).quantiles == (2, 5, 8)


def test_nothing_is_expected_of_nothing() -> None:
    assert quantiles((0.1, 0.5, 0.9), 0, 0) == (0, 0, 0)
    assert tail(0, 0, 0) == 1
    assert tail(1, 0, 0) == 0


def test_a_tail_of_noughts_still_has_its_figures() -> None:
    assert tail(100, 2, 2) == pytest.approx(float(stats.poisson(2).sf(99)), rel=1e-9)
    assert tail(100, 2, 2) > 0


def test_the_pinball_loss_by_hand() -> None:
    # Quantiles 2, 5 and 9 where 12 came: 0.1 * 10, 0.5 * 7 and 0.9 * 3, over three.
    assert pinball((2, 5, 9), 12) == pytest.approx((1 + 3.5 + 2.7) / 3)
    # And where 1 came: 0.9 * 1, 0.5 * 4 and 0.1 * 8.
    assert pinball((2, 5, 9), 1) == pytest.approx((0.9 + 2 + 0.8) / 3)
    assert pinball((4, 4, 4), 4) == 0
