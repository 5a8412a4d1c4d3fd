"""What is likely where and when: opening nights, hours of each kind of thing, mixes of codes."""

from datetime import date
from random import Random
from typing import TypeVar

from nightsafe.demo.season import (
    FRIDAY,
    SATURDAY,
    THURSDAY,
    WEDNESDAY,
    before_bank_holiday,
    in_term,
)
from nightsafe.demo.streets import EAST, OXFORD
from nightsafe.demo.venues import BAR, CLUB, FOOD, PUB, REFUGE, STUDENTS, Venue

Mix = dict[str, float]
T = TypeVar("T")

# Hours after noon: 11 is 23:00, 14 is 02:00.
_NIGHT = {
    6: 0.6,
    7: 1.2,
    8: 2,
    9: 3.5,
    10: 7,
    11: 11,
    12: 13,
    13: 13,
    14: 11,
    15: 5,
    16: 1.6,
    17: 0.5,
}
_EVENING = {1: 0.2, 4: 0.6, 5: 1, 6: 2.5, 7: 4.5, 8: 7, 9: 8.5, 10: 9, 11: 7, 12: 4, 13: 1.5}
_LATE = {10: 2, 11: 5, 12: 9, 13: 12, 14: 12, 15: 7, 16: 2.5, 17: 0.8}
_ANY = {1: 1, 3: 1, 5: 1.5, 6: 2, 8: 3, 9: 4, 10: 5, 11: 6, 12: 5, 13: 4, 14: 3, 15: 1, 20: 0.5}

_HOURS = {
    **dict.fromkeys(("L2", "L4", "L5", "L6", "B2", "P1"), _EVENING),
    **dict.fromkeys(("P4", "W2", "X1", "V1", "V2", "H1", "W3"), _LATE),
    **dict.fromkeys(("P2", "X2", "T1"), _ANY),
}
# The last hour after noon in which something still happens at such premises.
_LAST_HOUR = {PUB: 12, BAR: 14, CLUB: 16, FOOD: 16, STUDENTS: 14, REFUGE: 16}

DOOR_MIX: dict[str, Mix] = {
    CLUB: {
        "L1": 30, "L3": 25, "V1": 9, "D1": 6, "D2": 5, "W1": 8, "P1": 5, "S2": 2.6, "V3": 5,
        "W3": 3, "L2": 5, "W2": 2, "L6": 2.4, "L5": 1.8, "S5": 0.9, "B1": 1.5, "H1": 1, "P3": 1.4,
        "V4": 0.9, "V2": 0.5, "S4": 1.1, "S1": 0.8, "L4": 1, "T2": 0.6, "W4": 1, "X1": 0.5,
        "V5": 0.3, "T1": 0.4,
    },
    PUB: {
        "L2": 25, "L3": 19, "L1": 13, "V1": 7, "V3": 6, "L4": 9, "B1": 6, "P3": 3.5, "P4": 2.5,
        "W1": 5, "D2": 4, "P1": 3, "H1": 1.6, "B2": 4, "L6": 3, "W4": 1.2, "W3": 2, "A1": 0.8,
        "P2": 1.2, "L5": 2.2, "D1": 1, "S2": 1.2, "T1": 0.5, "V2": 0.2, "X2": 0.8,
    },
    BAR: {
        "L1": 20, "L3": 20, "L2": 15, "V1": 7, "V3": 5, "W1": 6, "D2": 4.5, "D1": 2.5, "P1": 5,
        "S2": 2.4, "S5": 1.1, "L4": 5, "P4": 2, "P3": 2, "L6": 2.4, "L5": 2, "W3": 2, "H1": 1.2,
        "B1": 2, "B2": 2, "S3": 0.9, "S4": 0.8, "A1": 0.6, "W2": 1.5, "W4": 1, "V2": 0.3, "V4": 0.3,
    },
    STUDENTS: {
        "L1": 19, "L3": 15, "W1": 15, "W2": 4, "L2": 9, "P1": 5, "S2": 2.6, "S5": 1, "D2": 4,
        "D1": 2, "V1": 4, "V3": 2, "P2": 3, "L4": 4, "W3": 3, "W4": 2.5, "S4": 1.1, "P3": 2,
        "T2": 0.7, "L5": 0.8, "L6": 0.8, "S1": 0.5, "B1": 1.5,
    },
    FOOD: {
        "V1": 10, "V3": 12, "B1": 12, "P4": 10, "H1": 5, "P3": 5, "W1": 6, "B2": 7, "L4": 3,
        "D2": 3, "W2": 2, "L6": 1, "L5": 1, "V2": 0.4, "P1": 1,
    },
    REFUGE: {
        "W1": 10, "W2": 8, "W4": 5, "W3": 4, "S3": 2, "X2": 2, "V3": 1.5, "X1": 1, "E1": 0.3,
    },
}  # fmt: skip
STREET_MIX: dict[str, Mix] = {
    "SP": {
        "W1": 25, "W2": 15, "W3": 9, "W4": 7, "B2": 10, "V1": 5, "V3": 5, "X2": 6, "S3": 3,
        "B1": 7, "H1": 1.5, "E1": 0.9,
    },
    "CC": {
        "V1": 20, "B1": 15, "W1": 9, "P2": 9, "T1": 4, "D2": 11, "V3": 8, "V4": 1.5, "X1": 4,
        "S3": 4, "P1": 6, "V5": 1.6, "B2": 7, "V2": 1,
    },
    "DR": {
        "V3": 20, "P4": 21, "H1": 7, "P3": 14, "V1": 6, "W1": 12, "W2": 9, "X1": 8, "V5": 0.9,
        "B1": 4, "X2": 4, "E1": 0.7,
    },
}  # fmt: skip

AREA_WEIGHT = {OXFORD: 0.5, EAST: 0.24, "Abingdon": 0.09, "Didcot": 0.08, "Witney": 0.09}


def drawn(weights: dict[T, float], rng: Random) -> T:
    """One key, each as likely as its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def minutes_after_noon(code: str, rng: Random, kind: str = "") -> int:
    """When in the night such a thing happens, in minutes after noon, before its kind closes."""
    last = _LAST_HOUR.get(kind, 17)
    hours: dict[int, float] = {
        hour: weight for hour, weight in _HOURS.get(code, _NIGHT).items() if hour <= last
    }
    return drawn(hours, rng) * 60 + rng.randrange(60)


def open_weight(venue: Venue, night: date) -> float:
    """How much goes on at a venue in a night: 0 when it is shut, more where more people fit."""
    size: float = venue.capacity**0.6
    weekend = night.weekday() in (FRIDAY, SATURDAY) or before_bank_holiday(night)
    city = venue.area in (OXFORD, EAST)
    student_night = night.weekday() == WEDNESDAY and in_term(night) and city
    if venue.kind == CLUB:
        return size * (1.5 if weekend else 2.2 if student_night else 0)
    if venue.kind == STUDENTS:
        busy = 3.5 if student_night else 1.1 if weekend or night.weekday() == THURSDAY else 0.5
        return size * busy * (1 if in_term(night) else 0.25)
    if venue.kind == BAR:
        return size * (1 if weekend else 0.6)
    if venue.kind == FOOD:
        return size * 1.4
    return size * 0.8 if venue.kind == PUB else 6 if weekend else 2
