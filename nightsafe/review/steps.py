"""What a reporter is told of the review: that it goes on, never what police think of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, Event
from nightsafe.network.words import moment
from nightsafe.review.models import Finding, Question


class Step(NamedTuple):
    """One step: what it is, whether it is done, and when, in words."""

    label: str
    done: bool
    at: str = ""


def steps_of(
    entry: Entry,
    event: Event,
    finding: Finding | None,
    questions: Sequence[Question],
    linked: int = 0,
) -> list[Step]:
    """The steps of an entry so far, in their order, and the next that is to come.

    `linked` is how many other accounts tell of the same event, as far as its reporter may know.
    """
    begun = _("Received")
    if entry.source is not None:
        begun = _("Brought along, as recorded by %(source)s", source=entry.source)
    steps = [Step(begun, True, _at(entry.received_at))]
    if entry.withdrawn_at is not None:
        return [*steps, Step(_("Withdrawn"), True, _at(entry.withdrawn_at))]
    if entry.audience != Audience.REVIEW:
        return [*steps, Step(_("It stays in your register. Police do not see it."), True)]
    if entry.shared_at is not None:
        steps.append(Step(_("Shared with police"), True, _at(entry.shared_at)))
    first = finding.first_seen_at if finding else None
    steps.append(Step(_("Police have seen it"), first is not None, _at(first)))
    if linked:
        told = ngettext(
            "Linked with %(num)d other account of the same",
            "Linked with %(num)d other accounts of the same",
            linked,
        )
        steps.append(Step(told, True))
    for question in questions:
        steps.append(Step(_("Police asked you something"), True, _at(question.asked_at)))
        answered = question.answered_at
        steps.append(Step(_("You answered"), answered is not None, _at(answered)))
    if first is not None and event.needs_review:
        steps.append(Step(_("Police have seen what was added"), False))
    closed = finding.closed_at if finding else None
    steps.append(Step(_("Closed"), closed is not None, _at(closed)))
    return steps


def badge_of(
    entry: Entry, finding: Finding | None, questions: Sequence[Question], linked: int = 0
) -> str:
    """How far an entry has come, in one word of the badges' list."""
    if entry.withdrawn_at is not None:
        return "withdrawn"
    if entry.audience != Audience.REVIEW:
        return "register"
    if any(one.answered_at is None for one in questions):
        return "asked"
    if finding is not None and finding.closed_at is not None:
        return "closed"
    if questions:
        return "answered"
    if linked:
        return "linked"
    return "seen" if finding is not None and finding.first_seen_at is not None else "received"


def _at(instant: datetime | None) -> str:
    return moment(instant) if instant is not None else ""
