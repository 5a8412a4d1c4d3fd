"""Which accounts look like one event, by minutes, metres and codes alone."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from nightsafe.review.matching import Account, Reason, groups, linked, pair, reasons, score
from tests.people import SATURDAY
from tests.review import judging

# A degree of latitude is 111 km; the street of the accounts here, and one 400 m to the north.
HERE, THERE = 51.7533, 51.7569
AIM = 0.9


def account(number: int, code: str = "V1", minutes: float = 0, **known: object) -> Account:
    """An account of somebody of their own, at street 1 where nothing else is said."""
    made = Account(
        entry_id=UUID(int=number),
        event_id=UUID(int=1000 + number),
        code=code,
        occurred_at=SATURDAY + timedelta(minutes=minutes),
        author_id=number,
        role="VS",
        place_id=1,
        street_id=1,
        latitude=HERE,
        longitude=-1.2612,
    )
    return replace(made, **known)  # type: ignore[arg-type]


def events(*numbers: int) -> tuple[UUID, ...]:
    return tuple(UUID(int=1000 + number) for number in numbers)


def test_the_same_told_twice_is_found() -> None:
    assert groups([account(1), account(2, minutes=4)]) == [events(1, 2)]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (account(2, minutes=26), "too long after"),
        (account(2, minutes=1, place_id=2, street_id=2, latitude=THERE), "too far away"),
        (account(2, "D1", minutes=1), "another kind of thing"),
        (account(2, minutes=1, author_id=1), "the same person again"),
        (account(2, minutes=16, place_id=None, latitude=None), "late, and nobody knows where"),
    ],
)
def test_what_is_another_event_is_not(other: Account, why: str) -> None:
    assert groups([account(1), other]) == [], why


def test_the_same_is_put_differently_by_who_saw_it() -> None:
    for code in ("V3", "B1", "W3", "V2"):
        assert groups([account(1), account(2, code, minutes=3)]), code


def test_a_door_tells_of_its_own_events_one_by_one() -> None:
    first = account(1, premises_id=5)
    assert not groups([first, account(2, minutes=9, premises_id=5)])
    assert groups([first, account(2, minutes=9, premises_id=6)])
    assert groups([first, account(2, minutes=1, premises_id=5)])


def test_a_street_is_as_long_as_it_is() -> None:
    """A street has one position; premises at its far end still stand on it."""
    door = account(2, minutes=2, place_id=9, public=False, latitude=THERE)
    assert groups([account(1), door])
    assert not groups([account(1), replace(door, street_id=2)])


def test_a_place_that_nobody_named_speaks_neither_way() -> None:
    assert groups([account(1), account(2, minutes=3, place_id=None, latitude=None)])


def test_a_chain_comes_together_when_all_of_it_fits() -> None:
    told = [account(1), account(2, "V3", 3), account(3, "W3", 5), account(4, "B1", 6)]
    assert groups(told) == [events(1, 2, 3, 4)]


def test_one_between_two_does_not_tie_far_ends_together() -> None:
    told = [account(1), account(2, minutes=18), account(3, minutes=36)]
    assert len(linked(told)) == 1
    assert [len(ids) for ids in groups(told)] == [2]


def test_what_was_kept_apart_never_comes_together() -> None:
    told = [account(1), account(2, minutes=1), account(3, minutes=2)]
    apart = {pair(told[1].entry_id, told[0].entry_id)}
    assert groups(told[:2], apart) == []
    assert [set(ids) <= set(events(1, 2)) for ids in groups(told, apart)] == [False]
    assert [len(ids) for ids in groups(told, apart)] == [2]


def test_what_is_one_already_is_taken_whole() -> None:
    one = account(1)
    told = [one, account(2, minutes=2, event_id=one.event_id), account(3, minutes=4)]
    assert groups(told) == [events(1, 3)]
    # Kept apart from one of its accounts is kept apart from it.
    assert groups(told, {pair(told[1].entry_id, told[2].entry_id)}) == []


def test_no_event_grows_without_end() -> None:
    told = [account(number, minutes=number / 10) for number in range(1, 6)]
    assert sorted(len(ids) for ids in groups(told, most=3)) == [2, 3]


def test_the_order_of_the_accounts_does_not_matter() -> None:
    plan = judging.for_review(judging.plan(judging.TUNED))[:300]
    told = [judging.account_of(one) for one in plan]
    before = {frozenset(ids) for ids in groups(told)}
    random.Random(5).shuffle(told)
    assert {frozenset(ids) for ids in groups(told)} == before
    assert before


def test_reasons_are_figures_and_codes() -> None:
    north = account(2, "V3", 6, place_id=2, street_id=2, latitude=HERE + 0.00036)
    assert reasons(account(1), north) == (
        Reason("minutes", 6),
        Reason("metres", 40),
        Reason("related_code"),
    )
    assert [one.code for one in reasons(account(1), account(2))] == [
        "minutes:0",
        "same_place",
        "same_code",
    ]
    door = account(2, minutes=2, place_id=9, public=False)
    assert Reason("same_street") in reasons(account(1), door)
    assert score(account(1), north) == score(north, account(1)) > 0


@pytest.mark.parametrize("seed", [judging.TUNED, judging.TRIED])
def test_nine_of_ten_are_found_and_nine_of_ten_are_so(seed: int) -> None:
    """Half a year of the demo city's nights; `benchmarks/repeats.py` prints what fails."""
    plan = judging.plan(seed)
    judged = judging.judge(plan, judging.for_review(plan))
    assert len(judged.found) > 200
    assert judged.precision >= AIM
    assert judged.recall >= AIM


def test_a_moment_is_what_the_server_makes_of_it() -> None:
    """Five phones of the plan have a wrong clock, one by an hour: that is corrected before."""
    plan = judging.plan(judging.TUNED)
    wrong = [one for one in judging.for_review(plan) if one.skew]
    assert wrong
    off = {abs(judging.account_of(one).occurred_at - one.occurred_at) for one in wrong}
    assert max(off) < timedelta(minutes=2)
    assert isinstance(wrong[0].occurred_at, datetime)
