"""What the plan's items say, in the values that the product's actions take."""

from collections.abc import Mapping
from typing import Any

from nightsafe.demo.founding import City
from nightsafe.demo.plan import Answer, PlannedAmendment, PlannedEntry
from nightsafe.gate import Actor
from nightsafe.incidents.models import Entry
from nightsafe.incidents.report import Report, When


def report_of(one: PlannedEntry, actor: Actor, city: City) -> Report:
    """What a member reports; the time is counted back on their phone, fault and all."""
    return Report(
        code=one.code,
        when=When(one.claimed_at, by_phone=True),
        place_id=actor.premises_place_id if one.place is None else city.places[one.place],
        place_words=one.place_words,
        flags=one.flags,
        actions=one.actions,
        details=answers_of(one.details),
        people=_people(one),
        description=one.description,
        police_reference=one.police_reference,
        plate=one.plate,
    )


def changes_of(one: PlannedAmendment, entry: Entry) -> dict[str, Any]:
    """The fields that an amendment changes; what was done comes on top of what stands there."""
    changes: dict[str, Any] = {}
    if one.description:
        changes["description"] = one.description
    if set(one.actions) - set(entry.actions):
        changes["actions"] = [*entry.actions, *one.actions]
    if one.police_reference:
        changes["police_reference"] = one.police_reference
    return changes


def answers_of(given: Mapping[str, Answer]) -> dict[str, str | list[str]]:
    """Answers as a form gives them: one key, or a list of keys."""
    return {
        question: list(value) if isinstance(value, tuple) else value
        for question, value in given.items()
    }


def _people(one: PlannedEntry) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if one.people:
        said["number"] = one.people
    if one.age:
        said["bands"] = [one.age]
    return said
