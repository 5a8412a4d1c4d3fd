"""The last step of an entry: it was counted in a briefing that everybody could read."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from flask_babel import format_date
from flask_babel import gettext as _

from nightsafe.aggregates.suppression_week import counted_in
from nightsafe.incidents.models import Entry
from nightsafe.review.steps import Step

# What says more to a reporter than that it was counted.
_STAYS = frozenset({"withdrawn", "register", "asked", "answered"})


def with_briefing(entry: Entry, steps: list[Step]) -> list[Step]:
    """The steps of an entry, and behind them the briefing that counted its event."""
    friday = counted_in([entry.event_id]).get(entry.event_id)
    if friday is None or entry.withdrawn_at is not None:
        return steps
    first, last = friday, friday + timedelta(days=2)
    day = _(
        "weekend of %(first)s to %(last)s",
        first=format_date(first, "d MMM"),
        last=format_date(last, "d MMM"),
    )
    return [*steps, Step(_("In the briefing"), True, day)]


def badges_with_briefing(entries: Sequence[Entry], badges: dict[UUID, str]) -> dict[UUID, str]:
    """How far each entry has come, with those that a briefing counted."""
    counted = counted_in({entry.event_id for entry in entries})
    return {
        entry.id: "in_briefing"
        if entry.event_id in counted and badges[entry.id] not in _STAYS
        else badges[entry.id]
        for entry in entries
    }
