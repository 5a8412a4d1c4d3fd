"""What a file of events or of terms holds, and what is wrong with it."""

from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from nightsafe.calendar.wanted import Wanted

MOST_ROWS = 2_000


@dataclass
class Found:
    """What a file holds, and what is wrong with it; with a fault, nothing is brought in."""

    events: list[Wanted] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    terms: list[tuple[str, date, date]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def wrong(self, line: int, words: str) -> None:
        """Note what is wrong in a line."""
        self.faults.append(_("Line %(line)s: %(words)s", line=line, words=words))
