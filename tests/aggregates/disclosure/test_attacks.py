"""Whatever is released, in whatever order: an attacker finds out no more than may be."""

from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from nightsafe.aggregates.disclosure.auditing import ROOM, Audit, audit
from nightsafe.aggregates.disclosure.figures import Figure, of_rounded, rounded
from tests.aggregates.disclosure.attacker import Attacker, broken
from tests.aggregates.disclosure.worlds import City, Released, Wanted, chains, city_of

TRIES = settings(max_examples=24, deadline=None, derandomize=True)


def held(city: City, figures: list[Figure], found: Audit, threshold: int) -> None:
    """Hold an audit to what an attacker finds: no bound is too wide, and exact ones are exact."""
    attacker = Attacker(city.dimensions, figures)
    most = sum(number for _, number in city.records) + ROOM
    bounds = {one.name: one for one in found.bounds}
    for figure in figures:
        bound, (low, high) = bounds[figure.name], attacker.range(figure.where)
        assert low <= bound.low <= bound.high <= high, figure
        width = attacker.width(figure, city.number(figure.where), threshold)
        if bound.safe:
            assert not broken(figure, (low, high), width), figure
        else:
            # No refusal without need: it was solved, and the attacker finds the very same.
            assert bound.exact, figure
            assert broken(figure, (low, high), width), figure
            assert bound.low == low, figure
            assert bound.high == high or (high == inf and bound.high >= most), figure


def attacked(city: City, wanted: list[Wanted]) -> Released:
    """Release tables one after another, and attack what left and what was refused."""
    released = Released(city)
    for one in wanted:
        released.release(one)
    if released.last is not None:
        held(city, *released.last)
    for refused in released.refused[:1]:
        held(city, *refused)
    return released


@TRIES
@given(chains())
def test_no_chain_of_releases_tells_more_than_it_may(asked: tuple[City, list[Wanted]]) -> None:
    attacked(*asked)


@settings(TRIES, max_examples=60)
@given(st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_a_rounded_line_is_solved_as_trying_everything_out_solves_it(numbers: list[int]) -> None:
    city = city_of({"code": ("a", "b", "c")}, numbers)
    wheres = [{"code": frozenset(each)} for each in ("a", "b", "c")]
    figures = [
        of_rounded(str(number), where, rounded(city.number(where)))
        for number, where in enumerate([*wheres, {}])
    ]
    attacker = Attacker(city.dimensions, figures)
    everything = attacker.listed(most=19)
    assert everything == [attacker.range(one.where) for one in figures]
    found = audit(city.dimensions, figures, city.records)
    assert [one.safe for one in found.bounds] == [
        not broken(figure, each) for figure, each in zip(figures, everything, strict=True)
    ]
