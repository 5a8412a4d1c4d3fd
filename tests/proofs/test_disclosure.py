"""Releases by the hundred, attacked: the suite's attacker, on more and longer chains."""

from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, given, seed, settings

from nightsafe.aggregates.disclosure.hiding import Cell, hide
from tests.aggregates.disclosure.test_attacks import attacked
from tests.aggregates.disclosure.test_hiding import fewest, protects, small_tables
from tests.aggregates.disclosure.worlds import City, Wanted, chains
from tests.proofs.conftest import SEED, Prove

Often = Callable[[int, int], int]


def _tries(most: int) -> settings:
    return settings(
        max_examples=most, deadline=None, database=None, suppress_health_check=[*HealthCheck]
    )


def test_no_chain_of_releases_tells_more_than_it_may(often: Often, prove: Prove) -> None:
    seen: Counter[str] = Counter()

    @seed(SEED)
    @_tries(often(5, 2_000))
    @given(chains(most=5))
    def attack(asked: tuple[City, list[Wanted]]) -> None:
        released = attacked(*asked)
        seen["asked"] += len(asked[1])
        seen["safe"] += released.safe
        seen["refused"] += len(released.refused)

    with prove("chains of releases") as figures:
        attack()
        figures.update(seen)


def test_hardly_more_is_hidden_than_the_fewest(often: Often, prove: Prove) -> None:
    seen: Counter[str] = Counter()

    @seed(SEED)
    @_tries(often(3, 300))
    @given(small_tables())
    def compare(table: tuple[City, list[Cell]]) -> None:
        city, cells = table
        hidden = hide(city.dimensions, cells, city.records)
        assert protects(city, cells, hidden)
        least = fewest(city, cells, len(hidden))
        assert len(hidden) <= 1.5 * least
        seen["hidden"] += len(hidden)
        seen["fewest"] += least

    with prove("hidden figures") as figures:
        compare()
        figures.update(seen)
