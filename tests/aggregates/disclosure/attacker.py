"""An attacker that shares nothing with the product: each combination of categories is an unknown.

Nothing is merged and nothing is split: one whole number for each combination over all dimensions,
one rule for each published figure, and one solver run for the least and the greatest of whatever
is asked for. Slow, and plain enough to be believed. `listed` does without a solver, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import inf
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from nightsafe.aggregates.disclosure.figures import Dimensions, Figure, Where

Range = tuple[int, float]


@dataclass(frozen=True)
class Attacker:
    """Somebody who has every figure that was ever published of the same records."""

    dimensions: Dimensions
    figures: Sequence[Figure]

    @cached_property
    def combinations(self) -> list[dict[str, str]]:
        """Every combination of categories there could be a record of."""
        names = list(self.dimensions)
        return [
            dict(zip(names, one, strict=True))
            for one in product(*(self.dimensions[name] for name in names))
        ]

    def _counted(self, where: Where) -> Any:
        return np.array(
            [
                float(all(one[dimension] in wanted for dimension, wanted in where.items()))
                for one in self.combinations
            ]
        )

    @cached_property
    def _known(self) -> tuple[Any, Any, Any]:
        counted = np.array([self._counted(one.where) for one in self.figures])
        low = np.array([float(one.low) for one in self.figures])
        high = np.array([inf if one.high is None else float(one.high) for one in self.figures])
        return counted, low, high

    def range(self, where: Where) -> Range:
        """The least and the greatest number of records that there may be of something."""
        wanted = self._counted(where)
        counted, _low, high = self._known
        # All that is counted is added up: what no figure bounds from above may be any number.
        bounded = counted[np.isfinite(high)].sum(axis=0) > 0
        greatest = inf if (wanted[~bounded] > 0).any() else self._best(-wanted)
        return int(self._best(wanted)), greatest

    def _best(self, wanted: Any) -> float:
        counted, low, high = self._known
        answer = milp(
            wanted,
            constraints=LinearConstraint(counted, low, high),
            integrality=np.ones(len(wanted)),
            bounds=Bounds(0, inf),
            options={"mip_rel_gap": 0.0},
        )
        assert answer.status == 0, answer.message
        example = np.rint(answer.x)
        assert ((counted @ example >= low) & (counted @ example <= high)).all()
        return abs(float(wanted @ example))

    def width(self, figure: Figure, number: int, threshold: int) -> float:
        """The distance that has to stay around a figure, which is really so much.

        As much as its own rule says. But what is rounded here and not small might have been shown
        as it is, so beside figures that are, nothing is asked for it; and no part can be wider
        than a whole that another figure tells of.
        """
        exactly = any(one.low == one.high for one in self.figures)
        if exactly and figure.high is not None and number >= threshold:
            return 0
        own = self._counted(figure.where) > 0
        wholes = [
            one.high
            for one in self.figures
            if one is not figure
            and one.high is not None
            and (self._counted(one.where)[own] > 0).all()
        ]
        return min([figure.width, *wholes])

    def listed(self, most: int) -> list[Range]:
        """The range of each figure, by trying out all there is with up to `most` of a combination.

        For two or three combinations or so; no solver is asked.
        """
        counted, low, high = self._known
        size = len(self.combinations)
        each = np.indices((most + 1,) * size).reshape(size, -1)
        sums = counted @ each
        fits = ((sums >= low[:, None]) & (sums <= high[:, None])).all(axis=0)
        found = sums[:, fits]
        return [(int(one.min()), int(one.max())) for one in found]


def broken(figure: Figure, found: Range, width: float | None = None) -> bool:
    """Whether an attacker who knows this of a figure knows too much (STATISTICS.md)."""
    low, high = found
    return (figure.zero and low > 0) or high - low < (figure.width if width is None else width)
