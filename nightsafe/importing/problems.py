"""What keeps a file, or one row of it, from being brought along, in words for whoever mends it."""

from dataclasses import dataclass

from nightsafe.errors import ProductError
from nightsafe.importing.terminal import shown


class CannotImport(ProductError):
    """The whole file, or its mapping, cannot be used; nothing was written. Says what to do.

    What it repeats of a file, a mapping or a name of a file cannot steer the terminal.
    """

    def __init__(self, message: str) -> None:
        super().__init__("\n".join(map(shown, message.split("\n"))))


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell of a row: the column it stands in ("" for the row as a whole)."""

    column: str
    reason: str


class RowProblem(Exception):
    """A row cannot be read; `problems` are all that were found in it, at least one."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(one.reason for one in problems))
        self.problems = problems
