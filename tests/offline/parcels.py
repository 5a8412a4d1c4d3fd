"""What a phone does, for tests: make itself known, seal a form's fields, bring them."""

import base64
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from werkzeug.test import TestResponse

from nightsafe import clock
from nightsafe.submissions.sealing import parcel_info, seal_to
from tests.page import PageClient


@dataclass(frozen=True)
class Phone:
    """A registered phone of one person, and a way to the server that carries no session."""

    client: PageClient
    known: dict[str, Any]

    def seal(self, path: str, fields: list[tuple[str, str]], /, **other: Any) -> dict[str, str]:
        """The body that brings a form's fields; `other` bends what is inside the seal."""
        named = dict(fields)
        inside = {
            "format": 1,
            "author": self.known["person"],
            "membership": self.known["membership"],
            "device": self.known["device"],
            "submission": named["submission"],
            "path": path,
            "fields": fields,
            "language": "en",
            **other,
        }
        key = self.known["key"]
        public = base64.urlsafe_b64decode(key["public"] + "=" * (-len(key["public"]) % 4))
        sealed = seal_to(
            public, json.dumps(inside).encode(), parcel_info(UUID(named["submission"]))
        )
        return {
            "id": named["submission"],
            "key": key["id"],
            "sealed": base64.urlsafe_b64encode(sealed).rstrip(b"=").decode(),
            "sent": clock.now().isoformat(),
        }

    def bring(self, body: dict[str, Any], token: str | None = None) -> TestResponse:
        """Post a parcel with the phone's token, and nothing else."""
        bare = self.client.application.test_client(use_cookies=False)
        headers = {"Authorization": f"Bearer {token or self.known['token']}"}
        return bare.post("/outbox", json=body, headers=headers)

    def send(self, path: str, fields: list[tuple[str, str]], /, **other: Any) -> TestResponse:
        """Seal and bring in one go."""
        return self.bring(self.seal(path, fields, **other))


def phone_of(client: PageClient, device: str | None = None) -> Phone:
    """The phone of whoever is signed in on a client; `device` is what it calls itself."""
    page = client.page("/help")
    token = next(one for one in page.all("meta") if one.get("name") == "csrf-token")
    headers = {"X-CSRFToken": str(token.get("content"))}
    answer = client.post("/phone/register", json={"device": device}, headers=headers)
    assert answer.status_code == 200, answer.status_code
    return Phone(client, answer.get_json())


def a_log(**more: str) -> list[tuple[str, str]]:
    """The fields of a log as the phone fills them in; `more` adds or replaces."""
    now = clock.now().isoformat()
    fields = {
        "submission": str(uuid4()),
        "record": str(uuid4()),
        "parent": "",
        "format": "1",
        "captured": now,
        "when": "now",
        **more,
    }
    return list(fields.items())


def behind(first: list[tuple[str, str]], **more: str) -> list[tuple[str, str]]:
    """The fields of what follows a submission about the same record."""
    named = dict(first)
    return a_log(record=named["record"], parent=named["submission"], **more)
