"""Weekends made up for the tests of the outlook: always the same, none of them anybody's."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import cos, pi
from random import Random

from nightsafe.aggregates.outlook.history import WeekendCounts

FIRST = date(2020, 1, 3)
SHARES = {
    ("fri", "21-24"): 3,
    ("fri", "00-03"): 4,
    ("sat", "18-21"): 1,
    ("sat", "21-24"): 4,
    ("sat", "00-03"): 6,
    ("sun", "21-24"): 1,
    ("sat", "day"): 2,
}


def made_up(number: int, mean: float = 15, season: float = 0, seed: int = 1) -> list[WeekendCounts]:
    """So many weekends with a mean total, which a `season` (0 to 1) raises around New Year."""
    chance = Random(seed)
    found = []
    for index in range(number):
        friday = FIRST + timedelta(days=7 * index)
        level = mean * (1 + season * cos(2 * pi * index * 7 / 365.25))
        cells = dict.fromkeys(SHARES, 0)
        for cell in chance.choices(list(SHARES), list(SHARES.values()), k=_count(chance, level)):
            cells[cell] += 1
        found.append(WeekendCounts(friday, cells))
    return found


def with_totals(totals: Sequence[int]) -> list[WeekendCounts]:
    """Weekends with these totals, all of them on Saturday after midnight."""
    return [
        WeekendCounts(FIRST + timedelta(days=7 * index), {("sat", "00-03"): total})
        for index, total in enumerate(totals)
    ]


def _count(chance: Random, mean: float) -> int:
    """How many events of a thousand that are each as likely come true: nearly a Poisson."""
    return sum(chance.random() < mean / 1000 for _ in range(1000))
