"""What the page of past records may tell."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from nightsafe.importing.rules import is_about_the_row, last_night_told

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (datetime(2026, 11, 14, 23, 30, tzinfo=UTC), date(2026, 9, 30)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 9, 30)),
        # The last night of the year ends at noon.
        (datetime(2027, 1, 1, 11, 59, tzinfo=UTC), date(2026, 9, 30)),
        (datetime(2027, 1, 1, 12, 0, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2027, 4, 1, 10, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2027, 4, 1, 11, 0, tzinfo=UTC), date(2027, 3, 31)),
    ],
)
def test_figures_end_with_the_last_quarter_that_is_over(now: datetime, last: date) -> None:
    assert last_night_told(now, LONDON) == last


def test_a_reject_may_be_about_no_column() -> None:
    assert is_about_the_row("")
    assert is_about_the_row("row")
    assert not is_about_the_row("Hour")
