"""What each version of an entry and of a finding changed, told from the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.home_office import HOME_OFFICE_GROUPS
from nightsafe.incidents.models import EventMove
from nightsafe.incidents.rules import SEVERITIES
from nightsafe.incidents.words import action_label, answered, flag_label, people_words
from nightsafe.ledger.queries import Version, versions
from nightsafe.network.words import moment
from nightsafe.review.rules import OUTCOMES, THRIVE

Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One version: who saved it when, what it did, and each thing it changed."""

    at: datetime
    who: int | None
    what: str
    lines: list[str] = field(default_factory=list)
    tone: str = ""


def of_entry(saved: Sequence[Version], places: Mapping[int, str]) -> list[Change]:
    """What each version of an entry after its first changed; `places` names places by id."""
    return [
        Change(
            later.received_at,
            later.actor_id,
            _deed(earlier.payload, later.payload),
            _entry_lines(earlier.payload, later.payload, places),
            "warn",
        )
        for earlier, later in pairwise(saved)
    ]


def places_in(saved: Iterable[Version]) -> set[int]:
    """The places that any of these versions named."""
    return {one.payload["place"] for one in saved} - {None}


def of_finding(event_id: UUID) -> list[Change]:
    """Every step of the review of an event, oldest first; raises Unreadable when it was erased."""
    found: list[Change] = []
    before: Payload = {"written": {"police_reference": "", "note": ""}}
    for version in versions("finding", event_id):
        what, lines, tone = _finding_step(before, version.payload)
        found.append(Change(version.received_at, version.actor_id, what, lines, tone))
        before = version.payload
    return found


def of_moves(moves: Iterable[EventMove]) -> list[Change]:
    """How accounts came to be told together, and apart again; one line for each time."""
    found: dict[tuple[datetime, bool], Change] = {}
    for move in moves:
        apart = "split" in move.why
        what = _("An account was split off") if apart else _("Merged: these accounts are one event")
        change = Change(move.moved_at, move.moved_by, str(what), [], "warn" if apart else "good")
        found.setdefault((move.moved_at, apart), change)
    return list(found.values())


def _deed(before: Payload, after: Payload) -> str:
    if after["withdrawn_at"] and not before["withdrawn_at"]:
        return str(_("Withdrawn"))
    if after["shared_at"] and not before["shared_at"]:
        return str(_("Shared with police"))
    if len(after["written"]["paragraphs"]) > len(before["written"]["paragraphs"]):
        return str(_("Detail added"))
    return str(_("Corrected"))


def _entry_lines(before: Payload, after: Payload, places: Mapping[int, str]) -> list[str]:
    old, new = _facts(before, places), _facts(after, places)
    lines = [
        str(_("%(what)s: %(old)s, now %(new)s", what=what, old=old[what] or "–", new=words or "–"))
        for what, words in new.items()
        if words != old[what]
    ]
    count = len(before["written"]["paragraphs"])
    return lines + [one["text"] for one in after["written"]["paragraphs"][count:]]


def _facts(version: Payload, places: Mapping[int, str]) -> dict[str, str]:
    written = version["written"]
    place = places.get(version["place"], "")
    answers = answered((version["details"], written["details"]))
    return {
        str(_("Kind")): str(CATEGORIES[version["code"]].label),
        str(_("Severity")): str(SEVERITIES[version["severity"]]),
        str(_("When")): moment(datetime.fromisoformat(version["occurred_at"])),
        str(_("Where")): ", ".join(part for part in (place, written["place_words"]) if part),
        str(_("Ticked")): ", ".join(map(flag_label, version["flags"])),
        str(_("Done")): ", ".join(map(action_label, version["actions"])),
        str(_("People")): people_words(version["people"]),
        str(_("Answers")): "; ".join(f"{label}: {words}" for label, words in answers),
        str(_("Number plate")): written["plate"],
        str(_("Police reference")): written["police_reference"],
    }


def _finding_step(before: Payload, after: Payload) -> tuple[str, list[str], str]:
    lines = _finding_lines(before, after)
    if after["closed_at"] and not before.get("closed_at"):
        return str(_("Closed")), lines, "good"
    if before.get("closed_at") and not after["closed_at"]:
        return str(_("Opened again")), lines, "warn"
    if lines:
        return str(_("Finding recorded")), lines, "good"
    return str(_("Seen")), lines, "good"


def _finding_lines(before: Payload, after: Payload) -> list[str]:
    lines = []
    if after["outcome"] != before.get("outcome"):
        outcome = OUTCOMES.get(after["outcome"] or "", _("taken back"))
        lines.append(str(_("Outcome: %(what)s", what=outcome)))
    if after["home_office"] != before.get("home_office"):
        group = HOME_OFFICE_GROUPS.get(after["home_office"] or "", _("taken back"))
        lines.append(str(_("Home Office group: %(what)s", what=group)))
    old, new = before["written"], after["written"]
    if old["police_reference"] != new["police_reference"]:
        words = new["police_reference"] or _("taken back")
        lines.append(str(_("Police reference: %(what)s", what=words)))
    if old["note"] != new["note"]:
        lines.append(str(_("Note: %(what)s", what=new["note"] or _("taken back"))))
    answered_before, answered_now = old.get("thrive", {}), new.get("thrive", {})
    for key, prompt in THRIVE.items():
        words = answered_now.get(key, "")
        if words != answered_before.get(key, ""):
            what = words or _("taken back")
            lines.append(str(_("%(name)s: %(what)s", name=prompt.name, what=what)))
    return lines
