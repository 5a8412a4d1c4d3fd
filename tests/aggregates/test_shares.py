"""What share of each figure was brought along, told so coarsely that no count shows."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask

from nightsafe.aggregates.shares import (
    STEP,
    SourceCount,
    in_steps,
    protected,
    secret_start,
    tenths_of,
)
from nightsafe.aggregates.suppression import shares
from nightsafe.database import db
from nightsafe.incidents.actions import withdraw_entry
from nightsafe.incidents.categories import CATEGORIES, GROUPS
from nightsafe.submissions.envelope import Kind
from tests.aggregates.making import one
from tests.factories import bring, importer, on
from tests.people import SATURDAY, settle

# Before the last night that is counted.
UNTIL = date(2026, 9, 30)
SUMMER = datetime(2026, 8, 8, 22, 0)
STARTS = range(STEP)


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    return iter([None])


def told(brought: int, own: int, start: int) -> int | None:
    """The share that is told where the own events' steps begin at some start."""
    part = in_steps(brought, 4)
    return tenths_of(part, part + in_steps(own, start))


@pytest.mark.parametrize("brought", [0, 10, 12, 40, 57, 100, 260, 1000])
def test_a_share_that_changes_pins_the_own_events_to_no_less_than_ten_totals(brought: int) -> None:
    """Whoever knows what was brought along, and sees one more event change a share, knows that."""
    could_be = defaultdict(set)
    for start in STARTS:
        for own in range(600):
            change = told(brought, own, start), told(brought, own + 1, start)
            if change[0] != change[1]:
                could_be[change].add(own)
    for totals in could_be.values():
        for own in totals:
            # Ten in a row, of which each could be it.
            assert any(set(range(own - back, own - back + STEP)) <= totals for back in STARTS)


@pytest.mark.parametrize("brought", [0, 12, 40, 260])
@pytest.mark.parametrize("start", STARTS)
def test_a_share_that_stands_leaves_ten_totals_open(brought: int, start: int) -> None:
    in_a_row = [told(brought, own, start) for own in range(600)]
    edges = [0, *(at for at in range(1, 600) if in_a_row[at] != in_a_row[at - 1])]
    assert all(later - sooner >= STEP for sooner, later in pairwise(edges))


def test_under_ten_events_nothing_is_said_wherever_the_steps_begin() -> None:
    for start in STARTS:
        assert {in_steps(number, start) for number in range(STEP)} == {0}
        assert in_steps(2 * STEP - 1, start) > 0
    assert tenths_of(0, 0) is None


def test_a_share_is_about_what_it_was() -> None:
    for start in STARTS:
        for own, brought in ((100, 100), (300, 100), (40, 360), (900, 100), (0, 50)):
            part = in_steps(brought, start)
            found = tenths_of(part, part + in_steps(own, 9 - start))
            assert found is not None
            assert abs(found - 10 * brought / (own + brought)) <= 1
    assert [tenths_of(part, 100) for part in (0, 10, 11, 70, 75, 89, 90)] == [0, 0, 1, 7, 8, 9, 10]


def count(year: int, month: int, code: str, source: str | None, number: int) -> SourceCount:
    return SourceCount(year, month, code, source, number)


def beginning_at_nought(_name: str) -> int:
    return 0


def test_each_year_each_group_and_the_whole() -> None:
    found = protected(
        [
            count(2015, 3, "V1", "Old log", 40),
            count(2016, 3, "V3", "Old log", 20),
            count(2016, 4, "V3", "Bus log", 20),
            count(2026, 4, "P1", None, 80),
            count(2026, 4, "W1", None, 9),
        ],
        beginning_at_nought,
    )
    assert found.sources == ("Bus log", "Old log")
    assert (found.whole.tenths, found.whole.by_source) == (5, (2, 4))
    by_period = dict(found.periods)
    assert by_period[2015, None].tenths == by_period[2016, None].tenths == 10
    assert by_period[2016, None].by_source == (6, 6)
    assert by_period[2026, None].tenths == 0
    assert [(group, share.tenths) for group, share in found.groups] == [
        ("violence", 10),
        ("property", 0),
    ]


def test_what_had_few_is_not_told_from_what_had_none() -> None:
    few = [
        count(2016, 1, "V1", None, 30),
        count(2018, 1, "V1", None, 30),
        count(2020, 1, "V1", None, 30),
    ]
    more = [count(2010, 1, "W1", None, 9), count(2017, 1, "S1", "Old log", 9)]
    plain, found = (protected(each, beginning_at_nought) for each in (few, few + more))
    for each in (plain, found):
        assert [period for period, _ in each.periods] == [
            (year, None) for year in range(2016, 2021)
        ]
        assert dict(each.periods)[2017, None].tenths is None
        assert [group for group, _ in each.groups] == ["violence"]
        assert each.others is not None
    assert plain.others is not None
    assert plain.others.tenths is None


def test_small_groups_are_told_together() -> None:
    small = [count(2026, 1, code, "Old log", 9) for code in ("V1", "P1", "W1")]
    found = protected(small, beginning_at_nought)
    assert found.groups == ()
    assert found.others is not None
    assert found.others.tenths == 10
    assert found.periods[0][0] == (2026, 1)


def test_groups_that_all_stand_for_themselves_leave_no_others() -> None:
    codes = {one.group: code for code, one in CATEGORIES.items()}.values()
    found = protected([count(2026, 1, code, None, 50) for code in codes], beginning_at_nought)
    assert [group for group, _ in found.groups] == list(GROUPS)
    assert found.others is None


def test_of_few_years_the_quarters_are_told_apart() -> None:
    found = protected(
        [count(2026, month, "V1", None, 10) for month in (1, 3, 4, 12)], beginning_at_nought
    )
    assert [period for period, _ in found.periods] == [(2026, number) for number in (1, 2, 3, 4)]


@pytest.mark.both_engines
def test_restricted_ones_are_in_every_share_and_withdrawn_or_later_ones_in_none() -> None:
    for number in range(20):
        one(wall=SUMMER + timedelta(minutes=number))
        bring("S1", at=SATURDAY - timedelta(days=700 + number))
        gone = bring("P1", source="Gone log", at=SATURDAY - timedelta(days=90))
        withdraw_entry(
            importer(), gone, on(gone, Kind.WITHDRAW), "wrong", now=SATURDAY + timedelta(hours=1)
        )
        bring("W1", source="New log")
    db.session.commit()
    found = shares(UNTIL)
    assert found.sources == ("Old log",)
    assert found.whole.tenths in {4, 5, 6}
    assert dict(found.groups)["sexual"].tenths == 10
    assert dict(found.groups)["violence"].tenths == 0
    assert found.others is not None
    assert found.others.tenths is None
    assert found == shares(UNTIL)


def test_each_installation_has_edges_of_its_own() -> None:
    assert {secret_start(f"year {number}") for number in range(400)} == set(STARTS)
