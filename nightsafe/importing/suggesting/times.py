"""The [time] of a proposal: the columns of date and hour, the zone, and what is doubtful."""

import re
from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from nightsafe.importing.mapping import ISO, UTC_MIDNIGHT
from nightsafe.importing.suggesting.columns import Column, Known, Profile
from nightsafe.importing.suggesting.formats import (
    Found,
    clock_times,
    date_format,
    hour_format,
)
from nightsafe.importing.suggesting.text import Section, examples, shown
from nightsafe.importing.suggesting.zones import (
    Position,
    cities,
    far_away,
    nearest_first,
    with_midnight,
)

_HAPPENED = ("occurred", "occurrence", "incident", "offence", "offense", "happened", "event")
_BEGAN = ("start", "from", "began", "committed", "commission")
_WHEN = ("date", "datetime", "day", "when", "time", "timestamp", "on")
_HOURS = ("hour", "hours", "time", "hhmm", "hrs", "clock", "uhrzeit", "heure", "at")
_REPORTED = ("reported", "report", "received", "call", "called", "logged", "created", "recorded")
_NEVER = ("end", "to", "until", "closed", "updated", "modified", "entered", "birth", "dob", "born")
_FEW_CLOCKS = 4
_ENOUGH = 20
_ZERO_SHARE = 0.05
_MONTH = re.compile(
    r"(?:19|20)\d\d[-/](?:0[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/](?:19|20)\d\d"
).fullmatch


@dataclass(frozen=True)
class _Date:
    column: Column
    found: Found
    score: float


def propose_times(profile: Profile, known: Known, middle: Position | None) -> Section:
    """The section [time]; `middle` is where the records lie, where they have positions."""
    section = Section("time")
    zone = ZoneInfo(known.time_zone)
    dates = _dates(profile, zone)
    if not dates:
        _zone(section, known, middle)
        months = [one.name for one in profile if one.texts and all(map(_MONTH, one.texts))]
        only = f": {examples(months)} says no more than the month" if months else ""
        section.ask("column", f"no column reads as dates{only}. Name the one that does", value="")
        section.ask("format", 'such as "%d/%m/%Y", "iso"; "utc midnight" for such UTC stamps')
        return section
    best = dates[0]
    section.used.add(best.column.name)
    stamps = _midnights(best, known, middle)
    if stamps:
        _stamp_zone(section, stamps, known, middle)
    else:
        _zone(section, known, middle)
    others = [each.column.name for each in dates[1:4]]
    doubts = (
        [f"{examples(others)} also hold dates: which one is when it happened?"] if others else []
    )
    if best.column.named(_REPORTED):
        doubts.append("by its name it is when it was reported, which may be later than it happened")
    section.add("column", best.column.name, _lacking(best.column), unsure=doubts)
    if stamps:
        clocks = ", ".join(
            f"{rows:,} at {at}" for at, rows in clock_times(best.column).most_common()
        )
        section.add(
            "format",
            UTC_MIDNIGHT,
            f"every value is a stamp in UTC of midnight in {stamps[0]} ({clocks}, by season): the "
            "time in it is nobody's; only the day that began then counts",
        )
    else:
        _format(section, best)
    _hour(section, profile, best, zone, dated=bool(stamps))
    section.add("twice", "reject", 'an hour that came round twice: or "first", "second"')
    return section


def _dates(profile: Profile, zone: ZoneInfo) -> list[_Date]:
    """The columns that read as dates, that of the incident first."""
    found = []
    for column in profile:
        read = date_format(column, zone, named=column.named((*_WHEN, *_HAPPENED, *_BEGAN)))
        if read is None or column.named(("birth", "dob", "born")):
            continue
        score = 4.0 * bool({*column.words} & {*_HAPPENED}) + 3.0 * bool({*column.words} & {*_BEGAN})
        score += 2.0 * column.named(_WHEN) - 6.0 * bool({*column.words} & {*_NEVER})
        score -= 0.5 * column.named(_REPORTED)
        score += 2.0 * column.filled / max(column.rows, 1)
        found.append(_Date(column, read, score))
    return sorted(found, key=lambda one: -one.score)


def _midnights(date: _Date, known: Known, middle: Position | None) -> list[str]:
    """The zones in which all stamps of a column were midnight; none when they are no such stamps.

    The network's own first; else those nearest to where the records lie.
    """
    clocks = clock_times(date.column)
    texts = date.column.texts
    if (
        date.found.formats != (ISO,)
        or not 0 < len(clocks) <= _FEW_CLOCKS
        or set(clocks) == {"00:00"}
    ):
        return []
    if len(texts) < _ENOUGH:
        return []
    fits = with_midnight(texts, known.time_zone)
    own = [name for name in fits if name == known.time_zone]
    return own + nearest_first([name for name in fits if name not in own], middle)


