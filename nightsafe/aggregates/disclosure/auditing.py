"""The audit: what an attacker can find out from all that is published of the same records.

Every figure, and every cell that published figures tell apart without printing it, is a target. It
is safe when whole numbers of records exist, in keeping with all that was published, that make it 0
where it must be possibly 0, and others that make it as much more as its width asks. Such examples
prove many targets at once, so they are looked for together; what they leave open is solved by
itself, from its least to its greatest value (scipy's milp, HiGHS).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from nightsafe.aggregates.disclosure.blocks import TooMuch
from nightsafe.aggregates.disclosure.classes import (
    Classes,
    Records,
    classes_of,
)
from nightsafe.aggregates.disclosure.figures import WIDTH, Dimensions, Figure, Where
from nightsafe.aggregates.disclosure.targets import Target, targets_of, unprinted

MOST_TARGETS = 3_000
# So many looks for examples without a new one, before what is left is solved by itself.
PATIENCE = 4
# Seconds for one look, and for one bound of a target by itself; what is not solved is not safe.
LOOK, BOUND = 2.0, 10.0
# Beyond all that there is, and far beyond any width that is asked for.
ROOM = 100

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Bound:
    """What could be found out of one target: it is at least `low` and at most `high`.

    `exact` where that was solved, from end to end; otherwise examples show at least so much room.
    """

    name: str
    low: int
    high: int
    width: int
    zero: bool
    published: bool
    exact: bool

    @property
    def safe(self) -> bool:
        """Whether enough stays unknown."""
        return self.high - self.low >= self.width and not (self.zero and self.low > 0)


@dataclass(frozen=True)
class Audit:
    """What the figures of the same records say together."""

    bounds: tuple[Bound, ...]
    classes: int
    solved: int
    seconds: float

    @property
    def unsafe(self) -> tuple[Bound, ...]:
        """The targets of which too much can be found out."""
        return tuple(bound for bound in self.bounds if not bound.safe)

    @property
    def safe(self) -> bool:
        """Whether all may be published together."""
        return not self.unsafe


def _small(_where: Where) -> int:
    return WIDTH + 1


def audit(
    dimensions: Dimensions,
    figures: Sequence[Figure],
    records: Records,
    *,
    known: Sequence[Figure] = (),
    threshold: Callable[[Where], int] = _small,
    tell: Told = lambda _done, _whole: None,
    seconds: float = 60.0,
) -> Audit:
    """What could be found out from figures of the same records, taken together.

    `records` says how many there really are of each combination of categories (the first example
    that fits), `known` what an attacker knows besides, `threshold` under how many a cell that is
    not printed has to be kept as a hidden one is. `tell` hears how many targets are settled, of
    how many. Raises TooMuch where it is too large; what is not settled in `seconds` counts as not
    safe.
    """
    began = monotonic()
    between = unprinted(dimensions, figures)
    if len(figures) + len(between) > MOST_TARGETS:
        raise TooMuch
    besides = [figure.where for figure in known]
    wheres = [*(figure.where for figure in figures), *between, *besides]
    found = classes_of(dimensions, wheres, records)
    really = np.rint(found.counted @ found.truth).astype(int).tolist()
    targets = targets_of(dimensions, figures, between, really, threshold)
    search = _Search(found, figures, targets, known)
    search.look(tell, until=began + seconds / 2)
    search.settle(tell, until=began + seconds)
    return Audit(search.bounds(), found.number, search.solved, monotonic() - began)


def _rule(counted: Any, figures: Sequence[Figure]) -> LinearConstraint:
    """That what is counted lies where each of some figures says."""
    return LinearConstraint(
        counted,
        np.array([one.low for one in figures], dtype=float),
        np.array([np.inf if one.high is None else one.high for one in figures]),
    )


class _Search:
    """Examples in keeping with what was published, and the least and greatest seen in them."""

    def __init__(
        self,
        classes: Classes,
        figures: Sequence[Figure],
        targets: Sequence[Target],
        known: Sequence[Figure],
    ) -> None:

        self._classes, self._targets = classes, targets
        self._sums = classes.counted[: len(targets)]
        rules = [_rule(classes.counted[: len(figures)], figures)]
        if known:
            rules.append(_rule(classes.counted[len(targets) :], known))
        if classes.links.shape[0]:
            rules.append(LinearConstraint(classes.links, 0, 0))
        self._rules = rules
        self._box = Bounds(0, float(classes.truth.sum() + ROOM))
        seen = np.rint(self._sums @ classes.truth)
        self._low, self._high = seen.copy(), seen.copy()
        self._width = np.array([one.width for one in targets])
        self._zero = np.array([one.zero for one in targets], dtype=bool)
        self._exact = np.zeros(len(targets), dtype=bool)
        self.solved = 0

    def _settled(self) -> Any:
        wide = self._high - self._low >= self._width
        return wide & ~(self._zero & (self._low > 0))

    def look(self, tell: Told, *, until: float) -> None:
        """Look for examples that settle many targets at once."""

        chance = np.random.default_rng(20260101)
        waited = rounds = 0
        while waited < PATIENCE and monotonic() < until:
            settled = self._settled()
            tell(int(settled.sum()), len(settled))
            if settled.all():
                return
            narrow = self._high - self._low < self._width
            some = narrow & (chance.random(len(narrow)) < 0.5)
            down = rounds % 2 == 0
            wanted = (self._zero & (self._low > 0)) | some if down else some
            if wanted.any():
                self._solve(wanted.astype(float) * (1 if down else -1), loose=True)
            rounds += 1
            waited = 0 if self._settled().sum() > settled.sum() else waited + 1

    def settle(self, tell: Told, *, until: float) -> None:
        """Solve what is left for its least and its greatest value."""

        for number in np.flatnonzero(~self._settled()):
            if monotonic() > until:
                return
            if not self._settled()[number]:
                one = np.zeros(len(self._targets))
                one[number] = 1
                ends = [self._solve(one * sign, loose=False) for sign in (1, -1)]
                self._exact[number] = all(ends)
            tell(int((self._settled() | self._exact).sum()), len(self._exact))

    def _solve(self, weights: Any, *, loose: bool) -> bool:
        """One example that makes a weighted sum of targets small; whether it is the smallest."""

        self.solved += 1
        options = {
            "time_limit": LOOK if loose else BOUND,
            "mip_rel_gap": 0.3 if loose else 0.0,
        }
        answer = milp(
            weights @ self._sums,
            constraints=self._rules,
            integrality=np.ones(self._classes.number),
            bounds=self._box,
            options=options,
        )
        if answer.x is None:
            return False
        example = np.rint(answer.x)
        # Whole numbers that fit exactly are an example, whatever a solver's tolerances are.
        if all(
            (rule.A @ example >= rule.lb).all() and (rule.A @ example <= rule.ub).all()
            for rule in self._rules
        ):
            seen = self._sums @ example
            self._low, self._high = np.minimum(self._low, seen), np.maximum(self._high, seen)
            return bool(answer.status == 0)
        return False

    def bounds(self) -> tuple[Bound, ...]:
        """What was found of each target."""
        return tuple(
            Bound(
                one.name,
                int(self._low[number]),
                int(self._high[number]),
                one.width,
                one.zero,
                one.published,
                bool(self._exact[number]),
            )
            for number, one in enumerate(self._targets)
        )
