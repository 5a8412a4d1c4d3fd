"""A time that does not exist or happens twice is refused with help."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from nightsafe.clock_help import describe
from nightsafe.nights import TimeDoesNotExist, TimeHappensTwice, to_utc

LONDON = ZoneInfo("Europe/London")


def test_a_skipped_time_is_explained_with_the_one_to_choose() -> None:
    with pytest.raises(TimeDoesNotExist) as caught:
        to_utc(date(2026, 3, 29), time(1, 30), LONDON)
    words = str(describe(caught.value, LONDON))
    assert "from 01:00 to 02:00" in words
    assert words.endswith("choose 02:30.")


def test_a_repeated_time_is_offered_twice() -> None:
    with pytest.raises(TimeHappensTwice) as caught:
        to_utc(date(2026, 10, 25), time(1, 30), LONDON)
    words = str(describe(caught.value, LONDON))
    assert "01:30 BST" in words
    assert "01:30 GMT" in words
