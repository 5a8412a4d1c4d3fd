"""What a message says on its way: a subject, a few plain words, perhaps a page of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _

from nightsafe.delivery.kinds import KINDS


@dataclass(frozen=True)
class Recipient:
    """Whom it goes to; `stands` is whether they belong to the network now."""

    person_id: int
    name: str
    email: str | None
    language: str | None
    stands: bool


@dataclass(frozen=True)
class About:
    """The message that a letter is about."""

    message_id: int
    kind: str
    record_id: UUID
    topic: str


@dataclass(frozen=True)
class Letter:
    """What is sent: `line` is the whole of a push, `plain` and `html` are a mail's.

    `path` leads to the page that holds the rest. `tag` puts a push in the place of an earlier one.
    `leave` is said before the address at which letters of its kind end, where there is one.
    """

    subject: str
    line: str
    plain: str
    path: str = "/"
    html: str | None = None
    tag: str = ""
    leave: str = ""


# Puts a message into words, within a request to the site's own address and in the reader's
# language; None where there is nothing left to say.
Composer = Callable[[About, Recipient, str], Letter | None]
Composers = Mapping[str, Composer]


def general(about: About, recipient: Recipient, base_url: str) -> Letter:
    """That something of its kind waits, and where; nothing of the record itself."""
    kind = KINDS[about.kind]
    subject, line = str(kind.title), str(kind.line)
    return Letter(subject, line, plain(recipient, [subject + ".", line], base_url, "/"))


def plain(recipient: Recipient, lines: list[str], base_url: str, path: str) -> str:
    """A short letter: a greeting, its lines, the address of the page, whom to call instead."""
    return "\n\n".join(
        [
            _("Hello %(name)s,", name=recipient.name),
            *lines,
            f"{base_url}{path}",
            _("Nobody reads answers to this mail. In an emergency call 999."),
        ]
    )
