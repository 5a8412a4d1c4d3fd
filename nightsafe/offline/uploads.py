"""Photos that a phone sent: opened once they are whole, and added to the entry they are of."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import case, exists, select

from nightsafe.accounts.models import Device, Membership
from nightsafe.accounts.sessions import actor_of, membership_stands
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.incidents.models import Entry
from nightsafe.incidents.photo_rules import MOST
from nightsafe.incidents.photos import TooMany, add_photo, before_pixels
from nightsafe.incidents.picture_sizes import size_of
from nightsafe.incidents.pixels import Picture, picture
from nightsafe.ledger.crypto import key_row
from nightsafe.ledger.keys import Unreadable
from nightsafe.submissions.actions import lock
from nightsafe.submissions.forms import instant, read_record
from nightsafe.submissions.models import SealKey
from nightsafe.submissions.sealing import UnknownKey, open_sealed, photo_info
from nightsafe.submissions.uploads import (
    State,
    Upload,
    has_room,
    left_for,
    note,
    undecided,
    upload_of,
)

FORMATS = frozenset({1})
# A phone of ours sends 1600 pixels a side and no more.
MOST_PIXELS = 4_000_000
_LENGTH_BYTES = 4


class NotOurs(Exception):
    """A sealed photo that cannot be opened, or holds what no phone of ours puts in."""


class TooNew(Exception):
    """A sealed photo of a format that a later version published."""


@dataclass(frozen=True)
class Content:
    """What was in a sealed photo; `captured_at` is the phone's clock."""

    membership: Membership
    device: Device
    record_id: UUID
    captured_at: datetime | None
    octets: bytes


@dataclass(frozen=True)
class Weighed:
    """A photo that is to be settled, opened; `state` is None when only its pixels can tell."""

    upload: Upload
    state: State | None
    content: Content | None = None


def settle_one(photo_id: UUID, author_id: int, *, now: datetime, by: int | None = None) -> State:
    """Open a photo that is whole and add it to its entry, if that is there; gives its state.

    Nothing is refused: what is no picture is kept and told of, what is early waits. `by` is who
    lets in what was quarantined. It is a transaction of its own, and no pixel is decoded in one:
    on SQLite all others would wait for it. What the caller has not committed is rolled back.
    """
    db.session.rollback()
    weighed = _weighed(photo_id, author_id, by, now)
    given = None
    if weighed.state is None and weighed.content is not None:
        octets = weighed.content.octets
        db.session.rollback()
        given = _picture(octets)
        weighed = _weighed(photo_id, author_id, by, now)
    state = weighed.state or _added(weighed, given, now)
    upload, before = weighed.upload, State(weighed.upload.state)
    if before != (State.WAITING if by is None else State.QUARANTINED):
        db.session.rollback()
        return before
    if weighed.content is not None:
        upload.record_id = weighed.content.record_id
    upload.settle(state, keep=state not in {State.RECEIVED, State.DISCARDED})
    if by is not None:
        upload.decided_at, upload.decided_by, upload.touched_at = now, by, now
        note(upload, by, now)
    elif state not in {State.RECEIVED, State.WAITING}:
        note(upload, author_id, now)
    db.session.commit()
    return state


def attach_waiting(author_id: int, *, now: datetime, record_id: UUID | None = None) -> int:
    """Settle photos of a person that waited for an entry which is there now; gives how many.

    To be called after the commit, whenever an entry of theirs was taken in: from the queue, or
    finished by hand. Those of `record_id` come first; what is over MOST goes with the next call.
    """
    states = [settle_one(one, author_id, now=now) for one in _ready(author_id, record_id)]
    return sum(state is not State.WAITING for state in states)


def attach_waiting_quietly(author_id: int, record_id: UUID | None, *, now: datetime) -> int:
    """The same, where a fault must be in nobody's way: it is logged, and the photos wait on."""
    try:
        return attach_waiting(author_id, now=now, record_id=record_id)
    except Exception as error:
        db.session.rollback()
        current_app.logger.error("photos that waited were not attached", exc_info=error)
        return 0


def decide(
    author_id: int,
    *,
    let_in: bool,
    by: int,
    now: datetime,
    upto: datetime | None = None,
    most: int | None = None,
) -> int:
    """Let the quarantined photos of a person in, or throw them away; gives how many there were.

    Only those that had arrived at `upto`, and no more than `most`. Each that is let in is
    committed by itself; what is thrown away is the caller's to commit.
    """
    found = 0
    for photo_id in undecided(author_id, upto)[:most]:
        if let_in:
            settle_one(photo_id, author_id, now=now, by=by)
            found += 1
            continue
        lock(photo_id)
        upload = upload_of(author_id, photo_id)
        # Another may have decided meanwhile.
        if upload is not None and upload.state == State.QUARANTINED:
            upload.decided_at, upload.decided_by = now, by
            upload.settle(State.DISCARDED)
            note(upload, by, now)
            found += 1
    return found


