"""POST /outbox/photos/ID: a sealed photo comes in piece by piece, and goes on where it was cut."""

from datetime import datetime
from uuid import UUID

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from nightsafe import clock
from nightsafe.accounts.models import SubmitToken
from nightsafe.database import db
from nightsafe.gate import public
from nightsafe.offline import door, uploads
from nightsafe.submissions.actions import lock
from nightsafe.submissions.uploads import (
    MOST_BYTES,
    MOST_OF_A_PIECE,
    MOST_OF_ONE,
    State,
    Upload,
    begin,
    complete,
    go_on,
    how_many_kept,
    note,
    start_over,
    upload_of,
)

# What a phone is told; all of these let a photo leave it.
_TOLD = {
    State.WAITING: "waiting",
    State.UNREADABLE: "unreadable",
    State.QUARANTINED: "quarantined",
}
_DIGITS = 8


@public
def bring_photo(photo_id: UUID) -> ResponseReturnValue:
    """Take a piece in (an empty one only asks how much is there); answer with what is there."""
    # Before the database is asked: a piece may be long on its way.
    octets = request.get_data()
    now = clock.now()
    token = door.token_of(request.headers.get("Authorization"), now)
    if token is None:
        return jsonify(error="token"), 401
    start, length = _number("Upload-Offset"), _number("Upload-Length")
    key_id = request.headers.get("Seal-Key", "")
    if photo_id.version != 4 or start is None or not length or not key_id.isalnum():
        return jsonify(error="photo"), 400
    if length > MOST_BYTES or len(octets) > MOST_OF_A_PIECE:
        return jsonify(error="large"), 413
    # Of many that bring the same at once, one is first.
    lock(photo_id)
    upload = upload_of(token.person_id, photo_id)
    if upload is None:
        if how_many_kept(token.person_id) >= MOST_OF_ONE:
            return jsonify(error="many"), 503, {"Retry-After": "3600"}
        upload = begin(token.person_id, photo_id, token.device_id, key_id, length, now=now)
    status = _take(upload, key_id, length, start, octets, now)
    door.note_use(token.id, token.device_id, now=now)
    whole = upload.state == State.OPEN and upload.have == upload.length
    if whole:
        _complete(upload, token, now)
    # From here on it is kept, whatever becomes of it.
    db.session.commit()
    answer = _answer(upload)
    if whole and upload.state == State.WAITING:
        uploads.settle_one(photo_id, upload.author_id, now=now)
        answer = _answer(upload)
        db.session.rollback()
    return answer, status


def _take(
    upload: Upload, key_id: str, length: int, start: int, octets: bytes, now: datetime
) -> int:
    """Put a piece where it belongs; 409 when it begins somewhere else than what is there ends."""
    if upload.state != State.OPEN:
        return 200
    if (upload.key_id, upload.length) != (key_id, length):
        start_over(upload, key_id, length, now=now)
    if not octets:
        return 200
    if start != upload.have or upload.have + len(octets) > upload.length:
        return 409
    go_on(upload, octets, now=now)
    return 200


def _complete(upload: Upload, token: SubmitToken, now: datetime) -> None:
    barred = door.barred(token) is not None
    complete(upload, State.QUARANTINED if barred else State.WAITING, now=now)
    if barred:
        note(upload, token.person_id, now)


def _answer(upload: Upload) -> Response:
    said = {"have": upload.have}
    if upload.state == State.OPEN or upload.digest is None:
        return jsonify(said)
    echo = {"id": str(upload.id), "hash": upload.digest.hex()}
    return jsonify(**said, received=echo, state=_TOLD.get(State(upload.state), "received"))


def _number(header: str) -> int | None:
    """The whole number in a header; None for anything else."""
    given = request.headers.get(header, "")
    plain = given.isascii() and given.isdecimal() and len(given) <= _DIGITS
    return int(given) if plain else None
