"""What a quarter's figure was to be expected to be, by the released figures of quarters before it.

The range is a negative binomial's for one more observation from those seen: their mean m, their
dispersion phi = max(1, variance / mean), and the predictive variance phi * m * (1 + 1 / n). It
needs no scipy, for which the first page of a process would wait; a test holds it to scipy's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, floor, lgamma, log, log1p, sqrt
from statistics import fmean, variance

# With fewer quarters before it, nothing is said.
FEWEST = 4
# The middle 80% of what could have come.
LOW, HIGH = 0.1, 0.9
STEP = 10  # the range is rounded outward to this, as every figure is to the nearest


@dataclass(frozen=True)
class Expected:
    """The range in which a figure was to be expected, and on how many quarters that rests."""

    low: int
    high: int
    quarters: int

    def holds(self, figure: int) -> bool:
        """Whether a figure lies in the range."""
        return self.low <= figure <= self.high


def expected(figures: Sequence[int]) -> Expected | None:
    """The range for the figure after some, rounded outward to 10; None for fewer than four."""
    number = len(figures)
    if number < FEWEST:
        return None
    mean = fmean(figures)
    if not mean:
        return Expected(0, STEP, number)
    dispersion = max(1.0, variance(figures) / mean)
    spread = dispersion * mean * (1 + 1 / number)
    low, high = (quantile(share, mean, spread) for share in (LOW, HIGH))
    return Expected(low // STEP * STEP, -(-high // STEP) * STEP, number)


def quantile(share: float, mean: float, spread: float) -> int:
    """The least number that a count is at most with a probability of `share` (0 to 1).

    The count is negative-binomial with this mean and this variance (`spread`, above the mean).
    """
    size = mean * mean / (spread - mean)
    go = mean / (size + mean)
    # So far under the mean that what lies below weighs nothing.
    number = max(0, floor(mean - 12 * sqrt(spread)))
    chance = exp(
        lgamma(number + size)
        - lgamma(size)
        - lgamma(number + 1)
        - size * log1p(mean / size)
        + number * log(go)
    )
    reached = chance
    while reached < share and number < mean + 40 * sqrt(spread) + 40:
        chance *= (number + size) / (number + 1) * go
        number += 1
        reached += chance
    return number
