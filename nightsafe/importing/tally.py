"""What became of each row, and of all of them together (pure)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from nightsafe.importing.problems import Problem


class What(StrEnum):
    """What became of a row."""

    ADDED = "added"
    KNOWN = "known"
    LEFT_OUT = "left out"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Outcome:
    """One row: what became of it (in a preview: what would), and what it means in our words."""

    line: int
    what: What
    source_code: str = ""
    code: str | None = None
    flags: tuple[str, ...] = ()
    instant: datetime | None = None
    night: date | None = None
    place: str = ""
    new_place: bool = False
    area: str = ""
    severity: int | None = None
    restricted: bool = False
    # Saved by an earlier run of the same batch.
    earlier: bool = False
    # Erased here before: it is not brought in again.
    erased: bool = False
    # Something from other records stands at the very same time under the same code.
    alike: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass
class Tally:
    """How many rows of a run became what; rejects by the column they are about."""

    rows: int = 0
    added: int = 0
    known: int = 0
    left_out: int = 0
    rejected: int = 0
    earlier: int = 0
    erased: int = 0
    alike: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def doubled(self) -> bool:
        """Whether so much is alike that it may be the same records under another name."""
        return self.alike >= 10 and self.alike >= self.added / 2

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Count some more rows."""
        for one in outcomes:
            self.rows += 1
            self.added += one.what is What.ADDED
            self.known += one.what is What.KNOWN and not one.earlier
            self.left_out += one.what is What.LEFT_OUT
            self.rejected += one.what is What.REJECTED
            self.earlier += one.earlier
            self.erased += one.erased
            self.alike += one.alike
            if one.what is What.REJECTED:
                self.reasons.update({problem.column for problem in one.problems})


def alike_words(tally: Tally) -> str:
    """What to say where much of a file is alike what came from elsewhere."""
    return (
        f"{tally.alike:,} of the {tally.added:,} new rows stand at the very time and under the "
        "code of records that were brought along under another name."
    )
