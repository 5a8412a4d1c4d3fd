"""What the tests of accounts share: passwords set, hashes counted, rows of the ledger by kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from nightsafe.accounts.passwords import hash_password
from nightsafe.database import db
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from tests.page import Page, PageClient
from tests.people import PASSWORD, person


def give_password(*keys: str) -> None:
    """Let named people sign in with the tests' password."""
    hashed = hash_password(PASSWORD)
    for key in keys:
        person(key).password_hash = hashed
    db.session.commit()


def try_sign_in(client: PageClient, email: str, password: str = PASSWORD, query: str = "") -> Page:
    """Fill in and send the sign-in page."""
    return client.page("/sign-in" + query).press("Sign in", email=email, password=password)


def is_out(client: PageClient) -> bool:
    """Whether a client that asks for its account is sent to sign in."""
    return client.page("/account").path.startswith(("/sign-in", "/door"))


def told(kind: str) -> list[Any]:
    """The payloads of the ledger's rows of a kind, oldest first."""
    rows = db.session.scalars(select(Row).where(Row.kind == kind).order_by(Row.seq))
    return [open_row(row) for row in rows]


@contextmanager
def counted_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note each argon2 computation, for storing or for checking."""
    calls: list[str] = []
    real_hash, real_verify = PasswordHasher.hash, PasswordHasher.verify

    def hash_it(self: PasswordHasher, *args: Any, **kwargs: Any) -> str:
        calls.append("argon2")
        return real_hash(self, *args, **kwargs)

    def verify_it(self: PasswordHasher, *args: Any, **kwargs: Any) -> bool:
        calls.append("argon2")
        return real_verify(self, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(PasswordHasher, "hash", hash_it)
        patch.setattr(PasswordHasher, "verify", verify_it)
        yield calls


def same_but_for_tokens(page: Page) -> str:
    """A page's source without what differs on every answer: tokens, nonces, addresses."""
    for element in page.tree.iter():
        for name in ("nonce", "value"):
            if element.get("name") in {"csrf_token", "email", "next"} or name == "nonce":
                element.attrib.pop(name, None)
    return page.text + "".join(f"{e.tag}{sorted(e.attrib.items())}" for e in page.tree.iter())
