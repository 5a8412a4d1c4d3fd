"""The door of the phone's queue: what it brings is opened, and ends in its form's own view."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from nightsafe.accounts.models import Device, Membership, SubmitToken
from nightsafe.accounts.sessions import actor_of, membership_stands
from nightsafe.accounts.tokens import token_hash
from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.ledger.keys import Unreadable
from nightsafe.submissions.envelope import FORMAT
from nightsafe.submissions.forms import instant, read_record
from nightsafe.submissions.sealing import open_sealed, parcel_info

TOKEN_LASTS = timedelta(days=30)
# Views that are asked with a submit-only token: another site has none to send along.
TOKEN_ONLY = (
    "nightsafe.offline.views_door.bring",
    "nightsafe.offline.views_photos.bring_photo",
)


# What reading anything at all may raise: nested too deep, too large a number, no such key.
_BENT = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError)
# A long form with the longest text comes to a third of this.
MOST_OCTETS = 200_000
# Of one person, kept unread: more stays on the phone until somebody has decided.
MOST_UNREAD = 500


@dataclass(frozen=True)
class Parcel:
    """One sealed submission as it came in; `sent_at` is the phone's clock, if it told."""

    id: UUID
    key_id: str
    sealed: bytes
    sent_at: datetime | None

    @property
    def digest(self) -> bytes:
        """SHA-256 of the sealed bytes: what the receipt echoes."""
        return hashlib.sha256(self.sealed).digest()


@dataclass(frozen=True)
class Content:
    """What was in a parcel: a form's fields, the path they go to, and in which role."""

    path: str
    fields: tuple[tuple[str, str], ...]
    membership: Membership
    device: Device

    @property
    def record_id(self) -> UUID | None:
        """The record that the form names."""
        return read_record(dict(self.fields).get("record"))

    @property
    def actor(self) -> Actor:
        """The author, where they worked when they saved it."""
        return actor_of(self.membership)

    def to_keep(self) -> dict[str, Any]:
        """As it is kept for its author to look at."""
        return {
            "path": self.path,
            "fields": [list(pair) for pair in self.fields],
            "membership": self.membership.id,
        }


class TooNew(Exception):
    """A parcel of a format that is published later than this server: it stays on the phone."""


class Damaged(Exception):
    """A parcel that cannot be opened, or holds what no phone of ours puts in."""


def token_of(header: str | None, now: datetime) -> SubmitToken | None:
    """The token that an Authorization header carries; None when unknown or over 30 days old."""
    scheme, _, given = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not given:
        return None
    row = db.session.scalar(
        select(SubmitToken).where(SubmitToken.token_hash == token_hash(given.strip()))
    )
    return row if row is not None and row.expires_at > now else None


def barred(token: SubmitToken) -> str | None:
    """Why what a token brings stays unread: its person or its phone has ended; None when not."""
    if token.person.suspended_at is not None:
        return "suspended"
    if token.ended_at is not None or token.device.ended_at is not None:
        return "device"
    return None


def open_parcel(parcel: Parcel, author_id: int) -> Content:
    """What is in a parcel of this author's.

    Raises UnknownKey (submissions.sealing), TooNew, or Damaged for whatever no phone of ours
    sends.
    """
    try:
        plain = open_sealed(parcel.key_id, parcel.sealed, parcel_info(parcel.id))
        said = json.loads(plain)
        if int(said["format"]) > FORMAT:
            raise TooNew
        fields = tuple((_usable(name), _usable(value)) for name, value in said["fields"])
        membership = db.session.get(Membership, _number(said["membership"]))
        device = db.session.get(Device, UUID(said["device"]))
        path = _usable(said["path"])
        own = said["author"] == author_id and said["submission"] == str(parcel.id)
    except (Unreadable, *_BENT) as error:
        raise Damaged from error
    if not own or membership is None or device is None or membership.person_id != author_id:
        raise Damaged
    return Content(path, fields, membership, device)


def _number(value: object) -> int:
    """The number of a row; ValueError for one that no row has."""
    if not isinstance(value, int) or not 0 < value < 2**31:
        raise ValueError(value)
    return value


def _usable(text: object) -> str:
    """A text that can be written as UTF-8: half a character, which nobody typed, is replaced."""
    return str(text).encode(errors="replace").decode()


def barred_within(content: Content, now: datetime) -> str | None:
    """Why what was opened is not taken in: its phone, or the author's work there, has ended."""
    if content.device.ended_at is not None:
        return "device"
    return None if membership_stands(content.membership, now) else "ended"


def sent(text: object) -> datetime | None:
    """The phone's clock at sending, as it told it."""
    return instant(text if isinstance(text, str) else None)


def note_use(token_id: int, device_id: UUID, *, now: datetime) -> None:
    """Note when a token and its phone were last used."""
    db.session.execute(
        update(SubmitToken).where(SubmitToken.id == token_id).values(last_used_at=now)
    )
    db.session.execute(update(Device).where(Device.id == device_id).values(last_used_at=now))
