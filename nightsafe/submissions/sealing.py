"""The keys that phones seal to, and opening what they sealed (HPKE, RFC 9180)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select, update

from nightsafe.database import db
from nightsafe.ledger.crypto import installation_key
from nightsafe.ledger.keys import Unreadable, seal, unseal
from nightsafe.submissions.actions import lock
from nightsafe.submissions.models import SealKey

# P-256, because every phone's WebCrypto has it.
SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
CURVE = ec.SECP256R1()
PRIVATE_BYTES = 32
# What the key's maker holds while it makes one; nobody's record.
_MAKING = UUID("00000000-0000-4000-8000-000000000002")
_WRAPPING = "wrap seal keys"


class UnknownKey(Exception):
    """Something was sealed to a key that this installation does not have."""


def parcel_info(submission_id: UUID) -> bytes:
    """What a sealed submission is bound to."""
    return f"nightsafe parcel 1 {submission_id}".encode()


def photo_info(photo_id: UUID) -> bytes:
    """What a sealed photo is bound to."""
    return f"nightsafe photo 1 {photo_id}".encode()


def current_key(*, now: datetime) -> SealKey:
    """The key that phones seal to at present; the first is made when one is asked for."""
    found = present_key()
    if found is not None:
        return found
    lock(_MAKING)
    return present_key() or _make(now)


def rotate(*, now: datetime) -> SealKey:
    """Make a new key; what was sealed to the old ones can still be opened."""
    lock(_MAKING)
    db.session.execute(update(SealKey).where(SealKey.retired_at.is_(None)).values(retired_at=now))
    return _make(now)


def open_sealed(key_id: str, sealed: bytes, info: bytes) -> bytes:
    """What a phone sealed (its ephemeral public key, 65 bytes, then AES-256-GCM).

    Raises UnknownKey, or Unreadable for what was altered, cut, or bound to something else.
    """
    row = db.session.get(SealKey, key_id)
    if row is None:
        raise UnknownKey(key_id)
    try:
        number = unseal(installation_key().derive(_WRAPPING), row.private, row.id.encode())
    except Unreadable as error:
        # Ours, not the phone's: the installation's key is not the one that wrapped it.
        raise UnknownKey(key_id) from error
    private = ec.derive_private_key(int.from_bytes(number, "big"), CURVE)
    try:
        return SUITE.decrypt(sealed, private, info)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("altered, cut, or sealed for something else") from error


def seal_to(public: bytes, plain: bytes, info: bytes) -> bytes:
    """What a phone does: seal to a public key of 65 bytes. For tests and for the demo."""
    return SUITE.encrypt(plain, ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public), info)


def present_key() -> SealKey | None:
    """The key that phones seal to at present, if one was ever asked for."""
    return db.session.scalar(
        select(SealKey).where(SealKey.retired_at.is_(None)).order_by(SealKey.made_at.desc())
    )


def retired_keys() -> Sequence[SealKey]:
    """The keys that nothing is sealed to any more, and that still open what was; newest first."""
    return db.session.scalars(
        select(SealKey).where(SealKey.retired_at.is_not(None)).order_by(SealKey.made_at.desc())
    ).all()


def _make(now: datetime) -> SealKey:
    private = ec.generate_private_key(CURVE)
    public = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    number = private.private_numbers().private_value.to_bytes(PRIVATE_BYTES, "big")
    key_id = hashlib.sha256(public).hexdigest()[:12]
    master = installation_key()
    row = SealKey(
        id=key_id,
        public=public,
        private=seal(master.derive(_WRAPPING), number, key_id.encode()),
        wrapped_by=master.key_id,
        made_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row
