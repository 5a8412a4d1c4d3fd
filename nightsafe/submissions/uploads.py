"""Photos on their way from a phone: what has arrived of each, sealed as the phone sealed it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, delete, exists, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model, db
from nightsafe.ledger.actions import stage
from nightsafe.submissions.held import ATTENTION
from nightsafe.submissions.models import Held

# Of one sealed photo, which a phone has shrunk before; of one piece of it.
MOST_BYTES = 2_000_000
MOST_OF_A_PIECE = 256 * 1024
# How many of one person's may lie here sealed: more is no night's work.
MOST_OF_ONE = 200
# How many may wait for one record: it will hold no more.
MOST_WAITING = 4
STALE = timedelta(days=30)


class State(StrEnum):
    """How far an upload has come."""

    OPEN = "open"
    # Whole, but its entry is not there yet.
    WAITING = "waiting"
    RECEIVED = "received"
    # No picture, or nothing that a phone of ours sealed.
    UNREADABLE = "unreadable"
    # Its entry had four already, or was withdrawn: kept for a while, and shown on no screen.
    ASIDE = "aside"
    # Of somebody who has ended: unread until a coordinator decides.
    QUARANTINED = "quarantined"
    DISCARDED = "discarded"


class Upload(Model):
    """A sealed photo from its first piece on; its row stays, so that a repeat gets its answer.

    `content` is the whole of it while it waits or nobody may open it, else empty.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        Index("ix_uploads_record_id", "record_id"),
        Index("ix_uploads_state", "state", "touched_at"),
    )

    author_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID]
    key_id: Mapped[str]
    length: Mapped[int]
    have: Mapped[int]
    state: Mapped[str]
    # The entry it is for: known once it was opened.
    record_id: Mapped[UUID | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    # SHA-256 of the sealed bytes: the receipt's.
    digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None]

    def settle(self, state: State, *, keep: bool = False) -> None:
        """Let it be over, or wait; what is over keeps no content unless it has to."""
        self.state = state
        if not keep:
            self.content = None


