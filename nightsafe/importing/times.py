"""When a row happened: an instant from its cells, and every doubt named instead of settled."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from nightsafe.importing.cells import day_words, is_missing, quoted
from nightsafe.importing.mapping import Times
from nightsafe.importing.problems import Problem, RowProblem
from nightsafe.importing.rows import Row
from nightsafe.importing.time_formats import DAYS_NOUGHT, MIDNIGHT, Reading, Unreadable, read
from nightsafe.nights import TimeDoesNotExist, TimeHappensTwice, clock_label, local, to_utc

_KEPT = 8192


def instant_of(times: Times, row: Row) -> datetime:
    """The instant of a row, in UTC, to the whole minute (seconds are cut off).

    Raises RowProblem with all that is wrong with its date and its hour.
    """
    on, at = _date_cell(times, row), _hour_cell(times, row)
    problems = tuple(one for one in (on, at) if isinstance(one, Problem))
    if isinstance(on, Problem) or isinstance(at, Problem):
        raise RowProblem(*problems)
    if on.instant is not None and not times.hour_column:
        return on.instant.replace(second=0, microsecond=0)
    day, own = _wall(on, times.zone)
    assert day is not None
    hour = _agreed(times, day, own, at) if times.hour_column else own or times.missing_hour
    if hour is None:
        words = f"{quoted(row.cell(times.column))} has no hour"
        raise RowProblem(Problem(times.column, words))
    found = _on_the_clock(day, hour, times.zone, times.twice)
    if isinstance(found, str):
        raise RowProblem(Problem(times.hour_column or times.column, found))
    return found


def says_hour(times: Times, row: Row) -> bool:
    """Whether a row says its hour itself, rather than being given that of `missing_hour`."""
    if times.hour_column:
        return not is_missing(row.cell(times.hour_column))
    reading = read(row.cell(times.column), times.formats, times.zone)
    return isinstance(reading, Reading) and not (reading.at is None and reading.instant is None)


def check_not_ahead(times: Times, row: Row, instant: datetime, now: datetime) -> Problem | None:
    """What is wrong with a row's instant when it is still to come; None when it has passed."""
    if instant <= now:
        return None
    wall = local(instant, times.zone)
    words = (
        f"{quoted(row.cell(times.column))}: {wall:%H:%M} on {day_words(wall.date())} "
        "is still to come."
    )
    if wall.day <= 12 and wall.day != wall.month:
        turned = wall.replace(month=wall.day, day=wall.month)
        if turned.astimezone(UTC) <= now:
            words += f" Swapped, it would be {day_words(turned.date())}."
    return Problem(times.column, words)


def _date_cell(times: Times, row: Row) -> Reading | Problem:
    text = row.cell(times.column)
    if is_missing(text):
        return Problem(times.column, "there is no date")
    reading = read(text, times.formats, times.zone)
    if isinstance(reading, Unreadable):
        return Problem(times.column, str(reading))
    if reading.instant is None and (reading.day is None or reading.day in DAYS_NOUGHT):
        return Problem(times.column, f"{quoted(text)} has no date")
    return reading


def _hour_cell(times: Times, row: Row) -> Reading | Problem | None:
    """What the hour's own column says; None where there is no such column, or nothing in it."""
    text = row.cell(times.hour_column) if times.hour_column else ""
    if is_missing(text):
        if times.hour_column and times.missing_hour is None:
            return Problem(times.hour_column, "there is no hour")
        return None
    reading = read(text, times.hour_formats, times.zone)
    if isinstance(reading, Unreadable):
        return Problem(times.hour_column, str(reading))
    if reading.at is None and reading.instant is None:
        return Problem(times.hour_column, f"{quoted(text)} has no hour")
    return reading


def _wall(reading: Reading, zone: ZoneInfo) -> tuple[date | None, time | None]:
    if reading.instant is None:
        return reading.day, reading.at
    wall = local(reading.instant, zone)
    return wall.date(), wall.time()


def _agreed(times: Times, day: date, own: time | None, said: Reading | None) -> time | None:
    """The hour's column's word, where the date's column says nothing else beside it."""
    other_day, hour = _wall(said, times.zone) if said is not None else (None, times.missing_hour)
    words = ""
    if other_day not in (None, day):
        words = f"it says {day_words(other_day)}, and {times.column} says {day_words(day)}"
    elif own not in (None, MIDNIGHT, hour):
        words = f"{times.column} says {own:%H:%M}"
        words += f", and this {hour:%H:%M}: which is it?" if said is not None else " already"
    if words:
        raise RowProblem(Problem(times.hour_column, words))
    return hour


@lru_cache(maxsize=_KEPT)
def _on_the_clock(day: date, at: time, zone: ZoneInfo, twice: int | None) -> datetime | str:
    """The instant of a time on the wall; words where the clocks were changed over it."""
    at = at.replace(second=0, microsecond=0)
    on = f"{at:%H:%M} on {day_words(day)}"
    try:
        return to_utc(day, at, zone, twice).replace(second=0, microsecond=0)
    except TimeDoesNotExist as error:
        meant = local(error.after, zone)
        return (
            f"{on} never was: the clocks went from {error.skipped_from:%H:%M} to "
            f"{error.skipped_to:%H:%M}. Mend the row; a clock that nobody had changed meant "
            f"{meant:%H:%M %Z}"
        )
    except TimeHappensTwice as error:
        return (
            f"{on} came round twice: {clock_label(error.first, zone)} and "
            f'{clock_label(error.second, zone)}. Say twice = "first" or "second" under [time], '
            "or mend the row"
        )
