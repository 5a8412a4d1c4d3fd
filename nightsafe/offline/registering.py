"""Making a phone known: its id, the token its queue sends with, the key it seals to."""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from nightsafe.accounts.models import Device, SignedInSession, SubmitToken
from nightsafe.accounts.sessions import lasts_until
from nightsafe.accounts.tokens import new_token, token_hash
from nightsafe.database import db
from nightsafe.ledger.actions import stage
from nightsafe.offline.door import TOKEN_LASTS
from nightsafe.submissions.actions import lock
from nightsafe.submissions.sealing import current_key


def register(
    session: SignedInSession, device_id: UUID | None, label: str, *, now: datetime
) -> dict[str, Any]:
    """What the phone keeps beside its queue (times in ms since 1970).

    A phone names itself with an id of its own making, and stays that device while it runs. Earlier
    tokens go on until they expire: the answer that brings the new one may be lost on its way.
    """
    device = _device(session, device_id, label, now)
    token = new_token()
    row = SubmitToken(
        token_hash=token_hash(token),
        device_id=device.id,
        person_id=session.person_id,
        session_id=session.id,
        created_at=now,
        expires_at=now + TOKEN_LASTS,
    )
    db.session.add(row)
    device.last_used_at = now
    key = current_key(now=now)
    stage("phone", None, session.person_id, {"device": str(device.id)}, now=now)
    return {
        "person": session.person_id,
        "membership": session.membership_id,
        "device": str(device.id),
        "token": token,
        "expires": _ms(row.expires_at),
        "until": _ms(lasts_until(session)),
        "key": {
            "id": key.id,
            "public": base64.urlsafe_b64encode(key.public).rstrip(b"=").decode(),
        },
    }


def _device(session: SignedInSession, device_id: UUID | None, label: str, now: datetime) -> Device:
    # A shared phone is known by its cookie; the session says which it is.
    wanted = session.device_id or device_id or uuid4()
    # Two pages of one phone may ask at once.
    lock(wanted)
    found = db.session.get(Device, wanted, populate_existing=True)
    if found is not None and found.ended_at is None:
        shared_elsewhere = found.premises_id is not None and session.device_id != found.id
        if not shared_elsewhere:
            return found
    new_id = wanted if found is None else uuid4()
    device = Device(id=new_id, label=label, created_at=now, last_used_at=now)
    db.session.add(device)
    db.session.flush()
    return device


def _ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
