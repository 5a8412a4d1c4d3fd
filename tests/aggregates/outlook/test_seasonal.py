"""The model by season learns what it is shown, and looks at the past alone."""

from datetime import date, timedelta

import numpy as np
import pytest
import statsmodels.api as sm

from nightsafe.aggregates.outlook.forecast import forecast
from nightsafe.aggregates.outlook.history import WeekendCounts
from nightsafe.aggregates.outlook.seasonal import FIRST_FIT, REFIT, Covariates, seasonal
from nightsafe.aggregates.outlook.simple import CELLS
from tests.aggregates.outlook.weekends import FIRST, SHARES, made_up

STRONG = made_up(160, mean=30, season=0.7)


def test_it_says_nothing_before_a_whole_year() -> None:
    assert seasonal(STRONG[: FIRST_FIT - 1], {}) == []
    assert len(seasonal(STRONG[:FIRST_FIT], {})) == 1


def test_a_season_is_foretold_and_used() -> None:
    found = forecast(STRONG)
    assert found is not None
    assert found.method == "seasonal"
    assert found.weekends == 156
    # Weekend 160 is the end of January: 30 * (1 + 0.7 * cos) is about 49.
    assert found.mean == pytest.approx(49, rel=0.12)
    assert found.busiest == ("sat", "00-03")
    cells = sum(each.mean for each in found.cells)
    assert cells / found.mean == pytest.approx(19 / 21, abs=0.03)


def test_a_flat_series_keeps_the_simple_method() -> None:
    flat = [
        WeekendCounts(FIRST + timedelta(days=7 * each), {("sat", "00-03"): 9 + each % 3})
        for each in range(130)
    ]
    found = forecast(flat)
    assert found is not None
    assert found.method != "seasonal"


def test_the_means_are_those_of_statsmodels() -> None:
    used = STRONG[:104]
    last = seasonal(used, {}, first=104)[-1]
    assert last is not None
    cells = [cell for cell in [*CELLS, ("sat", "day")] if cell in SHARES]

    def row(friday: date, cell: tuple[str, str]) -> list[float]:
        angle = 2 * np.pi * friday.toordinal() / 365.25
        turns = [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)]
        return [*(cell == each for each in cells), *turns, (friday - FIRST).days / 365.25]

    columns = np.array([row(each.friday, cell) for each in used for cell in cells], dtype=float)
    counts = np.array([each.cells[cell] for each in used for cell in cells])
    model = sm.GLM(counts, columns, family=sm.families.Poisson()).fit(tol=1e-12)
    friday = used[-1].friday + timedelta(days=7)
    means = model.predict(np.array([row(friday, cell) for cell in cells], dtype=float))
    assert last.total.mean == pytest.approx(means.sum(), rel=1e-6)
    for cell, mean in zip(cells, means, strict=True):
        if cell in last.cells:
            assert last.cells[cell].mean == pytest.approx(mean, rel=1e-6)
    assert last.total.variance > last.total.mean


def test_only_the_past_counts_and_where_one_begins_changes_nothing() -> None:
    whole = seasonal(STRONG[:90], {})
    assert seasonal(STRONG[:75], {}) == whole[: 75 - FIRST_FIT + 1]
    for first in (70, 70 + 1, 70 + REFIT):
        assert seasonal(STRONG[:90], {}, first) == whole[first - FIRST_FIT :]


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    seasonal(STRONG[:60], {}, step=lambda done, of: told.append((done, of)))
    assert told == [(each, 9) for each in range(1, 10)]


def test_an_event_is_learnt_and_expected_again() -> None:
    """Every fifth weekend a match doubles what happens, and the next one is known."""
    history, known = [], {}
    for number, each in enumerate(made_up(110, mean=20)):
        match = number % 5 == 0
        if match:
            known[each.friday + timedelta(days=1)] = Covariates(crowd=20_000)
        cells = {cell: count * (2 if match and cell[0] == "sat" else 1)
                 for cell, count in each.cells.items()}  # fmt: skip
        history.append(WeekendCounts(each.friday, cells))
    coming = history[-1].friday + timedelta(days=8)
    with_match = seasonal(history, {**known, coming: Covariates(crowd=20_000)}, first=110)[-1]
    without = seasonal(history, known, first=110)[-1]
    assert with_match and without
    ratio = with_match.cells["sat", "00-03"].mean / without.cells["sat", "00-03"].mean
    assert ratio == pytest.approx(2, rel=0.15)
    friday = with_match.cells["fri", "00-03"].mean / without.cells["fri", "00-03"].mean
    assert friday == pytest.approx(1)


def test_what_was_hardly_ever_there_is_not_learnt() -> None:
    history = made_up(80)
    once = {history[40].friday: Covariates(bank_holiday=True)}
    coming = {history[-1].friday + timedelta(days=7): Covariates(bank_holiday=True)}
    assert seasonal(history, once | coming, first=80) == seasonal(history, {}, first=80)
    always = {
        each.friday + timedelta(days=day): Covariates(term=True)
        for each in history
        for day in range(10)
    }
    assert seasonal(history, always, first=80) == seasonal(history, {}, first=80)


def test_a_history_of_nothing_has_no_model() -> None:
    empty = [WeekendCounts(FIRST + timedelta(days=7 * each), {}) for each in range(120)]
    assert set(seasonal(empty, {})) == {None}
    found = forecast(empty)
    assert found is not None
    assert found.method == "mean"
