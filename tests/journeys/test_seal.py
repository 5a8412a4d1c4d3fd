"""The phone's seal in a real browser: as RFC 9180 says, and as the server opens it."""

import base64
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import Page

from nightsafe import clock
from nightsafe.database import db
from nightsafe.ledger.keys import Unreadable
from nightsafe.submissions.reference import reference_of, spoken
from nightsafe.submissions.sealing import current_key, open_sealed, parcel_info
from tests.browser import Opener
from tests.people import person, settle

# RFC 9180, A.3.1: the ephemeral key, the recipient's, and the secret that they share.
PRIVATE_E = "4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb"
PUBLIC_E = (
    "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac"
    "98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4"
)
PUBLIC_R = (
    "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a8"
    "26a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0"
)
SHARED = "c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8"


@pytest.fixture
def page(phone_of: Opener) -> Page:
    """A page whose modules a test may ask by name."""
    settle()
    db.session.commit()
    page = phone_of(person("dora"), bypass_csp=True, service_workers="block")
    page.goto("/log/V1")
    return page


def b64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def test_the_shared_secret_is_that_of_the_standards_example(page: Page) -> None:
    x, y = bytes.fromhex(PUBLIC_E[2:66]), bytes.fromhex(PUBLIC_E[66:])
    jwk = {
        "kty": "EC",
        "crv": "P-256",
        "x": b64(x),
        "y": b64(y),
        "d": b64(bytes.fromhex(PRIVATE_E)),
    }
    enc, secret = page.evaluate(
        """async ([jwk, recipient]) => {
          const { encapsulate, fromBase64 } = await import("phone/seal.js");
          const curve = { name: "ECDH", namedCurve: "P-256" };
          const { d, ...half } = jwk;
          const pair = {
            privateKey: await crypto.subtle.importKey("jwk", jwk, curve, true, ["deriveBits"]),
            publicKey: await crypto.subtle.importKey("jwk", half, curve, true, []),
          };
          const { enc, secret } = await encapsulate(fromBase64(recipient), pair);
          const hex = (all) => [...all].map((one) => one.toString(16).padStart(2, "0")).join("");
          return [hex(enc), hex(secret)];
        }""",
        [jwk, b64(bytes.fromhex(PUBLIC_R))],
    )
    assert (enc, secret) == (PUBLIC_E, SHARED)


def test_the_server_opens_what_the_phone_sealed_and_nothing_that_was_altered(
    page: Page, app: Flask
) -> None:
    key = current_key(now=clock.now())
    db.session.commit()
    submission, words = uuid4(), "Dwóch mężczyzn, jedna butelka 🍾" * 400
    sealed = page.evaluate(
        """async ([key, submission, words]) => {
          const { bytes, seal, toBase64 } = await import("phone/seal.js");
          return toBase64(await seal(key, `nightsafe parcel 1 ${submission}`, bytes(words)));
        }""",
        [b64(key.public), str(submission), words],
    )
    octets = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    assert open_sealed(key.id, octets, parcel_info(submission)).decode() == words
    with pytest.raises(Unreadable):
        open_sealed(key.id, octets, parcel_info(uuid4()))
    with pytest.raises(Unreadable):
        open_sealed(key.id, octets[:-1] + bytes([octets[-1] ^ 1]), parcel_info(submission))


def test_a_phone_knows_the_reference_of_a_record_before_the_server(page: Page) -> None:
    records = [uuid4() for _ in range(50)]
    found = page.evaluate(
        """async (records) => {
          const { referenceOf } = await import("phone/parcel.js");
          return Promise.all(records.map(referenceOf));
        }""",
        [str(one) for one in records],
    )
    assert found == [spoken(reference_of(one)) for one in records]
