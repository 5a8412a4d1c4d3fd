"""A bad line between a browser and the server: TCP on this machine's own loopback, nothing else.

It resets connections before anything of a request reaches the server, after the server has
answered, or in the middle of the answer; passes so many bytes a second; swallows what it is given;
breaks everything; answers as a captive portal does. What happens to which exchange is drawn from a
seeded generator.
"""

import json
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

BEFORE, MIDDLE, AFTER = "before", "middle", "after"
# What a socket sends on closing when it lingers for no time at all: a reset.
RESET = struct.pack("ii", 1, 0)
PIECE = 1 << 16
SMALL = 100  # bytes that pass at once on a slow line

Portal = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Weather:
    """How the line is just now; fair, unless it says otherwise."""

    # The share of exchanges (a request and its answer) that end in a reset.
    resets: float = 0.0
    where: tuple[str, ...] = (BEFORE, MIDDLE, AFTER)
    # Bytes a second, each way, for all connections together.
    rate: int | None = None
    # No connection comes about, and those that stand are reset.
    cut: bool = False
    # Everything is accepted and nothing is ever heard of it.
    hole: bool = False
    # What answers in the server's place.
    portal: Portal | None = None


FAIR = Weather()


class Proxy:
    """The line; `weather` may be changed at any time, `happened` counts what it did."""

    def __init__(self, port: int, seed: int = 0) -> None:
        self.upstream = port
        self.weather = FAIR
        self.happened: Counter[str] = Counter()
        self.chance = random.Random(seed)
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.lines: set[_Line] = set()
        self.free_at = {"up": 0.0, "down": 0.0}
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def set(self, weather: Weather) -> None:
        """Change the weather; a cut also ends what stands."""
        self.weather = weather
        if weather.cut:
            with self.lock:
                lines = list(self.lines)
            for line in lines:
                line.reset()

    def close(self) -> None:
        """End every connection, and listen no more."""
        self.over.set()
        self.listener.close()
        with self.lock:
            lines = list(self.lines)
        for line in lines:
            line.reset()

    def draw(self) -> str | None:
        """What is to become of the next exchange; None for nothing bad."""
        weather = self.weather
        with self.lock:
            if self.chance.random() >= weather.resets:
                return None
            return self.chance.choice(weather.where)

    def count(self, what: str) -> None:
        """Note that something happened."""
        with self.lock:
            self.happened[what] += 1

    def pass_slowly(self, data: bytes, way: str, send: Callable[[bytes], None]) -> None:
        """Send at the rate of the line."""
        at = 0
        while at < len(data):
            rate = self.weather.rate
            piece = data[at : at + (SMALL if rate else PIECE)]
            if rate:
                with self.lock:
                    start = max(self.free_at[way], time.monotonic())
                    self.free_at[way] = start + len(piece) / rate
                if self.over.wait(self.free_at[way] - time.monotonic()):
                    return
            send(piece)
            at += len(piece)

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                phone, _ = self.listener.accept()
            except OSError:
                return
            self.count("connections")
            line = _Line(self, phone)
            if self.weather.cut:
                line.reset()
                continue
            with self.lock:
                self.lines.add(line)
            threading.Thread(target=line.run, daemon=True).start()


class _Line:
    """One connection: from the phone up to the server and down again."""

    def __init__(self, proxy: Proxy, phone: socket.socket) -> None:
        self.proxy = proxy
        self.phone = phone
        self.server: socket.socket | None = None
        self.fate: str | None = None
        self.asking = False

    def run(self) -> None:
        """Carry what comes, until either end has had enough."""
        try:
            self._up()
        except OSError:
            self.reset()
        finally:
            with self.proxy.lock:
                self.proxy.lines.discard(self)

    def reset(self) -> None:
        """Break off at once, in both directions."""
        for end in (self.phone, self.server):
            if end is not None:
                with suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RD)
                end.close()

    def _up(self) -> None:
        proxy = self.proxy
        while data := self.phone.recv(PIECE):
            weather = proxy.weather
            if weather.portal is not None:
                self._answer_instead(weather.portal, data)
                return
            if weather.hole:
                proxy.count("swallowed")
                self._swallow()
                return
            if not self.asking:
                self.asking = True
                self.fate = proxy.draw()
                proxy.count(self.fate or "well")
            if self.fate == BEFORE:
                self.reset()
                return
            if self.server is None:
                self.server = socket.create_connection(("127.0.0.1", proxy.upstream))
                threading.Thread(target=self._down, daemon=True).start()
            proxy.pass_slowly(data, "up", self.server.sendall)
        if self.server is not None:
            with suppress(OSError):
                self.server.shutdown(socket.SHUT_WR)

    def _down(self) -> None:
        server = self.server
        assert server is not None
        try:
            while data := server.recv(PIECE):
                self.asking = False
                if self.proxy.weather.hole:
                    self.proxy.count("swallowed")
                    self._swallow()
                    return
                # A byte of the answer is there, so whatever it tells of is committed.
                if self.fate == MIDDLE:
                    self.proxy.pass_slowly(data[: len(data) // 2], "down", self.phone.sendall)
                if self.fate in (MIDDLE, AFTER):
                    self.reset()
                    return
                self.proxy.pass_slowly(data, "down", self.phone.sendall)
            with suppress(OSError):
                self.phone.shutdown(socket.SHUT_WR)
        except OSError:
            self.reset()

    def _swallow(self) -> None:
        """Read on and answer nothing: what was lost stays lost when the weather turns."""
        while self.phone.recv(PIECE):
            pass

    def _answer_instead(self, portal: Portal, data: bytes) -> None:
        self.proxy.count("portal")
        while not _is_whole(data):
            more = self.phone.recv(PIECE)
            if not more:
                return
            data += more
        self.phone.sendall(portal(data))
        self.phone.shutdown(socket.SHUT_WR)
        self._swallow()


def _is_whole(request: bytes) -> bool:
    head, blank, body = request.partition(b"\r\n\r\n")
    if not blank:
        return False
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    return len(body) >= length


def _answer(status: str, kind: str, body: bytes, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}"
    return head.encode() + b"Connection: close\r\n\r\n" + body


def welcome(_request: bytes) -> bytes:
    """A portal's page, with status 200, to whatever was asked."""
    return _answer("200 OK", "text/html", b"<h1>Free Wi-Fi</h1><p>Accept our terms.</p>")


def elsewhere(_request: bytes) -> bytes:
    """A portal that sends everybody to its own address."""
    return _answer("302 Found", "text/html", b"", "Location: http://wifi.example/terms\r\n")


def parrot(request: bytes) -> bytes:
    """The worst: 200, JSON, and whatever it was sent, as if it had been received."""
    body = request.partition(b"\r\n\r\n")[2]
    try:
        said = json.loads(body)
    except ValueError:
        said = {}
    given = said.get("id") if isinstance(said, dict) else None
    told = {
        "received": {"id": given, "hash": "0" * 64},
        "state": "received",
        "reference": "AAAAAA",
        "next": "/",
    }
    return _answer("200 OK", "application/json", json.dumps(told).encode())


PORTALS: dict[str, Portal] = {"welcome": welcome, "elsewhere": elsewhere, "parrot": parrot}
