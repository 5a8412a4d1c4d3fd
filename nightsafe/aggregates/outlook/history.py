"""The counts of one weekend by night and band, as the methods of this package take them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

# Keys of the nights of a weekend, in their order.
NIGHTS = ("fri", "sat", "sun")


@dataclass(frozen=True)
class WeekendCounts:
    """How many events a weekend had by night (one of NIGHTS) and band (values of nights.Band).

    What is not among `cells` is 0; the band "day" counts in the total alone.
    """

    friday: date
    cells: Mapping[tuple[str, str], int]

    @property
    def total(self) -> int:
        """All events of the weekend."""
        return sum(self.cells.values())
