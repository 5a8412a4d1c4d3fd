"""Which entries tell of one event: moved together, and apart again (rule 7).

Each entry has an event of its own from its first save. Those that tell of the same stand in one of
these: that of the entry which was received first, in whatever order they were put together. The
others' events stay, but stand no more, and come back when their entry is split off.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from nightsafe.database import db, is_postgres
from nightsafe.gate import Actor
from nightsafe.incidents.events import event_id_of, settle
from nightsafe.incidents.models import Entry, Event, EventMove, KeptApart
from nightsafe.incidents.snapshot import snapshot_of_move
from nightsafe.ledger.actions import stage
from nightsafe.submissions.actions import lock


def hold(events: Iterable[Event]) -> None:
    """Hold events and their entries until the transaction ends, and read them anew.

    In one order for everybody, or two reviewers that cross would wait for each other.
    """
    events = sorted(events, key=lambda one: one.id)
    ids = [one.id for one in events]
    if is_postgres(db.session()):
        told = select(Entry.id).where(Entry.event_id.in_(ids)).order_by(Entry.id)
        for entry_id in db.session.scalars(told).all():
            lock(entry_id)
        held = select(Event.id).where(Event.id.in_(ids)).order_by(Event.id).with_for_update()
        db.session.execute(held)
    for one in events:
        db.session.refresh(one)


def entries_of(events: Iterable[Event]) -> Sequence[Entry]:
    """All entries of some events, in the order in which they were received."""
    ids = [one.id for one in events]
    query = select(Entry).where(Entry.event_id.in_(ids)).order_by(Entry.received_at, Entry.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def gather(
    actor: Actor, entries: Sequence[Entry], why: Sequence[str], *, unseen: bool, now: datetime
) -> Event:
    """Let some entries tell of one event, which it gives; the caller holds all their events.

    `entries` come in the order in which they were received; `why` are codes of reasons, `unseen`
    whether a reviewer still has to look.
    """
    target = db.session.get_one(Event, event_id_of(entries[0].id))
    left = {entry.event_id for entry in entries} | {event_id_of(entry.id) for entry in entries}
    for entry in entries:
        _move(actor, entry, target, why, now)
    db.session.flush()
    target.merged_into = None
    target.needs_review = False
    db.session.expire(target, ["entries"])
    settle(target, entries, unseen=unseen)
    told = select(Entry.event_id).where(Entry.event_id.in_(left))
    empty = left - set(db.session.scalars(told))
    for other in db.session.scalars(select(Event).where(Event.id.in_(empty))):
        other.merged_into = target.id
        other.standing = other.needs_review = False
        db.session.expire(other, ["entries"])
    db.session.flush()
    return target


def keep_apart(
    actor: Actor, event: Event, one: Sequence[Entry], other: Sequence[Entry], *, now: datetime
) -> None:
    """Note for good that entries of `event` and others do not tell of the same."""
    pairs = {tuple(sorted((a.id, b.id))) for a in one for b in other}
    for low, high in sorted(pairs):
        if db.session.get(KeptApart, (low, high)) is None:
            db.session.add(
                KeptApart(one_id=low, other_id=high, kept_by=actor.person_id, kept_at=now)
            )
    what = {"entries": [str(a.id) for a in one], "apart_from": [str(b.id) for b in other]}
    stage("apart", event.id, actor.person_id, what, now=now)


def _move(actor: Actor, entry: Entry, target: Event, why: Sequence[str], now: datetime) -> None:
    if entry.event_id == target.id:
        return
    move = EventMove(
        entry_id=entry.id,
        from_event=entry.event_id,
        to_event=target.id,
        why=list(why),
        moved_by=actor.person_id,
        moved_at=now,
    )
    db.session.add(move)
    entry.event = target
    stage("moved", entry.id, actor.person_id, snapshot_of_move(move), now=now)


def moves_of(entry_ids: Iterable[UUID]) -> Sequence[EventMove]:
    """How some entries were moved, oldest first."""
    return db.session.scalars(
        select(EventMove).where(EventMove.entry_id.in_(list(entry_ids))).order_by(EventMove.id)
    ).all()
