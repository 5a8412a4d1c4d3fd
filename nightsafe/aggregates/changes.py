"""How a figure stands beside an earlier one, in words that rounded figures can bear.

A percentage is worked out from rounded figures alone, and only from 50 up: under that, the two
figures are named. What is not shown has no change.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from flask_babel import gettext as _

from nightsafe.aggregates.disclosure.figures import BASE, rounded

# Under so many a step of ten is a fifth or more, and a percentage would be mostly rounding.
LEAST_FOR_PERCENT = 50


class Way(StrEnum):
    """Which way a figure went."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclass(frozen=True)
class Change:
    """From an earlier figure to the present one, both rounded to ten; None where not shown."""

    before: int | None
    now: int | None

    @property
    def told(self) -> bool:
        """Whether both figures are shown, so that there is a change to tell of."""
        return self.before is not None and self.now is not None

    @property
    def way(self) -> Way | None:
        """Which way it went; None where a figure is not shown."""
        if self.before is None or self.now is None:
            return None
        if self.now == self.before:
            return Way.SAME
        return Way.UP if self.now > self.before else Way.DOWN

    @property
    def percent(self) -> int | None:
        """By how many per cent, halves away from nothing; None where that would say too much."""
        if self.before is None or self.now is None or self.before < LEAST_FOR_PERCENT:
            return None
        apart = abs(self.now - self.before)
        return (200 * apart + self.before) // (2 * self.before)

    @property
    def may_be_chance(self) -> bool:
        """Whether two counts of the same underlying level, rounded, could differ as much.

        Twice the standard deviation of the difference of two Poisson counts, and half a step of
        rounding on either side.
        """
        if self.before is None or self.now is None or self.now == self.before:
            return False
        return abs(self.now - self.before) <= 2 * sqrt(self.now + self.before) + BASE


def change(before: int | None, now: int | None) -> Change:
    """The change between two released figures; each is rounded, however it was protected."""
    return Change(
        None if before is None else rounded(before), None if now is None else rounded(now)
    )


def in_words(found: Change) -> str:
    """A change in words: "up by about 12%", "from about 20 to about 30", "not shown"."""
    if found.before is None or found.now is None:
        return _("not shown")
    if found.way is Way.SAME:
        return _("about the same")
    if found.percent is None:
        return _("from %(before)s to %(now)s", before=about(found.before), now=about(found.now))
    if found.way is Way.UP:
        return _("up by about %(percent)s%%", percent=found.percent)
    return _("down by about %(percent)s%%", percent=found.percent)


def about(figure: int) -> str:
    """A rounded figure inside a sentence; a 0 that was rounded is not nothing."""
    return _("about %(figure)s", figure=figure) if figure else _("fewer than 5")
