"""PINs: which are refused, and how long wrong ones make somebody wait."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from nightsafe.accounts import pins

TODAY = date(2026, 11, 14)
EMAIL, NAME = "dora4471@example.org", "Dora Doorman"


def refused(pin: str) -> bool:
    return pins.problem_with(pins.tidy_pin(pin), EMAIL, NAME, TODAY) is not None


@pytest.mark.parametrize("pin", ["7391", "739154", "73 91 54", "5820931", "9046281735"])
def test_figures_that_nobody_would_guess_can_be_chosen(pin: str) -> None:
    assert not refused(pin)


@pytest.mark.parametrize(
    "pin",
    [
        *("", "12a4", "７３９１", "-123", "739", "73915482067"),
        *("1234", "4321", "123456", "890123", "0000", "777777", "2468", "8642", "1357"),
        *("1212", "123123", "474747", "1122", "2580", "121314"),
        *("1987", "2004", "2026", "140387", "311299", "14032001", "20010314", "030775"),
        *("4471", "447147"),
    ],
)
def test_what_others_try_first_is_refused(pin: str) -> None:
    assert refused(pin)


def test_three_are_free_then_each_doubles_the_wait() -> None:
    waits = [pins.wait_after(wrong) for wrong in range(10)]
    assert waits[:3] == [timedelta()] * 3
    assert waits[3:7] == [timedelta(seconds=30 * 2**n) for n in range(4)]
    assert all(later == 2 * sooner for sooner, later in pairwise(waits[3:]))


def test_so_many_more_lock() -> None:
    assert [pins.tries_left(wrong) for wrong in (0, 3, 9, 10, 11)] == [10, 7, 1, 0, 0]
