"""Was one weekend's count unusually high beside the weekends before it?

The mean m of n weekends, their dispersion phi = max(1, variance / mean), the predictive variance
phi * m * (1 + 1 / n), and the upper tail of the negative binomial that has them; of the Poisson
where phi is 1.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import fmean, variance
from typing import TypeVar

from nightsafe.aggregates.outlook.ranges import HIGH, LOW, quantiles, tail

Key = TypeVar("Key", bound=Hashable)

FEWEST = 8  # weekends of history, under which nothing is said
LEFT_OUT = 2  # the last weekends: what began in them must not hide its own rise
MOST = 52  # weekends that are looked back on

LOOK, UNUSUAL = 0.05, 0.01
# Never on fewer incidents than this, in so many weekends that end with the one judged.
ENOUGH, WITHIN = 5, 4
FALSE_SHARE = 0.1  # of what is noticed among many series, so much may be chance


class Verdict(StrEnum):
    """What the figures can bear; NOTHING_SEEN never means that nothing changed."""

    UNUSUAL = "unusual"
    LOOK = "worth a look"
    NOTHING_SEEN = "no change that figures this small could show"
    TOO_FEW = "too few"


@dataclass(frozen=True)
class SmallestRise:
    """The least that would have been noticed, at 5%.

    `count` is that many incidents and `factor` their multiple of the mean. A true rise to
    `even_odds` times the mean would have been noticed in half of all weekends, one to `likely`
    times in four of five.
    """

    count: int
    factor: float
    even_odds: float
    likely: float


@dataclass(frozen=True)
class Exceedance:
    """One weekend beside `n` before it; [low, high] is the range expected with 80%."""

    mean: float
    phi: float
    n: int
    p: float
    low: int
    high: int
    smallest_rise: SmallestRise
    verdict: Verdict


def exceedance(before: Sequence[int], count: int) -> Exceedance | None:
    """How a weekend's count stands beside those `before` it, the oldest first.

    Incidents a weekend. The last 2 are left out, and the 52 before them are used, or all there
    are; None where fewer than 8 came before.
    """
    if len(before) < FEWEST:
        return None
    used = before[: len(before) - LEFT_OUT][-MOST:]
    number = len(used)
    # None in n weekends is an estimate too: half an incident in them, for a chance is never 0.
    mean = fmean(used) or 0.5 / number
    phi = max(1.0, variance(used) / mean)
    spread = _spread(mean, phi, number)
    p = tail(count, mean, spread)
    low, high = quantiles((LOW, HIGH), mean, spread)
    lately = sum(before[-(WITHIN - 1) :])
    rise = _smallest_rise(mean, phi, number, ENOUGH - lately)
    verdict = _verdict(p) if lately + count >= ENOUGH else Verdict.TOO_FEW
    return Exceedance(mean, phi, number, p, low, high, rise, verdict)


def many(series: Mapping[Key, tuple[Sequence[int], int]]) -> dict[Key, Exceedance]:
    """The same for many series at once, each given as what came before and the count judged.

    A verdict stands only where the series is also among those that Benjamini and Hochberg's
    procedure picks at 10%. Every series counts in it, those with too few incidents as well: to
    leave them out by the count that is judged would bend the others. Series with too short a
    history are not in the answer.
    """
    judged = {
        key: found
        for key, (before, count) in series.items()
        if (found := exceedance(before, count)) is not None
    }
    picked = benjamini_hochberg([one.p for one in judged.values()], FALSE_SHARE)
    return {
        key: one
        if pick or one.verdict is Verdict.TOO_FEW
        else replace(one, verdict=Verdict.NOTHING_SEEN)
        for (key, one), pick in zip(judged.items(), picked, strict=True)
    }


def benjamini_hochberg(chances: Sequence[float], share: float) -> list[bool]:
    """Which p-values are picked when a `share` of those picked may be false, in their order.

    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57:289.
    """
    number = len(chances)
    passing = [
        chance for rank, chance in enumerate(sorted(chances), 1) if chance <= share * rank / number
    ]
    limit = max(passing, default=-1.0)
    return [chance <= limit for chance in chances]


def _spread(mean: float, phi: float, number: int) -> float:
    """The predictive variance; a Poisson's where nothing speaks for more."""
    return phi * mean * (1 + 1 / number) if phi > 1 else mean


def _verdict(p: float) -> Verdict:
    if p <= UNUSUAL:
        return Verdict.UNUSUAL
    return Verdict.LOOK if p <= LOOK else Verdict.NOTHING_SEEN


def _smallest_rise(mean: float, phi: float, number: int, needed: int) -> SmallestRise:
    (middle,) = quantiles((1 - LOOK,), mean, _spread(mean, phi, number))
    # P(X >= q + 1) is at most 5% for the 95% quantile q, and by definition for none below it.
    count = max(middle + 1, needed)

    def noticed(factor: float) -> float:
        """The probability that a weekend with so many times the mean is noticed."""
        return tail(count, factor * mean, _spread(factor * mean, phi, number))

    return SmallestRise(count, count / mean, _least(noticed, 0.5), _least(noticed, 0.8))


def _least(noticed: Callable[[float], float], wanted: float) -> float:
    """The least factor, from 1 up, that is noticed with the wanted probability; to a thousandth."""
    low, high = 1.0, 2.0
    while noticed(high) < wanted:
        low, high = high, 2 * high
    while high - low > 0.0005 * high:
        between = (low + high) / 2
        low, high = (between, high) if noticed(between) < wanted else (low, between)
    return high