def discard_left(author_id: int, record_id: UUID, *, now: datetime) -> None:
    """Let go of a person's photos for an entry that they removed before it was ever there."""
    if db.session.get(Entry, record_id) is not None:
        return
    for photo_id in left_for(author_id, record_id):
        lock(photo_id)
        upload = upload_of(author_id, photo_id)
        if upload is not None and upload.state != State.RECEIVED:
            upload.settle(State.DISCARDED)
            note(upload, author_id, now)


def _ready(author_id: int, record_id: UUID | None) -> Sequence[UUID]:
    """The photos that wait and can be settled now, by what is known of them without opening."""
    there = exists().where(Entry.id == Upload.record_id)
    unopened = Upload.record_id.is_(None) & exists().where(SealKey.id == Upload.key_id)
    return db.session.scalars(
        select(Upload.id)
        .where(Upload.author_id == author_id, Upload.state == State.WAITING, there | unopened)
        .order_by(
            case((Upload.record_id == record_id, 0), (Upload.record_id.is_not(None), 1), else_=2),
            Upload.started_at,
            Upload.id,
        )
        .limit(MOST)
    ).all()


def _weighed(photo_id: UUID, author_id: int, by: int | None, now: datetime) -> Weighed:
    """What becomes of a photo, as far as that can be said before its pixels are decoded."""
    lock(photo_id)
    upload = upload_of(author_id, photo_id)
    assert upload is not None
    if upload.state != (State.WAITING if by is None else State.QUARANTINED):
        return Weighed(upload, State(upload.state))
    try:
        content = _opened(upload)
    except (UnknownKey, TooNew):
        # Perhaps a backup, or the new version, is on its way back: it is kept meanwhile.
        return Weighed(upload, State.WAITING)
    except NotOurs:
        return Weighed(upload, State.UNREADABLE)
    # What a coordinator let in is barred no more.
    if by is None and upload.decided_by is None and _barred(content, now):
        return Weighed(upload, State.QUARANTINED, content)
    entry = db.session.get(Entry, content.record_id)
    if entry is None:
        return Weighed(upload, _without_entry(upload, content.record_id), content)
    return Weighed(upload, _by_rule(upload, content, entry), content)


def _without_entry(upload: Upload, record_id: UUID) -> State:
    key = key_row(record_id, anew=True)
    if key is not None and key.destroyed_at is not None:
        # Nothing about what was erased is kept.
        return State.DISCARDED
    return State.WAITING if has_room(upload, record_id) else State.ASIDE


def _by_rule(upload: Upload, content: Content, entry: Entry) -> State | None:
    """What the entry and the file's own header say; None when the pixels are to be decoded."""
    if entry.author_id != upload.author_id:
        return State.UNREADABLE
    actor = actor_of(content.membership)
    try:
        if before_pixels(actor, entry, upload.id, content.octets, queued=True) is not None:
            return State.RECEIVED
    except (TooMany, NotAllowed):
        return State.ASIDE
    except ProductError:
        return State.UNREADABLE
    found = size_of(content.octets)
    if found is None or found[1] * found[2] > MOST_PIXELS:
        return State.UNREADABLE
    return None


def _picture(octets: bytes) -> Picture | None:
    try:
        return picture(octets)
    except ProductError:
        return None


def _added(weighed: Weighed, given: Picture | None, now: datetime) -> State:
    content = weighed.content
    if given is None or content is None:
        return State.UNREADABLE
    entry = db.session.get_one(Entry, content.record_id)
    add_photo(
        actor_of(content.membership),
        entry,
        weighed.upload.id,
        given,
        now=now,
        captured_at=content.captured_at,
        queued=True,
    )
    return State.RECEIVED


def _barred(content: Content, now: datetime) -> bool:
    return content.device.ended_at is not None or not membership_stands(content.membership, now)


def _opened(upload: Upload) -> Content:
    assert upload.content is not None
    try:
        plain = open_sealed(upload.key_id, upload.content, photo_info(upload.id))
        length = int.from_bytes(plain[:_LENGTH_BYTES], "big")
        said = json.loads(plain[_LENGTH_BYTES : _LENGTH_BYTES + length])
        membership = db.session.get(Membership, int(said["membership"]))
        device = db.session.get(Device, UUID(said["device"]))
        record_id = read_record(said["record"])
        own = said["author"] == upload.author_id and said["photo"] == str(upload.id)
        new = int(said["format"]) > max(FORMATS)
        captured_at = instant(said.get("captured"))
    except (Unreadable, ValueError, TypeError, LookupError, AttributeError) as error:
        raise NotOurs from error
    if new:
        raise TooNew
    if not own or record_id is None or membership is None or device is None:
        raise NotOurs
    if membership.person_id != upload.author_id:
        raise NotOurs
    octets = plain[_LENGTH_BYTES + length :]
    return Content(membership, device, record_id, captured_at, octets)
