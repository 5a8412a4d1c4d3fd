"""What an address of the queue may ask for, and that anything else is refused (R19)."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from nightsafe.errors import ProductError
from nightsafe.nights import Band, Week, Weekend
from nightsafe.review.filters import Filters, Key, Unknown, read

SATURDAY = date(2026, 11, 14)
TUESDAY = date(2026, 11, 17)


@pytest.mark.parametrize("tonight", [SATURDAY, TUESDAY])
def test_without_a_word_it_is_the_unseen_of_the_weekend_running_or_just_gone(
    tonight: date,
) -> None:
    filters = read({}, tonight)
    assert filters.weekend == Weekend(date(2026, 11, 13))
    assert (filters.state, filters.narrowed, filters.query()) == ("unseen", False, {})


def test_filters_combine_and_live_in_the_address() -> None:
    given = {
        "view": "2026-11-06",
        "state": "all",
        "night": "2026-11-07",
        "hour": "1",
        "place": "3",
        "area": "1",
        "group": "violence",
        "code": "V1",
        "severity": "3-4",
        "role": "DR",
    }
    filters = read(given, SATURDAY)
    assert filters.query() == given
    assert filters.night == date(2026, 11, 7)


def test_a_range_is_put_in_order_and_a_weekends_range_is_that_weekend() -> None:
    filters = read({"from": "2026-11-10", "to": "2026-11-02"}, SATURDAY)
    assert filters.nights == (date(2026, 11, 2), date(2026, 11, 10))
    assert filters.query() == {"from": "2026-11-02", "to": "2026-11-10"}
    weekend = read({"from": "2026-11-06", "to": "2026-11-08"}, SATURDAY)
    assert weekend.query() == {"view": "2026-11-06"}


def test_a_week_and_a_month_are_asked_for_by_name() -> None:
    week = read({"week": "2026-11-09"}, SATURDAY)
    assert week.nights == (date(2026, 11, 9), date(2026, 11, 15))
    assert (week.week, week.weekend, week.month) == (Week(date(2026, 11, 9)), None, None)
    month = read({"month": "2026-02"}, SATURDAY)
    assert month.nights == (date(2026, 2, 1), date(2026, 2, 28))
    assert (month.week, month.month) == (None, date(2026, 2, 1))
    for filters, given in ((week, {"week": "2026-11-09"}), (month, {"month": "2026-02"})):
        assert filters.query() == given
    ranged = read({"from": "2026-11-09", "to": "2026-11-15"}, SATURDAY)
    assert ranged.query() == {"week": "2026-11-09"}


def test_a_search_may_ask_for_every_state_of_all_nights() -> None:
    given = {"view": "all", "state": "closed", "find": "AbC-_1"}
    filters = read(given, SATURDAY)
    assert (filters.query(), filters.narrowed) == (given, True)
    # Without it, not everything there ever was.
    assert filters.unsearched().query() == {"view": "all"}
    assert filters.cleared().query() == {"view": "all"}


def test_a_range_too_long_says_what_to_do() -> None:
    with pytest.raises(ProductError, match="62 nights"):
        read({"from": "2026-01-01", "to": "2026-11-02"}, SATURDAY)


def test_where_a_page_begins_survives_the_address() -> None:
    key = Key(3, datetime(2026, 11, 14, 23, 30, 0, 5, tzinfo=UTC), UUID(int=7))
    filters = read({"after": str(key)}, SATURDAY)
    assert filters.after == key
    assert read(filters.query(), SATURDAY) == filters
    assert filters.with_(severity="4").after is None


def test_a_band_of_one_night() -> None:
    filters = read({"view": "all", "night": "2026-11-07", "band": "00-03"}, SATURDAY)
    assert filters.band is Band.MIDNIGHT


def test_nothing_is_as_good_as_not_said() -> None:
    assert read({"severity": "", "done": "seen"}, SATURDAY) == Filters(
        (date(2026, 11, 13), date(2026, 11, 15))
    )


@pytest.mark.parametrize(
    "given",
    [
        {"sort": "code"},
        {"view": "2026-11-14"},
        {"view": "yesterday"},
        {"view": "20261113"},
        {"view": "0001-01-05"},
        {"view": "9999-12-31"},
        {"view": "all", "from": "2026-11-02"},
        {"view": "all", "week": "2026-11-09"},
        {"week": "2026-11-10"},
        {"month": "2026-13"},
        {"month": "2026-1"},
        {"month": "2026-11-02"},
        {"find": "a b"},
        {"find": "x" * 2001},
        {"view": "all", "state": "all"},
        {"view": "all", "hour": "1"},
        {"state": "forgotten"},
        {"night": "2026-11-20"},
        {"night": "x"},
        {"hour": "24"},
        {"hour": "-1"},
        {"hour": "1" * 40},
        {"hour": "²"},
        {"band": "18-22"},
        {"place": "1; DROP TABLE events"},
        {"area": "centre"},
        {"group": "crime"},
        {"code": "Z9"},
        {"severity": "5"},
        {"role": "PR"},
        {"role": "XX"},
        {"after": "1"},
        {"after": "2_2026-11-14T23:30:00_" + str(UUID(int=7))},
        {"after": "x_2026-11-14T23:30:00+00:00_" + str(UUID(int=7))},
        {"after": "1_0001-01-01T00:00:00+14:00_" + str(UUID(int=7))},
        {"after": "1_9999-12-31T23:59:59-14:00_" + str(UUID(int=7))},
        {"from": "2026-13-01"},
    ],
)
def test_what_there_is_not_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(Unknown):
        read(given, SATURDAY)
