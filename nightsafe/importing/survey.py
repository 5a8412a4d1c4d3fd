"""One look over a whole file before anything is written: does it agree with its mapping?"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from nightsafe.importing.day_order import DayOrder, latest_day
from nightsafe.importing.ground import Ground, Squares
from nightsafe.importing.mapping import Mapping, Places
from nightsafe.importing.positions import Fault, Kind, Position, locate, shown
from nightsafe.importing.problems import CannotImport, Problem, RowProblem
from nightsafe.importing.rows import Row
from nightsafe.importing.times import instant_of, says_hour
from nightsafe.nights import local

Progress = Callable[[int, int], None]

_ENOUGH = 20  # rows from which a share says something
_MANY_AT_ONE_HOUR = 0.9
_MANY_AT_TWO_HOURS = 0.97
_MANY_ON_THE_DOT = 0.15  # of rows at exactly 00:00 or 12:00: one in 24 by chance, at full hours
_LONG_AGO = 1990


class Rows(Protocol):
    """A file that can be read from its first row to its last, more than once."""

    def rows(self, progress: Progress | None = None) -> Iterator[Row]: ...


@dataclass(frozen=True)
class Survey:
    """What a file as a whole says: its rows, the order of day and month, what to know of it."""

    rows: int
    order: DayOrder
    warnings: tuple[str, ...]
    places: Places = field(default_factory=Places)
    ground: Ground | None = None  # where the mapping says nothing of it

    @property
    def doubtful_dates(self) -> bool:
        """Whether some rows' dates are in doubt though each can be read by itself."""
        order = self.order
        mixed = order.mixed and order.either > 0
        return mixed or order.own_in_doubt or bool(order.misplaced)

    def problem_of(self, row: Row) -> Problem | None:
        """What the file as a whole says against a row; None when nothing."""
        return self.order.problem_of(row) or self._position_problem(row)

    def _position_problem(self, row: Row) -> Problem | None:
        if self.ground is None or self.places.bad_position == "ignore":
            return None
        here = locate(self.places, row)
        if here is None or isinstance(here, Fault) or (found := self.ground.turned(here)) is None:
            return None
        return Problem(self.places.latitude, f"{shown(here)}: {found[1]}")


def survey(
    source: Rows,
    mapping: Mapping,
    progress: Progress | None = None,
    now: datetime | None = None,
    known: Sequence[Position] = (),
) -> Survey:
    """Read every row of a file once and write nothing; with `now`, no later date is plausible.

    `known` are the positions of the network's places: records lie around them, if there are some.
    Raises CannotImport where there are no rows, or where most of them contradict the mapping.
    """
    tally = _Tally(mapping, DayOrder(mapping.times, latest_day(now)))
    for row in source.rows(progress):
        tally.see(row)
    if not tally.rows:
        raise CannotImport("The file has a header and no rows: there is nothing to bring along.")
    tally.order.settle()
    _check_times(tally)
    ground = tally.settle(known)
    _check_swapped(mapping, tally)
    warnings = tuple(_warnings(mapping, tally))
    return Survey(tally.rows, tally.order, warnings, mapping.places, ground)


@dataclass
class _Tally:
    mapping: Mapping
    order: DayOrder
    rows: int = 0
    timed: int = 0
    hours_said: int = 0
    long_ago: int = 0
    hours: Counter[int] = field(default_factory=Counter)
    on_the_dot: Counter[int] = field(default_factory=Counter)
    untimed: tuple[int, str] = (0, "")  # line and reason of the first row without a time
    located: int = 0  # rows with a position, good or bad
    faults: Counter[Kind] = field(default_factory=Counter)
    first_fault: dict[Kind, tuple[int, str]] = field(default_factory=dict)
    squares: Squares = field(default_factory=Squares)
    far: tuple[int, int, str] = (0, 0, "")  # rows, the first one's line, in words

    def see(self, row: Row) -> None:
        self.rows += 1
        self.order.see(row)
        self._see_time(row)
        found = locate(self.mapping.places, row)
        self.located += found is not None
        if isinstance(found, Fault):
            self.faults[found.kind] += 1
            self.first_fault.setdefault(found.kind, (row.line, found.problem.reason))
        elif found is not None and self.mapping.places.within is None:
            self.squares.add(row.line, found)

    def settle(self, known: Sequence[Position]) -> Ground | None:
        """Find the ground that the mapping does not say, and what lies far from it."""
        if not self.squares.counts:
            return None
        ground = self.squares.ground(known, self.mapping.times.zone.key)
        if ground is None:
            return None
        strays = sorted(self.squares.strays(ground), key=lambda one: one[3])
        for kind, number, where, line in strays:
            if kind is not None:
                self.faults[kind] += number
                self.first_fault.setdefault(kind, (line, f"about {shown(where)}"))
        far = [(number, line) for kind, number, _, line in strays if kind is None]
        if far:
            words = (
                f"more than {ground.reach / 1000:,.0f} km from {ground.what} "
                f"(about {ground.middle[0]:.2f}, {ground.middle[1]:.2f})"
            )
            self.far = sum(number for number, _ in far), far[0][1], words
        return ground

    def _see_time(self, row: Row) -> None:
        times = self.mapping.times
        try:
            wall = local(instant_of(times, row), times.zone)
        except RowProblem as error:
            if not self.untimed[0]:
                self.untimed = row.line, str(error)
            return
        self.timed += 1
        self.long_ago += wall.year < _LONG_AGO
        if says_hour(times, row):
            self.hours_said += 1
            self.hours[wall.hour] += 1
            if wall.hour in (0, 12) and wall.minute == 0:
                self.on_the_dot[wall.hour] += 1


