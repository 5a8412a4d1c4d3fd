"""How well repeats are found: the demo city's plan knows which entries tell of one event."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import combinations
from uuid import NAMESPACE_OID, UUID, uuid5

from nightsafe.demo.corrections import taken_back
from nightsafe.demo.making import make_plan
from nightsafe.demo.plan import Plan, PlannedEntry, PlannedShare
from nightsafe.demo.reviewing import restricted, review_entry
from nightsafe.demo.streets import STREET, STREETS
from nightsafe.demo.venues import PREMISES, VENUE
from nightsafe.nights import corrected
from nightsafe.review.matching import Account, groups

# A Monday after midnight, in term: the weekend is over and nobody has reviewed it.
NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
# Set on the one, tried on the other.
TUNED, TRIED = 20, 71

_NAMES = [one.name for one in STREETS] + [one.name for one in PREMISES]
_PLACES = {name: number for number, name in enumerate(_NAMES, 1)}

Pair = tuple[PlannedEntry, PlannedEntry]


@dataclass(frozen=True)
class Judged:
    """What was found of what there is: pairs of entries, the earlier first."""

    found: list[Pair]
    missed: list[Pair]
    wrong: list[Pair]
    # Pairs across twins, two fights at one door within half an hour, that were taken for one.
    trapped: int
    twins: int

    @property
    def precision(self) -> float:
        """The share of what was found that is so."""
        return len(self.found) / max(len(self.found) + len(self.wrong), 1)

    @property
    def recall(self) -> float:
        """The share of what is so that was found."""
        return len(self.found) / max(len(self.found) + len(self.missed), 1)


@cache
def plan(seed: int) -> Plan:
    """Half a year of the demo city's nights."""
    return make_plan(seed, NOW)


def account_of(entry: PlannedEntry) -> Account:
    """A planned entry as the matcher sees it: what a reviewer's database would hold of it."""
    where = entry.place or entry.work.where
    place = VENUE.get(where) or STREET.get(where)
    premises = entry.work.where if entry.work.where in VENUE else None
    street = VENUE[where].street if where in VENUE else where
    return Account(
        entry_id=id_of(entry.key),
        event_id=uuid5(id_of(entry.key), "event"),
        code=entry.code,
        occurred_at=corrected(entry.claimed_at, entry.sent_at, entry.at),
        author_id=id_of(entry.who).int,
        role=entry.work.role,
        premises_id=_PLACES[premises] if premises else None,
        place_id=_PLACES.get(where),
        street_id=_PLACES.get(street),
        latitude=place.lat if place else None,
        longitude=place.lon if place else None,
        public=where not in VENUE,
        restricted=restricted(entry),
    )


def id_of(key: str) -> UUID:
    """An id of its own for each name in a plan."""
    return uuid5(NAMESPACE_OID, key)


def for_review(made: Plan) -> list[PlannedEntry]:
    """The entries that stand and that a reviewer with the grant may read, as they happened."""
    gone = taken_back(list(made.items))
    shared = {one.entry for one in made.items if isinstance(one, PlannedShare)}
    kept = (one for one in made.entries if one.key not in gone)
    mine = (one for one in kept if review_entry(one) or one.key in shared)
    return sorted(mine, key=lambda one: (one.occurred_at, one.key))


def judge(made: Plan, entries: Iterable[PlannedEntry]) -> Judged:
    """Compare what the matcher makes of some entries with what is so."""
    entries = list(entries)
    of = {account_of(one).event_id: one for one in entries}
    said = set()
    for ids in groups([account_of(one) for one in entries]):
        said |= {_pair(of[one], of[other]) for one, other in combinations(ids, 2)}
    told: dict[str, list[PlannedEntry]] = {}
    for one in entries:
        told.setdefault(one.event, []).append(one)
    true = {_pair(*each) for tellings in told.values() for each in combinations(tellings, 2)}
    twins = {frozenset(each) for each in made.twins}
    by_key = {one.key: one for one in entries}

    def pairs(keys: set[tuple[str, str]]) -> list[Pair]:
        return [(by_key[one], by_key[other]) for one, other in sorted(keys)]

    wrong = pairs(said - true)
    return Judged(
        found=pairs(said & true),
        missed=pairs(true - said),
        wrong=wrong,
        trapped=sum(frozenset((one.event, other.event)) in twins for one, other in wrong),
        twins=len(twins),
    )


def _pair(one: PlannedEntry, other: PlannedEntry) -> tuple[str, str]:
    first, second = sorted((one, other), key=lambda each: (each.occurred_at, each.key))
    return first.key, second.key
