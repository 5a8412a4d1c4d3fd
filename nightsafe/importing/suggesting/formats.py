"""How the texts of a column write a date or an hour, told by the texts alone (pure)."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from nightsafe.importing.mapping import HHMM, HOUR, ISO
from nightsafe.importing.suggesting.columns import Column
from nightsafe.importing.suggesting.text import examples, shown
from nightsafe.importing.time_formats import Reading, read
from nightsafe.importing.time_patterns import swapped

_DAYS = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d"),
    *("%d/%m/%y", "%m/%d/%y", "%y/%m/%d", "%d.%m.%y", "%d-%m-%y", "%m-%d-%y"),
    *("%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %y", "%d/%b/%Y"),
    *("%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%a %d %b %Y", "%A %d %B %Y"),
)
_PACKED = ("%Y%m%d", "%d%m%Y", "%Y%m%d%H%M", "%Y%m%d%H%M%S")
_TAILS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %H%M", ", %H:%M", "T%H:%M:%S")
_CLOCKS = ("%I:%M %p", "%I:%M%p", "%I:%M:%S %p", "%I %p", "%I%p", "%H.%M", "%Hh%M", "%H:%M Uhr")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATELIKE = re.compile(
    rf".*(?:\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|(?=.*\d\d)\b(?:{_MONTHS})[a-z]*\b)",
    re.IGNORECASE | re.DOTALL,
)
_CLOCK = re.compile(r"[T ](\d\d:\d\d)(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?$")
_SAMPLE, _FIRST = 60, 8
_MOST_SHOWN = 3
_LEAST = 0.3
_ENOUGH = 2_000
_LONGEST = 40


@dataclass(frozen=True)
class Found:
    """The formats a column is written in; none where that cannot be told, with the doubts why."""

    formats: tuple[str, ...]
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    timed: bool = False
    without_hour: int = 0


def clock_times(column: Column) -> Counter[str]:
    """The clock times ("04:00") in a column of stamps, by rows; empty when any has none."""
    found: Counter[str] = Counter()
    for text in column.texts:
        match = _CLOCK.search(text)
        if match is None:
            return Counter()
        found[match[1]] += column.counts[text]
    return found


def date_format(column: Column, zone: ZoneInfo, *, named: bool) -> Found | None:
    """How a column writes dates; None when it does not."""
    texts = column.texts
    sample = _spread(texts)
    dated = [text for text in sample if len(text) <= _LONGEST and _DATELIKE.match(text)]
    packed = named and all(text.isdigit() and len(text) in {8, 12, 14} for text in sample)
    if not sample or (not packed and len(dated) < 0.8 * len(sample)):
        return None
    patterns = (*(day + tail for tail in _TAILS for day in _DAYS), *(_PACKED if packed else ()))
    candidates = [
        name
        for name in (ISO, *patterns)
        if any(_reads(text, name, zone) for text in _spread(sample, _FIRST))
        and sum(_reads(text, name, zone) for text in sample) >= _LEAST * len(sample)
    ]
    by_name = {name: {text for text in texts if _reads(text, name, zone)} for name in candidates}
    by_name = {name: good for name, good in by_name.items() if good}
    if not by_name or len(set().union(*by_name.values())) < 0.9 * len(texts):
        return None
    most = max(map(len, by_name.values()))
    alike = _fewest_years(
        [name for name, good in by_name.items() if len(good) == most], texts, zone
    )
    if len(alike) > 1 and (doubt := _alike(alike, texts, zone)):
        return Found((), doubts=(doubt,), timed=_timed(alike[0]))
    best = alike[0]
    turned = swapped(best)
    only_best = by_name[best] - by_name.get(turned, set())
    only_turned = by_name.get(turned, set()) - by_name[best]
    if only_turned:
        return _mixed(best, turned, only_best, only_turned)
    return _settled(column, best, by_name, only_best if turned in by_name else set(), zone)


def _fewest_years(names: list[str], texts: Sequence[str], zone: ZoneInfo) -> list[str]:
    """Of formats that read as many texts, those that take a year, and no day, for the year.

    "03/04/24" may begin with its day or with its year; records span fewer years than a month days.
    """
    if len(names) < 2:
        return names
    years: dict[str, int] = {}
    for name in names:
        readings = (read(text, (name,), zone) for text in texts[:_ENOUGH])
        days = (each.day for each in readings if isinstance(each, Reading))
        years[name] = len({day.year for day in days if day is not None})
    return [name for name in names if years[name] == min(years.values())]


def _alike(names: Sequence[str], texts: Sequence[str], zone: ZoneInfo) -> str:
    """A doubt, where formats that read the same texts read them differently."""
    for text in texts:
        readings = {str(read(text, (name,), zone)) for name in names}
        if len(readings) > 1:
            ways = " or ".join(f"{shown(name)} ({read(text, (name,), zone)})" for name in names)
            return (
                f"{ways}? Both read every date here, {shown(text)} among them; none has a number "
                "over 12 that would tell"
            )
    return ""


def _mixed(best: str, turned: str, only_best: set[str], only_turned: set[str]) -> Found:
    return Found(
        (),
        doubts=(
            f"the file mixes both orders of day and month: {len(only_best):,} different dates read "
            f"only as {shown(best)}, such as {examples(sorted(only_best), 1)}; "
            f"{len(only_turned):,} only as {shown(turned)}, such as "
            f"{examples(sorted(only_turned), 1)}. Find out which is meant, and mend or split it",
        ),
        timed=_timed(best),
    )


def _settled(
    column: Column, best: str, by_name: dict[str, set[str]], telling: set[str], zone: ZoneInfo
) -> Found:
    """The best format, with those that read what it cannot."""
    formats, left = [best], set(column.texts) - by_name[best]
    for name in sorted(by_name, key=lambda name: -len(by_name[name] & left)):
        if by_name[name] & left and name not in formats and name != swapped(best):
            formats.append(name)
            left -= by_name[name]
    days = [read(text, (best,), zone) for text in column.texts[:200] if text in by_name[best]]
    said = [f"{each.day or each.instant:%Y-%m-%d}" for each in days if isinstance(each, Reading)]
    notes = [f"reads as {', '.join(dict.fromkeys(said[:_MOST_SHOWN]))} ..."]
    first = "the first " if column.more else ""
    if telling:
        notes.append(
            f"{len(telling):,} of {first}{len(column.texts):,} different dates have a number over "
            f"12, such as {examples(sorted(telling), 1)}, which tells the order of day and month"
        )
    doubts = []
    if len(formats) > 1:
        doubts.append(f"it is written in {len(formats)} ways; each is tried")
    if left:
        rows = sum(column.counts[text] for text in left)
        doubts.append(f"{rows:,} rows do not read so and would be rejected: {examples(left)}")
    timed = any(map(_timed, formats)) or (formats == [ISO] and _any_clock(column, zone))
    bare = sum(_without_hour(text, tuple(formats), zone) for text in column.texts) if timed else 0
    return Found(tuple(formats), tuple(notes), tuple(doubts), timed, bare)


def hour_format(column: Column, zone: ZoneInfo, *, named: bool) -> Found | None:
    """How a column writes times of day; None when it does not."""
    texts = column.texts
    sample = _spread(texts)
    if not sample:
        return None
    names = (ISO, *_CLOCKS, *((HHMM, HOUR) if named else ()))
    good = {
        name: [text for text in texts if _reads_hour(text, name, zone)]
        for name in names
        if sum(_reads_hour(text, name, zone) for text in sample) >= 0.8 * len(sample)
    }
    if not good:
        return None
    # Both read 0 to 23; a number over 23, or one with noughts before it, is no hour alone.
    best = max(good, key=lambda name: (len(good[name]), name == HOUR))
    if best == HOUR and any(len(text) > 2 for text in texts):
        best = HHMM
    left = [text for text in texts if text not in set(good[best])]
    notes = [f"{column.number_of_texts} different, such as {examples(texts)}"]
    doubts = []
    if best == HOUR and len(texts) < 24 and all(int(float(text)) < 24 for text in texts):
        doubts.append("read as hours from 0 to 23")
    if left:
        rows = sum(column.counts[text] for text in left)
        doubts.append(f"{rows:,} rows do not read so and would be rejected: {examples(left)}")
    return Found((best,), tuple(notes), tuple(doubts), timed=True)


def _spread(texts: Sequence[str], number: int = _SAMPLE) -> Sequence[str]:
    return texts[:: max(1, len(texts) // number)]


def _reads(text: str, name: str, zone: ZoneInfo) -> bool:
    found = read(text, (name,), zone)
    return isinstance(found, Reading) and (found.day is not None or found.instant is not None)


def _reads_hour(text: str, name: str, zone: ZoneInfo) -> bool:
    found = read(text, (name,), zone)
    return isinstance(found, Reading) and found.at is not None and found.day is None


def _without_hour(text: str, names: tuple[str, ...], zone: ZoneInfo) -> bool:
    found = read(text, names, zone)
    return isinstance(found, Reading) and found.at is None and found.instant is None


def _any_clock(column: Column, zone: ZoneInfo) -> bool:
    return any(not _without_hour(text, (ISO,), zone) for text in _spread(column.texts))


def _timed(name: str) -> bool:
    return "%H" in name or "%I" in name
