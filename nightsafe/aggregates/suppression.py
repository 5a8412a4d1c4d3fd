"""What may leave of the counts (rule 9): so far the shares brought along, in tenths, no number."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from nightsafe.aggregates import counts
from nightsafe.aggregates.counts import SourceCount
from nightsafe.incidents.categories import CATEGORIES, GROUPS
from nightsafe.incidents.models import Event

FEWEST = 10  # events; of a smaller figure no share is told
# With the years of so few, their quarters are told apart.
FEW_YEARS = 2

Key = TypeVar("Key")
Period = tuple[int, int | None]  # a year, and a quarter (1 to 4) of it


@dataclass(frozen=True)
class Share:
    """What part of a figure was brought along, in tenths; None where the figure is too small.

    0 is none or hardly any, 10 all or nearly all: which of the two, nobody is told.
    """

    tenths: int | None
    by_source: tuple[int | None, ...]


@dataclass(frozen=True)
class SafeShares:
    """The share of each figure that was brought along, and from which sources."""

    sources: tuple[str, ...]
    whole: Share
    periods: tuple[tuple[Period, Share], ...]  # oldest first
    groups: tuple[tuple[str, Share], ...]  # keys of GROUPS, those with anything in them


def shares() -> SafeShares:
    """The shares of all events but restricted ones, counted without a person; one statement."""
    counted = select(Event).where(Event.standing.is_(True), Event.restricted.is_not(True))
    return protected(counts.by_source(counted))


def protected(found: Sequence[SourceCount]) -> SafeShares:
    """The shares that may be told of some counts."""
    sources = tuple(sorted({one.source for one in found if one.source is not None}))
    years = {one.year for one in found}

    def period(one: SourceCount) -> Period:
        return one.year, None if len(years) > FEW_YEARS else (one.month + 2) // 3

    periods = _apart(found, period, sources)
    by_group = _apart(found, lambda one: CATEGORIES[one.code].group, sources)
    return SafeShares(
        sources,
        _share(found, sources),
        tuple(sorted(periods.items())),
        tuple((key, by_group[key]) for key in GROUPS if key in by_group),
    )


def tenths_of(part: int, whole: int) -> int | None:
    """A part in tenths of the whole, where a difference of one event never shows as 0 or as 10."""
    if whole < FEWEST:
        return None
    if 10 * part <= whole:
        return 0
    if 10 * part >= 9 * whole:
        return 10
    return min(9, max(1, round(10 * part / whole)))


def _apart(
    found: Iterable[SourceCount], key: Callable[[SourceCount], Key], sources: Sequence[str]
) -> dict[Key, Share]:
    apart: dict[Key, list[SourceCount]] = {}
    for one in found:
        apart.setdefault(key(one), []).append(one)
    return {each: _share(some, sources) for each, some in apart.items()}


def _share(found: Iterable[SourceCount], sources: Sequence[str]) -> Share:
    by: Counter[str | None] = Counter()
    for one in found:
        by[one.source] += one.number
    whole = sum(by.values())
    brought = whole - by[None]
    return Share(
        tenths_of(brought, whole), tuple(tenths_of(by[source], whole) for source in sources)
    )
