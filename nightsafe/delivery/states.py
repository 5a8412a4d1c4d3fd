"""How far a message is on its way to one mailbox or browser, and what may still become of it."""

from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MAIL, PUSH = "mail", "push"
CHANNELS = (MAIL, PUSH)


class State(StrEnum):
    """A sending is in one of these."""

    WAITING = "waiting"
    # On its way now; or its sender died, and what became of it nobody knows.
    BEGUN = "begun"
    SENT = "sent"
    FAILED = "failed"
    # It may have arrived: it is not sent again by itself.
    UNSURE = "unsure"
    # Nobody needs it any more, or nobody wants it.
    DROPPED = "dropped"


STATES: dict[State, LazyString] = {
    State.WAITING: _l("waiting"),
    State.BEGUN: _l("being sent"),
    State.SENT: _l("sent"),
    State.FAILED: _l("failed"),
    State.UNSURE: _l("not sure"),
    State.DROPPED: _l("not needed any more"),
}

# Why something was not sent; a key is kept, never the words of another server.
PROBLEMS: dict[str, LazyString] = {
    "": _l("nothing wrong"),
    "interrupted": _l("The sender stopped in the middle: it may have arrived."),
    "unanswered": _l("The connection broke before an answer came: it may have arrived."),
    "away": _l("The mail server or push service could not be reached."),
    "busy": _l("The mail server or push service asked to wait."),
    "address": _l("The address does not exist, or takes no mail."),
    "gone": _l("That browser takes no more messages."),
    "refused": _l("The mail server or push service refused it."),
    "sign-in": _l("The mail server refused our name or password."),
    "open": _l(
        "The mail server takes our name and password only unsealed: they were not sent. Name one "
        "that seals (STARTTLS or smtps)."
    ),
    "forbidden": _l("The push service is not among those allowed."),
    "not-set-up": _l("Nothing is set up to send it with."),
    "no-address": _l("There is no address to send it to."),
    "left": _l("The person is suspended or has left."),
    "off": _l("The person has switched it off."),
    "read": _l("It was read before it was sent."),
    "withdrawn": _l("It was withdrawn before it was sent."),
    "old": _l("It was too old by the time it could be sent."),
    "by-hand": _l("Somebody said that it arrived."),
    "wrong": _l("It could not be put into words: a fault of the product, in its log."),
}

_MINUTE = timedelta(minutes=1)
WAITS = (
    *(timedelta(seconds=15), timedelta(seconds=45)),
    *(2 * _MINUTE, 5 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, 60 * _MINUTE, 180 * _MINUTE),
)
# Older than that, it is of no use any more.
GIVE_UP = {True: timedelta(hours=48), False: timedelta(hours=24)}


def next_try(tries: int, now: datetime) -> datetime:
    """When to try again what was tried so often, with ever longer waits."""
    return now + WAITS[min(tries, len(WAITS)) - 1]


def too_old(since: datetime, *, safety: bool, now: datetime) -> bool:
    """Whether something that could first be sent at an instant is of no use any more."""
    return now - since > GIVE_UP[safety]
