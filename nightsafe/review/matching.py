"""Which accounts look as if they told of the same event: by minutes, metres and codes (pure).

Method: each pair of accounts has a score, which begins with how its codes go together and falls
with the time and the way between the two (`score`). Events are then joined, the likeliest pair
first, as long as the mean score of all pairs across the two is above nought (agglomerative
clustering with average linkage: Sokal and Michener 1958, University of Kansas Science Bulletin
38:1409), so that one account between two does not tie together what lies far apart. The figures
were set on one plan of the demo city's nights and tried on another, see benchmarks/repeats.py.

Nothing that somebody wrote goes into it: words are sealed, and a suggestion would tell of them.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, product
from math import cos, hypot, radians
from typing import Literal
from uuid import UUID

Kind = Literal["minutes", "metres", "same_place", "same_street", "same_code", "related_code"]
Pair = tuple[UUID, UUID]

# However well all else fits, accounts further apart than this are not the same.
REACH = timedelta(minutes=30)
FAR = 350.0  # metres

# What two codes speak for, and what speaks against it: a point for so many minutes or metres.
_SAME, _CLOSE, _LOOSE = 5.0, 4.5, 3.0
_MINUTES, _METRES = timedelta(minutes=5), 60.0
# A door knows its own door: two of its accounts are two events unless all else agrees.
_OWN_DOOR = 3.5
# What a place stands for that nobody named, and at most for a street against its own premises:
# it has one position, but is as long as it is.
_UNKNOWN, _ALONG = 120.0, 90.0
_NEVER = -12.0

_METRES_A_DEGREE = 111_195.0

# How people put the same differently: by what they saw of it, and from where.
_TOLD_AS = (
    "V1 V2", "V1 V3", "V1 V5", "V1 B1", "V1 W3", "V1 H1", "V2 V3", "V2 W3", "V2 V4", "V3 B1",
    "V3 H1", "V3 L3", "V1 L3", "W1 W2", "W1 W3", "W1 L3", "B1 B2", "B1 T2", "W3 T2", "V5 P1",
    "S1 S2", "S2 S3", "S3 S1", "A1 V1", "A1 V3", "D1 D2",
)  # fmt: skip
_AT_TIMES = (
    "V1 V4", "V1 W1", "V1 P3", "V2 B1", "V2 V5", "V3 V4", "V3 V5", "V3 W1", "V3 P3", "H1 B1",
    "B1 L4", "B1 P3", "B1 D2", "W1 W4", "W2 W4", "W3 W4", "S4 W1", "S4 W3", "S2 V3", "S3 T1",
    "L3 B1", "A1 W4", "V4 D1",
)  # fmt: skip
_TOGETHER = {
    **{frozenset(codes.split()): _LOOSE for codes in _AT_TIMES},
    **{frozenset(codes.split()): _CLOSE for codes in _TOLD_AS},
}


@dataclass(frozen=True)
class Account:
    """What is known of one entry without opening it.

    `place_id` and `street_id` name its place and the street that this counts to, a street being
    its own; `latitude` and `longitude` are degrees (WGS 84) of the place, of its street where
    that is all that is known, or None. `public` is whether the place is a street, not premises.
    """

    entry_id: UUID
    event_id: UUID
    code: str
    occurred_at: datetime
    author_id: int
    role: str
    premises_id: int | None = None
    place_id: int | None = None
    street_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    public: bool = True
    # A restricted account and an open one are never of one event: neither may tell of the other.
    restricted: bool = False


@dataclass(frozen=True)
class Reason:
    """One thing that two accounts have in common; `value` in minutes or metres, else 0."""

    kind: Kind
    value: int = 0

    @property
    def code(self) -> str:
        """The reason as it is noted for good: "minutes:6", "same_code"."""
        measured = self.kind in ("minutes", "metres")
        return f"{self.kind}:{self.value}" if measured else self.kind


def score(one: Account, other: Account) -> float:
    """How much speaks for two accounts being of the same event; above 0 they look like one.

    Codes that do not go together say nothing either way: such two come together by a third alone.
    """
    apart = abs(one.occurred_at - other.occurred_at)
    metres = _way(one, other)
    if one.restricted != other.restricted or one.author_id == other.author_id:
        return _NEVER
    if apart > REACH or metres > FAR:
        return _NEVER
    speaks = _codes(one.code, other.code) - apart / _MINUTES - metres / _METRES
    if one.premises_id is not None and one.premises_id == other.premises_id:
        speaks -= _OWN_DOOR
    return speaks


def reasons(one: Account, other: Account) -> tuple[Reason, ...]:
    """What two accounts have in common, as data: when, where, what."""
    minutes = round(abs(one.occurred_at - other.occurred_at) / timedelta(minutes=1))
    found = [Reason("minutes", minutes)]
    known = _metres(one, other)
    if one.place_id is not None and one.place_id == other.place_id:
        found.append(Reason("same_place"))
    elif _along(one, other):
        found.append(Reason("same_street"))
    elif known is not None:
        found.append(Reason("metres", round(known / 10) * 10))
    if one.code == other.code:
        found.append(Reason("same_code"))
    elif _codes(one.code, other.code):
        found.append(Reason("related_code"))
    return tuple(found)


def pair(one: UUID, other: UUID) -> Pair:
    """Two entries as a pair that was kept apart is noted: the lower id first."""
    return (one, other) if one < other else (other, one)


def linked(accounts: Iterable[Account]) -> list[list[Account]]:
    """The accounts of events that hang together, directly or by others, each such lot by itself.

    All accounts of an event come with it; events that nothing looks like are left out.
    """
    events: dict[UUID, list[Account]] = {}
    for account in sorted(accounts, key=_in_order):
        events.setdefault(account.event_id, []).append(account)
    lot_of = {event_id: [event_id] for event_id in events}
    for one, other in _near(account for told in events.values() for account in told):
        first, second = lot_of[one.event_id], lot_of[other.event_id]
        if first is not second and _codes(one.code, other.code) and score(one, other) > 0:
            first += second
            lot_of.update(dict.fromkeys(second, first))
    lots = {id(lot): lot for lot in lot_of.values() if len(lot) > 1}
    return [[account for event_id in lot for account in events[event_id]] for lot in lots.values()]


def groups(
    accounts: Iterable[Account], apart: Collection[Pair] = (), most: int = 12
) -> list[tuple[UUID, ...]]:
    """The ids of events that look like one, group by group; of each event the earliest first.

    Entries of one event stay together; those of `apart` (see `pair`) never come together; no
    group tells by more than `most` accounts. The same whatever order the accounts come in.
    """
    found = []
    for lot in linked(accounts):
        events: dict[UUID, list[Account]] = {}
        for account in sorted(lot, key=_in_order):
            events.setdefault(account.event_id, []).append(account)
        parts = dict(enumerate(events.values()))
        for joined in _joined(parts, frozenset(apart), most):
            told = sorted(joined, key=_in_order)
            found.append(tuple(dict.fromkeys(each.event_id for each in told)))
    return [ids for ids in found if len(ids) > 1]


def closest(these: Iterable[Account], those: Iterable[Account]) -> tuple[Account, Account]:
    """The two accounts, one of each, that speak most for each other."""
    return max(product(these, those), key=lambda each: score(*each))


def _in_order(account: Account) -> tuple[datetime, UUID]:
    return account.occurred_at, account.entry_id


def _near(accounts: Iterable[Account]) -> Iterator[tuple[Account, Account]]:
    """Each two accounts within reach of each other in time, the earlier first."""
    waiting: list[Account] = []
    for account in sorted(accounts, key=_in_order):
        waiting = [one for one in waiting if account.occurred_at - one.occurred_at <= REACH]
        for one in waiting:
            yield one, account
        waiting.append(account)


def _joined(
    parts: dict[int, list[Account]], apart: Collection[Pair], most: int
) -> list[list[Account]]:
    """The accounts of some events, joined as long as any two of what there is look like one."""
    scores = {
        (first, second): _between(parts[first], parts[second], apart, most)
        for first, second in combinations(parts, 2)
    }
    while scores:
        first, second = max(scores, key=lambda each: (scores[each], -each[0], -each[1]))
        if scores[first, second] <= 0:
            break
        parts[first] = parts[first] + parts.pop(second)
        scores = {each: value for each, value in scores.items() if second not in each}
        for each in scores:
            if first in each:
                scores[each] = _between(parts[each[0]], parts[each[1]], apart, most)
    return list(parts.values())


def _between(
    these: Sequence[Account], those: Sequence[Account], apart: Collection[Pair], most: int
) -> float:
    """The mean score of all pairs across two groups; `_NEVER` where they must not come together."""
    if len(these) + len(those) > most:
        return _NEVER
    across = list(product(these, those))
    if any(one.restricted != other.restricted for one, other in across):
        return _NEVER
    if any(pair(one.entry_id, other.entry_id) in apart for one, other in across):
        return _NEVER
    return sum(score(*each) for each in across) / len(across)


def _codes(one: str, other: str) -> float:
    return _SAME if one == other else _TOGETHER.get(frozenset((one, other)), 0.0)


def _way(one: Account, other: Account) -> float:
    """The metres between two places, as far as they are known."""
    if one.place_id is not None and one.place_id == other.place_id:
        return 0.0
    metres = _metres(one, other)
    if _along(one, other):
        return _ALONG if metres is None else min(metres, _ALONG)
    return _UNKNOWN if metres is None else metres


def _along(one: Account, other: Account) -> bool:
    """Whether one is a street and the other premises on it."""
    return (
        one.public != other.public
        and one.street_id is not None
        and (one.street_id == other.street_id)
    )


def _metres(one: Account, other: Account) -> float | None:
    """The way between two positions as the crow flies; at such distances the earth is flat."""
    if one.latitude is None or one.longitude is None:
        return None
    if other.latitude is None or other.longitude is None:
        return None
    east = (one.longitude - other.longitude) * cos(radians(one.latitude))
    return hypot(one.latitude - other.latitude, east) * _METRES_A_DEGREE
