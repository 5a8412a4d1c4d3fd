"""What members do with an entry afterwards: undo, withdraw, add detail, share."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from nightsafe.demo.plan import (
    Item,
    PlannedAmendment,
    PlannedEntry,
    PlannedShare,
    PlannedWithdrawal,
)
from nightsafe.demo.stories import told
from nightsafe.incidents.category import Audience
from nightsafe.incidents.rules import audience_of

_UNDONE, _WITHDRAWN, _AMENDED, _SHARED = 0.012, 0.012, 0.075, 0.045

_REASONS = (
    "Logged twice by mistake.",
    "Wrong button, logged again under the right one.",
    "It was next door, they have logged it.",
    "Turned out to be a misunderstanding.",
)
_DETAIL = (
    "Footage checked: [two cameras show it|the door camera shows the start of it].",
    "Spoke to [the bar staff|the glass collector|the other doorman] after. Same account.",
    "[Customer rang|Customer came back] today, [is fine|has a bruise, nothing more].",
    "Description: [dark jacket, white trainers|grey hood, beard|red top, about six foot].",
    "[Friend of theirs|A regular] says it [began in the queue|has been going on all week].",
    "Item [handed to police this morning|still in the safe].",
    "Time was nearer [ten past|twenty past|half past] looking at the till.",
    "Manager told. [Barred for a month|To be talked through at the next briefing].",
    "[Taxi firm|Driver] confirmed they got home.",
)


def corrections(entry: PlannedEntry, rng: Random) -> Iterator[Item]:
    """What becomes of one entry by its author's hand; nothing for most."""
    draw = rng.random()
    who, work = entry.who, entry.work
    if draw < _UNDONE:
        at = entry.at + timedelta(seconds=rng.randrange(6, 50))
        yield PlannedWithdrawal(at, who, work, entry.key)
        return
    if draw < _UNDONE + _WITHDRAWN:
        at = entry.at + timedelta(minutes=rng.randrange(3, 240))
        yield PlannedWithdrawal(at, who, work, entry.key, rng.choice(_REASONS))
        return
    at = entry.at
    if rng.random() < _AMENDED:
        at += timedelta(minutes=rng.choice((rng.randrange(4, 60), rng.randrange(360, 1100))))
        yield PlannedAmendment(
            at,
            who,
            work,
            entry.key,
            told(rng.choice(_DETAIL), rng),
            ("footage_saved",) if rng.random() < 0.3 else (),
        )
    if _register_only(entry) and rng.random() < _SHARED:
        yield PlannedShare(at + timedelta(minutes=rng.randrange(2, 500)), who, work, entry.key)


def taken_back(items: list[Item]) -> set[str]:
    """The keys of the entries that their authors withdrew or undid."""
    return {one.entry for one in items if isinstance(one, PlannedWithdrawal)}


def _register_only(entry: PlannedEntry) -> bool:
    premises = entry.work.role in ("VS", "VM", "SF")
    return audience_of(entry.code, for_premises=premises) is Audience.REGISTER
