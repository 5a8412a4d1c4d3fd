"""Why rows could not be read: the same reason once, however many rows say it in other figures."""

import re
from dataclasses import dataclass, field

from nightsafe.importing.problems import Problem
from nightsafe.importing.tally import Outcome, What
from nightsafe.importing.terminal import figure, heading, width, wrapped

_MOST_KINDS = 500  # kept apart; a file that needs more has the wrong mapping altogether
_MOST_SHOWN = 25
_COUNT = 7
# What one row's value may be in a reason: all of it is taken out to see that two are the same.
_VALUES = (
    # To the last quotation mark: a text of theirs may have some of its own.
    (re.compile('".*"', re.DOTALL), '"…"'),
    (re.compile(r"\b([a-z ]+) was (?:[^;]*), is now [^;]*"), r"\1 changed"),
    (re.compile(r"\([^()]*\)"), "(…)"),
    (re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE), "…"),
    (
        re.compile(
            r"\b(?:January|February|March|April|May|June|July|August|September|October|November"
            r"|December)\b"
        ),
        "…",
    ),
    (re.compile(r"(?<=\d) ?(?:[AP]M|[A-Z]{3,4})\b"), ""),
    (re.compile(r"[-+]?\d+(?:[.,:/ -]+\d+)*"), "#"),
    (re.compile(r"# (?:km|metres|m)\b"), "# m"),
)


@dataclass
class _Kind:
    """One reason: how many rows say it, and what the first of them says."""

    column: str
    reason: str
    line: int
    number: int = 0
    differs: bool = False


@dataclass
class Reasons:
    """The reasons of rejects, by column."""

    rows: int = 0
    kinds: dict[tuple[str, str], _Kind] = field(default_factory=dict)
    more: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count the problems of a row that could not be read."""
        if outcome.what is not What.REJECTED:
            return
        self.rows += 1
        for problem in outcome.problems:
            self._count(outcome.line, problem)

    def _count(self, line: int, problem: Problem) -> None:
        key = (problem.column, without_values(problem.reason))
        kind = self.kinds.get(key)
        if kind is None:
            if len(self.kinds) >= _MOST_KINDS:
                self.more += 1
                return
            kind = self.kinds[key] = _Kind(problem.column, problem.reason, line)
        kind.number += 1
        kind.differs |= problem.reason != kind.reason

    def lines(self) -> list[str]:
        """Every reason with its count and the first line that gives it, most frequent first."""
        if not self.rows:
            return []
        lines = heading("Rejected, by column and reason")
        ranked = sorted(self.kinds.values(), key=lambda one: (-one.number, one.line))
        for one in ranked[:_MOST_SHOWN]:
            head = f"{figure(one.number):>{_COUNT}}  "
            where = one.column or "The row as a whole"
            first = (
                f"for instance line {one.line:,}" if one.differs else f"first: line {one.line:,}"
            )
            said = wrapped(f"{where}: {one.reason} ({first})", width(head))
            lines += [head + said[0].lstrip(), *said[1:]]
        left = sum(one.number for one in ranked[_MOST_SHOWN:]) + self.more
        if left:
            lines += [f"{figure(left):>{_COUNT}}  for other reasons: see the file of rejects"]
        if sum(one.number for one in ranked) + self.more > self.rows:
            lines += ["", "  A row with several faults stands under each of them."]
        return lines


def without_values(reason: str) -> str:
    """A reason without what only its own row says: quoted texts, figures, dates."""
    for pattern, instead in _VALUES:
        reason = pattern.sub(instead, reason)
    return reason
