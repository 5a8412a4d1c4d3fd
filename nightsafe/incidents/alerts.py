"""Who is told at once when an entry is saved: the duty grant-holder, the duty reviewer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from nightsafe.accounts.duty import people_to_alert
from nightsafe.database import db
from nightsafe.delivery.actions import notify, withdraw_messages
from nightsafe.delivery.models import Message
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry

URGENT, RESTRICTED = "urgent", "restricted"
# To the owner of a referral's route, and to the supervisors when its clock has passed.
REFERRAL, REFERRAL_LATE = "referral", "referral-late"
_PASSED_ON = "passed on after "
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
        _tell(people_to_alert("restricted", now), RESTRICTED, entry, now)
    elif entry.severity == GRAVEST or entry.code in ALWAYS_URGENT:
        _tell(people_to_alert("review", now), URGENT, entry, now)


def _tell(people: Sequence[int], kind: str, entry: Entry, now: datetime) -> None:
    """Tell each of them, save those to whom it was passed on already."""
    told = select(Message.person_id).where(
        Message.record_id == entry.id, Message.kind == kind, Message.topic != ""
    )
    notify(set(people) - set(db.session.scalars(told)), kind, entry.id, now=now)


def passed_on_after(waited: timedelta) -> str:
    """The topic of a notice that is passed on because nobody answered it for so long."""
    return f"{_PASSED_ON}{int(waited.total_seconds() // 60)}"


def waited_for(topic: str) -> int | None:
    """For how many minutes nobody had answered, where a notice was passed on; else None."""
    return int(topic.removeprefix(_PASSED_ON)) if topic.startswith(_PASSED_ON) else None
