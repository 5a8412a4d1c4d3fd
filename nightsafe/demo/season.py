"""How busy a night is: days of the week, university terms, bank holidays, weekends to be full."""

from datetime import date, timedelta
from functools import cache

import holidays

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

_SHARE = {
    MONDAY: 0.026,
    TUESDAY: 0.036,
    WEDNESDAY: 0.052,
    THURSDAY: 0.082,
    FRIDAY: 0.27,
    SATURDAY: 0.33,
    SUNDAY: 0.062,
}
_WEDNESDAY_IN_TERM = 3.1
_BEFORE_BANK_HOLIDAY = 3.4
_SUMMER = 0.93
_DECEMBER = 1.2

# The first Sunday on or after a day starts a term of eight weeks.
_TERMS = ((1, 14), (4, 22), (10, 8))


def in_term(night: date) -> bool:
    """Whether students are in town: a term's eight weeks and the days just before them."""
    return any(
        start - timedelta(days=5) <= night < start + timedelta(weeks=8)
        for start in (_first_sunday(date(night.year, *day)) for day in _TERMS)
    )


def before_bank_holiday(night: date) -> bool:
    """Whether it is the Sunday night before a bank holiday Monday."""
    return night.weekday() == SUNDAY and night + timedelta(days=1) in _bank_holidays(night.year)


def busyness(night: date) -> float:
    """A night's usual share of a week; the shares of a plain week add up to less than one."""
    share = _SHARE[night.weekday()]
    if in_term(night):
        share *= _WEDNESDAY_IN_TERM if night.weekday() == WEDNESDAY else 1.05
    elif night.month in (7, 8):
        share *= _SUMMER
    if before_bank_holiday(night):
        share *= _BEFORE_BANK_HOLIDAY
    if night.month == 12 and night.weekday() in (THURSDAY, FRIDAY, SATURDAY):
        share *= _DECEMBER
    return share


def _first_sunday(day: date) -> date:
    return day + timedelta(days=(SUNDAY - day.weekday()) % 7)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    found = holidays.country_holidays("GB", subdiv="ENG", years=(year, year + 1))
    return frozenset(day for day in found if day.weekday() == MONDAY)