class UploadPart(Model):
    """One piece of an upload, from `start` on; gone once the whole is there."""

    __tablename__ = "upload_parts"
    __table_args__ = (
        ForeignKeyConstraint(["author_id", "upload_id"], ["uploads.author_id", "uploads.id"]),
    )

    author_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    upload_id: Mapped[UUID] = mapped_column(primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    octets: Mapped[bytes] = mapped_column(LargeBinary)


def upload_of(author_id: int, photo_id: UUID) -> Upload | None:
    """One upload, as it is now; the caller holds the photo's lock."""
    return db.session.get(Upload, (author_id, photo_id), populate_existing=True)


def begin(
    author_id: int, photo_id: UUID, device_id: UUID, key_id: str, length: int, *, now: datetime
) -> Upload:
    """A new upload, empty; those that nobody went on with for 30 days are dropped."""
    drop_stale(now=now)
    row = Upload(
        author_id=author_id,
        id=photo_id,
        device_id=device_id,
        key_id=key_id,
        length=length,
        have=0,
        state=State.OPEN,
        started_at=now,
        touched_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def go_on(upload: Upload, octets: bytes, *, now: datetime) -> None:
    """Put the next piece behind what is there."""
    db.session.add(
        UploadPart(
            author_id=upload.author_id, upload_id=upload.id, start=upload.have, octets=octets
        )
    )
    upload.have += len(octets)
    upload.touched_at = now
    db.session.flush()


def start_over(upload: Upload, key_id: str, length: int, *, now: datetime) -> None:
    """Forget the pieces of an unfinished upload: the phone has sealed it anew."""
    _drop_parts(upload)
    upload.key_id, upload.length, upload.have, upload.touched_at = key_id, length, 0, now


def complete(upload: Upload, state: State, *, now: datetime) -> None:
    """Join the pieces of an upload that is whole; it is kept sealed until it is settled."""
    parts = (
        select(UploadPart.octets)
        .where(UploadPart.author_id == upload.author_id, UploadPart.upload_id == upload.id)
        .order_by(UploadPart.start)
    )
    upload.content = b"".join(db.session.scalars(parts))
    upload.digest = hashlib.sha256(upload.content).digest()
    upload.received_at = upload.touched_at = now
    upload.state = state
    _drop_parts(upload)


def undecided(author_id: int, upto: datetime | None = None) -> Sequence[UUID]:
    """A person's photos that wait for a decision, oldest first; those that had arrived by then."""
    query = select(Upload.id).where(
        Upload.author_id == author_id, Upload.state == State.QUARANTINED
    )
    if upto is not None:
        query = query.where(Upload.received_at <= upto)
    return db.session.scalars(query.order_by(Upload.received_at, Upload.id)).all()


def left_for(author_id: int, record_id: UUID) -> Sequence[UUID]:
    """A person's photos for a record that lie here and are not part of it."""
    states = (State.WAITING, State.UNREADABLE, State.ASIDE)
    return db.session.scalars(
        select(Upload.id)
        .where(
            Upload.author_id == author_id,
            Upload.record_id == record_id,
            Upload.state.in_(states),
        )
        .order_by(Upload.id)
    ).all()


def has_room(upload: Upload, record_id: UUID) -> bool:
    """Whether one more may wait for a record that is not there yet."""
    others = select(func.count()).where(
        Upload.author_id == upload.author_id,
        Upload.record_id == record_id,
        Upload.state == State.WAITING,
        Upload.id != upload.id,
    )
    return (db.session.scalar(others) or 0) < MOST_WAITING


def how_many_kept(author_id: int) -> int:
    """How many of a person's uploads take up room."""
    room = or_(Upload.state == State.OPEN, Upload.content.is_not(None))
    query = select(func.count()).where(Upload.author_id == author_id, room)
    return db.session.scalar(query) or 0


def how_many_unread(author_id: int | None = None) -> int:
    """How many photos wait, unread, for a decision; of all, or of one author."""
    query = select(func.count()).select_from(Upload).where(Upload.state == State.QUARANTINED)
    if author_id is not None:
        query = query.where(Upload.author_id == author_id)
    return db.session.scalar(query) or 0


def left_out(author_id: int, record_id: UUID) -> dict[State, int]:
    """How many photos for a record did not become part of it, by what became of them."""
    states = (State.UNREADABLE, State.ASIDE)
    rows = db.session.execute(
        select(Upload.state, func.count())
        .where(
            Upload.author_id == author_id,
            Upload.record_id == record_id,
            Upload.state.in_(states),
        )
        .group_by(Upload.state)
    )
    return {State(state): number for state, number in rows}


def drop_stale(*, now: datetime) -> None:
    """Let go, after 30 days, of what nobody went on with and of what became part of nothing.

    What waits for an entry that its author has still to finish waits as long as that.
    """
    before = now - STALE
    unfinished = exists().where(
        Held.author_id == Upload.author_id,
        Held.record_id == Upload.record_id,
        Held.state == ATTENTION,
    )
    over = or_(
        Upload.state.in_((State.UNREADABLE, State.ASIDE)),
        (Upload.state == State.WAITING) & ~unfinished,
    )
    rows = (
        select(Upload)
        .where(Upload.touched_at < before)
        .where(or_(Upload.state == State.OPEN, over & Upload.content.is_not(None)))
        .order_by(Upload.touched_at)
        .limit(50)
        .with_for_update(skip_locked=True)
    )
    for upload in db.session.scalars(rows).all():
        if upload.state == State.OPEN:
            _drop_parts(upload)
            db.session.delete(upload)
        elif upload.state == State.WAITING:
            upload.settle(State.DISCARDED)
            note(upload, None, now)
        else:
            upload.content = None


def note(upload: Upload, by: int | None, now: datetime) -> None:
    """Say in the ledger what became of a photo that did not simply arrive."""
    assert upload.digest is not None
    what = {
        "photo": str(upload.id),
        "author": upload.author_id,
        "state": str(upload.state),
        "digest": upload.digest.hex(),
    }
    stage("held", upload.record_id, by, what, now=now)


def remove_uploads(record_id: UUID) -> None:
    """Take out what arrived for a record that is erased."""
    found = select(Upload).where(Upload.record_id == record_id)
    for upload in db.session.scalars(found).all():
        _drop_parts(upload)
        db.session.delete(upload)
    db.session.flush()


def _drop_parts(upload: Upload) -> None:
    db.session.execute(
        delete(UploadPart).where(
            UploadPart.author_id == upload.author_id, UploadPart.upload_id == upload.id
        )
    )
