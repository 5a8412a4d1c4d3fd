"""Submissions that were received but are not (yet) what they ask for: kept, shown, settled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from nightsafe.database import db
from nightsafe.ledger.actions import stage
from nightsafe.ledger.crypto import forget_key, open_for, seal_for
from nightsafe.submissions.models import Held

# Its author has to look at it; nobody may read it until somebody decides; it cannot be opened.
ATTENTION, QUARANTINED, DAMAGED = "attention", "quarantined", "damaged"
# What became of it: finished or removed by its author; taken in or thrown away by a coordinator.
FINISHED, REMOVED, TAKEN, DISCARDED = "finished", "removed", "taken", "discarded"
# Why: the form does not fit; it changed meanwhile; a rule says no; what it is about is held too;
# the author is suspended; the author's work there ended; the phone was removed; it is damaged.
FORM, CONFLICT, REFUSED, BEHIND = "form", "conflict", "refused", "behind"
SUSPENDED, ENDED, DEVICE = "suspended", "ended", "device"


def hold(
    author_id: int,
    submission_id: UUID,
    *,
    device_id: UUID,
    key_id: str,
    digest: bytes,
    state: str,
    why: str,
    sealed: bytes | None = None,
    content: dict[str, Any] | None = None,
    record_id: UUID | None = None,
    membership_id: int | None = None,
    kind: str | None = None,
    sent_at: datetime | None,
    now: datetime,
) -> Held:
    """Keep a submission: as it was sealed on the phone, or opened, under a key of its own."""
    row = Held(
        author_id=author_id,
        id=submission_id,
        device_id=device_id,
        record_id=record_id,
        membership_id=membership_id,
        kind=kind,
        why=why,
        state=state,
        key_id=key_id,
        content=sealed if content is None else _sealed(author_id, submission_id, content),
        digest=digest,
        received_at=now,
        sent_at=sent_at,
    )
    db.session.add(row)
    _note(row, author_id, now)
    return row


def settle(row: Held, state: str, *, by: int, now: datetime, reason: str = "") -> None:
    """Say what became of a held submission; its content is let go of, and its key with it."""
    row.state = state
    row.content = None
    forget_key(_key(row.author_id, row.id))
    row.decided_at, row.decided_by = now, by
    _note(row, by, now, reason)


def explain(row: Held, why: str, *, by: int, now: datetime) -> None:
    """It still waits for its author, for another reason than before."""
    row.why = why
    _note(row, by, now)


def attend(row: Held, why: str, content: dict[str, Any], *, by: int, now: datetime) -> None:
    """Let its author look at what was quarantined until now."""
    row.state, row.why = ATTENTION, why
    row.content = _sealed(row.author_id, row.id, content)
    row.decided_at, row.decided_by = now, by
    _note(row, by, now)


def content_of(row: Held) -> dict[str, Any]:
    """What was opened: path, fields, membership. Only for what its author has to look at."""
    assert row.content is not None
    found = open_for(_key(row.author_id, row.id), 1, row.content)
    assert isinstance(found, dict)
    return found


def of(author_id: int, submission_id: UUID) -> Held | None:
    """What is held of an author under an id."""
    return db.session.get(Held, (author_id, submission_id))


def to_attend(person_id: int) -> Sequence[Held]:
    """What somebody has to look at, oldest first: what does not fit, and what came damaged."""
    return db.session.scalars(
        select(Held)
        .where(Held.author_id == person_id, Held.state.in_((ATTENTION, DAMAGED)))
        .order_by(Held.received_at, Held.id)
    ).all()


def how_many_to_attend(person_id: int) -> int:
    """How many submissions somebody has to look at."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Held)
            .where(Held.author_id == person_id, Held.state.in_((ATTENTION, DAMAGED)))
        )
        or 0
    )


def how_many_unread(author_id: int) -> int:
    """How many of an author's are kept as they were sealed: damaged, or for somebody to decide."""
    query = select(func.count()).where(
        Held.author_id == author_id,
        Held.state.in_((QUARANTINED, DAMAGED)),
        Held.content.is_not(None),
    )
    return db.session.scalar(query) or 0


def about(author_id: int, record_id: UUID) -> Sequence[Held]:
    """What of an author's waits to be looked at about one record."""
    return db.session.scalars(
        select(Held)
        .where(Held.author_id == author_id, Held.record_id == record_id, Held.state == ATTENTION)
        .order_by(Held.received_at, Held.id)
    ).all()


def quarantined(author_id: int | None = None) -> Sequence[Held]:
    """What nobody may read until somebody decides, in the order it came; of all, or of one.

    What is in them is not fetched until one is taken in.
    """
    query = select(Held).where(Held.state == QUARANTINED).order_by(Held.received_at, Held.id)
    if author_id is not None:
        query = query.where(Held.author_id == author_id)
    return db.session.scalars(query.options(defer(Held.content))).all()


def how_many_quarantined(author_id: int | None = None) -> int:
    """How many submissions wait, unread, for a decision; of all, or of one author."""
    query = select(func.count()).select_from(Held).where(Held.state == QUARANTINED)
    if author_id is not None:
        query = query.where(Held.author_id == author_id)
    return db.session.scalar(query) or 0


def remove_about(record_id: UUID) -> None:
    """Take out whatever is held about a record that is erased, and the keys it lay under."""
    for row in db.session.scalars(select(Held).where(Held.record_id == record_id)).all():
        forget_key(_key(row.author_id, row.id))
        db.session.delete(row)
    db.session.flush()


def _key(author_id: int, submission_id: UUID) -> UUID:
    # Not the record's own: a record that has a key is taken, and could not be logged any more.
    return uuid5(submission_id, f"held {author_id}")


def _sealed(author_id: int, submission_id: UUID, content: dict[str, Any]) -> bytes:
    return seal_for(_key(author_id, submission_id), 1, content)


def _note(row: Held, by: int, now: datetime, reason: str = "") -> None:
    what = {
        "submission": str(row.id),
        "author": row.author_id,
        "state": row.state,
        "why": row.why,
        "digest": row.digest.hex(),
    }
    if reason:
        what["reason"] = reason
    stage("held", row.record_id, by, what, now=now)
