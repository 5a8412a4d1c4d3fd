"""The story of a visit: what each version added or changed, in words."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _

from nightsafe.ledger.queries import Version, versions
from nightsafe.visits.answers import QUESTIONS
from nightsafe.visits.models import Visit


@dataclass(frozen=True)
class Step:
    """One saved version: when it arrived, what was done, and to what."""

    at: datetime
    what: str
    fields: list[str]


def story(visit: Visit) -> list[Step]:
    """Every saved version, oldest first; raises Unreadable when the visit was erased."""
    saved = versions("visit", visit.id)
    found = [Step(saved[0].received_at, _("Saved"), [])]
    for before, after in pairwise(saved):
        found.append(_step(before.payload, after))
    return found


def _step(before: dict[str, Any], after: Version) -> Step:
    now = after.payload
    if now["withdrawn_at"] and not before["withdrawn_at"]:
        reason = now["written"]["withdrawn_because"]
        return Step(after.received_at, _("Withdrawn"), [reason] if reason else [])
    fields = [
        str(question.label)
        for name, question in QUESTIONS.items()
        if before["answers"].get(name) != now["answers"].get(name)
    ]
    others = {
        _("Arrived"): ("arrived_at",),
        _("When they left"): ("left_at",),
        _("Incident"): ("entry",),
    }
    fields += [label for label, names in others.items() if any(before[n] != now[n] for n in names)]
    if before["written"] != now["written"]:
        fields.append(_("Note"))
    left = before["left_at"] is None and now["left_at"] is not None
    return Step(after.received_at, _("They left") if left else _("Changed"), fields)
