"""Mail: written by the standard library, handed over by SMTP or laid into a folder.

The libraries that send mail for Flask do not tell whether a server had all of a letter when the
line broke; what must not be sent twice hangs on just that, so smtplib is used as it is.
"""

import hashlib
import os
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit

from nightsafe.config import SettingError
from nightsafe.delivery.hosts import SHUT_FOR, is_loopback
from nightsafe.delivery.letters import Letter, Recipient
from nightsafe.delivery.sending import Broken, Refused, Try

TIMEOUT = 20.0  # seconds for each answer of a server
_END = b"\r\n.\r\n"
SIGNED_IN_FIRST = {530, 534, 535, 538}
AWAY = {421, 450, 451, 452}


@dataclass(frozen=True)
class Outbox:
    """Who letters are from, where answers and links lead, how somebody unsubscribes."""

    sender: str
    base_url: str
    # The address at which somebody's letters of a kind's group end; None for what is for safety.
    unsubscribe: Any

    @property
    def host(self) -> str:
        """The host that letters are named by."""
        return urlsplit(self.base_url).hostname or "localhost"


def written(outbox: Outbox, one: Try, recipient: Recipient, letter: Letter) -> EmailMessage:
    """The mail of a letter; the same message to the same mailbox always has the same id."""
    mail = EmailMessage()
    mail["From"] = outbox.sender
    assert recipient.email is not None
    mail["To"] = Address(_one_line(recipient.name), addr_spec=recipient.email)
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = format_datetime(one.created_at)
    # A number alone may come again after an erasure; the same message has the same at each try.
    named = hashlib.sha256(f"{one.about.kind} {one.about.record_id}".encode()).hexdigest()[:12]
    mail["Message-ID"] = f"<message.{one.about.message_id}.{named}.{one.channel}@{outbox.host}>"
    mail["Auto-Submitted"] = "auto-generated"
    leave = outbox.unsubscribe(one)
    if leave:
        mail["List-Unsubscribe"] = f"<{leave}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(f"{letter.plain}\n\n{letter.leave} {leave}" if leave else letter.plain)
    if letter.html is not None:
        mail.add_alternative(_with_a_way_out(letter, leave), subtype="html")
    return mail


def _with_a_way_out(letter: Letter, leave: str | None) -> str:
    """A page of a letter with the address at which such letters end, where there is one."""
    page = letter.html or ""
    if not leave:
        return page
    head, end, rest = page.rpartition("</body>")
    link = f'<a href="{escape(leave)}">{escape(leave)}</a>'
    return f"{head}<p>{escape(letter.leave)} {link}</p>\n{end}{rest}"


def _one_line(words: str) -> str:
    """Words without anything that ends a header's line."""
    return " ".join(words.split())


class Folder:
    """Letters laid into a folder, one file each: for trying out, and for the demo city."""

    def __init__(self, folder: Path, outbox: Outbox) -> None:
        self._folder, self._outbox = folder, outbox

    def send(self, one: Try, recipient: Recipient, letter: Letter) -> None:
        """Lay one letter into the folder; under its own name, however often it is sent."""
        mail = written(self._outbox, one, recipient, letter)
        name = f"{one.created_at:%Y%m%d-%H%M%S}-{one.about.kind}-{one.id}.eml"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            half = self._folder / f".{name}.part"
            with half.open("wb") as file:
                file.write(bytes(mail))
                file.flush()
                os.fsync(file.fileno())
            half.replace(self._folder / name)
        except OSError as error:
            raise Refused("away", lasting=False) from error

    def close(self) -> None:
        """Nothing is kept open."""


class _Line:
    """What both kinds of connections know besides: whether a whole letter has left."""

    handed_over = False

    def send(self, s: Any) -> None:
        """Send octets; once the end of a letter is among them, a server may have all of it."""
        octets = s.encode("ascii") if isinstance(s, str) else bytes(s)
        if octets.endswith(_END):
            self.handed_over = True
        super().send(s)  # type: ignore[misc]


class _Open(OSError):
    """A server to which a name and a password would go for everybody on the way to read."""


class _Plain(_Line, smtplib.SMTP):
    """A connection that is sealed later, where the server offers it."""


class _Sealed(_Line, smtplib.SMTP_SSL):
    """A connection that is sealed from the beginning."""


