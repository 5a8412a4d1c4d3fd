"""Referrals read back as the ledger keeps them, and taken out when one is erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from nightsafe.database import db
from nightsafe.delivery.actions import remove_topic
from nightsafe.delivery.models import Message
from nightsafe.incidents.alerts import REFERRAL
from nightsafe.incidents.models import Entry
from nightsafe.ledger.verify import Projection
from nightsafe.referrals.models import Referral
from nightsafe.referrals.snapshot import snapshot
from nightsafe.referrals.written import read_written


def also(record_id: UUID) -> list[UUID]:
    """What has to be erased before a record: the referrals that hold no other entry.

    And those of its event, when the event goes with its only entry.
    """
    event_id = db.session.scalar(select(Entry.event_id).where(Entry.id == record_id))
    if event_id is None:
        return []
    told = db.session.scalar(
        select(func.count()).select_from(Entry).where(Entry.event_id == event_id)
    )
    held = select(Message.topic).where(Message.kind == REFERRAL, Message.record_id == record_id)
    ids = {UUID(topic) for topic in db.session.scalars(held)}
    of_event = Referral.event_id == event_id
    query = select(Referral).where(of_event | Referral.id.in_(ids)).order_by(Referral.id)
    return [
        one.id
        for one in db.session.scalars(query)
        if (told == 1 and one.event_id == event_id) or not _others(one, record_id)
    ]


def _others(referral: Referral, record_id: UUID) -> bool:
    left = [one for one in read_written(referral).entry_ids if one != record_id]
    return db.session.scalar(select(Entry.id).where(Entry.id.in_(left)).limit(1)) is not None


def _snapshots() -> Iterator[tuple[UUID, dict[str, Any]]]:
    query = select(Referral).order_by(Referral.id).execution_options(yield_per=500)
    for referral in db.session.scalars(query):
        yield referral.id, snapshot(referral, read_written(referral))


def _faults() -> Iterator[str]:
    """A message opens an entry to its reader: each has to come of a referral to that person."""
    sent: dict[str, set[tuple[int, UUID]]] = {}
    rows = db.session.execute(
        select(Message.topic, Message.person_id, Message.record_id).where(Message.kind == REFERRAL)
    )
    for topic, person_id, entry_id in rows:
        sent.setdefault(topic, set()).add((person_id, entry_id))
    for referral in db.session.scalars(select(Referral).order_by(Referral.id)):
        written = read_written(referral)
        meant = {(who, entry) for who in written.told for entry in written.entry_ids}
        if sent.pop(str(referral.id), set()) - meant:
            yield f"referral {referral.id} opens what was not referred, or to somebody else"
    for topic in sorted(sent):
        yield f"messages open entries for a referral that there is not: {topic}"


def _remove(record_id: UUID) -> None:
    if db.session.get(Referral, record_id) is None:
        return
    remove_topic(str(record_id))
    db.session.execute(delete(Referral).where(Referral.id == record_id))
    db.session.expire_all()


# Before those of `incidents`, whose rows these point at.
PROJECTION = Projection(kind="referral", snapshots=_snapshots, remove=_remove, faults=_faults)
