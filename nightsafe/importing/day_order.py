"""Which of a file's numbers is the day and which the month, as far as the file betrays it."""

import re
from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from nightsafe.importing.cells import day_words, quoted
from nightsafe.importing.mapping import ISO, Times
from nightsafe.importing.problems import CannotImport, Problem
from nightsafe.importing.rows import Row
from nightsafe.importing.time_formats import Reading, Unreadable, read
from nightsafe.importing.time_patterns import swapped
from nightsafe.nights import local

_MOSTLY = 20  # as many rows to one that read the other way round only: the mapping is wrong
_SLIP = 500  # as many rows to one that reads swapped only: a slip of the hand, not an order
_ENOUGH = 20  # rows from which something can be told
_IN_ORDER = 0.95  # of neighbouring rows, for a file to be in order of time
_NEAR = timedelta(days=7)  # between the neighbours of a row that stands out of order
# Of dates as they come, four in ten lie on days 1 to 12.
_ALMOST_ALL = 0.95
_MOSTLY_LATE = 0.9  # of the texts that a spreadsheet left, once it took what it could
_TOO_EARLY = 0.6  # of the dates it made its own: more than chance has there
_WORTH_A_LOOK = 4
_FEW = 12  # dates of both kinds together that show it, in one file of a thousand by chance
_MOST_LINES = 100_000


class _Series:
    """The days of a file in its own order, and the rows that fit into it only once swapped."""

    def __init__(self) -> None:
        self._last: deque[tuple[int, date, date | None]] = deque(maxlen=3)
        self._pairs = 0
        self._in_order = {1: 0, -1: 0}  # rising, falling
        self._fits: dict[int, dict[int, str]] = {1: {}, -1: {}}

    def add(self, line: int, day: date, turned: date | None) -> None:
        if self._last:
            before = self._last[-1][1]
            self._pairs += 1
            self._in_order[1] += before <= day
            self._in_order[-1] += before >= day
        self._last.append((line, day, turned))
        if len(self._last) == 3:
            for direction, fits in self._fits.items():
                if len(fits) < _MOST_LINES:
                    self._judge(direction, fits)

    def _judge(self, direction: int, fits: dict[int, str]) -> None:
        (_, one, _), (line, day, turned), (_, other, _) = self._last
        start, end = (one, other) if direction > 0 else (other, one)
        if turned is None or not timedelta(0) <= end - start <= _NEAR:
            return
        if start <= turned <= end and not start <= day <= end:
            fits[line] = f"between {day_words(one)} and {day_words(other)}"

    def misplaced(self) -> dict[int, str]:
        if self._pairs < _ENOUGH:
            return {}
        for direction, number in self._in_order.items():
            if number >= self._pairs * _IN_ORDER:
                return self._fits[direction]
        return {}


