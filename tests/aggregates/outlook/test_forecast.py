"""What is expected of a weekend: from the past alone, in one piece, and never on too little."""

import json
from datetime import date, timedelta
from statistics import fmean, variance

import pytest

from nightsafe.aggregates.outlook.forecast import FEW, chosen, forecast
from nightsafe.aggregates.outlook.history import WeekendCounts
from nightsafe.aggregates.outlook.ranges import Ahead, pinball, quantiles
from nightsafe.aggregates.outlook.simple import CELLS, Outlook, simple
from nightsafe.aggregates.outlook.totals import FEWEST, METHODS, WEIGHTS, choices
from nightsafe.nights import BANDS
from tests.aggregates.outlook.weekends import FIRST, made_up, with_totals


def test_fewer_than_8_weekends_say_nothing() -> None:
    assert forecast(made_up(7)) is None
    assert forecast([]) is None
    assert choices([3] * 7) == []
    found = forecast(made_up(8))
    assert found is not None
    assert found.method == "mean"
    assert (found.weekends, found.friday) == (8, FIRST + timedelta(days=56))


def test_a_missing_weekend_is_a_fault() -> None:
    history = made_up(12)
    with pytest.raises(ValueError, match="no weekend follows"):
        forecast([*history[:5], *history[6:]])


def test_the_mean_and_its_range_by_hand() -> None:
    history = made_up(8)
    totals = [weekend.total for weekend in history]
    found = forecast(history)
    assert found is not None
    mean, phi = fmean(totals), max(1.0, variance(totals) / fmean(totals))
    low, high = quantiles((0.1, 0.9), mean, phi * mean * (1 + 1 / 8))
    assert found.mean == pytest.approx(mean)
    assert (found.low, found.high) == (low, high)


def test_a_mean_looks_back_a_year_at_most() -> None:
    # All methods do as well in the end; then it is the mean.
    totals = [90] * 10 + [10] * 120
    last = choices(totals)[-1]
    assert last.method.alpha is None
    assert (last.weekends, last.ahead.mean) == (52, 10.0)


def test_smoothing_follows_a_step_and_the_mean_a_steady_series() -> None:
    step = choices([10] * 40 + [30] * 20)[-1]
    assert step.method.alpha == max(WEIGHTS)
    assert step.ahead.mean == pytest.approx(30, abs=0.5)
    steady = choices([8, 12, 9, 11, 10, 13, 7, 10] * 10)[-1]
    assert steady.ahead.mean == pytest.approx(10, abs=0.7)


def test_smoothing_by_hand() -> None:
    """The level moves by the weight times the error; the spread is the errors' mean square."""
    last = choices([10] * 8 + [20, 16])[-1]
    # After the step the quickest has lost least.
    alpha = last.method.alpha
    assert alpha == max(WEIGHTS)
    first = 10 + alpha * (20 - 10)
    level = first + alpha * (16 - first)
    errors = [0.0] * 8 + [(20 - 10) ** 2 / 10, (16 - first) ** 2 / first]
    assert last.ahead.mean == pytest.approx(level)
    assert last.ahead.variance == pytest.approx(max(1.0, fmean(errors)) * level)
    assert last.weekends == 10


@pytest.mark.parametrize("season", [0, 0.3, 0.6])
def test_the_method_is_the_one_that_lost_least_over_the_last_year(season: float) -> None:
    totals = [weekend.total for weekend in made_up(90, season=season)]
    every = choices(totals)
    for until in (20, 50, 90):
        lost = {method: _lost(method.alpha, totals[:until]) for method in METHODS}
        assert every[until - FEWEST].method == min(lost, key=lost.__getitem__)


def _lost(alpha: float | None, totals: list[int]) -> float:
    """Written out anew: what a method lost over the last 52 weekends."""
    level, errors, lost = fmean(totals[:8]), [], []
    start = level
    errors = [(total - start) ** 2 / start * 8 / 7 for total in totals[:8]]
    for number in range(8, len(totals)):
        if alpha is None:
            used = totals[max(0, number - 52) : number]
            mean = fmean(used)
            spread = max(1.0, variance(used) / mean) * mean * (1 + 1 / len(used))
        else:
            mean = level
            spread = max(1.0, fmean(errors[-52:])) * mean
            errors.append((totals[number] - level) ** 2 / level)
            level += alpha * (totals[number] - level)
        lost.append(pinball(Ahead(mean, spread).quantiles, totals[number]))
    return sum(lost[-52:])


