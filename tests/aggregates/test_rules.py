"""Which week is shown, and tints."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from nightsafe.aggregates import rules
from nightsafe.nights import Week

LONDON = ZoneInfo("Europe/London")
EARLIER, GONE, RUNNING = (Week(date(2026, 11, day)) for day in (2, 9, 16))


@pytest.mark.parametrize(
    ("now", "running", "gone"),
    [
        (datetime(2026, 11, 16, 5, 59, tzinfo=UTC), GONE, EARLIER),
        (datetime(2026, 11, 16, 6, 0, tzinfo=UTC), GONE, GONE),
        (datetime(2026, 11, 16, 11, 59, tzinfo=UTC), GONE, GONE),
        (datetime(2026, 11, 16, 12, 0, tzinfo=UTC), RUNNING, GONE),
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), RUNNING, GONE),
    ],
)
def test_on_monday_morning_the_week_is_over_when_its_last_night_is(
    now: datetime, running: Week, gone: Week
) -> None:
    assert rules.running_week(now, LONDON) == running
    assert rules.week_just_gone(now, LONDON) == gone
    assert rules.week_asked_for(None, now, LONDON) == gone
    assert rules.still_running(running, now, LONDON) == (running != gone)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2026-11-10",
        "2026-02-30",
        "20261109",
        "2026-W46-1",
        "2026-11-09 ",
        "2026-11-23",
        "0001-01-01",
        "1949-12-26",
        "9999-12-27",
        "2026-11-09\x00",
    ],
)
def test_only_a_monday_that_has_begun_is_a_week(text: str) -> None:
    now = datetime(2026, 11, 18, 20, tzinfo=UTC)
    assert rules.week_asked_for(text, now, LONDON) is None


@pytest.mark.parametrize("text", ["2026-11-16", "2026-11-09", "1950-01-02"])
def test_weeks_that_have_begun(text: str) -> None:
    now = datetime(2026, 11, 18, 20, tzinfo=UTC)
    found = rules.week_asked_for(text, now, LONDON)
    assert found is not None
    assert found.monday.isoformat() == text


@pytest.mark.parametrize(
    ("total", "brought", "mix"),
    [(0, 0, "nothing"), (3, 0, "logged"), (3, 3, "brought"), (3, 1, "mixed")],
)
def test_a_figure_is_of_one_kind_or_of_two(total: int, brought: int, mix: str) -> None:
    assert rules.mix(total, brought) == mix


def test_only_what_is_wholly_brought_along_compares_with_its_like() -> None:
    nothing, logged, brought, mixed = rules.Mix
    assert not rules.unlike(nothing, logged)
    assert not rules.unlike(brought, brought)
    for pair in ((nothing, brought), (logged, brought), (mixed, mixed), (logged, mixed)):
        assert rules.unlike(*pair)


def test_a_night_leads_to_its_week() -> None:
    now = datetime(2026, 11, 18, 20, tzinfo=UTC)
    for day in (date(2026, 11, 18), date(2016, 2, 29), date(1950, 1, 2)):
        found = rules.week_of_day(day, now, LONDON)
        assert found is not None
        assert day in found.nights
    for wrong in (None, date(2026, 11, 19), date(1950, 1, 1), date(1, 1, 1), date(9999, 12, 31)):
        assert rules.week_of_day(wrong, now, LONDON) is None


def test_tints_grow_with_the_count() -> None:
    assert [rules.tint(count, 10) for count in (0, 1, 2, 3, 9, 10)] == [0, 1, 1, 2, 5, 5]
    assert rules.tint(0, 0) == 0
