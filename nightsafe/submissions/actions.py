"""Receiving an envelope: once for good, again for the same receipt, aside when it conflicts."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from flask_babel import lazy_gettext as _l
from sqlalchemy import text

from nightsafe.database import db, is_postgres
from nightsafe.errors import ProductError
from nightsafe.gate import Actor
from nightsafe.ledger.actions import stage
from nightsafe.ledger.crypto import LOG_RECORD, canonical, installation_key, key_row
from nightsafe.submissions.envelope import Envelope, accepted
from nightsafe.submissions.models import Submission


class Conflict(ProductError):
    """A stale parent, or a replay that differs; what was sent is kept aside (rule 2)."""

    status = 409

    def __init__(self, *, changed_replay: bool) -> None:
        super().__init__(
            _l("This was sent before in other words. The first is kept; add yours as a correction.")
            if changed_replay
            else _l("Somebody changed this meanwhile. Look at it, then add yours as a correction.")
        )
        self.changed_replay = changed_replay


class Erased(ProductError):
    """A submission about a record that was erased: its key is gone, nothing can be added."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_l("This was erased. There is nothing more to send."))


class UnknownFormat(ProductError):
    """An envelope of a format that is not accepted (any more)."""

    def __init__(self) -> None:
        super().__init__(_l("This page is too old to be understood. Open it again and send it."))


def receive(envelope: Envelope, actor: Actor, body: Any, *, now: datetime) -> Submission | None:
    """Take an envelope in; the earlier row when this author already sent it, None when new.

    `body` is the JSON value of what was asked for. Raises Conflict when the same submission id
    arrives with another body, Erased (410) for a record that was erased. Of many identical posts
    at once, one is new.
    """
    if not accepted(envelope.format, now.date()):
        raise UnknownFormat
    # In one order for everybody, or two that cross would wait for each other.
    for one in sorted({envelope.submission_id, envelope.record_id}):
        lock(one)
    _refuse_erased(envelope.record_id)
    known = db.session.get(Submission, (actor.person_id, envelope.submission_id))
    hashed = body_hash(envelope, body)
    if known is not None:
        if known.body_hash != hashed or not known.applied:
            # What was kept aside under its own id had a stale parent, and has it still.
            raise Conflict(changed_replay=known.applied)
        return known
    db.session.add(_row(envelope, actor, hashed, now))
    return None


def keep_aside(envelope: Envelope, actor: Actor, body: Any, *, now: datetime) -> None:
    """Keep what conflicted, sealed under its record's key, so that nothing typed is lost.

    For a changed replay the first row keeps its id; the second gets one derived from its body.
    """
    # The conflict was rolled back, and its lock with it: the same may be kept aside twice at once.
    lock(envelope.submission_id)
    hashed = body_hash(envelope, body)
    submission_id = envelope.submission_id
    known = db.session.get(Submission, (actor.person_id, submission_id))
    if known is not None and known.body_hash == hashed and not known.applied:
        return
    if known is not None:
        submission_id = uuid5(submission_id, hashed.hex())
        if db.session.get(Submission, (actor.person_id, submission_id)) is not None:
            return
    row = _row(envelope, actor, hashed, now)
    row.id = submission_id
    row.applied = False
    db.session.add(row)
    stage(
        "set-aside",
        envelope.record_id,
        actor.person_id,
        {"submission": str(submission_id), "kind": envelope.kind, "body": body},
        now=now,
    )


def check_parent(envelope: Envelope, head: UUID) -> None:
    """Raise Conflict when the newest submission of a record is not the one the sender saw."""
    if envelope.parent_id != head:
        raise Conflict(changed_replay=False)


def _refuse_erased(record_id: UUID) -> None:
    # The log's own key is nobody's record; an id that names it was made up.
    # On PostgreSQL another may have made it while this one waited for the lock.
    key = key_row(record_id, anew=is_postgres(db.session()))
    if record_id == LOG_RECORD or (key is not None and key.destroyed_at is not None):
        raise Erased


def lock(record_or_submission: UUID) -> None:
    """On PostgreSQL, hold one lock on an id until the transaction ends; SQLite holds its own."""
    if is_postgres(db.session()):
        # One number: the ledger's lock has two, and no id can be chosen to be it.
        number = int.from_bytes(record_or_submission.bytes[:8], "big", signed=True)
        db.session.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": number})


def body_hash(envelope: Envelope, body: Any) -> bytes:
    """A keyed hash of what a submission asks for; its clocks are not part of it."""
    what = {
        "record": str(envelope.record_id),
        "kind": envelope.kind,
        "parent": str(envelope.parent_id or ""),
        "body": body,
    }
    return installation_key().keyed_hash("submission body", canonical(what))


def _row(envelope: Envelope, actor: Actor, hashed: bytes, now: datetime) -> Submission:
    return Submission(
        author_id=actor.person_id,
        id=envelope.submission_id,
        record_id=envelope.record_id,
        parent_id=envelope.parent_id,
        kind=envelope.kind,
        format=envelope.format,
        captured_at=envelope.captured_at,
        sent_at=envelope.sent_at,
        received_at=now,
        body_hash=hashed,
        applied=True,
    )
