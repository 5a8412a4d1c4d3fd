"""What to expect of a weekend's total by two simple methods, and which of them did better lately.

The mean of the last 26 to 52 weekends, or simple exponential smoothing (Hyndman and Athanasopoulos,
Forecasting: Principles and Practice, 8.1) with a weight from a small grid. All are run side by side
over the history, each weekend foretold from those before it alone; the one whose ranges lost least
over the last of them is used for the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, variance

from nightsafe.aggregates.outlook.ranges import Ahead, pinball

FEWEST = 8  # weekends of history, under which nothing is foretold
MOST = 52  # weekends of which a mean is taken, over which a spread and a choice are found
WEIGHTS = (0.05, 0.1, 0.2, 0.3)  # of the newest weekend in smoothing


@dataclass(frozen=True)
class Method:
    """The mean of the last weekends, or smoothing with the weight `alpha`."""

    alpha: float | None = None

    @property
    def name(self) -> str:
        return "mean" if self.alpha is None else "smoothing"


METHODS = (Method(), *(Method(alpha) for alpha in WEIGHTS))


@dataclass(frozen=True)
class Choice:
    """What the chosen method expects of one weekend, in incidents, and by how many weekends."""

    method: Method
    ahead: Ahead
    weekends: int


@dataclass
class _Run:
    """One method over the history: what it expected, and what that lost."""

    aheads: list[Ahead] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)


def choices(totals: Sequence[int]) -> list[Choice]:
    """For each weekend from the ninth on, and last for the one to come, what was to be expected.

    `totals` are incidents a weekend, the oldest first. Item i is about weekend 8 + i and rests on
    those before it alone; the list is empty where there are fewer than 8.
    """
    if len(totals) < FEWEST:
        return []
    runs = {method: _run(method, totals) for method in METHODS}
    found = []
    for number in range(len(totals) - FEWEST + 1):
        since = max(0, number - MOST)

        def lost(method: Method, since: int = since, until: int = number) -> float:
            return sum(runs[method].losses[since:until])

        best = min(METHODS, key=lost)
        before = FEWEST + number
        weekends = before if best.alpha is not None else min(before, MOST)
        found.append(Choice(best, runs[best].aheads[number], weekends))
    return found


def _run(method: Method, totals: Sequence[int]) -> _Run:
    run = _Run()
    run.aheads = _means(totals) if method.alpha is None else _smoothed(totals, method.alpha)
    run.losses = [
        pinball(ahead.quantiles, total)
        for ahead, total in zip(run.aheads, totals[FEWEST:], strict=False)
    ]
    return run


def _means(totals: Sequence[int]) -> list[Ahead]:
    found = []
    for number in range(FEWEST, len(totals) + 1):
        used = totals[max(0, number - MOST) : number]
        mean = _above_nothing(fmean(used), len(used))
        phi = max(1.0, variance(used) / mean)
        found.append(Ahead(mean, phi * mean * (1 + 1 / len(used))))
    return found


def _smoothed(totals: Sequence[int], alpha: float) -> list[Ahead]:
    """The level begins at the first weekends' mean; the spread is that of the errors it made."""
    level = fmean(totals[:FEWEST])
    start = _above_nothing(level, FEWEST)
    # The first weekends' own spread counts as the errors that nobody has made yet.
    errors = [(total - start) ** 2 / start for total in totals[:FEWEST]]
    errors = [error * FEWEST / (FEWEST - 1) for error in errors]
    found = []
    for number in range(FEWEST, len(totals) + 1):
        mean = _above_nothing(level, min(number, MOST))
        found.append(Ahead(mean, max(1.0, fmean(errors[-MOST:])) * mean))
        if number < len(totals):
            errors.append((totals[number] - mean) ** 2 / mean)
            level += alpha * (totals[number] - level)
    return found


def _above_nothing(mean: float, weekends: int) -> float:
    """A mean of nothing in some weekends is an estimate too: half an incident in them."""
    return max(mean, 0.5 / weekends)
