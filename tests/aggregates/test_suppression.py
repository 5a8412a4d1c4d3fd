"""What share of each figure was brought along, told so coarsely that no count shows."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from nightsafe.aggregates.counts import SourceCount
from nightsafe.aggregates.suppression import FEWEST, protected, shares, tenths_of
from nightsafe.database import db
from nightsafe.incidents.actions import withdraw_entry
from nightsafe.submissions.envelope import Kind
from tests.aggregates.making import one
from tests.factories import bring, importer, on
from tests.people import SATURDAY, settle


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    return iter([None])


def test_one_event_more_or_less_never_shows_as_none_or_all() -> None:
    for whole in range(FEWEST, 200):
        assert tenths_of(0, whole) == tenths_of(1, whole) == 0
        assert tenths_of(whole, whole) == tenths_of(whole - 1, whole) == 10
        told = [tenths_of(part, whole) for part in range(whole + 1)]
        assert None not in told
        assert sorted(told) == told  # type: ignore[type-var]
    assert [tenths_of(part, 100) for part in (11, 70, 75, 89)] == [1, 7, 8, 9]


def test_of_a_small_figure_nothing_is_said() -> None:
    for whole in range(FEWEST):
        assert {tenths_of(part, whole) for part in range(whole + 1)} == {None}


def count(year: int, month: int, code: str, source: str | None, number: int) -> SourceCount:
    return SourceCount(year, month, code, source, number)


def test_each_year_each_group_and_the_whole() -> None:
    found = protected(
        [
            count(2015, 3, "V1", "Old log", 40),
            count(2016, 3, "V3", "Old log", 20),
            count(2016, 4, "V3", "Bus log", 20),
            count(2026, 4, "P1", None, 80),
            count(2026, 4, "W1", None, 9),
        ]
    )
    assert found.sources == ("Bus log", "Old log")
    assert (found.whole.tenths, found.whole.by_source) == (5, (1, 4))
    assert [(period, share.tenths) for period, share in found.periods] == [
        ((2015, None), 10),
        ((2016, None), 10),
        ((2026, None), 0),
    ]
    assert dict(found.periods)[2016, None].by_source == (5, 5)
    assert [(group, share.tenths) for group, share in found.groups] == [
        ("violence", 10),
        ("property", 0),
        ("welfare", None),
    ]


def test_of_few_years_the_quarters_are_told_apart() -> None:
    found = protected([count(2026, month, "V1", None, 10) for month in (1, 3, 4, 12)])
    assert [period for period, _ in found.periods] == [(2026, 1), (2026, 2), (2026, 4)]


@pytest.mark.both_engines
def test_restricted_and_withdrawn_ones_are_in_no_share() -> None:
    for number in range(10):
        one(wall=datetime(2026, 11, 14, 22, number))
        bring("S1")
        gone = bring("V1", source="Gone log")
        withdraw_entry(
            importer(), gone, on(gone, Kind.WITHDRAW), "wrong", now=SATURDAY + timedelta(hours=1)
        )
    db.session.commit()
    found = shares()
    assert found.sources == ()
    assert found.whole.tenths == 0
    for number in range(10):
        bring("P1", at=SATURDAY - timedelta(days=700 + number))
    found = shares()
    assert found.sources == ("Old log",)
    assert found.whole.tenths == 5
    assert dict(found.groups)["property"].tenths == 10
