"""The bad line does what it says, or what is proved with it would be worth nothing."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from tests.proofs.proxy import AFTER, BEFORE, MIDDLE, PORTALS, Proxy, Weather

ANSWER = b"HTTP/1.0 200 OK\r\nContent-Length: 400\r\n\r\n" + b"x" * 400


class Server:
    """Answers every connection once, and notes what it was asked."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.asked: list[bytes] = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                one, _ = self.listener.accept()
            except OSError:
                return
            with one, suppress(OSError):
                said = b""
                while not said.endswith(b"\r\n\r\n") and (more := one.recv(1000)):
                    said += more
                self.asked.append(said)
                one.sendall(ANSWER)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.listener.close()


@pytest.fixture
def line(server: Server) -> Iterator[Callable[[int], Proxy]]:
    made: list[Proxy] = []

    def open_line(seed: int = 0) -> Proxy:
        made.append(Proxy(server.port, seed))
        return made[-1]

    yield open_line
    for one in made:
        one.close()


def ask(line: Proxy, patience: float = 5.0) -> bytes:
    """What comes back; raises ConnectionError for a reset, TimeoutError for silence."""
    port = int(line.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as phone:
        phone.sendall(b"GET / HTTP/1.0\r\n\r\n")
        said = b""
        while more := phone.recv(1000):
            said += more
        return said


def test_in_fair_weather_it_is_not_there(line: Callable[..., Proxy]) -> None:
    assert ask(line()) == ANSWER


def test_a_reset_before_reaches_nobody(line: Callable[..., Proxy], server: Server) -> None:
    proxy = line()
    proxy.set(Weather(resets=1, where=(BEFORE,)))
    with pytest.raises(ConnectionError):
        ask(proxy)
    assert server.asked == []


@pytest.mark.parametrize("where", [MIDDLE, AFTER])
def test_a_reset_after_reaches_the_server_and_not_the_phone(
    line: Callable[..., Proxy], server: Server, where: str
) -> None:
    proxy = line()
    proxy.set(Weather(resets=1, where=(where,)))
    with pytest.raises(ConnectionError):
        ask(proxy)
    assert len(server.asked) == 1


def test_a_share_is_reset_and_the_seed_says_which(line: Callable[..., Proxy]) -> None:
    def fates(seed: int) -> str:
        proxy = line(seed)
        proxy.set(Weather(resets=0.3))
        return "".join((proxy.draw() or "-")[0] for _ in range(300))

    assert fates(1) == fates(1) != fates(2)
    assert 60 <= 300 - fates(1).count("-") <= 120


def test_it_passes_so_many_bytes_a_second(line: Callable[..., Proxy]) -> None:
    proxy = line()
    proxy.set(Weather(rate=1000))
    began = time.monotonic()
    assert ask(proxy) == ANSWER
    assert time.monotonic() - began > 0.35


def test_a_hole_swallows_and_what_it_swallowed_stays_lost(
    line: Callable[..., Proxy], server: Server
) -> None:
    proxy = line()
    proxy.set(Weather(hole=True))
    with pytest.raises(TimeoutError):
        ask(proxy, 0.3)
    proxy.set(Weather())
    assert server.asked == []
    assert ask(proxy) == ANSWER


def test_a_cut_line_is_cut(line: Callable[..., Proxy], server: Server) -> None:
    proxy = line()
    proxy.set(Weather(cut=True))
    with pytest.raises(ConnectionError):
        ask(proxy)
    assert server.asked == []
    proxy.set(Weather())
    assert ask(proxy) == ANSWER


@pytest.mark.parametrize("name", PORTALS)
def test_a_portal_answers_in_the_servers_place(
    line: Callable[..., Proxy], server: Server, name: str
) -> None:
    proxy = line()
    proxy.set(Weather(portal=PORTALS[name]))
    assert ask(proxy).startswith((b"HTTP/1.1 200 OK", b"HTTP/1.1 302 Found"))
    assert server.asked == []
