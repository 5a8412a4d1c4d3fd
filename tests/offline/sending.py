"""What a phone does with a photo, for tests: seal it, bring it piece by piece."""

import base64
import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

from werkzeug.test import TestResponse

from nightsafe import clock
from nightsafe.submissions.sealing import photo_info, seal_to
from tests.offline.parcels import Phone

PIECE = 64 * 1024


class Sending:
    """One sealed photo of a phone's, for a record."""

    def __init__(self, phone: Phone, octets: bytes, record: UUID | str, **other: Any) -> None:
        self.phone = phone
        self.id = str(other.pop("id", uuid4()))
        key = phone.known["key"]
        inside = {
            "format": 1,
            "author": phone.known["person"],
            "membership": phone.known["membership"],
            "device": phone.known["device"],
            "photo": self.id,
            "record": str(record),
            "captured": clock.now().isoformat(),
            "number": 1,
            **other,
        }
        said = json.dumps(inside).encode()
        public = base64.urlsafe_b64decode(key["public"] + "=" * (-len(key["public"]) % 4))
        plain = len(said).to_bytes(4, "big") + said + octets
        self.key_id = key["id"]
        self.sealed = seal_to(public, plain, photo_info(UUID(self.id)))

    @property
    def echo(self) -> dict[str, str]:
        """What a receipt of it holds."""
        return {"id": self.id, "hash": hashlib.sha256(self.sealed).hexdigest()}

    def piece(self, start: int, octets: bytes, **headers: str) -> TestResponse:
        """Post one piece with the phone's token, and nothing else."""
        bare = self.phone.client.application.test_client(use_cookies=False)
        given = {
            "Authorization": f"Bearer {self.phone.known['token']}",
            "Upload-Offset": str(start),
            "Upload-Length": str(len(self.sealed)),
            "Seal-Key": self.key_id,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return bare.post(f"/outbox/photos/{self.id}", data=octets, headers=given)

    def ask(self) -> TestResponse:
        """Ask how much of it is there."""
        return self.piece(0, b"")

    def send(self, size: int = PIECE) -> dict[str, Any]:
        """All of it, from where it was cut; gives the last answer."""
        said: dict[str, Any] = self.ask().get_json()
        while "received" not in said:
            start = said["have"]
            answer = self.piece(start, self.sealed[start : start + size])
            assert answer.status_code == 200, answer.status_code
            said = answer.get_json()
        return said
