"""What part of the figures was brought along: in tenths, and so coarsely that no count shows.

They count without a person, as a release will: what is restricted or register-only is in them, so
that a share beside the number of a batch tells of nothing that was held back. They end with a
whole quarter, and each count is first put into a step of ten whose edges only this installation's
key knows: somebody who watches a share change, and knows exactly how much was brought along, is
still left with ten totals in a row that it could have been. Of under ten events nothing is said,
and of some more, up to the first edge.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from nightsafe.incidents.categories import CATEGORIES, GROUPS
from nightsafe.ledger.crypto import installation_key

STEP = 10  # events
# With the years of so few, their quarters are told apart.
FEW_YEARS = 2
_BYTES = 8

Key = TypeVar("Key", bound=Hashable)
Period = tuple[int, int | None]  # a year, and a quarter (1 to 4) of it
# Where the steps of a count begin, 0 to STEP - 1, by the name of what is counted.
Starts = Callable[[str], int]
# Events by their source; None: logged here.
BySource = Mapping[str | None, int]


@dataclass(frozen=True)
class SourceCount:
    """How many events of one code and source there were in one month."""

    year: int
    month: int
    code: str
    source: str | None
    number: int


@dataclass(frozen=True)
class Share:
    """What part of a figure was brought along, in tenths; None where the figure is too small.

    0 is none or hardly any, 10 all or nearly all: which of the two, nobody is told.
    """

    tenths: int | None
    by_source: tuple[int | None, ...]


@dataclass(frozen=True)
class SafeShares:
    """The share of each figure that was brought along, and from which sources.

    A period or group that is not there had too few events, or none: nobody is told which.
    """

    sources: tuple[str, ...]
    whole: Share
    periods: tuple[tuple[Period, Share], ...]  # from the first to the last that can be told
    groups: tuple[tuple[str, Share], ...]  # keys of GROUPS
    others: Share | None  # the other groups together; None where each stands for itself


def protected(found: Sequence[SourceCount], starts: Starts) -> SafeShares:
    """The shares that may be told of some counts."""
    sources = tuple(sorted({one.source for one in found if one.source is not None}))

    def share(name: str, by: BySource) -> Share:
        return _share(name, by, sources, starts)

    by_group = {
        key: share(f"group {key}", by)
        for key, by in _apart(found, lambda one: CATEGORIES[one.code].group).items()
    }
    told = tuple((key, by_group[key]) for key in GROUPS if _is_told(by_group.get(key)))
    apart = {key for key, _ in told}
    others = _summed(one for one in found if CATEGORIES[one.code].group not in apart)
    return SafeShares(
        sources,
        share("all", _summed(found)),
        _periods(found, share),
        told,
        share("other groups", others) if len(told) < len(GROUPS) else None,
    )


def in_steps(number: int, start: int) -> int:
    """A count in steps of ten, 0 for too few; `start`, 0 to 9, says where the steps begin.

    Every edge between two steps lies at another number for each start: who sees one crossed, and
    does not know the start, knows ten numbers in a row.
    """
    steps = (number - start) // STEP
    # Over all starts, what lies in a step is on average its upper edge.
    return steps + 1 if steps > 0 else 0


def tenths_of(part: int, whole: int) -> int | None:
    """A part in tenths of the whole, both in steps; next to none is 0, and next to all is 10."""
    if not whole:
        return None
    if 10 * part <= whole:
        return 0
    if 10 * part >= 9 * whole:
        return 10
    return min(9, max(1, round(10 * part / whole)))


def _periods(
    found: Sequence[SourceCount], share: Callable[[str, BySource], Share]
) -> tuple[tuple[Period, Share], ...]:
    """Years, or their quarters where there are few to tell of."""

    def told(name: str, key: Callable[[SourceCount], int]) -> list[tuple[int, Share]]:
        each = {number: share(f"{name} {number}", by) for number, by in _apart(found, key).items()}
        some = [number for number in each if _is_told(each[number])]
        # Between two of them even one with nothing is named: it may have had a few.
        between = range(min(some), max(some) + 1) if some else ()
        return [(number, each.get(number) or share("", {})) for number in between]

    years = told("year", lambda one: one.year)
    if len(years) <= FEW_YEARS:
        quarters = told("quarter", lambda one: 4 * one.year + (one.month - 1) // 3)
        if quarters:
            return tuple(((number // 4, number % 4 + 1), each) for number, each in quarters)
    return tuple(((year, None), each) for year, each in years)


def _share(name: str, by: BySource, sources: Sequence[str], starts: Starts) -> Share:
    brought = sum(number for source, number in by.items() if source is not None)
    part = in_steps(brought, starts(f"{name}, brought"))
    whole = part + in_steps(by.get(None, 0), starts(f"{name}, own"))
    return Share(
        tenths_of(part, whole),
        tuple(
            # Of one source never more than of all of them.
            tenths_of(min(part, in_steps(by.get(one, 0), starts(f"{name}, from {one}"))), whole)
            for one in sources
        ),
    )


def _is_told(share: Share | None) -> bool:
    return share is not None and share.tenths is not None


def _summed(found: Iterable[SourceCount]) -> BySource:
    by: Counter[str | None] = Counter()
    for one in found:
        by[one.source] += one.number
    return by


def _apart(found: Iterable[SourceCount], key: Callable[[SourceCount], Key]) -> dict[Key, BySource]:
    apart: defaultdict[Key, list[SourceCount]] = defaultdict(list)
    for one in found:
        apart[key(one)].append(one)
    return {each: _summed(some) for each, some in apart.items()}


def secret_start(name: str) -> int:
    """Where the steps of a count begin: for good, so that looking often tells no more than once."""
    hashed = installation_key().keyed_hash("steps of shares", name.encode())
    return int.from_bytes(hashed[:_BYTES]) % STEP
