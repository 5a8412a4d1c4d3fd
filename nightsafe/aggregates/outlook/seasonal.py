"""What to expect of a weekend by the time of year, the trend, holidays, terms and events.

A Poisson model of each night and band (glm): an effect for each of them, two annual harmonics, a
trend, and where the caller has them bank holidays, term time and the logarithm of expected crowds.
It is fitted again every fourth weekend, as its answer hardly moves between; each weekend is
foretold from those before it alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, exp, log1p, pi, sin
from typing import TYPE_CHECKING

from nightsafe.aggregates.outlook.glm import Fit, fit
from nightsafe.aggregates.outlook.history import NIGHTS, WeekendCounts
from nightsafe.aggregates.outlook.ranges import Ahead
from nightsafe.aggregates.outlook.simple import CELLS, Cell, Outlook
from nightsafe.nights import Band

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FIRST_FIT = 52  # weekends, a whole year: with fewer there is no season to see
MOST = 156  # weekends that a fit looks back on
REFIT = 4  # weekends from one fit to the next
# A holiday or an event is used once so many weekends had one, and so many had none.
SEEN = 3
YEAR = 365.25  # days
# What happens by day is modelled too, as it counts in the total.
MODELLED: tuple[Cell, ...] = (*CELLS, *((night, str(Band.DAY)) for night in NIGHTS))


@dataclass(frozen=True)
class Covariates:
    """What is known of a night beforehand; `crowd` is the number of people at its events."""

    bank_holiday: bool = False
    term: bool = False
    crowd: int = 0

    @property
    def values(self) -> tuple[float, float, float]:
        """As columns of the model."""
        return float(self.bank_holiday), float(self.term), log1p(max(0, self.crowd))


NOTHING_KNOWN = Covariates()
Known = Mapping[date, Covariates]  # by night
Step = Callable[[int, int], object]


def quietly(done: int, of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class _Model:
    """A fit of some weekends up to one, and what is needed to foretell with it."""

    fit: Fit
    cells: tuple[Cell, ...]
    extras: tuple[int, ...]
    origin: date
    weekends: int
    phi_total: float
    phi_cell: float


def seasonal(
    history: Sequence[WeekendCounts], known: Known, first: int = FIRST_FIT, step: Step = quietly
) -> list[Outlook | None]:
    """For each weekend from index `first` on, and last for the one to come, what was expected.

    Weekends in a row, the oldest first; `known` by the date of a night, what is missing has no
    holiday, term or event. Item i is about weekend `first` + i, and `first` is 52 or more; None
    where no model could be fitted. The list is empty where there are fewer weekends. `step` is
    told how many weekends are done, of how many.
    """
    found: list[Outlook | None] = []
    model: _Model | None = None
    # Fits stand on the same weekends whichever is asked for first, so that answers are the same.
    start = first - (first - FIRST_FIT) % REFIT
    for number in range(start, len(history) + 1):
        if (number - FIRST_FIT) % REFIT == 0:
            model = _fitted(history[max(0, number - MOST) : number], known)
        step(number - start + 1, len(history) + 1 - start)
        if number < first:
            continue
        friday = history[number - 1].friday + timedelta(days=7)
        found.append(_outlook(model, friday, known) if model else None)
    return found


def _fitted(used: Sequence[WeekendCounts], known: Known) -> _Model | None:
    import numpy as np  # noqa: PLC0415

    cells = tuple(cell for cell in MODELLED if any(each.cells.get(cell) for each in used))
    if not cells:
        return None
    extras = _extras(used, known)
    origin = used[-1].friday
    columns = np.array(
        [row for each in used for row in _rows(each.friday, cells, extras, origin, known)]
    )
    counts = np.array([each.cells.get(cell, 0) for each in used for cell in cells], dtype=float)
    try:
        found = fit(columns, counts)
    except ValueError:
        return None
    if not found.converged:
        return None
    totals = counts.reshape(len(used), len(cells)).sum(axis=1)
    fitted = found.fitted.reshape(len(used), len(cells)).sum(axis=1)
    # Of the columns, all but one for each cell tell weekends apart; and one constant does.
    free = len(used) - (columns.shape[1] - len(cells) + 1)
    pearson = float(((totals - fitted) ** 2 / fitted).sum())
    return _Model(
        fit=found,
        cells=cells,
        extras=extras,
        origin=origin,
        weekends=len(used),
        phi_total=max(1.0, pearson / free),
        phi_cell=max(1.0, found.dispersion),
    )


def _extras(used: Sequence[WeekendCounts], known: Known) -> tuple[int, ...]:
    """Which of the covariates have been there, and been absent, often enough to learn from."""
    seen = [0] * len(NOTHING_KNOWN.values)
    for weekend in used:
        for index in range(len(seen)):
            nights = (_known(weekend.friday, night, known).values[index] for night in NIGHTS)
            seen[index] += any(nights)
    return tuple(index for index, times in enumerate(seen) if SEEN <= times <= len(used) - SEEN)


def _rows(
    friday: date, cells: tuple[Cell, ...], extras: tuple[int, ...], origin: date, known: Known
) -> list[list[float]]:
    """One row for each cell of a weekend: the cell, the season, the trend, and what was known."""
    angle = 2 * pi * friday.toordinal() / YEAR
    season = [sin(angle), cos(angle), sin(2 * angle), cos(2 * angle)]
    trend = (friday - origin).days / YEAR
    rows = []
    for cell in cells:
        values = _known(friday, cell[0], known).values
        row = [float(cell == each) for each in cells]
        rows.append([*row, *season, trend, *(values[index] for index in extras)])
    return rows


def _known(friday: date, night: str, known: Known) -> Covariates:
    return known.get(friday + timedelta(days=NIGHTS.index(night)), NOTHING_KNOWN)


def _outlook(model: _Model, friday: date, known: Known) -> Outlook:
    """The means of the cells, their sum, and variances that hold the model's own uncertainty."""
    import numpy as np  # noqa: PLC0415

    rows = np.array(_rows(friday, model.cells, model.extras, model.origin, known))
    lines = np.minimum(rows @ model.fit.coefficients, 20.0)
    means = {cell: exp(line) for cell, line in zip(model.cells, lines, strict=True)}
    slopes = rows * np.exp(lines)[:, None]
    unsure = np.einsum("ij,jk,ik->i", slopes, model.fit.covariance, slopes)
    spreads = dict(zip(model.cells, unsure, strict=True))
    cells = {}
    for cell in CELLS:
        mean = means.get(cell, 0.0)
        own = float(spreads.get(cell, 0.0))
        cells[cell] = Ahead(mean, model.phi_cell * (mean + own))
    slope = slopes.sum(axis=0)
    mean = max(sum(means.values()), 0.5 / model.weekends)
    own = float(slope @ model.fit.covariance @ slope)
    total = Ahead(mean, model.phi_total * (mean + own))
    return Outlook("seasonal", None, model.weekends, total, cells)
