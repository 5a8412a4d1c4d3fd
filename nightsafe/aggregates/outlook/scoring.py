"""How the forecast would have done on a history, weekend by weekend, beside what costs nothing.

Rolling origins: each weekend is foretold from those before it alone. The loss is the pinball loss
of the 10%, 50% and 90% quantiles, averaged over them, in incidents; small is good.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from nightsafe.aggregates.outlook.forecast import TWO_YEARS, chosen
from nightsafe.aggregates.outlook.history import WeekendCounts
from nightsafe.aggregates.outlook.ranges import Ahead, pinball
from nightsafe.aggregates.outlook.seasonal import FIRST_FIT, Covariates, Step, quietly, seasonal
from nightsafe.aggregates.outlook.simple import CELLS, Cell, Outlook, simple
from nightsafe.aggregates.outlook.totals import FEWEST

YEAR = 52  # weekends
MOST = 52  # weekends over which the spread about last weekend's count is found

# What the forecast is compared with, and the two methods it may use.
FORECAST = "forecast"
SIMPLE = "simple method"
SEASONAL = "seasonal model"
LAST = "same as last weekend"
LAST_RANGE = "last weekend, with a range"
YEAR_AGO = "same week last year"
YEAR_AGO_RANGE = "same week last year, with a range"


@dataclass(frozen=True)
class Line:
    """How one method did over some weekends.

    `loss` is its mean pinball loss in incidents, of one total or of one cell. `gain` says by what
    share the forecast lost less on the same weekends (0.2 is 20%; None where the method lost
    nothing), and `coverage` in what share of cases its 80% range held what came.
    """

    method: str
    weekends: int
    loss: float
    gain: float | None
    coverage: float


@dataclass(frozen=True)
class Score:
    """The forecast and what it is compared with, on totals and on each night and band.

    The first line of each is the forecast's own. `used` counts the weekends by the method that the
    forecast used for them, `seasonal_now` says whether it would use the seasonal model next.
    """

    weekends: int
    totals: tuple[Line, ...]
    cells: tuple[Line, ...]
    used: Mapping[str, int]
    seasonal_now: bool

    def total(self, method: str) -> Line | None:
        """How a method did on totals; None where there was too little history for it."""
        return next((line for line in self.totals if line.method == method), None)

    def cell(self, method: str) -> Line | None:
        """How a method did on nights and bands."""
        return next((line for line in self.cells if line.method == method), None)


# A method's quantiles for weekends by their index.
Quantiles = dict[int, tuple[int, int, int]]


def score(
    history: Sequence[WeekendCounts],
    known: Mapping[date, Covariates] | None = None,
    step: Step = quietly,
) -> Score | None:
    """Foretell every weekend from the ninth on; None where there are fewer than 9.

    Weekends in a row, the oldest first; ValueError where one is missing. `known` is as for the
    forecast; `step` is told how much of the work is done, of how much.
    """
    if len(history) <= FEWEST:
        return None
    plain = simple(history)
    fitted = seasonal(history, known or {}, step=step) if len(history) >= TWO_YEARS else []
    used = chosen(plain, fitted, [weekend.total for weekend in history])
    methods = {
        FORECAST: dict(enumerate(used, FEWEST)),
        SIMPLE: dict(enumerate(plain, FEWEST)),
        SEASONAL: {
            number: each for number, each in enumerate(fitted, FIRST_FIT) if each is not None
        },
    }
    names = [each.method for each in used[:-1]]
    totals = [weekend.total for weekend in history]
    return Score(
        weekends=len(history) - FEWEST,
        totals=_lines([_of_total(methods, totals)], [totals]),
        cells=_of_cells(methods, history),
        used={name: names.count(name) for name in dict.fromkeys(names)},
        seasonal_now=used[-1].method == "seasonal",
    )


def _of_cells(
    methods: Mapping[str, Mapping[int, Outlook]], history: Sequence[WeekendCounts]
) -> tuple[Line, ...]:
    actual = [[weekend.cells.get(cell, 0) for weekend in history] for cell in CELLS]
    said = [_of_cell(methods, cell, counts) for cell, counts in zip(CELLS, actual, strict=True)]
    return _lines(said, actual)


def _of_total(
    methods: Mapping[str, Mapping[int, Outlook]], totals: Sequence[int]
) -> dict[str, Quantiles]:
    found = {
        name: {
            number: each.total.quantiles
            for number, each in outlooks.items()
            if number < len(totals)
        }
        for name, outlooks in methods.items()
    }
    return found | _compared(totals)


def _of_cell(
    methods: Mapping[str, Mapping[int, Outlook]], cell: Cell, counts: Sequence[int]
) -> dict[str, Quantiles]:
    found = {
        name: {
            number: each.cells[cell].quantiles
            for number, each in outlooks.items()
            if number < len(counts)
        }
        for name, outlooks in methods.items()
    }
    return found | _compared(counts)


def _compared(counts: Sequence[int]) -> dict[str, Quantiles]:
    """What costs nothing: a count again as it was, as one figure and with a range about it."""
    found: dict[str, Quantiles] = {}
    for point, ranged, lag in ((LAST, LAST_RANGE, 1), (YEAR_AGO, YEAR_AGO_RANGE, YEAR)):
        numbers = range(max(FEWEST, lag), len(counts))
        found[point] = {number: (counts[number - lag],) * 3 for number in numbers}
        found[ranged] = {number: about(counts, number, lag).quantiles for number in numbers}
    return found


def about(counts: Sequence[int], number: int, lag: int) -> Ahead:
    """The count `lag` weekends before weekend `number`, with the spread it had lately.

    The fair comparator: one figure alone would be beaten by any range. The dispersion is the mean
    of (count - earlier)^2 / earlier over the last 52 weekends, 1 or more; a count of 0 stands for
    half an incident, as nothing could ever be likely after it.
    """
    pairs = [
        (counts[each], max(counts[each - lag], 0.5))
        for each in range(max(lag, number - MOST), number)
    ]
    phi = fmean((count - before) ** 2 / before for count, before in pairs) if pairs else 1.0
    mean = max(float(counts[number - lag]), 0.5)
    return Ahead(mean, max(1.0, phi) * mean)


def _lines(
    said: Sequence[Mapping[str, Quantiles]], actual: Sequence[Sequence[int]]
) -> tuple[Line, ...]:
    """A line for each method, over one series or several of the same weekends."""
    lines = []
    for method in said[0]:
        judged = [
            (each[method][number], each[FORECAST][number], counts[number])
            for each, counts in zip(said, actual, strict=True)
            for number in each[method]
        ]
        if not judged:
            continue
        loss = fmean(pinball(own, count) for own, _, count in judged)
        ours = fmean(pinball(best, count) for _, best, count in judged)
        lines.append(
            Line(
                method=method,
                weekends=len(said[0][method]),
                loss=loss,
                gain=1 - ours / loss if loss else None,
                coverage=fmean(own[0] <= count <= own[2] for own, _, count in judged),
            )
        )
    return tuple(lines)
