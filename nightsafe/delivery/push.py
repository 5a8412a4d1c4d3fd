"""Web push: sealed to one browser, signed by us, handed to the service of its maker (R24).

Sealing and signing are libraries'; the connection is our own, because where it may lead has to be
checked for the address that is then really called, and because what must not be sent twice hangs
on whether a whole message had left when the line broke.
"""

import http.client
import ipaddress
import json
import re
import socket
import ssl
from contextlib import suppress
from datetime import timedelta
from email.utils import parseaddr
from fnmatch import fnmatchcase
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from nightsafe.config import Settings
from nightsafe.delivery.hosts import SHUT_FOR, is_loopback
from nightsafe.delivery.letters import Letter, Recipient
from nightsafe.delivery.push_keys import Key
from nightsafe.delivery.sending import Broken, Refused, Subscribed, Try

TIMEOUT = 10.0  # seconds
_SIGNED_FOR = timedelta(hours=12)
_LIVES = {True: timedelta(hours=12), False: timedelta(hours=24)}
_TAKEN = {200, 201, 202, 204}
_GONE = {404, 410}
# Something before or in the service broke, perhaps after it had taken the message.
_ODD = {500, 502, 504}


class Forbidden(Exception):
    """An address that nothing may be sent to."""


class Pusher:
    """Sends to the browsers that people let us wake."""

    def __init__(self, key: Key, settings: Settings) -> None:
        self._key = key
        self._hosts = settings.push_hosts.split()
        # The services that could not be reached, and until when they are not called again.
        self._shut: dict[str, float] = {}
        # Whom a push service may write to about what we send: an https address, or a mailbox.
        mailbox = parseaddr(settings.mail_from)[1] or "nightsafe@localhost"
        self._subject = settings.base_url if settings.tls else f"mailto:{mailbox}"

    def send(self, one: Try, recipient: Recipient, letter: Letter) -> None:
        """Hand one letter to the browser's push service; raises Refused or Broken."""
        assert one.subscribed is not None
        try:
            target = _Target(one.subscribed.endpoint, self._hosts)
        except Forbidden as error:
            raise Refused("forbidden", lasting=True) from error
        if monotonic() < self._shut.get(target.origin, 0.0):
            raise Refused("away", lasting=False)
        body, headers = self._sealed(one, letter, target)
        connection = target.connection()
        handed_over = False
        try:
            connection.connect()
            handed_over = True  # whatever breaks from here on, a service may have all of it
            connection.request("POST", target.path, body, headers)
            answer = connection.getresponse()
        except Forbidden as error:
            raise Refused("forbidden", lasting=True) from error
        except (OSError, http.client.HTTPException) as error:
            if not handed_over:
                self._shut[target.origin] = monotonic() + SHUT_FOR
            problem = "unanswered" if handed_over else "away"
            raise Broken(problem, handed_over=handed_over) from error
        finally:
            connection.close()
        _judge(answer.status, answer.headers.get("Retry-After", ""))

    def close(self) -> None:
        """Each message has a connection of its own."""

    def _sealed(self, one: Try, letter: Letter, target: "_Target") -> tuple[bytes, dict[str, str]]:
        # With requests and aiohttp: in the job that sends.
        from py_vapid import Vapid02  # noqa: PLC0415
        from pywebpush import WebPusher, WebPushException  # noqa: PLC0415

        assert one.subscribed is not None
        said = {
            "title": letter.subject,
            "line": letter.line,
            "path": letter.path,
            "tag": tag_of(one, letter),
        }
        try:
            sealed = WebPusher(_info(one.subscribed)).encode(
                json.dumps(said, ensure_ascii=False).encode(), "aes128gcm"
            )
        except (WebPushException, ValueError, TypeError) as error:
            raise Refused("gone", lasting=True) from error
        signed: dict[str, str] = Vapid02(self._key).sign(
            {
                "aud": target.origin,
                "sub": self._subject,
                "exp": int((one.at + _SIGNED_FOR).timestamp()),
            }
        )
        return sealed["body"], {
            **signed,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(_LIVES[one.safety].total_seconds())),
            "Urgency": "high" if one.safety else "normal",
            # Of two that wait for a phone that is off, the later takes the place of the earlier.
            "Topic": tag_of(one, letter),
        }


def tag_of(one: Try, letter: Letter) -> str:
    """What puts a push in the place of an earlier one about the same; at most 32 characters."""
    return letter.tag or f"message-{one.about.message_id}"


def _info(subscribed: Subscribed) -> dict[str, Any]:
    return {
        "endpoint": subscribed.endpoint,
        "keys": {"p256dh": subscribed.p256dh, "auth": subscribed.auth},
    }


def _judge(status: int, after: str) -> None:
    """What the answer of a push service means (RFC 8030); `after` is its Retry-After."""
    if status in _TAKEN:
        return
    if status in _GONE:
        raise Refused("gone", lasting=True)
    if status in _ODD:
        raise Broken("unanswered", handed_over=True)
    if status == 429 or status >= 500:
        # Its other form, a date, is a clock's that is not ours: then our own waits hold.
        wait = timedelta(seconds=int(after)) if re.fullmatch(r"[0-9]{1,6}", after) else None
        raise Refused("busy", lasting=False, wait=wait)
    raise Refused("refused", lasting=True)


def allowed(endpoint: str, hosts: list[str]) -> bool:
    """Whether messages may be sent to an address at all."""
    try:
        _Target(endpoint, hosts)
    except Forbidden:
        return False
    return True


class _Target:
    """Where a message is to go: https to a host that is allowed, or this machine if it is named."""

    def __init__(self, endpoint: str, hosts: list[str]) -> None:
        try:
            parts = urlsplit(endpoint)
            port = parts.port
        except ValueError as error:
            raise Forbidden(endpoint) from error
        self.host = (parts.hostname or "").lower()
        # Named with its port, as a host outside never is: for trying out, on this machine.
        self.named = f"{self.host}:{port}" in hosts and is_loopback(self.host)
        if not self.named and (
            parts.scheme != "https"
            or port not in {None, 443}
            or not any(fnmatchcase(self.host, one.lower()) for one in hosts if ":" not in one)
        ):
            raise Forbidden(endpoint)
        if parts.username or parts.password or not re.fullmatch(r"[!-~]+", endpoint):
            raise Forbidden(endpoint)
        self.sealed = parts.scheme == "https"
        self.port = port or 443
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def connection(self) -> http.client.HTTPConnection:
        """A connection that is not open yet."""
        return _Checked(self)


class _Checked(http.client.HTTPConnection):
    """A connection to the very address that was checked."""

    # What the header Host leaves out.
    default_port = 443

    def __init__(self, target: _Target) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT)
        self._target = target

    def connect(self) -> None:
        """Resolve the host once, refuse what is not public, and call just those addresses."""
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except UnicodeError as error:  # no name at all
            raise Forbidden(self.host) from error
        addresses = [str(one[4][0]) for one in found]
        if not self._target.named and not all(map(_is_public, addresses)):
            raise Forbidden(self.host)
        self.sock = self._first_of(addresses)
        if self._target.sealed:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def _first_of(self, addresses: list[str]) -> socket.socket:
        """The first that answers: a machine may have a name for a way that it does not have."""
        for address in addresses[:-1]:
            with suppress(OSError):
                return socket.create_connection((address, self.port), timeout=TIMEOUT)
        return socket.create_connection((addresses[-1], self.port), timeout=TIMEOUT)


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global
