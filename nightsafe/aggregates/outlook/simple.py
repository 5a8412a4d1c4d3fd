"""What to expect of a weekend by its total and the long-run share of each night and band."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from nightsafe.aggregates.outlook.history import NIGHTS, WeekendCounts
from nightsafe.aggregates.outlook.ranges import Ahead
from nightsafe.aggregates.outlook.totals import FEWEST, choices
from nightsafe.nights import BANDS

Cell = tuple[str, str]  # night (of NIGHTS) and band

# The cells that are foretold; what happens by day counts in the total alone.
CELLS: tuple[Cell, ...] = tuple((night, str(band)) for night in NIGHTS for band in BANDS)
LONG_RUN = 104  # weekends, two whole years where there are as many
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Outlook:
    """What one method expects of a weekend from those before it, in incidents.

    `method` is "mean", "smoothing" (with its weight `alpha`) or "seasonal"; `weekends` is how
    many the total rests on.
    """

    method: str
    alpha: float | None
    weekends: int
    total: Ahead
    cells: Mapping[Cell, Ahead]


def simple(history: Sequence[WeekendCounts]) -> list[Outlook]:
    """For each weekend from the ninth on, and last for the one to come, what was to be expected.

    Weekends in a row, the oldest first; ValueError where one is missing. Item i is about weekend
    8 + i and rests on those before it alone; the list is empty where there are fewer than 8.
    """
    in_a_row(history)
    counts: Counter[Cell] = Counter()
    every = 0
    found = []
    chosen = choices([weekend.total for weekend in history])
    for number in range(len(history) + 1):
        if number >= FEWEST:
            choice = chosen[number - FEWEST]
            cells = _cells(choice.ahead, counts, every)
            method = choice.method
            found.append(Outlook(method.name, method.alpha, choice.weekends, choice.ahead, cells))
        if number < len(history):
            counts.update(history[number].cells)
            every += history[number].total
        if number >= LONG_RUN:
            counts.subtract(history[number - LONG_RUN].cells)
            every -= history[number - LONG_RUN].total
    return found


def in_a_row(history: Sequence[WeekendCounts]) -> None:
    """Raise ValueError unless each weekend follows the one before it."""
    for before, after in pairwise(history):
        if after.friday - before.friday != _WEEK:
            raise ValueError(f"no weekend follows that of {before.friday}")


def _cells(total: Ahead, counts: Counter[Cell], every: int) -> dict[Cell, Ahead]:
    """A share of the total each, and of what is spread in it beyond a Poisson's variance.

    Each incident falls into a cell with the cell's share p, by itself: of a total with mean m and
    variance v, a cell then has the mean p * m and the variance p * m + p * p * (v - m).
    """
    found = {}
    for cell in CELLS:
        share = counts[cell] / every if every else 0.0
        mean = share * total.mean
        found[cell] = Ahead(mean, mean + share * share * max(0.0, total.variance - total.mean))
    return found
