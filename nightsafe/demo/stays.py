"""The Safe Places visits of a night: who came by, what they needed, how they left."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from nightsafe.demo.happenings import Happening
from nightsafe.demo.people import HOST
from nightsafe.demo.plan import Answer, PlannedLeaving, PlannedVisit
from nightsafe.demo.rhythm import drawn, minutes_after_noon, open_weight
from nightsafe.demo.roster import Roster, Teller
from nightsafe.demo.season import in_term
from nightsafe.demo.venues import STUDENTS, VENUE

# Each reason: how likely, what such people need, what they were given.
_REASONS: dict[str, tuple[float, tuple[str, ...], tuple[str, ...]]] = {
    "drunk": (24, ("water", "quiet"), ("water", "warmth", "listening", "flip_flops")),
    "lost_friends": (15, ("phone", "company"), ("charge", "friends", "listening")),
    "no_phone": (13, ("phone",), ("charge", "warmth")),
    "stranded": (11, ("transport",), ("transport", "charge", "warmth")),
    "distressed": (9, ("quiet", "company"), ("listening", "water", "card")),
    "unsafe": (8, ("company", "quiet"), ("listening", "escorted", "transport")),
    "ill": (7, ("medical",), ("first_aid", "water")),
    "no_money": (6, ("transport", "phone"), ("charge", "transport")),
    "rest": (6, ("water",), ("warmth", "water")),
    "followed": (4, ("company", "transport"), ("listening", "escorted", "transport")),
    "drugs": (3, ("quiet", "medical"), ("water", "listening", "first_aid")),
    "assaulted": (2.5, ("medical", "police"), ("first_aid", "emergency", "listening")),
    "hate": (1, ("quiet", "company"), ("listening", "card")),
    "partner": (1, ("quiet", "specialist"), ("listening", "card", "referral")),
    "spiking": (0.8, ("medical",), ("emergency", "water", "friends")),
    "sexual": (0.5, ("quiet", "specialist"), ("listening", "referral")),
    "other": (1, ("company",), ("listening",)),
}
_CAME_BY = {
    "walked_in": 30.0,
    "friends": 22.0,
    "door_staff": 18.0,
    "pastor": 16.0,
    "transport": 4.0,
    "cctv": 4.0,
    "police": 3.0,
    "medics": 1.0,
}
_LEFT = {
    "friends": 34.0,
    "taxi": 22.0,
    "alone": 14.0,
    "bus": 9.0,
    "family": 7.0,
    "pastor": 5.0,
    "walked_off": 3.0,
    "declined": 2.0,
}
_LEFT_UNWELL = {"ambulance": 4.0, "a_and_e": 4.0, "friends": 5.0, "taxi": 3.0, "family": 2.0}
_WITHOUT_US = {
    "cant_say": 26.0,
    "friends": 24.0,
    "nothing": 20.0,
    "police": 12.0,
    "ambulance": 11.0,
    "a_and_e": 7.0,
}
_AGES = {"18_25": 62.0, "26_40": 18.0, "41_over": 7.0, "under_18": 2.0, "unknown": 11.0}
_GENDERS = {"woman": 55.0, "man": 37.0, "another": 1.0, "unknown": 7.0}
_SERIOUS = {"ill", "assaulted", "spiking"}
# Minutes ago somebody came by, and what has been said of them so far.
_HERE_NOW: dict[int, Mapping[str, Answer]] = {
    52: {"came_by": "door_staff", "reasons": ("drunk", "lost_friends"), "age_band": "18_25"},
    14: {"came_by": "walked_in"},
}
# What the host logs beside the visit, when they log it at all.
_INCIDENT = {
    "drunk": "W1",
    "lost_friends": "W2",
    "stranded": "W2",
    "distressed": "W4",
    "followed": "S3",
    "ill": "W3",
}
_NOTES = (
    "",
    "",
    "",
    "",
    "Slept for a while, fine when woken.",
    "Came back to say thank you.",
    "Very cold, blanket and tea.",
    "Waited by the window until the friend came.",
    "Second time this month.",
)


def stays(
    roster: Roster, count: int, noon: datetime, rng: Random
) -> list[tuple[PlannedVisit, PlannedLeaving | None, Happening | None]]:
    """So many visits; some finished later than begun, some with an incident of their own."""
    if not roster.hosts:
        return []
    weights = {
        name: 8
        + open_weight(VENUE[name], roster.night) / 4
        + (8 if name not in roster.doors else 0)
        for name in roster.hosts
    }
    return [
        _stay(f"{roster.night}-stay-{number}", drawn(weights, rng), roster, noon, rng)
        for number in range(count)
    ]


def still_here(now: datetime) -> list[PlannedVisit]:
    """Two people whom the demo's host has taken in this evening and who have not left yet."""
    return [
        PlannedVisit(
            at=now - timedelta(minutes=minutes - 4),
            who=HOST[0],
            work=HOST[1],
            key=f"here-{minutes}",
            arrived_at=now - timedelta(minutes=minutes),
            answers=answers,
        )
        for minutes, answers in _HERE_NOW.items()
    ]


