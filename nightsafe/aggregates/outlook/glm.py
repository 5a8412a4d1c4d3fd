"""A log-linear model of counts, fitted by iteratively reweighted least squares.

McCullagh and Nelder (1989), Generalized Linear Models, 2.5. The fit starts at the counts plus a
tenth and ends when a round changes the deviance by less than 1e-8 of itself, as R's does: where a
group has no incident at all its effect has no estimate, and the rounds alone say where it stops.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ROUNDS = 25
TOLERANCE = 1e-8
# A count whose own row decides its fit has a leverage of 1, but for rounding.
WHOLE = 1 - 1e-14


@dataclass(frozen=True)
class Fit:
    """A fitted model of n counts by k columns.

    `coefficients` (k) are logarithms; `fitted` (n) are means in incidents; `covariance` (k by k)
    is that of a Poisson, to be multiplied by `dispersion` (Pearson's statistic by the degrees of
    freedom; 1 where there are none) for counts more or less spread out; `leverage` (n) is the
    diagonal of the hat matrix.
    """

    coefficients: "Floats"
    fitted: "Floats"
    covariance: "Floats"
    dispersion: float
    leverage: "Floats"
    deviance: float
    rounds: int
    converged: bool


def fit(
    columns: "Floats",
    counts: "Floats",
    weights: "Floats | None" = None,
    offset: "Floats | None" = None,
) -> Fit:
    """Fit counts (n, not negative) by columns (n by k), the constant among them.

    `weights` (n, above 0) say how much each count weighs, `offset` (n) is added to the logarithm
    of each mean. A column that others already tell is given the coefficient of least length.
    Raises ValueError where the lengths do not match or a weight is not above 0.
    """
    import numpy as np  # noqa: PLC0415

    number, width = columns.shape
    prior = np.ones(number) if weights is None else np.asarray(weights, dtype=float)
    shift = np.zeros(number) if offset is None else np.asarray(offset, dtype=float)
    counts = np.asarray(counts, dtype=float)
    if not len(counts) == len(prior) == len(shift) == number or not (prior > 0).all():
        raise ValueError("one count, one offset and one weight above 0 for each row")
    mean = counts + 0.1
    line = np.log(mean)
    deviance = _deviance(counts, mean, prior)
    coefficients = np.zeros(width)
    converged, rounds = False, 0
    working = prior * mean
    while not converged and rounds < ROUNDS:
        rounds += 1
        working = prior * mean
        root = np.sqrt(working)
        target = (line - shift + (counts - mean) / mean) * root
        aim = np.linalg.lstsq(columns * root[:, None], target, rcond=None)[0]
        line, mean, now = _stepped(columns, counts, prior, shift, coefficients, aim, deviance)
        coefficients = aim
        converged = abs(now - deviance) / (abs(now) + 0.1) < TOLERANCE
        deviance = now
    # The weights of the last round and the means after it, as R takes them: where a group is
    # all noughts the two differ in the sixth figure.
    left, singular, right = np.linalg.svd(columns * np.sqrt(working)[:, None], full_matrices=False)
    kept = singular > singular.max(initial=0.0) * max(number, width) * np.finfo(float).eps
    leverage = (left[:, kept] ** 2).sum(axis=1)
    half = right[kept].T / singular[kept]
    free = number - int(kept.sum())
    pearson = float((working * ((counts - mean) / mean) ** 2).sum())
    return Fit(
        coefficients=coefficients,
        fitted=mean,
        covariance=half @ half.T,
        dispersion=pearson / free if free > 0 else 1.0,
        leverage=np.where(leverage > WHOLE, 1.0, leverage),
        deviance=deviance,
        rounds=rounds,
        converged=converged,
    )


def _stepped(
    columns: "Floats",
    counts: "Floats",
    prior: "Floats",
    shift: "Floats",
    at: "Floats",
    aim: "Floats",
    deviance: float,
) -> "tuple[Floats, Floats, float]":
    """The line, means and deviance at `aim`, which is drawn back in place while they overflow."""
    import numpy as np  # noqa: PLC0415

    while True:
        line = columns @ aim + shift
        with np.errstate(all="ignore"):
            mean = np.exp(line)
            now = _deviance(counts, mean, prior)
        if np.isfinite(now) and (mean > 0).all():
            return line, mean, now
        if np.abs(aim - at).max() < TOLERANCE:
            raise ValueError("these counts cannot be fitted")
        aim += (at - aim) / 2


def _deviance(counts: "Floats", mean: "Floats", prior: "Floats") -> float:
    import numpy as np  # noqa: PLC0415

    ratio = np.where(counts > 0, counts, mean) / mean
    return float(2 * (prior * (counts * np.log(ratio) - (counts - mean))).sum())