def _check_times(tally: _Tally) -> None:
    if tally.rows >= _ENOUGH and not tally.timed:
        line, reason = tally.untimed
        raise CannotImport(
            f"Not one of the {tally.rows:,} rows has a time that can be read. The first, line "
            f"{line}: {reason}{_stop(reason)} Look at zone, column and format under [time]."
        )


def _check_swapped(mapping: Mapping, tally: _Tally) -> None:
    number = tally.faults[Kind.SWAPPED]
    if number * 2 <= tally.located:
        return
    line, reason = tally.first_fault[Kind.SWAPPED]
    places = mapping.places
    raise CannotImport(
        f"The mapping has latitude and longitude the wrong way round: {number:,} of "
        f"{tally.located:,} positions make sense only swapped (line {line}: {reason}). Write "
        f'latitude = "{places.longitude}" and longitude = "{places.latitude}" under [place], '
        "unless the two columns carry each other's name in the file."
    )


def _warnings(mapping: Mapping, tally: _Tally) -> Iterator[str]:
    yield from tally.order.warnings()
    if tally.timed * 2 < tally.rows:
        line, reason = tally.untimed
        yield (
            f"{tally.rows - tally.timed:,} of {tally.rows:,} rows have no time that can be read. "
            f"The first, line {line}: {reason}{_stop(reason)} Look at zone and format under [time]."
        )
    if tally.long_ago:
        yield f"{tally.long_ago:,} of {tally.timed:,} rows lie before {_LONG_AGO}: is that so?"
    yield from _hour_warnings(tally)
    if tally.faults:
        yield _position_warning(mapping, tally)
    number, line, words = tally.far
    if number:
        yield (
            f"{number:,} of {tally.located:,} positions lie {words}, the first in line {line}: "
            "are they right? Write within = [south, west, north, east] under [place], and such "
            "become rejects."
        )


def _hour_warnings(tally: _Tally) -> Iterator[str]:
    if tally.hours_said < _ENOUGH:
        return
    for hour, number in sorted(tally.on_the_dot.items()):
        if number > tally.hours_said * _MANY_ON_THE_DOT:
            yield (
                f"{number:,} of {tally.hours_said:,} rows stand at exactly {hour:02d}:00 "
                f"({_share(number, tally.hours_said)}): was their hour not recorded? They would "
                "count in a night and a band where they may not belong."
            )
            return
    foremost = tally.hours.most_common(2)
    hour, number = foremost[0]
    both = sum(count for _, count in foremost)
    if number > tally.hours_said * _MANY_AT_ONE_HOUR:
        yield (
            f"{number:,} of {tally.hours_said:,} rows lie between {hour:02d}:00 and {hour:02d}:59 "
            "local time: is the hour in another column, or the zone another one?"
        )
    elif both > tally.hours_said * _MANY_AT_TWO_HOURS:
        # A stamp of midnight elsewhere stands at one hour in summer, at another in winter.
        first, second = sorted(each for each, _ in foremost)
        yield (
            f"{both:,} of {tally.hours_said:,} rows lie in the hours from {first:02d}:00 and "
            f"{second:02d}:00 local time alone: are they midnights of another zone (format = "
            '"utc midnight"), and the hour in another column?'
        )


def _position_warning(mapping: Mapping, tally: _Tally) -> str:
    each = ", ".join(
        f"{number:,} {kind} (line {tally.first_fault[kind][0]})"
        for kind, number in tally.faults.most_common()
    )
    what = (
        "their rows are taken by name alone"
        if mapping.places.bad_position == "ignore"
        else "their rows become rejects"
    )
    total = tally.faults.total()
    return f"{total:,} of {tally.located:,} positions cannot be used: {each}; {what}."


def _stop(words: str) -> str:
    return "" if words.endswith(("?", ".")) else "."


def _share(number: int, total: int) -> str:
    return f"{100 * number / total:.0f} %"
