"""One published figure as an attacker reads it: whom it counts, and between what it must lie."""

from collections.abc import Mapping
from dataclasses import dataclass

# To the nearest ten, halves up: 5 is not safe, because a printed 0 would be 0 to 2.
BASE = 10
# Under so many, the weekly table of members says no more than that.
WEEKLY_LEAST = 10
# No figure may be narrowed to fewer than five values in a row (R38).
WIDTH = 4

Where = Mapping[str, frozenset[str]]
# The categories of each dimension, as they stood when the records were frozen.
Dimensions = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Figure:
    """A figure: its name, whom it counts, what was published of it and what must stay unknown.

    It is known to lie from `low` to `high` (None: no bound). However it is combined with others,
    `width` is the least distance there must stay between what it could be at least and at most;
    with `zero` it must stay possible that it is 0. A figure that was published exactly has a
    width of 0.
    """

    name: str
    where: Where
    low: int
    high: int | None
    width: int
    zero: bool


def rounded(number: int) -> int:
    """To the nearest ten, halves up."""
    return (number + BASE // 2) // BASE * BASE


def of_rounded(name: str, where: Where, printed: int) -> Figure:
    """What a rounded figure says: printed 40 is 35 to 44, printed 0 is 0 to 4."""
    low = max(0, printed - BASE // 2)
    return Figure(name, where, low, printed + BASE // 2 - 1, WIDTH, zero=printed == 0)


def of_weekly(name: str, where: Where, printed: int | None) -> Figure:
    """What a figure of a weekly table says: "fewer than 10" is 0 to 9, 10 is 10 to 14."""
    if printed is None:
        return Figure(name, where, 0, WEEKLY_LEAST - 1, WEEKLY_LEAST - 1, zero=True)
    low = max(WEEKLY_LEAST, printed - BASE // 2)
    return Figure(name, where, low, printed + BASE // 2 - 1, WIDTH, zero=False)


def of_exact(name: str, where: Where, number: int) -> Figure:
    """What a figure says that is shown as it is."""
    return Figure(name, where, number, number, 0, zero=False)


def of_hidden(name: str, where: Where, threshold: int) -> Figure:
    """What a figure says that is not shown: nothing; it must look as if it could be 0 or small."""
    return Figure(name, where, 0, None, threshold - 1, zero=True)
