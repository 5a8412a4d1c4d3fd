"""The browsers that people let us wake: asked on a tap, listed, taken back."""

import hashlib
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from nightsafe.database import db, is_postgres
from nightsafe.delivery.models import Message, PushSubscription, Sending
from nightsafe.delivery.push import allowed
from nightsafe.delivery.states import State
from nightsafe.errors import ProductError

MOST = 10  # of one person; the oldest makes room
LONGEST = 1_000  # characters of an address
# Bytes of a point on P-256 as it is, and of the secret beside it (RFC 8291).
_POINT, _SECRET = 65, 16


def browsers_of(person_id: int) -> Sequence[PushSubscription]:
    """A person's browsers that have not been taken back, the newest first."""
    return db.session.scalars(
        select(PushSubscription)
        .where(PushSubscription.person_id == person_id, PushSubscription.ended_at.is_(None))
        .order_by(PushSubscription.created_at.desc(), PushSubscription.id.desc())
    ).all()


def mark_of(browser: PushSubscription) -> str:
    """By what a browser knows itself in a list: its address opens it, so a hash stands there."""
    return hashlib.sha256(browser.endpoint.encode()).hexdigest()


def subscribe(
    person_id: int,
    endpoint: str,
    p256dh: str,
    auth: str,
    *,
    device: str,
    hosts: Sequence[str],
    now: datetime,
) -> None:
    """Let a browser be woken for somebody from now on; whose it was before is not told there.

    Raises ProductError for an address that nothing is sent to, or keys that seal nothing.
    """
    _check(endpoint, p256dh, auth, hosts)
    values = {
        "person_id": person_id,
        "p256dh": p256dh,
        "auth": auth,
        "device": device,
        "created_at": now,
        "ended_at": None,
    }
    insert = postgresql.insert if is_postgres(db.session) else sqlite.insert
    keep = insert(PushSubscription).values(endpoint=endpoint, **values)
    keep = keep.on_conflict_do_update(index_elements=["endpoint"], set_=values)
    kept = db.session.execute(keep.returning(PushSubscription.id)).scalar_one()
    others = select(Message.id).where(Message.person_id != person_id)
    db.session.execute(
        update(Sending)
        .where(
            Sending.subscription_id == kept,
            Sending.state == State.WAITING,
            Sending.message_id.in_(others),
        )
        .values(state=State.DROPPED, problem="gone", ended_at=now)
    )
    _make_room(person_id, now)


def _check(endpoint: str, p256dh: str, auth: str, hosts: Sequence[str]) -> None:
    if len(endpoint) > LONGEST or not allowed(endpoint, list(hosts)):
        raise ProductError(
            _l(
                "This browser gets its notices from a service that we do not send to. Use another "
                "browser, or read your mail."
            )
        )
    point = _octets(p256dh)
    if len(point) != _POINT or point[0] != 4 or len(_octets(auth)) != _SECRET:
        raise ProductError(
            _l("This browser did not tell us all that we need. Load the page and try again.")
        )


def _octets(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError):
        return b""


def _make_room(person_id: int, now: datetime) -> None:
    for one in browsers_of(person_id)[MOST:]:
        one.ended_at = now


def remove_browser(person_id: int, browser_id: int, *, now: datetime) -> bool:
    """Wake one of somebody's browsers no more; whether there was such a one."""
    mine = PushSubscription.id == browser_id, PushSubscription.person_id == person_id
    return _end(*mine, now=now)


def leave_browser(person_id: int, endpoint: str, *, now: datetime) -> bool:
    """Wake the browser at an address no more: its person signs out there."""
    mine = PushSubscription.endpoint == endpoint, PushSubscription.person_id == person_id
    return _end(*mine, now=now)


def _end(*which: object, now: datetime) -> bool:
    ending = (
        update(PushSubscription)
        .where(*which, PushSubscription.ended_at.is_(None))  # type: ignore[arg-type]
        .values(ended_at=now)
        .returning(PushSubscription.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(ending).first() is not None
