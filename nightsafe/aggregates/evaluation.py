"""Did it help? A difference in differences of counts, and what figures so small can show (pure).

Events of a weekend are quasi-Poisson: their mean is exp(place + period + place x period) times the
weekend's weight (the share that reported, and its hours), their variance so many times the mean.
The rate ratio is exp(place x period): how the place's rate changed, over how the comparison's did.

With four parameters for four sums the model is saturated, so that its maximum-likelihood estimate
needs no iteration, whatever the weights: each rate is a sum of counts over a sum of weights, and
the variance of a log rate is the dispersion over the sum of counts (McCullagh and Nelder 1989,
Generalized Linear Models, 2nd ed., sections 6.2 and 9.2). A test holds it to statsmodels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, exp, log, sqrt

from nightsafe.aggregates.student import quantile

# Fewer weekends with figures before or after: nothing is said.
FEWEST = 8
LEVEL, POWER = 0.95, 0.8
# The change for which the number of weekends is worked out.
WORTH = 0.25
PARAMETERS = 4


@dataclass(frozen=True)
class Cell:
    """The weekends of one place before or after: their counts, and what each weighs (over 0).

    A weight of 1 is a usual weekend in which everybody reported.
    """

    counts: Sequence[int]
    weights: Sequence[float]

    @cached_property
    def total(self) -> int:
        """All events."""
        return sum(self.counts)

    @cached_property
    def weight(self) -> float:
        """How many usual weekends in which everybody reported they amount to."""
        return sum(self.weights)

    @property
    def rate(self) -> float:
        """Events a weekend, had everybody reported."""
        return self.total / self.weight

    @property
    def pearson(self) -> float:
        """Pearson's chi-square of its weekends."""
        means = [self.rate * weight for weight in self.weights]
        return sum((y - m) ** 2 / m for y, m in zip(self.counts, means, strict=True))


@dataclass(frozen=True)
class Four:
    """The four sums of a difference in differences; each cell has at least one weekend."""

    treated_before: Cell
    treated_after: Cell
    compared_before: Cell
    compared_after: Cell

    @property
    def cells(self) -> tuple[Cell, Cell, Cell, Cell]:
        return self.treated_before, self.treated_after, self.compared_before, self.compared_after

    @property
    def shortest(self) -> int:
        """How many weekends the shorter of before and after has."""
        return min(len(cell.counts) for cell in self.cells)

    @property
    def expected(self) -> float:
        """The rate after, had the place gone the comparison's way: events a weekend."""
        return self.treated_before.rate * self.compared_after.rate / self.compared_before.rate


@dataclass(frozen=True)
class Estimate:
    """The rate ratio with its 95% interval, and what there was to be seen at all.

    `noticeable` is the largest rate ratio under 1 that four of five such comparisons would have
    shown; None where not even a fall to nothing would have been. `weekends` are needed before,
    and as many after, to show a fall by a quarter in four of five.
    """

    ratio: float
    low: float
    high: float
    dispersion: float
    degrees: int
    error: float  # standard error of the log of the ratio
    noticeable: float | None
    weekends: int

    @property
    def fewer(self) -> bool:
        """Whether the whole interval lies under 1."""
        return self.high < 1

    @property
    def more(self) -> bool:
        """Whether the whole interval lies over 1."""
        return self.low > 1


def estimate(four: Four) -> Estimate | None:
    """The estimate; None where one of the sums is 0, as there is no ratio to nothing then.

    The dispersion is Pearson's chi-square over its degrees of freedom, and at least 1. The
    interval is Student's on the log. Raises ValueError where no weekend is left over to judge
    the dispersion by.
    """
    degrees = sum(len(cell.counts) for cell in four.cells) - PARAMETERS
    if degrees < 1:
        raise ValueError("too few weekends for a dispersion")
    if not all(cell.total for cell in four.cells):
        return None
    dispersion = max(1.0, sum(cell.pearson for cell in four.cells) / degrees)
    ratio = four.treated_after.rate / four.expected
    error = sqrt(dispersion * sum(1 / cell.total for cell in four.cells))
    reach = exp(quantile((1 + LEVEL) / 2, degrees) * error)
    return Estimate(
        ratio=ratio,
        low=ratio / reach,
        high=ratio * reach,
        dispersion=dispersion,
        degrees=degrees,
        error=error,
        noticeable=_noticeable(four, dispersion, degrees),
        weekends=_weekends(four, dispersion),
    )


def _reach(degrees: int) -> float:
    """By how many standard errors a change must exceed nothing to be shown so often."""
    return quantile((1 + LEVEL) / 2, degrees) + quantile(POWER, degrees)


def _noticeable(four: Four, dispersion: float, degrees: int) -> float | None:
    """The smallest fall these weekends could have shown, as a rate ratio."""
    others = sum(1 / cell.total for cell in four.cells if cell is not four.treated_after)
    foreseen = four.expected * four.treated_after.weight
    reach = _reach(degrees)

    def shown(ratio: float) -> bool:
        # The further the fall, the fewer events are left to see it by.
        return -log(ratio) >= reach * sqrt(dispersion * (1 / (ratio * foreseen) + others))

    step = next((number for number in range(999, 0, -1) if shown(number / 1000)), None)
    return None if step is None else step / 1000


def _weekends(four: Four, dispersion: float) -> int:
    """How many weekends before, and as many after, would show a fall by `WORTH`."""
    left = 1 - WORTH
    mean = [cell.total / len(cell.counts) for cell in four.cells]
    mean[1] = left * four.expected * four.treated_after.weight / len(four.treated_after.counts)
    each = dispersion * sum(1 / one for one in mean)

    def wanted(degrees: int) -> int:
        return ceil(each * (_reach(degrees) / log(left)) ** 2)

    number = max(FEWEST, wanted(10**6))
    while number < wanted(PARAMETERS * number - PARAMETERS):
        number += 1
    return number
