"""Where a push is taken: only to what was checked, and by whichever of its addresses answers."""

import socket
from typing import Any

import pytest

from nightsafe.delivery.push import Forbidden, _Target

OPEN, OTHER, INSIDE = "203.0.114.7", "203.0.115.8", "10.0.0.5"
ENDPOINT = "https://fcm.googleapis.com/x"


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that are called; none of them answers."""
    calls: list[str] = []

    def call(address: tuple[str, int], **_more: object) -> socket.socket:
        calls.append(address[0])
        raise OSError("away")

    monkeypatch.setattr(socket, "create_connection", call)
    return calls


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    found: list[Any] = [(0, 0, 0, "", (one, 443)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)


def test_every_address_of_a_name_is_tried(
    called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    leads_to(monkeypatch, OPEN, OTHER)
    with pytest.raises(OSError, match="away"):
        _Target(ENDPOINT, ["fcm.googleapis.com"]).connection().connect()
    assert called == [OPEN, OTHER]


def test_one_address_inside_is_enough_to_call_none(
    called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """R24."""
    leads_to(monkeypatch, OPEN, INSIDE)
    with pytest.raises(Forbidden):
        _Target(ENDPOINT, ["fcm.googleapis.com"]).connection().connect()
    assert called == []


def test_a_name_that_is_none_is_not_called(called: list[str]) -> None:
    with pytest.raises(Forbidden):
        _Target(f"https://{'a' * 70}.push.apple.com/x", ["*.push.apple.com"]).connection().connect()
    assert called == []
