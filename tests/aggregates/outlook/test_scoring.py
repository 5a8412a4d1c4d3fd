"""The score is what one would find by foretelling each weekend with the forecast itself."""

from statistics import fmean

import pytest

from nightsafe.aggregates.outlook.forecast import forecast
from nightsafe.aggregates.outlook.ranges import pinball
from nightsafe.aggregates.outlook.scoring import (
    FORECAST,
    LAST,
    LAST_RANGE,
    SEASONAL,
    SIMPLE,
    YEAR_AGO,
    YEAR_AGO_RANGE,
    Score,
    about,
    score,
)
from nightsafe.aggregates.outlook.simple import CELLS, simple
from tests.aggregates.outlook.weekends import made_up, with_totals


def scored(found: Score | None) -> Score:
    assert found is not None
    return found


def test_under_9_weekends_there_is_nothing_to_score() -> None:
    assert score(made_up(8)) is None
    found = scored(score(made_up(9)))
    assert found.weekends == 1
    assert [line.method for line in found.totals] == [FORECAST, SIMPLE, LAST, LAST_RANGE]
    assert found.total(YEAR_AGO) is None


def test_the_score_is_that_of_the_forecast_itself() -> None:
    """Each weekend foretold anew from what came before it: through the change of method too."""
    history = made_up(118, mean=25, season=0.8)
    found = scored(score(history))
    assert found.used["seasonal"] > 0
    names, inside, cells = [], [], []
    for number in range(8, len(history)):
        one = forecast(history[:number])
        assert one is not None
        names.append(one.method)
        actual = history[number].total
        inside.append(one.low <= actual <= one.high)
        for each in one.cells:
            count = history[number].cells.get((each.night, each.band), 0)
            cells.append(each.low <= count <= each.high)
    line, cell = found.total(FORECAST), found.cell(FORECAST)
    assert line and cell
    assert line.coverage == pytest.approx(fmean(inside))
    assert cell.coverage == pytest.approx(fmean(cells))
    assert dict(found.used) == {name: names.count(name) for name in names}
    assert found.seasonal_now
    assert (line.weekends, cell.weekends, line.gain) == (110, 110, 0)


def test_losses_by_hand() -> None:
    totals = [10, 12, 9, 14, 8, 11, 13, 10, 12, 7, 15, 11]
    found = scored(score(with_totals(totals)))
    last, ours = found.total(LAST), found.total(FORECAST)
    assert last and ours
    # The average of 0.1, 0.5 and 0.9 is a half: half the distance on either side.
    assert last.loss == pytest.approx(fmean([2, 5, 8, 4]) / 2)
    assert last.coverage == 0
    assert last.gain == pytest.approx(1 - ours.loss / last.loss)


def test_the_loss_is_that_of_each_weekend_foretold_anew() -> None:
    history = made_up(70, season=0.4)
    found = scored(score(history))
    totals, cells = [], []
    for number in range(8, 70):
        one = simple(history[:number])[-1]
        totals.append(pinball(one.total.quantiles, history[number].total))
        for cell in CELLS:
            count = history[number].cells.get(cell, 0)
            cells.append(pinball(one.cells[cell].quantiles, count))
    ours, each = found.total(FORECAST), found.cell(FORECAST)
    assert ours and each
    assert ours.loss == pytest.approx(fmean(totals))
    assert each.loss == pytest.approx(fmean(cells))


def test_the_range_about_last_weekend_is_fair() -> None:
    counts = [4, 9, 4, 16]
    ahead = about(counts, 4, 1)
    phi = fmean([(9 - 4) ** 2 / 4, (4 - 9) ** 2 / 9, (16 - 4) ** 2 / 4])
    assert ahead.mean == 16
    assert ahead.variance == pytest.approx(phi * 16)
    assert about([5, 5, 5], 3, 1).variance == 5
    assert about([3, 0], 2, 1).mean == 0.5
    history = made_up(80)
    found = scored(score(history))
    point, ranged = found.total(LAST), found.total(LAST_RANGE)
    assert point and ranged
    assert ranged.loss < point.loss
    assert ranged.coverage > 0.7


def test_same_week_last_year_is_judged_on_its_own_weekends() -> None:
    found = scored(score(made_up(70)))
    for name in (YEAR_AGO, YEAR_AGO_RANGE):
        line = found.total(name)
        assert line is not None
        assert line.weekends == 70 - 52
    assert found.total(SEASONAL) is None
    # Of a forecast's gain, only the weekends that both foretold count.
    line = found.total(YEAR_AGO)
    assert line and line.gain is not None
    assert line.gain > 0


def test_a_steady_town_is_foretold_better_than_by_its_last_weekend() -> None:
    found = scored(score(made_up(100, mean=12)))
    for line in (found.total(LAST_RANGE), found.cell(LAST_RANGE)):
        assert line is not None
        assert line.gain is not None
        assert line.gain > 0.15
    ours, cells = found.total(FORECAST), found.cell(FORECAST)
    assert ours and cells
    assert 0.75 < ours.coverage < 0.95
    assert cells.coverage > 0.75


def test_a_method_that_lost_nothing_has_no_gain_over_it() -> None:
    found = scored(score(with_totals([0] * 20)))
    line = found.total(LAST)
    assert line is not None
    assert (line.loss, line.gain) == (0, None)
