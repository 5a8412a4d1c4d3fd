"""The Farrington method is held to the figures of R's package `surveillance`, every row of them.

`reference/` holds two series of that package and what its `farringtonFlexible` (1.20.3) says of
them; index.json lists the settings. Its column `score` is not compared: it mixes two scales.
"""

import csv
import json
from pathlib import Path

import pytest

from nightsafe.aggregates.outlook.farrington import (
    ALPHA,
    ENOUGH,
    HALF_WINDOW,
    HISTORY,
    LEFT_OUT,
    OUTLYING,
    SEASONS,
    WITHIN,
    YEARS,
    farrington,
    seasons,
)

REFERENCE = Path(__file__).parent / "reference"
INDEX = json.loads((REFERENCE / "index.json").read_text(encoding="utf-8"))["results"]
NEAR = 1e-6


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def observed(dataset: str) -> list[int]:
    return [int(row["observed"]) for row in rows(f"{dataset}__series.csv")]


def number(text: str) -> float | None:
    return None if text == "NA" else float(text)


@pytest.mark.parametrize("result", INDEX, ids=[each["dataset"] for each in INDEX])
def test_every_row_is_what_r_says(result: dict[str, object]) -> None:
    counts, table = observed(str(result["dataset"])), rows(str(result["file"]))
    alarms = 0
    for row in table:
        found = farrington(counts, int(row["index"]) - 1)
        assert found is not None
        where = row["index"]
        assert found.observed == int(row["observed"]), where
        assert found.alarm == (row["alarm"] == "1"), where
        assert found.trend == (row["trend"] == "1"), where
        for name, value in (
            ("expected", found.expected),
            ("upperbound", found.upper),
            ("pvalue", found.p),
            ("mu0", found.mu0),
            ("phi", found.phi),
        ):
            wanted = number(row[name])
            assert (value is None) == (wanted is None), (where, name)
            if value is not None and wanted is not None:
                assert abs(value - wanted) < NEAR, (where, name)
        alarms += found.alarm
    assert alarms == result["n_alarms"]
    assert len(table) > 40


@pytest.mark.parametrize("result", INDEX, ids=[each["dataset"] for each in INDEX])
def test_the_settings_are_those_of_the_reference(result: dict[str, dict[str, object]]) -> None:
    control = result["control"]
    assert (control["b"], control["w"], control["noPeriods"]) == (YEARS, HALF_WINDOW, SEASONS)
    assert control["pastWeeksNotIncluded"] == LEFT_OUT
    assert (control["weightsThreshold"], control["alpha"]) == (OUTLYING, ALPHA)
    assert control["limit54"] == [ENOUGH, WITHIN]
    assert (control["thresholdMethod"], control["pThresholdTrend"]) == ("nbPlugin", 1)


def test_under_three_full_years_nothing_is_said() -> None:
    counts = [5] * (HISTORY + 1)
    assert farrington(counts, HISTORY - 1) is None
    found = farrington(counts, HISTORY)
    assert found is not None
    assert found.mu0 == pytest.approx(5)
    assert (found.phi, found.upper, found.alarm) == (1.0, 11, False)


def test_what_came_after_is_not_looked_at() -> None:
    counts = observed("k1")
    at = 180
    assert farrington(counts, at) == farrington([*counts[: at + 1], 999, 999], at)
    assert farrington(counts[: at + 1], at) == farrington(counts, at)


def test_the_last_half_year_is_left_out() -> None:
    counts = observed("salmonella.agona")
    at = 200
    changed = list(counts)
    changed[at - LEFT_OUT] += 50
    assert farrington(changed, at) == farrington(counts, at)
    changed[at - LEFT_OUT - 1] += 50
    assert farrington(changed, at) != farrington(counts, at)


def test_the_windows_stand_a_year_apart_and_the_seasons_share_the_rest() -> None:
    at = 200
    used = seasons(at)
    windows = [index for index, season in used if season == 0]
    assert windows == [at - 52 * years + off for years in (3, 2, 1) for off in range(-3, 4)]
    assert [index for index, _ in used] == list(range(at - 159, at - 26))
    first_year = [season for _, season in used[:52]]
    assert [first_year.count(season) for season in range(10)] == [7, *[5] * 9]


def test_a_season_without_any_incident_is_no_fault() -> None:
    counts = [0 if number % 52 in range(14, 24) else 4 for number in range(220)]
    found = farrington(counts, 218)
    assert found is not None
    assert found.mu0 == pytest.approx(4, rel=1e-6)


def test_nothing_at_all_is_no_fault_either() -> None:
    found = farrington([0] * 200, 199)
    assert found is None or not found.alarm