def _stamp_zone(section: Section, fits: list[str], known: Known, middle: Position | None) -> None:
    others = examples(fits[1:], 4) + (f" and {len(fits) - 5} more" if len(fits) > 5 else "")
    if fits[0] == known.time_zone:
        section.add("zone", fits[0], "the network's own, and the stamps below are midnights in it")
        return
    own = f"the stamps below are no midnights in {known.time_zone}, the network's own"
    if middle is None and len(fits) > 1:
        section.ask("zone", f"{own}; they are in {examples(fits, 6)}: which is it?")
        return
    near = " and it is the nearest to where the records lie" if middle is not None else ""
    fit = f". {others} would fit just as well" if others else ""
    section.add("zone", fits[0], unsure=[f"{own}; they are in this one{near}{fit}"])


def _zone(section: Section, known: Known, middle: Position | None) -> None:
    own = known.time_zone
    if far_away(own, middle):
        near = nearest_first(cities(), middle)
        section.ask(
            "zone",
            f"the network's own is {own}, but the records lie far from it: {examples(near, 3)}?",
        )
        return
    section.add(
        "zone",
        own,
        unsure=["the network's own; nothing in the file says in which zone its times are"],
    )


def _lacking(column: Column) -> str:
    return f"{column.missing:,} rows have none and would be rejected" if column.missing else ""


def _format(section: Section, date: _Date) -> None:
    found = date.found
    formats = found.formats
    if not formats:
        section.ask("format", *found.doubts)
        return
    value = formats[0] if len(formats) == 1 else formats
    clocks = clock_times(date.column)
    doubts = list(found.doubts)
    if 0 < len(clocks) <= 2 and set(clocks) != {"00:00"} and len(date.column.texts) >= _ENOUGH:
        times = " or ".join(clocks)
        doubts.append(
            f"the time in it is always {times}: is it a stamp in UTC of some midnight? Then the "
            "day may be wrong as it is read here"
        )
    section.add("format", value, *found.notes, unsure=doubts)


def _hour(section: Section, profile: Profile, date: _Date, zone: ZoneInfo, *, dated: bool) -> None:
    """The column of the hour, where the date has none of its own."""
    own = date.found.timed and not dated and set(clock_times(date.column)) != {"00:00"}
    if own:
        if lacking := date.found.without_hour:
            section.add(
                "missing_hour",
                "reject",
                f'{lacking:,} different dates have no hour: or write a time, such as "12:00"',
            )
        return
    best = _hour_column(profile, date, zone)
    if best is None:
        section.ask(
            "missing_hour",
            "no column says the hour, and without one nobody knows the night: name an hour_column "
            'and hour_format instead of this line, or write one time for all, such as "12:00"',
        )
        return
    column, found = best
    section.used.add(column.name)
    doubts = list(found.doubts)
    if column.named(_REPORTED):
        doubts.append(
            "by its name it is the hour it was reported: a fight at two may stand at nine"
        )
    doubts.append(_heap(column, found))
    section.add("hour_column", column.name, unsure=doubts)
    section.add("hour_format", found.formats[0], *found.notes)
    lack = f"{column.missing:,} rows have no hour" if column.missing else "every row has an hour"
    section.add("missing_hour", "reject", f'{lack}: "reject", or a time such as "12:00"')


def _hour_column(profile: Profile, date: _Date, zone: ZoneInfo) -> tuple[Column, Found] | None:
    """The column of hours that goes with a date: the one whose name shares most with it."""
    scored = []
    for column in profile:
        if column is date.column or column.more or set(column.words) & {*_NEVER}:
            continue
        found = hour_format(column, zone, named=column.named(_HOURS))
        if found is not None:
            shared = len(set(column.words) & set(date.column.words))
            scored.append((2 * column.named(_HOURS) + shared, column, found))
    best = max(scored, key=lambda each: each[0], default=None)
    return (best[1], best[2]) if best else None


def _heap(column: Column, found: Found) -> str:
    """A doubt about midnight, where far more rows stand at it than at any other time."""
    zero = sum(rows for text, rows in column.counts.items() if text.strip("0:") == "" and text)
    others = Counter({text: rows for text, rows in column.counts.items() if text.strip("0:")})
    most = max(others.values(), default=0)
    if zero > _ZERO_SHARE * column.filled and zero > 3 * most:
        return f"{zero:,} rows stand at midnight exactly: does {shown('0000')} mean not known?"
    return ""
