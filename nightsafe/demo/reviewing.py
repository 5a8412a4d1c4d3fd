"""What the police make of it: entries seen, questions asked, findings written, and what waits."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from nightsafe.demo.corrections import taken_back
from nightsafe.demo.happenings import is_shown
from nightsafe.demo.people import DOORMAN, GRANTED, REVIEWERS
from nightsafe.demo.plan import (
    Item,
    PlannedAmendment,
    PlannedAnswer,
    PlannedClosing,
    PlannedEntry,
    PlannedFinding,
    PlannedQuestion,
    PlannedShare,
    PlannedSight,
    PlannedWithdrawal,
)
from nightsafe.demo.rhythm import drawn
from nightsafe.demo.roster import Teller
from nightsafe.demo.season import FRIDAY, before_bank_holiday
from nightsafe.demo.stories import told
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.category import Audience
from nightsafe.incidents.rules import CALL_FROM, audience_of, is_restricted, severity_of
from nightsafe.nights import night_of, to_utc

# Once through the list, the reviewers come back and close what needs nothing more.
_UNTIL_CLOSED = timedelta(hours=4)

_UNTIL_ASKED = timedelta(minutes=40)

_OUTCOMES = {"confirmed": 80.0, "not_confirmed": 7.0, "passed_on": 6.0, "": 7.0}
_QUESTIONS = {
    "V": "[Which way did they leave|Did anybody see the first blow|Is the footage kept]?",
    "P": "[Was anything distinctive about the item|Do you have footage of the half hour before]?",
    "D": "[Which bag number is it|Was this the same person as last time]?",
    "": "[Roughly how many were involved|What time did it end|Had you seen them before]?",
}
_NOTES = {
    "confirmed": ("", "", "", "Footage viewed.", "Agrees with the camera.", "Two accounts agree."),
    "not_confirmed": ("Footage shows otherwise.", "Nothing on camera.", "No more than words."),
    "passed_on": ("Neighbourhood team.", "Licensing told.", "Taxi licensing.", "Outreach team."),
}
_ANSWERS = (
    "Towards the [station|bridge|square], [on foot|in a taxi].",
    "Footage is kept [for 31 days|on a stick in the office].",
    "[Two|Three|Four], as far as I saw.",
    "[Not seen before|Yes, same one as a fortnight ago].",
    "All over by [about ten past|half past].",
)


def reviews(items: list[Item], unseen_from: datetime, rng: Random, tz: ZoneInfo) -> Iterator[Item]:
    """All that reviewers do with these entries; what happened from `unseen_from` mostly waits."""
    shared = {one.entry: one.at for one in items if isinstance(one, PlannedShare)}
    changed = {one.entry: one.at for one in items if isinstance(one, PlannedAmendment)}
    gone = taken_back(items)
    free: dict[str, datetime] = {}
    for entry in sorted((one for one in items if isinstance(one, PlannedEntry)), key=_by_arrival):
        if entry.key in gone or not (review_entry(entry) or entry.key in shared):
            continue
        known = max(entry.at, shared.get(entry.key, entry.at), changed.get(entry.key, entry.at))
        reviewer = GRANTED if restricted(entry) else rng.choice(REVIEWERS)
        if entry.occurred_at >= unseen_from:
            if rng.random() < (0.5 if _urgent(entry) else 0.07) and not is_shown(entry.event):
                at = known + timedelta(minutes=rng.randrange(8, 50))
                yield PlannedSight(at, *reviewer, entry.key)
            continue
        at = max(at_the_desk(known, tz), free.get(reviewer[0], known))
        free[reviewer[0]] = at + timedelta(seconds=rng.randrange(50, 130))
        yield from _decided(entry, at, reviewer, rng, tz)


def asked_at_the_door(items: list[Item], now: datetime) -> PlannedQuestion | None:
    """A question that waits for the demo's doorman, about the newest that reviewers may ask of."""
    reviewed = {
        one.entry
        for one in items
        if isinstance(one, PlannedSight | PlannedFinding | PlannedQuestion | PlannedWithdrawal)
    }
    his = [
        one
        for one in items
        if isinstance(one, PlannedEntry)
        and (one.who, one.key not in reviewed) == (DOORMAN, True)
        and one.at + _UNTIL_ASKED <= now
        and review_entry(one)
        and not restricted(one)
    ]
    if not his:
        return None
    entry = max(his, key=_by_arrival)
    text = told(_QUESTIONS.get(entry.code[0], _QUESTIONS[""]), Random(entry.key))  # noqa: S311
    at = entry.at + _UNTIL_ASKED
    return PlannedQuestion(at, *REVIEWERS[0], f"{entry.key}-question", entry.key, text)


def review_entry(entry: PlannedEntry) -> bool:
    """Whether police see the entry without its author sharing it."""
    premises = entry.work.role in ("VS", "VM", "SF")
    return audience_of(entry.code, for_premises=premises) is Audience.REVIEW


def restricted(entry: PlannedEntry) -> bool:
    """Whether only grant-holders may review it."""
    return is_restricted(entry.code, entry.flags, (entry.age,) if entry.age else ())


def at_the_desk(known: datetime, tz: ZoneInfo) -> datetime:
    """The first moment a reviewer looks at what is known: half past eight on a working day."""
    day = night_of(known, tz) + timedelta(days=1)
    while day.weekday() > FRIDAY or before_bank_holiday(day - timedelta(days=1)):
        day += timedelta(days=1)
    return max(to_utc(day, time(8, 30), tz), known + timedelta(minutes=5))


def _decided(
    entry: PlannedEntry, at: datetime, reviewer: Teller, rng: Random, tz: ZoneInfo
) -> Iterator[Item]:
    if entry.description and rng.random() < 0.05:
        question = f"{entry.key}-question"
        text = told(
            rng.choice((_QUESTIONS.get(entry.code[0], _QUESTIONS[""]), _QUESTIONS[""])), rng
        )
        yield PlannedQuestion(at, *reviewer, question, entry.key, text)
        if rng.random() > 0.75:
            return
        replied = at + timedelta(minutes=rng.randrange(30, 2400))
        answer = told(rng.choice(_ANSWERS), rng)
        yield PlannedAnswer(replied, entry.who, entry.work, question, answer)
        at = at_the_desk(replied, tz) + timedelta(minutes=rng.randrange(30))
    outcome = drawn(_OUTCOMES, rng)
    if not outcome:
        yield PlannedSight(at, *reviewer, entry.key)
        return
    groups = CATEGORIES[entry.code].home_office_groups
    reference = entry.police_reference or f"TN {at:%d%m}-{rng.randrange(500, 990)}"
    yield PlannedFinding(
        at,
        *reviewer,
        entry.key,
        outcome,
        home_office=groups[0] if groups and outcome == "confirmed" else None,
        police_reference=reference if _urgent(entry) and rng.random() < 0.6 else "",
        note=rng.choice(_NOTES[outcome]),
    )
    if outcome != "confirmed" or rng.random() < 0.7:
        yield PlannedClosing(at + _UNTIL_CLOSED, *reviewer, entry.key)


def _urgent(entry: PlannedEntry) -> bool:
    return severity_of(entry.code, entry.flags, entry.actions, entry.details) >= CALL_FROM


def _by_arrival(entry: PlannedEntry) -> datetime:
    return entry.at
