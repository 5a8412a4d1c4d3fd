"""Who is told at once when an entry is saved: the duty grant-holder, the duty reviewer."""

from datetime import datetime

from nightsafe.accounts.duty import people_to_alert
from nightsafe.delivery.actions import notify, withdraw_messages
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry

URGENT, RESTRICTED = "urgent", "restricted"
GRAVEST = 4
ALWAYS_URGENT = frozenset({"T1"})


def alert(entry: Entry, *, now: datetime) -> None:
    """Write the notices that an entry calls for; each person is told once."""
    if entry.source is not None:
        # What was brought along is past: nobody is called out for it, nor was.
        return
    if entry.withdrawn_at is not None:
        withdraw_messages(entry.id, now=now)
    elif entry.audience != Audience.REVIEW:
        return
    elif entry.restricted:
        # Whoever was told before it became restricted may hold no grant.
        withdraw_messages(entry.id, now=now, kind=URGENT)
        notify(people_to_alert("restricted", now), RESTRICTED, entry.id, now=now)
    elif entry.severity == GRAVEST or entry.code in ALWAYS_URGENT:
        notify(people_to_alert("review", now), URGENT, entry.id, now=now)
