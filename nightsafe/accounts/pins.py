"""PINs for a shared phone: which are refused, and how long wrong ones make somebody wait.

Why four figures are enough, though six are wanted: a PIN works on an enrolled phone only, ten
wrong ones lock it there until the password is given, twenty on all phones together remove it,
whoever unlocks or enrols what meanwhile, and what is stored cannot be tried without the
installation's key. So nobody has more than twenty tries at a name, not ten thousand.
"""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise

from flask_babel import lazy_gettext as _l

from nightsafe.errors import Words

SHORTEST, WANTED, LONGEST = 4, 6, 10
# So many may be wrong in a row before anybody waits; from then on each doubles the wait.
FREE = 3
FIRST_WAIT = timedelta(seconds=30)
LOCKED_AFTER = 10
# So many in a row on all phones together, and no unlocking brings it back: it has to be set anew.
DEAD_AFTER = 20
# Long since known from published lists, and neither a run nor a repeat.
_COMMON_TEXT = """
1004 1010 1122 1212 1313 2000 2001 2468 2580 3690 0852 1357 4321 5683 6969 7410 8520 9630
100200 112233 121314 123321 131313 147258 147852 159357 159753 168168 232323 246810 258258
332211 445566 456456 520520 741852 789456 852456 963852 987321 010203 102030
"""
_COMMON = frozenset(_COMMON_TEXT.split())
_OLDEST_YEAR = 1920


def tidy_pin(text: str) -> str:
    """A PIN as it is checked: people leave spaces between the figures."""
    return "".join(text.split())


def problem_with(pin: str, email: str, name: str, today: date) -> Words | None:
    """Why a PIN cannot be chosen, and what to do; None when it can."""
    if re.fullmatch(r"[0-9]+", pin) is None:
        return _l("Use figures only, best six of them.")
    if not SHORTEST <= len(pin) <= LONGEST:
        return _l("Use at least four figures, best six; ten at most.")
    if _is_a_pattern(pin) or pin in _COMMON:
        return _l("Too many people use that one. Take figures that do not follow each other.")
    if _is_a_date(pin, today.year):
        return _l("That looks like a date or a year of birth, which others know. Take another.")
    if any(pin in own or own in pin for own in _own_figures(email, name)):
        return _l("Those figures are in your name or e-mail. Take others.")
    return None


def _is_a_pattern(pin: str) -> bool:
    """A run up or down, one figure held, or a shorter piece again and again."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 2, 8, 9}:
        return True
    halves = (pin[:size] for size in range(1, len(pin) // 2 + 1) if len(pin) % size == 0)
    return any(half * (len(pin) // len(half)) == pin for half in halves)


def _is_a_date(pin: str, this_year: int) -> bool:
    """A year people are born in, or a day with two or four figures of its year, or without."""
    if len(pin) == 4 and _OLDEST_YEAR <= int(pin) <= this_year:
        return True
    if len(pin) == 8:
        orders = ((pin[:2], pin[2:4], pin[4:]), (pin[6:], pin[4:6], pin[:4]))
        return any(
            _OLDEST_YEAR <= int(year) <= this_year and _is_a_day(day, month)
            for day, month, year in orders
        )
    if len(pin) == 6:
        return _is_a_day(pin[:2], pin[2:4]) and int(pin[4:]) in _born(this_year)
    return False


def _born(this_year: int) -> frozenset[int]:
    """The last two figures of the years in which those who work tonight were born."""
    return frozenset(year % 100 for year in range(this_year - 80, this_year - 15))


def _is_a_day(first: str, second: str) -> bool:
    one, two = int(first), int(second)
    return (1 <= one <= 31 and 1 <= two <= 12) or (1 <= one <= 12 and 1 <= two <= 31)


def _own_figures(email: str, name: str) -> list[str]:
    return re.findall(r"[0-9]{3,}", f"{email} {name}")


def wait_after(wrong: int) -> timedelta:
    """How long nobody may try again after so many wrong PINs in a row."""
    return FIRST_WAIT * 2 ** (wrong - FREE) if wrong >= FREE else timedelta()


def waits_until(wrong: int, last_at: datetime) -> datetime:
    """The moment from which the next PIN is looked at."""
    return last_at + wait_after(wrong)


def tries_left(wrong: int) -> int:
    """How many more wrong PINs lock a person on this phone."""
    return max(0, LOCKED_AFTER - wrong)
