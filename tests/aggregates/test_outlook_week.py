"""What is said beside the weekly table tells no more of a figure than the figure itself."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from nightsafe.aggregates import outlook_week, weekends
from nightsafe.aggregates.outlook.history import WeekendCounts
from nightsafe.aggregates.safe import TOTAL, Heading, Method, SafeTable
from nightsafe.aggregates.suppression_week import shown
from nightsafe.aggregates.weekends import Series
from nightsafe.nights import Weekend

TZ = ZoneInfo("Europe/London")
LAST = Weekend(date(2026, 11, 13))
CELL = ("sat", "00-03")


@pytest.fixture(autouse=True)
def words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def rows(numbers: Sequence[int]) -> Series:
    """Weekends in a row that end with the last one; all is violence, on Saturday night."""
    since = LAST.friday - timedelta(weeks=len(numbers) - 1)
    counted = tuple(
        WeekendCounts(since + timedelta(weeks=place), {CELL: number} if number else {})
        for place, number in enumerate(numbers)
    )
    return Series(counted, {"V1": tuple(numbers)})


def table(number: int) -> SafeTable:
    """The weekly table of a weekend with so many fights."""
    return SafeTable(
        key="weekend",
        label="",
        unit="events",
        method=Method.WEEKLY,
        quarter="",
        only={},
        rows=(Heading("violence", "Violence", {}),),
        columns=(),
        cells={("violence", TOTAL): shown(number), (TOTAL, TOTAL): shown(number)},
    )


def said(monkeypatch: pytest.MonkeyPatch, numbers: Sequence[int]) -> dict[str, Any]:
    monkeypatch.setattr(weekends, "series", lambda *_given: rows(numbers))
    return outlook_week.said(LAST, table(numbers[-1]), TZ, lambda _nights: {})


@pytest.mark.parametrize("history", [(9, 8, 9, 9), (2, 3, 1, 4), (11, 14, 12, 9), (30, 22, 41, 28)])
def test_figures_that_are_printed_alike_are_spoken_of_alike(
    monkeypatch: pytest.MonkeyPatch, history: tuple[int, ...]
) -> None:
    """By "worth a look" beside 20, where most weekends had fewer than ten, one could tell 15."""
    told: dict[int | None, set[str]] = {}
    for number in range(90):
        found = said(monkeypatch, [*(history * 8), number])
        told.setdefault(shown(number), set()).add(
            " ".join(one["verdict"] for one in found["change"])
        )
    assert {len(words) for words in told.values()} == {1}
    # And something is noticed.
    assert {"hidden hidden", "unusual unusual"} <= set.union(*told.values())


def test_the_busiest_hours_are_not_those_of_one_night(monkeypatch: pytest.MonkeyPatch) -> None:
    for number, expected in ((1, None), (9, None), (10, {"night": "sat", "band": "00-03"})):
        found = said(monkeypatch, [0] * 20 + [number] + [0] * 9)
        assert found["forecast"]["busiest"] == expected
