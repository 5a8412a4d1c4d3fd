"""Was one weekend unusually high by the same season of the three years before it?

The Farrington flexible method: Noufaily et al. (2013), Statistics in Medicine 32:1206, in the one
variant that STATISTICS.md names (a plug-in negative binomial, 3 years, 3 weekends on either side,
10 seasons, the last 26 weekends left out). It is held to the figures of the R package
`surveillance` 1.20.3. The power 2/3 of the older method has no part in a plug-in threshold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite
from typing import TYPE_CHECKING

from nightsafe.aggregates.outlook.glm import Fit, fit
from nightsafe.aggregates.outlook.ranges import quantile, tail

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

YEAR = 52  # weekends
YEARS, HALF_WINDOW = 3, 3  # b and w
SEASONS = 10
LEFT_OUT = 26
ALPHA = 0.01
# Residuals above this weigh less: past outbreaks must not raise the bound.
OUTLYING = 2.58
# No bound on fewer incidents than this, in so many weekends that end with the one judged.
ENOUGH, WITHIN = 5, 4
# The window around the same weekend three years ago must be whole.
HISTORY = YEARS * YEAR + HALF_WINDOW


@dataclass(frozen=True)
class Judged:
    """One weekend: incidents, what was expected of them, and the bound an alarm lies above.

    `expected` and `upper` are None where there are too few incidents for an alarm; `mu0` is what
    the model expects all the same, `phi` its dispersion (1 or more), `p` the probability of a
    count as high as this or higher, `trend` whether the model has one.
    """

    observed: int
    expected: float | None
    upper: int | None
    alarm: bool
    p: float
    mu0: float
    phi: float
    trend: bool


@dataclass(frozen=True)
class _Model:
    mu0: float
    phi: float
    trend: bool
    converged: bool


def farrington(counts: Sequence[int], at: int) -> Judged | None:
    """Judge the count at index `at` (from 0) of weekends in a row, the oldest first.

    Counts after it are not looked at. None where under three full years and the three weekends
    around the first of them came before, or where no model of them can be fitted.
    """
    if at < HISTORY:
        return None
    model = _model(counts, at)
    if model is None:
        return None
    observed, variance = counts[at], model.phi * model.mu0
    upper = quantile(1 - ALPHA, model.mu0, variance)
    enough = sum(counts[at - WITHIN + 1 : at + 1]) >= ENOUGH
    return Judged(
        observed=observed,
        expected=model.mu0 if enough else None,
        upper=upper if enough else None,
        alarm=enough and observed > upper,
        p=tail(observed, model.mu0, variance),
        mu0=model.mu0,
        phi=model.phi,
        trend=model.trend,
    )


def seasons(at: int) -> list[tuple[int, int]]:
    """The weekends that are looked back on from index `at`: each one's index and season.

    Season 0 is the window of 7 around the same weekend of a year; 1 to 9 share what lies between
    two windows, the first of them a weekend longer where it does not go even.
    """
    between = YEAR - 2 * HALF_WINDOW - 1
    length, rest = divmod(between, SEASONS - 1)
    lengths = [2 * HALF_WINDOW + 1]
    lengths += [length + (number < rest) for number in range(SEASONS - 1)]
    year = [season for season, weekends in enumerate(lengths) for _ in range(weekends)]
    first = at - HISTORY
    return [(index, year[(index - first) % YEAR]) for index in range(first, at - LEFT_OUT)]


def _model(counts: Sequence[int], at: int) -> _Model | None:
    """With a trend where that foretells no more than has been seen, else without."""
    used = seasons(at)
    with_trend = _fitted(counts, at, used, trend=True)
    if with_trend.converged and with_trend.mu0 <= max(counts[index] for index, _ in used):
        return with_trend
    without = _fitted(counts, at, used, trend=False)
    return without if without.converged else None


def _fitted(counts: Sequence[int], at: int, used: list[tuple[int, int]], *, trend: bool) -> _Model:
    import numpy as np  # noqa: PLC0415

    response = np.array([counts[index] for index, _ in used], dtype=float)
    columns = np.zeros((len(used), SEASONS + trend))
    # The season judged is the constant, so that the model's constant is what is foretold.
    columns[:, 0] = 1
    for row, (index, season) in enumerate(used):
        if season:
            columns[row, season] = 1
        if trend:
            columns[row, -1] = index - at
    try:
        first = fit(columns, response)
        phi = max(first.dispersion, 1.0)
        second = fit(columns, response, _weights(response, first, phi))
    except ValueError:
        return _Model(0.0, 1.0, trend, converged=False)
    mu0 = exp(min(float(second.coefficients[0]), 700.0))
    converged = first.converged and isfinite(mu0)
    return _Model(mu0, max(second.dispersion, 1.0), trend, converged)


def _weights(counts: "Floats", model: Fit, phi: float) -> "Floats":
    """Weights that sum to their number; past outbreaks by their Anscombe residual weigh less."""
    import numpy as np  # noqa: PLC0415

    raw = 1.5 * (counts ** (2 / 3) * model.fitted ** (-1 / 6) - model.fitted**0.5)
    # A count that alone decides its fit has no residual, and keeps its weight.
    with np.errstate(divide="ignore", invalid="ignore"):
        residuals = np.nan_to_num(raw / np.sqrt(phi * (1 - model.leverage)), posinf=0.0)
    weights: Floats = np.where(residuals > OUTLYING, residuals, 1.0) ** -2.0
    weights *= len(weights) / weights.sum()
    return weights
