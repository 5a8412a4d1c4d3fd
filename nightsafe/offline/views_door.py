"""POST /outbox: a sealed submission comes in with its phone's token, and gets its receipt."""

import base64
import binascii
import re
from typing import Any
from uuid import UUID

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from nightsafe import clock
from nightsafe.accounts.models import SubmitToken
from nightsafe.database import db
from nightsafe.gate import public
from nightsafe.offline import door, taking, uploads
from nightsafe.offline.door import Damaged, Parcel, TooNew
from nightsafe.offline.taking import Many, Outcome
from nightsafe.submissions import held
from nightsafe.submissions.actions import lock
from nightsafe.submissions.forms import read_record
from nightsafe.submissions.sealing import UnknownKey

BASE64URL = re.compile(r"[A-Za-z0-9_-]+")


@public
def bring() -> ResponseReturnValue:
    """Take one parcel in; only what this answers lets it leave the phone."""
    now = clock.now()
    token = door.token_of(request.headers.get("Authorization"), now)
    if token is None:
        return jsonify(error="token"), 401
    parcel = _parcel(request.get_json(silent=True))
    if parcel is None:
        return jsonify(error="parcel"), 400
    if len(parcel.sealed) > door.MOST_OCTETS:
        return jsonify(error="large"), 413
    # Of many that bring the same at once, one is first.
    lock(parcel.id)
    try:
        outcome = _outcome(parcel, token)
    except (UnknownKey, TooNew) as error:
        db.session.rollback()
        # Perhaps a backup, or the new version, is on its way back: the phone keeps it meanwhile.
        what = "key" if isinstance(error, UnknownKey) else "format"
        return jsonify(error=what), 503, {"Retry-After": "300"}
    except Many:
        db.session.rollback()
        return jsonify(error="many"), 503, {"Retry-After": "3600"}
    author_id = token.person_id
    _used(token.id, token.device_id)
    db.session.commit()
    if outcome.state == taking.RECEIVED:
        # The entry is there, whatever becomes of the photos that waited for it.
        uploads.attach_waiting_quietly(author_id, outcome.record_id, now=now)
    answer = jsonify(
        received={"id": str(parcel.id), "hash": parcel.digest.hex()},
        state=outcome.state,
        reference=outcome.reference,
        next=outcome.next,
    )
    return answer, 409 if outcome.changed_replay else 200


def _parcel(said: Any) -> Parcel | None:
    """The parcel in a body; None for a body that holds none."""
    if not isinstance(said, dict) or not all(isinstance(one, str) for one in said.values()):
        return None
    parcel_id = read_record(said.get("id"))
    sealed = said.get("sealed", "")
    if parcel_id is None or not BASE64URL.fullmatch(sealed) or "\x00" in said.get("key", ""):
        return None
    try:
        octets = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    except binascii.Error:
        return None
    return Parcel(parcel_id, said.get("key", ""), octets, door.sent(said.get("sent")))


def _outcome(parcel: Parcel, token: SubmitToken) -> Outcome:
    now, author_id = clock.now(), token.person_id
    known = held.of(author_id, parcel.id)
    if known is not None:
        return taking.repeated(known, parcel, now=now)
    why = door.barred(token)
    if why is not None:
        return taking.quarantine(parcel, author_id, token.device_id, why, now=now)
    try:
        content = door.open_parcel(parcel, author_id)
    except Damaged:
        return taking.keep_damaged(parcel, author_id, token.device_id, now=now)
    why = door.barred_within(content, now) or taking.follows_unread(content)
    if why is not None:
        where = content.membership.id
        return taking.quarantine(
            parcel, author_id, content.device.id, why, membership_id=where, now=now
        )
    return taking.take(parcel, content, now=now)


def _used(token_id: int, device_id: UUID) -> None:
    """Note that the phone was there; a view that committed has let go of the rows."""
    now = clock.now()
    door.note_use(token_id, device_id, now=now)