def test_only_the_past_counts() -> None:
    history = made_up(150, season=0.5)
    long, short = simple(history), simple(history[:100])
    assert long[: len(short)] == short


def test_the_cells_are_shares_of_the_total() -> None:
    history = made_up(60)
    found = forecast(history)
    assert found is not None
    assert [(each.night, each.band) for each in found.cells] == list(CELLS)
    assert len(found.cells) == 3 * len(BANDS)
    every = sum(weekend.total for weekend in history)
    for each in found.cells:
        events = sum(weekend.cells.get((each.night, each.band), 0) for weekend in history)
        assert each.mean == pytest.approx(found.mean * events / every)
        assert each.low <= each.mean + 1 and each.high >= each.mean - 1
    # What happens by day is in the total and in no cell.
    assert sum(each.mean for each in found.cells) < found.mean
    assert found.busiest == ("sat", "00-03")


def test_shares_are_those_of_two_years() -> None:
    history = with_totals([5] * 40)
    fridays = [WeekendCounts(each.friday, {("fri", "21-24"): 5}) for each in history]
    later = [
        WeekendCounts(each.friday + timedelta(days=7 * 40 * (1 + turn)), each.cells)
        for turn in range(3)
        for each in history
    ]
    found = forecast([*fridays, *later])
    assert found is not None
    assert found.cell("fri", "21-24").mean == 0
    assert found.cell("sat", "00-03").mean == pytest.approx(found.mean)


def test_rare_things_are_told_as_frequencies() -> None:
    history = made_up(40)
    found = forecast(history)
    assert found is not None
    rare = found.cell("sun", "21-24")
    had = sum(weekend.cells[("sun", "21-24")] > 0 for weekend in history[-10:])
    assert rare.frequency is not None
    assert (rare.frequency.had, rare.frequency.of) == (had, 10)
    assert all((each.frequency is None) == (each.mean >= FEW) for each in found.cells)
    assert found.cell("sat", "00-03").frequency is None
    with pytest.raises(KeyError):
        found.cell("sat", "day")


def test_a_history_of_nothing_has_no_busiest_band() -> None:
    found = forecast(with_totals([0] * 20))
    assert found is not None
    assert (found.low, found.high, found.busiest) == (0, 0, None)
    assert all(each.frequency and each.frequency.had == 0 for each in found.cells)


def test_it_can_be_kept_as_json() -> None:
    found = forecast(made_up(30))
    assert found is not None
    kept = found.as_json()
    assert json.loads(json.dumps(kept)) == kept
    assert kept["friday"] == found.friday.isoformat()
    assert kept["busiest"] == ["sat", "00-03"]
    assert len(kept["cells"]) == 12
    assert (kept["low"], kept["high"], kept["method"]) == (found.low, found.high, found.method)


def outlook(method: str, mean: float) -> Outlook:
    return Outlook(method, None, 10, Ahead(mean, mean), {})


def test_the_seasonal_model_has_to_do_better_over_a_whole_year_first() -> None:
    totals = [20] * 160
    plain = [outlook("mean", 10)] * (161 - FEWEST)
    good = [outlook("seasonal", 20)] * (161 - 52)
    found = chosen(plain, good, totals)
    names = [each.method for each in found]
    # Two years of history: 52 to learn from, 52 foretold better.
    assert names == ["mean"] * (104 - FEWEST) + ["seasonal"] * (161 - 104)
    worse = [outlook("seasonal", 5)] * (161 - 52)
    assert {each.method for each in chosen(plain, worse, totals)} == {"mean"}
    same = [outlook("seasonal", 10)] * (161 - 52)
    assert {each.method for each in chosen(plain, same, totals)} == {"mean"}
    assert chosen(plain, [], totals) == plain


def test_what_it_did_lately_counts_not_what_it_did_once() -> None:
    totals = [20] * 110 + [10] * 50
    plain = [outlook("mean", 10)] * (161 - FEWEST)
    model = [outlook("seasonal", 20)] * (161 - 52)
    names = [each.method for each in chosen(plain, model, totals)]
    assert "seasonal" in names
    assert names[-1] == "mean"
    # Answers of the last year alone lead to the same choice for the weekend to come.
    assert chosen(plain, model[-53:], totals)[-1] == chosen(plain, model, totals)[-1]


def test_a_date_is_the_next_friday() -> None:
    found = forecast(made_up(10))
    assert found is not None
    assert found.friday == date(2020, 3, 13)
