"""Sealing as RFC 9180 says: opened by the key it was sealed to, for what it was sealed for."""

import hashlib
import hmac
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask

from nightsafe.database import db
from nightsafe.ledger.keys import Unreadable
from nightsafe.submissions.models import SealKey
from nightsafe.submissions.sealing import (
    CURVE,
    UnknownKey,
    current_key,
    open_sealed,
    parcel_info,
    photo_info,
    present_key,
    retired_keys,
    rotate,
    seal_to,
)
from tests.people import SATURDAY

PLAIN = b'{"format":1,"fields":[["description","Two men, one bottle."]]}'
POINT_BYTES, TAG_BYTES = 65, 16


def extract(salt: bytes, suite: bytes, label: bytes, secret: bytes) -> bytes:
    """LabeledExtract of RFC 9180, section 4."""
    message = b"HPKE-v1" + suite + label + secret
    return hmac.new(salt or bytes(32), message, hashlib.sha256).digest()


def expand(key: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """LabeledExpand of RFC 9180, section 4; at most 32 bytes are asked for."""
    message = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.new(key, message + b"\x01", hashlib.sha256).digest()[:length]


def by_the_book(public: bytes, plain: bytes, info: bytes) -> bytes:
    """Base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: written from the text."""
    ours = ec.generate_private_key(CURVE)
    point = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public)
    kem = b"KEM" + (0x0010).to_bytes(2, "big")
    suite = b"HPKE" + b"".join(one.to_bytes(2, "big") for one in (0x0010, 0x0001, 0x0002))
    secret = extract(b"", kem, b"eae_prk", ours.exchange(ec.ECDH(), theirs))
    shared = expand(secret, kem, b"shared_secret", point + public, 32)
    context = (
        b"\x00" + extract(b"", suite, b"psk_id_hash", b"") + extract(b"", suite, b"info_hash", info)
    )
    secret = extract(shared, suite, b"secret", b"")
    key = expand(secret, suite, b"key", context, 32)
    nonce = expand(secret, suite, b"base_nonce", context, 12)
    return point + AESGCM(key).encrypt(nonce, plain, b"")


@pytest.fixture
def key(app: Flask) -> SealKey:
    found = current_key(now=SATURDAY)
    db.session.commit()
    return found


def test_what_is_sealed_is_opened_and_nothing_of_it_shows(key: SealKey) -> None:
    info = parcel_info(uuid4())
    sealed = seal_to(key.public, PLAIN, info)
    assert open_sealed(key.id, sealed, info) == PLAIN
    assert len(sealed) == POINT_BYTES + len(PLAIN) + TAG_BYTES
    assert b"bottle" not in sealed
    assert sealed != seal_to(key.public, PLAIN, info)


def test_what_another_maker_sealed_by_the_standard_is_opened(key: SealKey) -> None:
    info = photo_info(uuid4())
    assert open_sealed(key.id, by_the_book(key.public, PLAIN, info), info) == PLAIN


def test_what_was_sealed_for_something_else_is_refused(key: SealKey) -> None:
    one = uuid4()
    sealed = seal_to(key.public, PLAIN, parcel_info(one))
    for info in (parcel_info(uuid4()), photo_info(one), b""):
        with pytest.raises(Unreadable):
            open_sealed(key.id, sealed, info)


@pytest.mark.parametrize("at", [0, 1, 64, 65, 100, -1])
def test_one_altered_byte_is_refused(key: SealKey, at: int) -> None:
    info = parcel_info(uuid4())
    sealed = bytearray(seal_to(key.public, PLAIN, info))
    sealed[at] ^= 1
    with pytest.raises(Unreadable):
        open_sealed(key.id, bytes(sealed), info)


@pytest.mark.parametrize("length", [0, 1, 64, 65, 80, 81])
def test_what_was_cut_is_refused(key: SealKey, length: int) -> None:
    info = parcel_info(uuid4())
    with pytest.raises(Unreadable):
        open_sealed(key.id, seal_to(key.public, PLAIN, info)[:length], info)


def test_a_key_that_is_not_ours_is_another_matter(key: SealKey) -> None:
    info = parcel_info(uuid4())
    with pytest.raises(UnknownKey):
        open_sealed("000000000000", seal_to(key.public, PLAIN, info), info)


def test_the_first_key_is_made_once(key: SealKey) -> None:
    assert current_key(now=SATURDAY).id == key.id
    assert db.session.query(SealKey).count() == 1


def test_a_retired_key_still_opens_what_was_sealed_to_it(key: SealKey) -> None:
    info = parcel_info(uuid4())
    sealed = seal_to(key.public, PLAIN, info)
    later = SATURDAY + timedelta(days=90)
    made = rotate(now=later)
    db.session.commit()
    assert made.id != key.id
    assert present_key() is made
    assert current_key(now=later).id == made.id
    assert [one.id for one in retired_keys()] == [key.id]
    assert open_sealed(key.id, sealed, info) == PLAIN
    with pytest.raises(Unreadable):
        open_sealed(made.id, sealed, info)


def test_the_private_part_is_never_bare(key: SealKey) -> None:
    """A copy of the database alone opens nothing."""
    assert len(key.private) > 32
    number = ec.derive_private_key(int.from_bytes(key.private[:32], "big") % 2**255 + 1, CURVE)
    public = number.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert public != key.public
    assert key.wrapped_by
