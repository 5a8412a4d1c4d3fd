"""Consumers made as a coordinator makes them, and programs that ask with their tokens."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import Flask
from werkzeug.test import TestResponse

from nightsafe.api.actions import make_consumer
from nightsafe.api.models import Consumer
from nightsafe.api.rules import Scope
from nightsafe.database import db
from tests.page import PageClient
from tests.people import SATURDAY, actor

BOTH = tuple(Scope)
ADDRESSES = (
    "/api/v1/releases",
    "/api/v1/releases/2",
    "/api/v1/releases/2/tables/hours",
)
PACKAGE = "/api/v1/releases/2/datapackage.zip"
# Each address, and the scope that opens it.
EVERYWHERE = {**dict.fromkeys(ADDRESSES, Scope.RELEASES), PACKAGE: Scope.PACKAGES}


def consumer(
    name: str = "Council dashboard",
    scopes: Sequence[str] = BOTH,
    *,
    until: date = date(2027, 6, 30),
    now: datetime = SATURDAY,
) -> tuple[Consumer, str]:
    """A consumer and its token, committed."""
    made, token = make_consumer(actor("coral"), name, "Data team, ext. 5", scopes, until, now=now)
    db.session.commit()
    return made, token


def ask(app: Flask, address: str, token: str | None = None, **headers: str) -> TestResponse:
    """What a program is answered that sends a token, and no cookie."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return client.get(address, headers=headers)
