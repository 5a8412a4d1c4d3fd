"""A weekend beside those before it: by scipy and by hand, and never said on too little."""

from statistics import fmean, variance

import pytest
from scipy import stats

from nightsafe.aggregates.outlook.exceedance import (
    Exceedance,
    Verdict,
    benjamini_hochberg,
    exceedance,
    many,
)

# Weekends of a middling city centre: more spread out than a Poisson.
BUSY = [12, 19, 7, 15, 22, 9, 14, 30, 11, 17, 8, 21, 13, 16, 25, 10, 18, 12, 9, 27]
# Two and two: less spread out.
EVEN = [5, 6, 5, 4, 5, 5, 6, 4, 5, 5, 5, 5]


def judged(before: list[int], count: int) -> Exceedance:
    found = exceedance(before, count)
    assert found is not None
    return found


def law(found: Exceedance, factor: float = 1) -> "stats.rv_discrete_frozen":
    """The predictive distribution as STATISTICS.md has it, from scipy."""
    mean = found.mean * factor
    if found.phi == 1:
        return stats.poisson(mean)
    spread = found.phi * mean * (1 + 1 / found.n)
    return stats.nbinom(mean**2 / (spread - mean), mean / spread)


@pytest.mark.parametrize("count", [0, 5, 14, 20, 31, 45])
def test_a_spread_out_series_by_scipy(count: int) -> None:
    found = judged(BUSY, count)
    used = BUSY[:-2]
    assert (found.mean, found.n) == (fmean(used), 18)
    assert found.phi == pytest.approx(variance(used) / fmean(used))
    assert found.p == pytest.approx(float(law(found).sf(count - 1)), rel=1e-9)
    assert (found.low, found.high) == tuple(int(law(found).ppf(share)) for share in (0.1, 0.9))


def test_an_even_series_is_a_poisson() -> None:
    found = judged(EVEN, 10)
    assert (found.mean, found.phi) == (5.0, 1.0)
    assert found.p == pytest.approx(0.031828057306204796, abs=1e-12)
    assert (found.low, found.high) == (2, 8)
    assert found.verdict is Verdict.LOOK
    assert judged(EVEN, 9).verdict is Verdict.NOTHING_SEEN
    assert judged(EVEN, 12).verdict is Verdict.UNUSUAL


def test_fewer_than_8_weekends_say_nothing() -> None:
    assert exceedance([5] * 7, 50) is None
    assert judged([5] * 8, 50).n == 6


def test_the_last_2_weekends_are_left_out_and_a_year_before_them_is_used() -> None:
    assert judged([*EVEN[:-2], 90, 90], 10).mean == judged(EVEN, 10).mean
    long = [100] * 30 + [5] * 52 + [7, 7]
    assert (judged(long, 5).n, judged(long, 5).mean) == (52, 5.0)


def test_never_on_fewer_than_5_incidents_in_4_weekends() -> None:
    before = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert judged(before, 4).p < 0.01
    assert judged(before, 4).verdict is Verdict.TOO_FEW
    assert judged(before, 5).verdict is Verdict.UNUSUAL
    assert judged([*before[:-1], 1], 4).verdict is Verdict.UNUSUAL
    assert judged([*before[:-4], 1, 0, 0, 0], 4).verdict is Verdict.TOO_FEW


def test_after_nothing_at_all_a_chance_is_small_but_not_nought() -> None:
    found = judged([0] * 20, 6)
    assert 0 < found.p < 0.01
    assert (found.low, found.high) == (0, 0)
    assert found.verdict is Verdict.UNUSUAL
    assert judged([0] * 20, 0).p == 1


@pytest.mark.parametrize("before", [EVEN, BUSY, [1, 0, 2] * 8])
def test_the_smallest_rise_is_noticed_and_one_less_is_not(before: list[int]) -> None:
    rise = judged(before, 0).smallest_rise
    assert judged(before, rise.count).verdict in {Verdict.LOOK, Verdict.UNUSUAL}
    below = judged(before, rise.count - 1)
    assert below.verdict in {Verdict.NOTHING_SEEN, Verdict.TOO_FEW}
    assert rise.factor == pytest.approx(rise.count / below.mean)


@pytest.mark.parametrize("before", [EVEN, BUSY, [1, 0, 2] * 8])
def test_the_true_rises_are_noticed_so_often(before: list[int]) -> None:
    found = judged(before, 0)
    rise = found.smallest_rise
    for factor, chance in ((rise.even_odds, 0.5), (rise.likely, 0.8)):
        assert float(law(found, factor).sf(rise.count - 1)) == pytest.approx(chance, abs=0.002)
    assert 1 < rise.even_odds < rise.likely


def test_a_doubling_of_five_is_missed_more_often_than_not() -> None:
    """As on real series: five a weekend, spread out somewhat."""
    found = judged([5, 11, 2, 4, 1, 7, 9, 4, 0, 6, 8, 3, 8, 2] * 3, 0)
    assert found.mean == pytest.approx(5, abs=0.2)
    assert found.smallest_rise.even_odds > 2


def test_benjamini_and_hochberg_by_hand() -> None:
    """The fifteen p-values of their own paper (1995, section 3.2), at 5%: the first four."""
    paper = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
    ]  # fmt: skip
    assert benjamini_hochberg(paper, 0.05) == [True] * 4 + [False] * 11
    # In any order; and one that fails its own rank passes where a later one does.
    assert benjamini_hochberg([0.9, 0.09, 0.08], 0.15) == [False, True, True]
    assert benjamini_hochberg([], 0.1) == []


def test_among_many_series_chance_finds_less() -> None:
    quiet = {f"series {number}": (EVEN, 5) for number in range(40)}
    found = many({**quiet, "chance": (EVEN, 10), "rise": (EVEN, 18), "short": (EVEN[:5], 9)})
    assert judged(EVEN, 10).verdict is Verdict.LOOK
    assert found["chance"].verdict is Verdict.NOTHING_SEEN
    assert found["rise"].verdict is Verdict.UNUSUAL
    assert found["chance"].p == judged(EVEN, 10).p
    assert "short" not in found
    assert many({"alone": (EVEN, 10)})["alone"].verdict is Verdict.LOOK