@dataclass
class DayOrder:
    """How the dates of a file read; filled row by row, then asked about each row."""

    times: Times
    latest: date | None = None  # no row can be later
    as_written: int = 0  # rows that read only as the mapping says
    only_swapped: int = 0
    either: int = 0
    own_early: int = 0  # dates of the spreadsheet's own on days 1 to 12
    own_late: int = 0
    example: tuple[int, str] = (0, "")  # line and text of the first row of a kind
    example_swapped: tuple[int, str] = (0, "")
    misplaced: dict[int, str] = field(default_factory=dict)  # line -> between which days
    _series: _Series = field(default_factory=_Series, init=False, repr=False)

    def __post_init__(self) -> None:
        pairs = {one: swapped(one) for one in self.times.formats}
        # Where both orders are listed, the formats themselves say what is in doubt.
        self._formats = tuple(
            one for one, turned in pairs.items() if turned and turned not in pairs
        )
        self._swapped = tuple(pairs[one] for one in self._formats)

    @property
    def mixed(self) -> bool:
        """Whether the file writes dates both ways round."""
        return self.only_swapped > 0 and self.only_swapped * _SLIP >= self.as_written > 0

    def see(self, row: Row) -> None:
        """Count a row's date."""
        if not self._formats:
            return
        text = row.cell(self.times.column)
        written, turned = self._days(text)
        if written is None and turned is None:
            self._see_own(text)
        elif turned is None:
            self.as_written += 1
            self.example = self.example if self.example[0] else (row.line, text)
        elif written is None:
            self.only_swapped += 1
            self.example_swapped = (
                self.example_swapped if self.example_swapped[0] else (row.line, text)
            )
        elif written != turned:
            self.either += 1
        if written is not None:
            self._series.add(row.line, written, turned)

    def settle(self) -> None:
        """Draw the conclusions once every row was seen.

        Raises CannotImport where the dates contradict the mapping as a whole.
        """
        if self.only_swapped and self.as_written * _MOSTLY <= self.only_swapped:
            line, text = self.example_swapped
            few = ", or mend these rows where they are the exception"
            raise CannotImport(
                f"The mapping has day and month the wrong way round. In {self.times.column}, "
                f"{self.only_swapped:,} dates make no sense as {' or '.join(self._formats)} and "
                f"read well as {' or '.join(self._swapped)} (line {line}: {quoted(text)}). Write "
                f'format = "{self._swapped[0]}" under [time]'
                f"{few if self.only_swapped < _ENOUGH else ''}."
            )
        if (
            self._taken(_ALMOST_ALL, _ALMOST_ALL)
            and min(self.own_early, self.as_written) >= _ENOUGH
        ):
            raise CannotImport(
                f"The spreadsheet has taken days for months. {self._own_and_texts()}. Have the "
                "file exported again with this column as text, or as 2018-09-27."
            )
        self.misplaced = self._series.misplaced()

    @property
    def own_in_doubt(self) -> bool:
        """Whether the spreadsheet seems to have made dates of its own with day and month swapped.

        It takes 03/04 for a month and a day, and leaves 13/04, which it cannot read, as text.
        """
        return (
            self._taken(_TOO_EARLY, _MOSTLY_LATE)
            and min(self.own_early, self.as_written) > 1
            and self.own_early + self.as_written >= _FEW
        )

    def _taken(self, early: float, late: float) -> bool:
        """Whether at least such shares of its own dates and of the texts lie before, after."""
        own, texts = self.own_early + self.own_late, self.as_written + self.either
        return self.own_early >= max(1, own * early) and self.as_written >= max(1, texts * late)

    def _own_and_texts(self) -> str:
        return (
            f"In {self.times.column}, {self.own_early:,} of the "
            f"{self.own_early + self.own_late:,} dates that it made its own lie on days 1 to 12, "
            f"and {self.as_written:,} of the {self.as_written + self.either:,} that it left as "
            f"text later in the month (line {self.example[0]}: {quoted(self.example[1])})"
        )

    def problem_of(self, row: Row) -> Problem | None:
        """What the file as a whole says against the date of a row; None when nothing."""
        if not (self.mixed or self.own_in_doubt or row.line in self.misplaced):
            return None
        text = row.cell(self.times.column)
        written, turned = self._days(text)
        if written is None and turned is None and self.own_in_doubt:
            return self._own_problem(text)
        if not (self.mixed or row.line in self.misplaced):
            return None
        if written is None or turned is None or written == turned:
            return None
        could = f"{quoted(text)} could be {day_words(written)} or {day_words(turned)}"
        if self.mixed:
            why = (
                f"this file writes dates both ways round (line {self.example[0]}: "
                f"{quoted(self.example[1])}, line {self.example_swapped[0]}: "
                f"{quoted(self.example_swapped[1])})"
            )
        else:
            why = f"in this file, which is in order of time, it stands {self.misplaced[row.line]}"
        advice = f'Write it as {written} or {turned}, with "iso" among the formats under [time]'
        return Problem(self.times.column, f"{could}: {why}. {advice}")

    def _own_problem(self, text: str) -> Problem | None:
        """What speaks against a date of the spreadsheet's own that could be another, swapped."""
        found = read(text, (ISO,), self.times.zone)
        day = self._own(text)
        if day is None or day.day > 12 or day.day == day.month:
            return None
        other = day.replace(month=day.day, day=day.month)
        ways = " or ".join(self._as_text(each, found) for each in (day, other))
        reason = (
            f"{quoted(text)}, a date that the spreadsheet made its own, could be {day_words(day)} "
            f"or, with day and month swapped by it, {day_words(other)}: in this file its own dates "
            f"lie on days 1 to 12, the texts later. Write it as {ways}, as text"
        )
        return Problem(self.times.column, reason)

    def _as_text(self, day: date, found: Reading | Unreadable) -> str:
        """A day as the mapping has it written, with its hour where one was found."""
        pattern = self._formats[0]
        if isinstance(found, Reading) and found.at is not None:
            return datetime.combine(day, found.at).strftime(pattern)
        return day.strftime("".join(re.findall(r"%[dmyY][^%]?", pattern)).rstrip(" ,T"))

    def warnings(self) -> tuple[str, ...]:
        """What whoever imports should know about the dates."""
        said = []
        if self.mixed:
            said.append(
                f"{self.times.column} writes dates both ways round: {self.as_written:,} read only "
                f"as {' or '.join(self._formats)} (line {self.example[0]}: "
                f"{quoted(self.example[1])}), {self.only_swapped:,} only the other way (line "
                f"{self.example_swapped[0]}: {quoted(self.example_swapped[1])}). "
                f"{self.either:,} could be either: they become rejects, none is guessed."
            )
        elif self.only_swapped:
            said.append(
                f"{self.only_swapped:,} of the dates in {self.times.column} read only with day "
                f"and month swapped (line {self.example_swapped[0]}: "
                f"{quoted(self.example_swapped[1])}) and become rejects. They are so few that the "
                f"other {self.as_written + self.either:,} are taken as the mapping says."
            )
        if self.misplaced and not self.mixed:
            said.append(
                f"In {self.times.column}, dates out of order that fit with day and month swapped, "
                f"in a file that is in order of time: {len(self.misplaced):,}. They become rejects."
            )
        if self.own_in_doubt:
            said.append(
                f"The spreadsheet seems to have taken days for months. {self._own_and_texts()}. "
                "Its own dates that could be either become rejects. Better have the file exported "
                "again with this column as text."
            )
        elif self._taken(1, 1) and self.own_early + self.as_written >= _WORTH_A_LOOK:
            said.append(
                f"Has the spreadsheet taken days for months? {self._own_and_texts()}. These are "
                "too few to tell: compare some of its own dates with what was written down."
            )
        return tuple(said)

    def _days(self, text: str) -> tuple[date | None, date | None]:
        """The day as the mapping reads it, and with day and month swapped."""
        return self._day(text, self._formats), self._day(text, self._swapped)

    def _day(self, text: str, formats: tuple[str, ...]) -> date | None:
        found = read(text, formats, self.times.zone)
        if not isinstance(found, Reading):
            return None
        day = found.day
        if found.instant is not None:
            day = local(found.instant, self.times.zone).date()
        return day if day and (self.latest is None or day <= self.latest) else None

    def _see_own(self, text: str) -> None:
        if ISO not in self.times.formats:
            return
        if (day := self._own(text)) is not None:
            self.own_early += day.day <= 12
            self.own_late += day.day > 12

    def _own(self, text: str) -> date | None:
        """A date that stands as the spreadsheet writes its own."""
        found = read(text, (ISO,), self.times.zone)
        return found.day if isinstance(found, Reading) else None


def latest_day(now: datetime | None) -> date | None:
    """The last day on which anything can have happened anywhere; None when not asked."""
    return now.date() + timedelta(days=1) if now is not None else None
