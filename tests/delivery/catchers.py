"""A mail server and a push service on this machine, which stop at any step one likes."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

# What a server may do at a step: go on, break the line, or answer otherwise (a reply's text).
Happens = Callable[[str, int], str | None]
BREAK = "break"


def goes_on(_step: str, _number: int) -> str | None:
    """Nothing odd happens."""
    return None


@dataclass
class Catcher:
    """What was taken, and whether something is to happen at a step.

    Steps of mail: connect, starttls (if it `offers` that), auth, from, rcpt, data (before the
    words), dot (all of it is here, no answer yet), taken (the answer has left). Of push: connect,
    dot, taken.
    """

    port: int = 0
    happens: Happens = goes_on
    offers: str = "AUTH PLAIN"
    taken: list[bytes] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    _steps: dict[str, int] = field(default_factory=dict)

    def at(self, step: str) -> str | None:
        """What happens at a step, which is reached for the n-th time."""
        self._steps[step] = self._steps.get(step, 0) + 1
        return self.happens(step, self._steps[step])

    @property
    def mails(self) -> list[EmailMessage]:
        """The letters that were taken, read back."""
        return [message_from_bytes(one, policy=policy.default) for one in self.taken]

    def ids(self) -> list[str]:
        """The Message-IDs of all letters that were taken, in their order."""
        return [str(one["Message-ID"]) for one in self.mails]


class _Broken(Exception):
    pass


class _Line:
    """One connection, line by line."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.file = connection.makefile("rb")

    def say(self, words: str) -> None:
        self.connection.sendall(words.encode() + b"\r\n")

    def heard(self) -> bytes:
        line = self.file.readline()
        if not line:
            raise _Broken
        return bytes(line)


def _step(catcher: Catcher, line: _Line, step: str, usual: str = "") -> bool:
    """Reach a step; whether it went its usual way."""
    answer = catcher.at(step)
    if answer == BREAK:
        raise _Broken
    if answer or usual:
        line.say(answer or usual)
    return not answer


def _mail(catcher: Catcher, line: _Line) -> None:
    _step(catcher, line, "connect", "220 here")
    while True:
        said = line.heard().strip().upper()
        if said.startswith((b"EHLO", b"HELO")):
            line.say(f"250-here\r\n250 {catcher.offers}")
        elif said.startswith(b"STARTTLS"):
            _step(catcher, line, "starttls", "454 no keys")
        elif said.startswith(b"AUTH"):
            _step(catcher, line, "auth", "235 known")
        elif said.startswith(b"MAIL"):
            _step(catcher, line, "from", "250 fine")
        elif said.startswith(b"RCPT"):
            _step(catcher, line, "rcpt", "250 known")
        elif said == b"DATA":
            if not _step(catcher, line, "data", "354 go on"):
                continue
            letter = b""
            while (more := line.heard()) != b".\r\n":
                letter += more.removeprefix(b".") if more.startswith(b"..") else more
            # All of it is here: from now on it may be delivered, whatever becomes of the line.
            catcher.taken.append(letter)
            if _step(catcher, line, "dot", "250 taken"):
                catcher.at("taken")
            else:
                catcher.taken.pop()
        elif said == b"QUIT":
            line.say("221 bye")
            return
        else:
            line.say("250 fine")


def _push(catcher: Catcher, line: _Line) -> None:
    if catcher.at("connect") == BREAK:
        raise _Broken
    request = line.heard().decode()
    heads = {}
    while (head := line.heard().decode().strip()) != "":
        name, _, value = head.partition(":")
        heads[name.lower()] = value.strip()
    body = line.file.read(int(heads["content-length"]))
    catcher.taken.append(body)
    catcher.heads.append({**heads, "request": request.strip()})
    answer = catcher.at("dot")
    if answer == BREAK:
        raise _Broken
    line.say(f"HTTP/1.1 {answer or '201 Created'}\r\nContent-Length: 0\r\nConnection: close\r\n")
    catcher.at("taken")


@contextmanager
def _serving(speak: Callable[[Catcher, _Line], None]) -> Iterator[Catcher]:
    catcher = Catcher()
    server = socket.create_server(("127.0.0.1", 0))
    catcher.port = server.getsockname()[1]

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, suppress(_Broken, OSError):
                speak(catcher, _Line(connection))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield catcher
    finally:
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(2)


def mail_server() -> AbstractContextManager[Catcher]:
    """A mail server."""
    return _serving(_mail)


def push_service() -> AbstractContextManager[Catcher]:
    """A push service."""
    return _serving(_push)
