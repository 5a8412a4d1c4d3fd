"""What a file of events or of terms holds, and what is wrong with it."""

from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from nightsafe.calendar.wanted import Wanted

MOST_ROWS = 2_000


@dataclass
class Found:
    """What a file holds; what of it is refused; what is wrong with the whole of it.

    With a fault nothing is brought in; what is refused alone stays out.
    """

    events: list[Wanted] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    terms: list[tuple[str, date, date]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def add(self, wanted: Wanted) -> None:
        """Take an event; a second of the same name is looked for among `known`."""
        self.known.add(wanted.uid)
        self.events.append(wanted)

    def refuse(self, line: int, words: str) -> None:
        """Leave a line out, and say why."""
        self.refused.append(_("Line %(line)s: %(words)s", line=line, words=words))

    def wrong(self, line: int, words: str) -> None:
        """Note what is wrong in a line of a file that is taken whole or not at all."""
        self.faults.append(_("Line %(line)s: %(words)s", line=line, words=words))


def decoded(content: bytes) -> str | None:
    """The text of a file, by the mark at its start or as it was written; None for no text."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    return None if "\x00" in text else text
