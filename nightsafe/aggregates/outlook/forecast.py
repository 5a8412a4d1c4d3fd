"""What to expect of the coming weekend: its total, and each night and band with its likely range.

The simple method (the mean or smoothing of the total, and long-run shares) unless, after two full
years, the seasonal model foretold the totals of the last 52 weekends better.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from nightsafe.aggregates.outlook.history import WeekendCounts
from nightsafe.aggregates.outlook.ranges import pinball
from nightsafe.aggregates.outlook.seasonal import Covariates, seasonal
from nightsafe.aggregates.outlook.simple import CELLS, Cell, Outlook, simple
from nightsafe.aggregates.outlook.totals import FEWEST

TWO_YEARS = 104  # weekends, before which the seasonal model is never used
TRIED = 52  # weekends over which it must have done better
FEW = 1.0  # under so many to be expected, a frequency says more than a range
SUCH_NIGHTS = 10  # the last nights that a frequency counts


@dataclass(frozen=True)
class Frequency:
    """On how many of the last such nights a band had any incident."""

    had: int
    of: int


@dataclass(frozen=True)
class CellForecast:
    """One night and band: its mean, its 80% range, and its frequency where the mean is under 1."""

    night: str
    band: str
    mean: float
    low: int
    high: int
    frequency: Frequency | None


@dataclass(frozen=True)
class Forecast:
    """The weekend of `friday`, in incidents: "likely `low` to `high`" holds in 4 of 5 weekends.

    `method` is "mean", "smoothing" (with its weight `alpha`) or "seasonal", on `weekends` of
    history. `busiest` is the night and band with the highest mean, None where none had any.
    """

    friday: date
    method: str
    alpha: float | None
    weekends: int
    mean: float
    low: int
    high: int
    cells: tuple[CellForecast, ...]
    busiest: Cell | None

    def cell(self, night: str, band: str) -> CellForecast:
        """What is expected of a night and band; KeyError for one that is not foretold."""
        for each in self.cells:
            if (each.night, each.band) == (night, band):
                return each
        raise KeyError((night, band))

    def as_json(self) -> dict[str, Any]:
        """Plain values to be kept, means to three decimals."""
        cells = [{**asdict(each), "mean": round(each.mean, 3)} for each in self.cells]
        return {
            **asdict(self),
            "friday": self.friday.isoformat(),
            "mean": round(self.mean, 3),
            "cells": cells,
            "busiest": list(self.busiest) if self.busiest else None,
        }


def forecast(
    history: Sequence[WeekendCounts], known: Mapping[date, Covariates] | None = None
) -> Forecast | None:
    """What to expect of the weekend after the last of `history`; None with fewer than 8 weekends.

    Weekends in a row, the oldest first; ValueError where one is missing. `known` says of each
    night what was known beforehand, of the nights to come as well.
    """
    if len(history) < FEWEST:
        return None
    plain = simple(history)
    first = len(history) - TRIED
    fitted = seasonal(history, known or {}, first) if len(history) >= TWO_YEARS else []
    outlook = chosen(plain, fitted, [weekend.total for weekend in history])[-1]
    low, _, high = outlook.total.quantiles
    busiest = max(CELLS, key=lambda cell: outlook.cells[cell].mean)
    return Forecast(
        friday=history[-1].friday + timedelta(days=7),
        method=outlook.method,
        alpha=outlook.alpha,
        weekends=outlook.weekends,
        mean=outlook.total.mean,
        low=low,
        high=high,
        cells=tuple(_cell(cell, outlook, history[-SUCH_NIGHTS:]) for cell in CELLS),
        busiest=busiest if outlook.cells[busiest].mean else None,
    )


def chosen(
    plain: Sequence[Outlook], fitted: Sequence[Outlook | None], totals: Sequence[int]
) -> list[Outlook]:
    """For each weekend the seasonal model where it may be used and did better, else the simple.

    `totals` are all weekends that are over; `plain` is about those from the ninth on and the one
    to come, `fitted` about as many of the last of them as it has. What is chosen for a weekend
    rests on those before it alone.
    """
    found = list(plain)
    better: list[float] = []  # by how much the model lost less, weekend by weekend
    first = len(totals) + 1 - len(fitted)
    for weekend, model in enumerate(fitted, first):
        usual = plain[weekend - FEWEST]
        tried = better[-TRIED:]
        if model and weekend >= TWO_YEARS and len(tried) == TRIED and sum(tried) > 0:
            found[weekend - FEWEST] = model
        if weekend < len(totals):
            better.append(_lost(usual, totals[weekend]) - _lost(model or usual, totals[weekend]))
    return found


def _lost(outlook: Outlook, total: int) -> float:
    return pinball(outlook.total.quantiles, total)


def _cell(cell: Cell, outlook: Outlook, lately: Sequence[WeekendCounts]) -> CellForecast:
    ahead = outlook.cells[cell]
    low, _, high = ahead.quantiles
    had = sum(weekend.cells.get(cell, 0) > 0 for weekend in lately)
    frequency = Frequency(had, len(lately)) if ahead.mean < FEW else None
    return CellForecast(*cell, ahead.mean, low, high, frequency)
