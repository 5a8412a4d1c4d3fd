"""Suppression: the fewest figures to hide so that none of the hidden can be worked out.

For a hidden figure it must stay possible, whatever else is shown, that it is 0, and that it is as
much as the rule says of a hidden one. Which figures to hide is an integer programme with one choice
for each figure. What it has to know of possible numbers is added cut by cut (after Fischetti and
Salazar-González 2001, Management Science 47:1008): for a choice that betrays a figure, the dual of
the linear programme "how far could it move?" says which figures, hidden too, would let it move.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from nightsafe.aggregates.disclosure.auditing import ROOM
from nightsafe.aggregates.disclosure.classes import Classes, Records, classes_of
from nightsafe.aggregates.disclosure.figures import Dimensions, Figure, Where, of_exact, of_hidden

# What a total costs, measured in inner figures: it is hidden only where that saves others.
TOTAL_COSTS = 1.4
# A larger figure is a little dearer to hide than a smaller one: a tie goes to the smaller.
LARGER_COSTS = 0.05
TINY = 1e-6
ENOUGH = 1e-3  # of the way


class CannotHide(Exception):
    """No choice of figures keeps the small ones from being worked out, or none found in time."""


@dataclass(frozen=True)
class Cell:
    """A figure of a table to be: whom it counts, how many, under how many it must not be shown."""

    name: str
    where: Where
    number: int
    threshold: int
    total: bool


def hide(
    dimensions: Dimensions,
    cells: Sequence[Cell],
    records: Records,
    *,
    beside: Sequence[Figure] = (),
    seconds: float = 30.0,
) -> frozenset[str]:
    """The names of the cells to hide: the small ones, and the fewest others.

    `beside` is what was published of the same records before. Raises CannotHide. Numbers are
    taken for divisible here, which they are not: the audit, which knows that, has the last word.
    """
    until = monotonic() + seconds
    small = frozenset(number for number, cell in enumerate(cells) if cell.number < cell.threshold)
    if not small:
        return frozenset()
    wheres = [*(cell.where for cell in cells), *(figure.where for figure in beside)]
    moving = _Moving(classes_of(dimensions, wheres, records), cells, beside)
    choosing = _Choosing(cells, small)
    # With parts of choices first, which is quick and finds most cuts; then with whole ones.
    for whole in (False, True):
        while True:
            chosen = choosing.choose(until - monotonic(), whole=whole)
            cuts = [
                cut
                for cell, chosen_so_far in enumerate(chosen)
                if chosen_so_far > TINY
                for cut in moving.cuts(cell, chosen)
            ]
            if not cuts:
                break
            choosing.cut(cuts)
    return frozenset(cell.name for cell, hidden in zip(cells, chosen, strict=True) if hidden > 0.5)


def figures_of_cells(cells: Sequence[Cell], hidden: frozenset[str]) -> list[Figure]:
    """What the cells say, once some of them are hidden."""
    return [
        of_hidden(cell.name, cell.where, cell.threshold)
        if cell.name in hidden
        else of_exact(cell.name, cell.where, cell.number)
        for cell in cells
    ]


class _Choosing:
    """The choice of what to hide: as little as all cuts so far allow."""

    def __init__(self, cells: Sequence[Cell], small: frozenset[int]) -> None:

        largest = max(cell.number for cell in cells) or 1
        self._costs = np.array(
            [
                (TOTAL_COSTS if cell.total else 1) + LARGER_COSTS * cell.number / largest
                for cell in cells
            ]
        )
        self._least = np.array([float(number in small) for number in range(len(cells))])
        self._cuts: list[Any] = []

    def cut(self, cuts: Sequence[Any]) -> None:
        """Allow only what keeps some more rules: each a weight for each choice, at least 0."""
        self._cuts.extend(cuts)

    def choose(self, seconds: float, *, whole: bool) -> Any:
        """A number from 0 to 1 for each cell; raises CannotHide."""

        if seconds <= 0:
            raise CannotHide
        answer = milp(
            self._costs,
            constraints=[LinearConstraint(np.array(self._cuts), -TINY, np.inf)]
            if self._cuts
            else [],
            integrality=np.full(len(self._costs), int(whole)),
            bounds=Bounds(self._least, 1),
            options={"time_limit": seconds},
        )
        # A good answer that was not proven the best in time will do: the audit looks at it anyway.
        if answer.x is None:
            raise CannotHide
        return np.round(answer.x) if whole else np.clip(answer.x, 0, 1)


class _Moving:
    """How far a figure could move from what it is, if others were hidden."""

    def __init__(self, classes: Classes, cells: Sequence[Cell], beside: Sequence[Figure]) -> None:

        self._cells = cells
        size, number = len(cells), classes.number
        own = classes.counted[:size]
        others = classes.counted[size:]
        self._down = np.array([float(cell.number) for cell in cells])
        self._up = np.full(size, float(classes.truth.sum() + ROOM))
        # Variables: how each class, then each cell up, then each cell down, differs from the truth.
        unit = sparse.eye_array(size, format="csr")
        nothing = sparse.csr_array((classes.links.shape[0], 2 * size))
        self._same = sparse.vstack(
            [sparse.hstack([own, -unit, unit]), sparse.hstack([classes.links, nothing])],
            format="csr",
        )
        known = others @ classes.truth
        high = np.array([np.inf if one.high is None else float(one.high) for one in beside])
        low = np.array([float(one.low) for one in beside])
        ends = np.concatenate([high - known, known - low])
        bounded = np.isfinite(ends)
        both = sparse.vstack([others, -others], format="csr")[np.flatnonzero(bounded)]
        self._beside = sparse.hstack(
            [both, sparse.csr_array((both.shape[0], 2 * size))], format="csr"
        )
        self._ends = ends[bounded]
        # A class that is a cell by itself is kept from falling under 0 by its cell, which is what
        # the cut should speak of.
        alone = set(own[np.flatnonzero(np.diff(own.indptr) == 1)].indices.tolist())
        truth = classes.truth.astype(float)
        self._floor = np.array(
            [-np.inf if each in alone else -truth[each] for each in range(number)]
        )

    def cuts(self, cell: int, chosen: Any) -> list[Any]:
        """What a choice has to keep for a hidden cell to be possibly 0, and what the rule says."""
        one = self._cells[cell]
        demands = ((True, one.number), (False, one.threshold - 1 - one.number))
        found = (self._cut(cell, down, float(far), chosen) for down, far in demands if far > 0)
        return [each for each in found if each is not None]

    def _cut(self, cell: int, down: bool, far: float, chosen: Any) -> Any:
        """The rule that a choice breaks, as a weight for each choice; None where it breaks none."""

        number, size = len(self._floor), len(self._cells)
        goal = np.zeros(number + 2 * size)
        goal[number + (size if down else 0) + cell] = -1
        most = np.concatenate([self._up * chosen, self._down * chosen])
        lowest = np.concatenate([self._floor, np.zeros(2 * size)])
        highest = np.concatenate([np.full(number, np.inf), most])
        # Only its way there matters: it must not go up and down at once.
        highest[number + (0 if down else size) + cell] = 0
        highest[number + (size if down else 0) + cell] = far * 2
        answer = linprog(
            goal,
            A_ub=self._beside if self._beside.shape[0] else None,
            b_ub=self._ends if self._beside.shape[0] else None,
            A_eq=self._same,
            b_eq=np.zeros(self._same.shape[0]),
            bounds=np.column_stack([lowest, highest]),
            method="highs",
        )
        if answer.status != 0 or -answer.fun >= far * (chosen[cell] - ENOUGH):
            return None
        prices = -answer.upper.marginals[number:]
        prices[[cell, cell + size]] = 0
        weights = prices[:size] * self._up + prices[size:] * self._down
        given = -answer.fun - float(weights @ chosen)
        lacking = far - max(given, 0.0)
        # No figure helps more than all that is lacking.
        cut = np.minimum(weights, lacking)
        cut[cell] -= lacking
        return cut / lacking
