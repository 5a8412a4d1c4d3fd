"""Which counts are likely, and how likely one as high as this is, by a mean and a variance.

A count is negative-binomial with that mean and variance, or a Poisson where the variance is not
above the mean. It needs no scipy, for which the first page of a process would wait; tests hold
it to scipy's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, floor, inf, lgamma, log, log1p, sqrt

# The middle 80% of what could come, and its middle.
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
SHARES = (LOW, MIDDLE, HIGH)
# So many standard deviations from the mean, what lies beyond weighs nothing.
FAR_BELOW, FAR_ABOVE = 12, 40
NOTHING = 1e-18


@dataclass(frozen=True)
class Ahead:
    """What is expected of one count: its mean and its variance, both in incidents."""

    mean: float
    variance: float

    @property
    def quantiles(self) -> tuple[int, int, int]:
        """Its 10%, 50% and 90% quantiles."""
        low, middle, high = quantiles(SHARES, self.mean, self.variance)
        return low, middle, high


def quantile(share: float, mean: float, variance: float) -> int:
    """The least number that a count is at most with a probability of `share` (0 to 1)."""
    return quantiles((share,), mean, variance)[0]


def quantiles(shares: Sequence[float], mean: float, variance: float) -> tuple[int, ...]:
    """The same for several shares in rising order, in one pass."""
    if mean <= 0:
        return (0,) * len(shares)
    found: list[int] = []
    reached = 0.0
    # So far up that only rounding is left of the last share.
    end = mean + FAR_ABOVE * sqrt(max(mean, variance)) + FAR_ABOVE
    for number, chance in _chances(_start(mean, variance), mean, variance):
        reached += chance
        while len(found) < len(shares) and (reached >= shares[len(found)] or number >= end):
            found.append(number)
        if len(found) == len(shares):
            break
    return tuple(found)


def tail(count: int, mean: float, variance: float) -> float:
    """The probability of a count as high as this or higher."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    start = _start(mean, variance)
    if count <= mean:
        below = 0.0
        for number, chance in _chances(start, mean, variance):
            if number >= count:
                break
            below += chance
        return max(0.0, 1 - below)
    # Added up from the count on, so that a tail far smaller than rounding keeps its figures.
    above = 0.0
    for number, chance in _chances(count, mean, variance):
        above += chance
        # A geometric tail is at most so heavy that its rest is what the step still loses.
        if chance <= NOTHING * above * min(1.0, mean / variance) or number > count + 1_000_000:
            break
    return min(1.0, above)


def pinball(forecast: Sequence[float], count: float, shares: Sequence[float] = SHARES) -> float:
    """The pinball loss of quantiles that were forecast, averaged over them; 0 is perfect.

    Koenker and Bassett (1978), Econometrica 46:33. In incidents, so that small is good.
    """
    losses = (
        share * (count - each) if count >= each else (1 - share) * (each - count)
        for share, each in zip(shares, forecast, strict=True)
    )
    return sum(losses) / len(shares)


def _start(mean: float, variance: float) -> int:
    return max(0, floor(mean - FAR_BELOW * sqrt(max(mean, variance))))


def _chances(first: int, mean: float, variance: float) -> Iterator[tuple[int, float]]:
    """Numbers from `first` upwards without end, each with its probability."""
    size = mean * mean / (variance - mean) if variance > mean * (1 + 1e-12) else inf
    if size == inf:
        chance = exp(first * log(mean) - mean - lgamma(first + 1))
    else:
        chance = exp(
            lgamma(first + size)
            - lgamma(size)
            - lgamma(first + 1)
            - size * log1p(mean / size)
            + first * log(mean / (size + mean))
        )
    number = first
    while True:
        yield number, chance
        if size == inf:
            chance *= mean / (number + 1)
        else:
            chance *= (number + size) / (number + 1) * mean / (size + mean)
        number += 1
