"""Photos that a phone sent: opened once they are whole, and added to the entry they are of."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nightsafe.accounts.models import Device, Membership
from nightsafe.accounts.sessions import actor_of, membership_stands
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.incidents.models import Entry
from nightsafe.incidents.photos import TooMany, add_photo
from nightsafe.incidents.pixels import picture
from nightsafe.ledger.actions import stage
from nightsafe.ledger.crypto import key_row
from nightsafe.ledger.keys import Unreadable
from nightsafe.submissions.actions import lock
from nightsafe.submissions.forms import instant, read_record
from nightsafe.submissions.sealing import UnknownKey, open_sealed, photo_info
from nightsafe.submissions.uploads import State, Upload, kept_of, upload_of

FORMATS = frozenset({1})
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


def attach(upload: Upload, *, now: datetime) -> State:
    """Open an upload that is whole and add it to its entry, if that is there.

    Nothing is refused: what is no picture is kept and told of, what is early waits.
    """
    before = upload.state
    try:
        state = _attached(upload, now)
    except (UnknownKey, TooNew):
        # Perhaps a backup, or the new version, is on its way back: it is kept meanwhile.
        return State.WAITING
    except (NotOurs, ProductError):
        state = State.UNREADABLE
    kept = state not in {State.RECEIVED, State.DISCARDED}
    upload.settle(state, keep=kept)
    if state != before and state not in {State.RECEIVED, State.WAITING}:
        note(upload, upload.author_id, now)
    return state


def attach_waiting(author_id: int, *, now: datetime) -> int:
    """Settle the photos of a person that waited for an entry which is there now; gives how many.

    To be called whenever an entry of theirs was taken in: from the queue, or finished by hand.
    """
    found = 0
    for one in kept_of(author_id, State.WAITING):
        if one.record_id is not None and db.session.get(Entry, one.record_id) is None:
            continue
        lock(one.id)
        known = upload_of(author_id, one.id)
        if known is not None and known.state == State.WAITING:
            found += attach(known, now=now) is not State.WAITING
    return found


def decide(author_id: int, *, let_in: bool, by: int, now: datetime) -> int:
    """Let the quarantined photos of a person in, or throw them away; gives how many there were."""
    found = kept_of(author_id, State.QUARANTINED)
    for one in found:
        lock(one.id)
        one.decided_at, one.decided_by = now, by
        if let_in:
            one.settle(State.WAITING, keep=True)
            note(one, by, now)
            attach(one, now=now)
        else:
            one.settle(State.DISCARDED)
            note(one, by, now)
    return len(found)


def note(upload: Upload, by: int, now: datetime) -> None:
    """Say in the ledger what became of a photo that did not simply arrive."""
    assert upload.digest is not None
    what = {
        "photo": str(upload.id),
        "author": upload.author_id,
        "state": str(upload.state),
        "digest": upload.digest.hex(),
    }
    stage("held", upload.record_id, by, what, now=now)


def _attached(upload: Upload, now: datetime) -> State:
    content = _opened(upload)
    upload.record_id = content.record_id
    # What a coordinator let in is barred no more.
    if upload.decided_by is None and _barred(content, now):
        return State.QUARANTINED
    entry = db.session.get(Entry, content.record_id)
    if entry is None:
        key = key_row(content.record_id, anew=True)
        erased = key is not None and key.destroyed_at is not None
        # Nothing about what was erased is kept.
        return State.DISCARDED if erased else State.WAITING
    if entry.author_id != upload.author_id:
        raise NotOurs
    given = picture(content.octets)
    try:
        add_photo(
            actor_of(content.membership),
            entry,
            upload.id,
            given,
            now=now,
            captured_at=content.captured_at,
            queued=True,
        )
    except (TooMany, NotAllowed):
        return State.ASIDE
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
