"""The rate ratio of an evaluation against statsmodels, its interval and power against chance."""

import warnings
from dataclasses import replace
from math import exp, log

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from nightsafe.aggregates.evaluation import Cell, Four, estimate
from nightsafe.aggregates.student import quantile, within

# How many events, over what weight: what one weekend of one place can be.
WEEKEND = st.tuples(st.integers(0, 60), st.floats(0.1, 1.1))
CELL = st.lists(WEEKEND, min_size=2, max_size=30)


def cell(weekends: list[tuple[int, float]]) -> Cell:
    counts, weights = zip(*weekends, strict=True)
    return Cell(counts, weights)


def flat(*counts: int, weekends: int = 10) -> Four:
    """Four cells of weekends that are all alike: how many events in each."""
    return Four(*(Cell([each] * weekends, [1.0] * weekends) for each in counts))


def oracle(four: Four) -> tuple[float, float, float]:
    """Log ratio, its error and the dispersion, as statsmodels has them."""
    rows, counts, offset = [], [], []
    for (treated, after), one in zip(((1, 0), (1, 1), (0, 0), (0, 1)), four.cells, strict=True):
        for count, weight in zip(one.counts, one.weights, strict=True):
            rows.append((1, treated, after, treated * after))
            counts.append(count)
            offset.append(log(weight))
    model = sm.GLM(counts, np.array(rows), family=sm.families.Poisson(), offset=offset)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = model.fit(scale="X2", tol=1e-12, maxiter=200)
    scale = max(1.0, found.scale)
    return found.params[3], found.bse[3] * (scale / found.scale) ** 0.5, scale


@settings(max_examples=40, deadline=None)
@given(cells=st.tuples(CELL, CELL, CELL, CELL))
def test_it_equals_statsmodels_whatever_the_weekends_weigh(
    cells: tuple[list[tuple[int, float]], ...],
) -> None:
    four = Four(*map(cell, cells))
    assume(all(one.total >= 3 for one in four.cells))
    assume(any(one.pearson > 1e-6 for one in four.cells))
    found = estimate(four)
    assert found is not None
    wanted, error, scale = oracle(four)
    assert log(found.ratio) == pytest.approx(wanted, abs=1e-6)
    assert found.error == pytest.approx(error, rel=1e-6)
    assert found.dispersion == pytest.approx(scale, rel=1e-6)
    reach = stats.t.ppf(0.975, found.degrees) * error
    assert (found.low, found.high) == pytest.approx(
        (exp(wanted - reach), exp(wanted + reach)), rel=1e-6
    )


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 12, 60, 100, 999])
def test_students_t_is_scipys(degrees: int) -> None:
    for share in (0.8, 0.975, 0.995):
        wanted = stats.t.ppf(share, degrees)
        assert quantile(share, degrees) == pytest.approx(wanted, rel=1e-9)
        assert within(wanted, degrees) == pytest.approx(2 * share - 1, rel=1e-9)
    assert quantile(0.975, 1001) == pytest.approx(stats.t.ppf(0.975, 1001), rel=2e-3)


def test_a_known_change_is_found() -> None:
    found = estimate(flat(40, 20, 40, 40))
    assert found is not None
    assert found.ratio == pytest.approx(0.5)
    assert found.fewer
    assert not found.more
    other = estimate(flat(20, 40, 40, 40))
    assert other is not None
    assert other.more


def test_a_fall_everywhere_is_no_change() -> None:
    found = estimate(flat(40, 20, 80, 40))
    assert found is not None
    assert found.ratio == pytest.approx(1)
    assert not (found.fewer or found.more)


def test_a_place_that_began_to_report_less_did_not_get_better() -> None:
    whole, half = [1.0] * 10, [0.5] * 10
    four = Four(Cell([40] * 10, whole), Cell([20] * 10, half), *flat(30, 30, 30, 30).cells[2:])
    found = estimate(four)
    assert found is not None
    assert found.ratio == pytest.approx(1)


def test_the_dispersion_is_never_under_one_and_widens_the_interval() -> None:
    even = flat(20, 20, 20, 20)
    found = estimate(even)
    assert found is not None
    assert found.dispersion == 1
    uneven = estimate(replace(even, treated_after=Cell([0, 40] * 5, [1.0] * 10)))
    assert uneven is not None
    assert uneven.dispersion > 4
    assert uneven.high - uneven.low > found.high - found.low


@pytest.mark.parametrize("zero", range(4))
def test_there_is_no_ratio_to_nothing(zero: int) -> None:
    counts = [5, 5, 5, 5]
    counts[zero] = 0
    assert estimate(flat(*counts)) is None
    assert estimate(flat(0, 0, 0, 0)) is None


def test_without_a_weekend_to_spare_there_is_no_dispersion() -> None:
    with pytest.raises(ValueError, match="too few weekends"):
        estimate(flat(5, 5, 5, 5, weekends=1))


def test_the_more_is_counted_the_less_it_takes() -> None:
    few, many = estimate(flat(4, 4, 4, 4)), estimate(flat(80, 80, 80, 80))
    assert few is not None
    assert many is not None
    assert few.noticeable is not None
    assert many.noticeable is not None
    assert few.noticeable < 0.4 < 0.8 < many.noticeable
    # Four times the events take a quarter of the weekends; fewer than eight say nothing.
    more = estimate(flat(16, 16, 16, 16))
    assert more is not None
    assert few.weekends == pytest.approx(4 * more.weekends, rel=0.1)
    assert many.weekends == 8


def test_so_little_can_be_there_that_not_even_a_fall_to_nothing_would_show() -> None:
    found = estimate(Four(*(Cell([1] + [0] * 9, [1.0] * 10) for _ in range(4))))
    assert found is not None
    assert found.noticeable is None
    assert found.weekends > 500


def shown(mean: float, ratio: float, weekends: int, dispersion: float, seed: int) -> list[float]:
    """How often chance's own counts show fewer, more, and an interval that holds the ratio."""
    chance = np.random.default_rng(seed)
    means = (mean, mean * ratio, mean, mean)
    seen = np.zeros(3)
    runs = 800
    for _ in range(runs):
        cells = []
        for one in means:
            size = one / (dispersion - 1)
            counts = chance.negative_binomial(size, 1 / dispersion, weekends)
            cells.append(Cell(counts.tolist(), [1.0] * weekends))
        found = estimate(Four(*cells))
        assert found is not None
        seen += (found.fewer, found.more, found.low <= ratio <= found.high)
    return list(seen / runs)


def test_one_in_twenty_is_wrong_where_nothing_happened() -> None:
    fewer, more, held = shown(8, 1.0, 20, 1.5, seed=6)
    assert 0.93 < held < 0.97
    assert fewer + more == pytest.approx(1 - held)


def test_four_of_five_see_what_is_called_noticeable_and_the_weekends_called_for_suffice() -> None:
    planned = estimate(Four(*(Cell([12, 4, 10, 6], [1.0] * 4) for _ in range(4))))
    assert planned is not None
    assert planned.dispersion == pytest.approx(1.667, abs=0.01)
    fewer, _, held = shown(8, 0.75, planned.weekends, planned.dispersion, seed=7)
    assert 0.76 < fewer < 0.86
    assert 0.93 < held < 0.97
