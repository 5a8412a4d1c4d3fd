"""Which of a file's numbers is the day and which the month, as far as the file betrays it."""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from nightsafe.importing.cells import day_words, quoted
from nightsafe.importing.mapping import ISO, Times
from nightsafe.importing.problems import CannotImport, Problem
from nightsafe.importing.rows import Row
from nightsafe.importing.time_formats import Reading, read
from nightsafe.importing.time_patterns import swapped
from nightsafe.nights import local

_MOSTLY = 20  # as many rows to one that read the other way round only: the mapping is wrong
_SLIP = 500  # as many rows to one that reads swapped only: a slip of the hand, not an order
_ENOUGH = 20  # rows from which something can be told
_IN_ORDER = 0.95  # of neighbouring rows, for a file to be in order of time
_NEAR = timedelta(days=7)  # between the neighbours of a row that stands out of order
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
            not self.own_late
            and not self.either
            and min(self.own_early, self.as_written) >= _ENOUGH
        ):
            raise CannotImport(
                f"The spreadsheet has taken days for months. In {self.times.column}, the "
                f"{self.own_early:,} dates that it made its own all lie on days 1 to 12, and the "
                f"{self.as_written:,} that it left as text all later in the month (line "
                f"{self.example[0]}: {quoted(self.example[1])}). Have the file exported again "
                "with this column as text, or as 2018-09-27."
            )
        self.misplaced = self._series.misplaced()

    def problem_of(self, row: Row) -> Problem | None:
        """What the file as a whole says against the date of a row; None when nothing."""
        if not self.mixed and row.line not in self.misplaced:
            return None
        text = row.cell(self.times.column)
        written, turned = self._days(text)
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
        found = read(text, (ISO,), self.times.zone)
        if isinstance(found, Reading) and found.day is not None:
            early = found.day.day <= 12
            self.own_early += early
            self.own_late += not early


def latest_day(now: datetime | None) -> date | None:
    """The last day on which anything can have happened anywhere; None when not asked."""
    return now.date() + timedelta(days=1) if now is not None else None
