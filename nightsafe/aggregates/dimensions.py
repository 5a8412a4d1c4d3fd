"""What can be told of a record of a quarter: the dimensions, and the base categories of each.

A table's rows and columns are unions of these, so that any two tables of a quarter speak of the
same records in the same terms, and the audit can put them together.
"""

from datetime import date, timedelta
from enum import StrEnum

from nightsafe.accounts.roles import Role
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.follow_ups import FOLLOW_UPS
from nightsafe.network.kinds import PLACE_KINDS
from nightsafe.nights import BANDS, Band
from nightsafe.visits.choices import AGE_BANDS, LEFT, WITHOUT_US

NONE = ""  # nothing was said: no place, no method, no source but our own


class Population(StrEnum):
    """Which part of a quarter's records one belongs to; each is in one alone."""

    CONFIRMED = "confirmed"
    PREVENTED = "prevented"
    UNDECIDED = "undecided"
    NOT_CONFIRMED = "not_confirmed"  # or passed on to somebody else
    RECORDED = "recorded"
    # Of an earlier quarter, and counted nowhere before.
    LATER = "later"
    LATER_RECORDED = "later_recorded"


COUNTED = (Population.CONFIRMED, Population.PREVENTED, Population.RECORDED)
REPORTED_LATER = (Population.LATER, Population.LATER_RECORDED)

NIGHTS = ("fri", "sat", "sun", "week")

# Who told first of an event.
TELLERS: dict[str, str] = {
    Role.VS: "door",
    Role.VM: "door",
    Role.SF: "safe",
    Role.SP: "pastors",
    Role.DR: "drivers",
    Role.CC: "cctv",
}
BROUGHT, OTHER = "brought", "other"
ROLES = ("door", "safe", "pastors", "drivers", "cctv", OTHER, BROUGHT)

# How long after it was received an event was seen.
WAITS: dict[str, timedelta] = {
    "day": timedelta(days=1),
    "days3": timedelta(days=3),
    "week": timedelta(days=7),
}
LONGER, UNSEEN = "longer", "unseen"

# Reasons of a visit, merged; a visit may have several, so each is a dimension of its own.
REASON_GROUPS: dict[str, frozenset[str]] = {
    "safety": frozenset({"unsafe", "followed", "hate"}),
    "harm": frozenset({"assaulted", "sexual", "spiking", "partner"}),
    "drink": frozenset({"drunk", "drugs"}),
    "health": frozenset({"ill", "distressed"}),
    "stuck": frozenset({"lost_friends", "stranded", "no_phone", "no_money"}),
    "rest": frozenset({"rest", "other"}),
}
YES, NO = "yes", "no"

# Rows of these keep the higher threshold (STATISTICS.md); a visit's reasons like them, too.
SENSITIVE = frozenset({"S1", "S4", "A1", "E1"})
SENSITIVE_REASON = "reason_harm"

Dimensions = dict[str, tuple[str, ...]]


def of_events(areas: tuple[str, ...], sources: tuple[str, ...]) -> Dimensions:
    """The dimensions of events; `areas` are ids as text, `sources` names."""
    return {
        "population": tuple(Population),
        "code": tuple(CATEGORIES),
        "area": (*areas, NONE),
        "night": NIGHTS,
        "band": (*BANDS, Band.DAY),
        "place": (*PLACE_KINDS, NONE),
        "role": ROLES,
        "method": (*FOLLOW_UPS["method"].options, NONE),
        "where": (*FOLLOW_UPS["where"].options, NONE),
        "wait": (*WAITS, LONGER, UNSEEN, NONE),
        "source": (NONE, *sources),
    }


def of_visits(areas: tuple[str, ...]) -> Dimensions:
    """The dimensions of Safe Places visits."""
    return {
        "population": ("visits", Population.LATER),
        **{f"reason_{group}": (YES, NO) for group in REASON_GROUPS},
        "left": (*LEFT, NONE),
        "without": (*WITHOUT_US, NONE),
        "age": (*AGE_BANDS, NONE),
        "area": (*areas, NONE),
        "night": NIGHTS,
    }


def night_of_week(night: date) -> str:
    """Friday, Saturday, Sunday, or one of the others."""
    return NIGHTS[night.weekday() - 4] if night.weekday() >= 4 else NIGHTS[-1]


def wait_of(waited: timedelta | None) -> str:
    """How soon, in bands; None is not yet."""
    if waited is None:
        return UNSEEN
    return next((key for key, most in WAITS.items() if waited <= most), LONGER)
