"""The model of counts is held to statsmodels'."""

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray

from nightsafe.aggregates.outlook.glm import fit

Floats = NDArray[np.float64]


def data() -> tuple[Floats, Floats, Floats, Floats]:
    """Columns, counts, weights and offset of 80 weekends, always the same."""
    chance = np.random.default_rng(7)
    time = np.arange(80.0)
    angle = 2 * np.pi * time / 52
    columns = np.column_stack([np.ones(80), time / 52, np.sin(angle), np.cos(angle)])
    offset = np.log(chance.uniform(0.5, 2, 80))
    mean = np.exp(columns @ np.array([1.2, 0.3, 0.4, -0.2]) + offset)
    counts = chance.negative_binomial(3, 3 / (3 + mean)).astype(float)
    return columns, counts, chance.uniform(0.2, 2, 80), offset


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("moved", [False, True])
def test_the_fit_is_that_of_statsmodels(weighted: bool, moved: bool) -> None:
    columns, counts, weights, offset = data()
    found = fit(columns, counts, weights if weighted else None, offset if moved else None)
    theirs = sm.GLM(
        counts,
        columns,
        family=sm.families.Poisson(),
        var_weights=weights if weighted else None,
        offset=offset if moved else None,
    ).fit(tol=1e-14, scale="X2")
    assert found.converged
    assert found.coefficients == pytest.approx(theirs.params, abs=1e-7)
    assert found.fitted == pytest.approx(theirs.fittedvalues, rel=1e-7)
    assert found.dispersion == pytest.approx(theirs.scale, rel=1e-5)
    assert found.covariance * found.dispersion == pytest.approx(theirs.cov_params(), rel=1e-4)
    assert found.deviance == pytest.approx(theirs.deviance, rel=1e-7)
    hat = theirs.get_hat_matrix_diag()
    # Theirs divides by the dispersion, which is none of the hat matrix's business.
    assert found.leverage.sum() == pytest.approx(columns.shape[1])
    assert found.leverage / found.leverage.sum() == pytest.approx(hat / hat.sum(), rel=1e-4)


def test_a_mean_is_a_mean() -> None:
    found = fit(np.ones((4, 1)), np.array([1.0, 2, 3, 6]))
    assert np.exp(found.coefficients[0]) == pytest.approx(3)
    assert found.dispersion == pytest.approx(((4 + 1 + 0 + 9) / 3) / 3)
    assert found.covariance[0, 0] == pytest.approx(1 / 12)


def test_a_column_told_twice_changes_no_mean() -> None:
    columns, counts, _, _ = data()
    twice = fit(np.column_stack([columns, columns[:, 1] * 2]), counts)
    once = fit(columns, counts)
    assert twice.fitted == pytest.approx(once.fitted, rel=1e-7)
    assert twice.dispersion == pytest.approx(once.dispersion, rel=1e-6)


def test_a_group_without_incidents_has_a_mean_of_next_to_nothing() -> None:
    columns = np.column_stack([np.ones(10), np.arange(10) < 5]).astype(float)
    found = fit(columns, np.where(np.arange(10) < 5, 0.0, 4.0))
    assert found.fitted[:5].max() < 1e-6
    assert found.fitted[5:] == pytest.approx(4.0)


def test_lengths_and_weights_are_checked() -> None:
    columns, counts, weights, _ = data()
    with pytest.raises(ValueError):
        fit(columns, counts[1:])
    with pytest.raises(ValueError):
        fit(columns, counts, weights - weights.min())