def _stay(
    key: str, place: str, roster: Roster, noon: datetime, rng: Random
) -> tuple[PlannedVisit, PlannedLeaving | None, Happening | None]:
    host = roster.hosts[place]
    arrived = noon + timedelta(minutes=minutes_after_noon("W2", rng, VENUE[place].kind))
    reason = drawn({name: weight for name, (weight, _, _) in _REASONS.items()}, rng)
    first = _first_answers(reason, place, roster, rng)
    last = _last_answers(reason, rng)
    left = arrived + timedelta(minutes=round(rng.lognormvariate(3.5, 0.6)) + 4)
    who, work = host
    visit = PlannedVisit(
        at=arrived + timedelta(minutes=rng.randrange(1, 12), seconds=rng.randrange(60)),
        who=who,
        work=work,
        key=key,
        arrived_at=arrived,
        answers=first,
        note=rng.choice(_NOTES) if rng.random() < 0.5 else "",
    )
    incident = _incident(key, reason, place, arrived, host, rng)
    finished = left + timedelta(minutes=rng.randrange(1, 20), seconds=rng.randrange(60))
    if rng.random() < 0.45 and finished > visit.at:
        return visit, PlannedLeaving(finished, who, work, key, left, last), incident
    if rng.random() < 0.03:
        return visit, None, incident  # nobody saw them go
    return replace(visit, at=finished, left_at=left, answers={**first, **last}), None, incident


def _incident(
    key: str, reason: str, place: str, arrived: datetime, host: Teller, rng: Random
) -> Happening | None:
    if reason not in _INCIDENT or rng.random() > 0.2:
        return None
    at = arrived - timedelta(minutes=rng.randrange(15))
    return Happening(f"{key}-incident", _INCIDENT[reason], at, VENUE[place].street, place, host)


def _first_answers(reason: str, place: str, roster: Roster, rng: Random) -> Mapping[str, Answer]:
    _, needs, _ = _REASONS[reason]
    reasons = {reason}
    if reason in ("lost_friends", "stranded") and rng.random() < 0.4:
        reasons.add("no_phone")
    if reason not in ("sexual", "partner", "rest") and rng.random() < 0.2:
        reasons.add("drunk")
    age = drawn(_AGES, rng)
    student = "unknown"
    if age == "18_25":
        studenty = VENUE[place].kind == STUDENTS or in_term(roster.night)
        student = drawn({"yes": 5.0 if studenty else 1.5, "no": 3.0, "unknown": 2.0}, rng)
    return {
        "came_by": drawn(_CAME_BY, rng),
        "reasons": tuple(one for one in _REASONS if one in reasons),
        "needs": _some(needs, rng),
        "age_band": age,
        "gender": drawn(_GENDERS, rng),
        "student": student,
    }


def _last_answers(reason: str, rng: Random) -> Mapping[str, Answer]:
    _, _, support = _REASONS[reason]
    return {
        "support": _some(support, rng),
        "left": drawn(_LEFT_UNWELL if reason in _SERIOUS else _LEFT, rng),
        "without_us": drawn(_WITHOUT_US, rng),
    }


def _some(keys: tuple[str, ...], rng: Random) -> tuple[str, ...]:
    return keys[:1] + tuple(key for key in keys[1:] if rng.random() < 0.55)