class Server:
    """Letters handed to a mail server, one after another on one connection."""

    def __init__(self, address: str, outbox: Outbox) -> None:
        parts = urlsplit(address)
        self._parts, self._outbox = parts, outbox
        self._line: _Plain | _Sealed | None = None
        # Why the last call was in vain, and until when there is no other.
        self._shut, self._shut_until = "", 0.0

    def send(self, one: Try, recipient: Recipient, letter: Letter) -> None:
        """Hand over one letter; raises Refused or Broken."""
        mail = written(self._outbox, one, recipient, letter)
        line = self._connected()
        line.handed_over = False
        try:
            line.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, _words = next(iter(error.recipients.values()))
            self._reset()
            raise _refused(code, "address") from error
        except smtplib.SMTPSenderRefused as error:
            self._reset()
            raise _unwanted(error) from error
        except smtplib.SMTPResponseException as error:
            if line.handed_over and not _says_no(error.smtp_code):
                self._drop()
                raise Broken("unanswered", handed_over=True) from error
            self._reset()
            raise _refused(error.smtp_code, "refused") from error
        except smtplib.SMTPNotSupportedError as error:
            self.close()
            raise Refused("refused", lasting=True) from error
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            problem = "unanswered" if line.handed_over else "away"
            raise Broken(problem, handed_over=line.handed_over) from error

    def _connected(self) -> "_Plain | _Sealed":
        if self._line is not None:
            with suppress(OSError, smtplib.SMTPException):
                if self._line.noop()[0] == 250:
                    return self._line
            self._drop()
        if monotonic() < self._shut_until:
            raise Refused(self._shut, lasting=False)
        try:
            # Kept only once it is sealed and signed in: whatever came after would go by it.
            self._line = self._opened()
        except (OSError, smtplib.SMTPException) as error:
            unwanted = _unwanted(error)
            self._shut, self._shut_until = unwanted.problem, monotonic() + SHUT_FOR
            raise unwanted from error
        return self._line

    def _opened(self) -> "_Plain | _Sealed":
        """A connection by which letters may leave."""
        host, port = self._parts.hostname or "", self._parts.port or 0
        context = ssl.create_default_context()
        line: _Plain | _Sealed
        if self._parts.scheme == "smtps":
            line = _Sealed(host, port or 465, timeout=TIMEOUT, context=context)
        else:
            line = _Plain(host, port or 587, timeout=TIMEOUT)
        try:
            line.ehlo()
            if isinstance(line, _Plain) and line.has_extn("starttls"):
                line.starttls(context=context)
                line.ehlo()
            if self._parts.username:
                if not (isinstance(line.sock, ssl.SSLSocket) or is_loopback(host)):
                    raise _Open(host)
                line.login(unquote(self._parts.username), unquote(self._parts.password or ""))
        except BaseException:
            line.close()
            raise
        return line

    def close(self) -> None:
        """Say goodbye to the server."""
        if self._line is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._line.quit()
            self._drop()

    def _reset(self) -> None:
        """After a refusal, the connection goes on if the server wants it to."""
        try:
            if self._line is not None:
                self._line.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _refused(code: int, problem: str) -> Refused:
    """What an answer of a server means: from 500 up it lasts, below it may be otherwise later."""
    if code in SIGNED_IN_FIRST:
        return Refused("sign-in", lasting=False)
    if code in AWAY or code < 500:
        return Refused("busy", lasting=False)
    return Refused(problem, lasting=True)


def _unwanted(error: Exception) -> Refused:
    """It is we whom a server does not take, not a letter: somebody mends that, or it passes."""
    if isinstance(error, _Open):
        return Refused("open", lasting=False)
    if not isinstance(error, smtplib.SMTPResponseException):
        supported = not isinstance(error, smtplib.SMTPNotSupportedError)
        return Refused("away" if supported else "sign-in", lasting=False)
    found = _refused(error.smtp_code, "refused")
    return Refused(found.problem, lasting=False)


def _says_no(code: int) -> bool:
    """Whether an answer is certainly a no; anything odd may be a yes."""
    return 400 <= code < 600


def check_address(address: str) -> None:
    """Raise SettingError for a NIGHTSAFE_MAIL_URL that says nothing."""
    parts = urlsplit(address)
    known = parts.scheme in {"smtp", "smtps"} and parts.hostname
    if address and not known and not (parts.scheme == "file" and parts.path):
        raise SettingError(
            "NIGHTSAFE_MAIL_URL: write it as smtp://name:password@mail.example.org:587, "
            "smtps://... or file:///folder."
        )
