"""Sending what waits: each try is noted before its first octet leaves, and its end afterwards.

What is for safety is sent at least once: a try without an end is made again, under the same
Message-ID or tag, so that whoever gets it twice sees it once. All else is sent at most once: a try
without an end is "not sure", is shown, and is never made again by itself.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from nightsafe.database import db, only_reading, own_transaction
from nightsafe.delivery.choices import Quiet, key_of
from nightsafe.delivery.kinds import KINDS, SAFETY
from nightsafe.delivery.letters import About, Letter, Recipient
from nightsafe.delivery.models import Message, MessageChoice, PushSubscription, Sending
from nightsafe.delivery.states import MAIL, PUSH, WAITS, State, next_try, too_old

log = logging.getLogger(__name__)


class Refused(Exception):
    """It was not taken, and that is certain; `lasting` where another try would be in vain.

    `wait` is how long the other side asks us to wait, where it does.
    """

    def __init__(self, problem: str, *, lasting: bool, wait: timedelta | None = None) -> None:
        super().__init__(problem)
        self.problem, self.lasting, self.wait = problem, lasting, wait


class Broken(Exception):
    """No answer came; `handed_over` where all of it had left by then, so that it may be there."""

    def __init__(self, problem: str, *, handed_over: bool) -> None:
        super().__init__(problem)
        self.problem, self.handed_over = problem, handed_over


@dataclass(frozen=True)
class Subscribed:
    """A browser, with what is needed to reach it."""

    id: int
    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class Try:
    """One try: what it is about, to whom, by which way; `at` tells it from others of the same."""

    id: int
    about: About
    person_id: int
    channel: str
    subscribed: Subscribed | None
    safety: bool
    created_at: datetime
    tries: int
    at: datetime


class Way(Protocol):
    """How letters leave by one channel; raises Refused or Broken."""

    def send(self, one: Try, recipient: Recipient, letter: Letter) -> None:
        """Send one letter, and come back when it was taken."""

    def close(self) -> None:
        """Nothing more is to be sent for now."""


Find = Callable[[Collection[int], datetime], Mapping[int, Recipient]]
Compose = Callable[[About, Recipient], Letter | None]


def recover(*, now: datetime) -> int:
    """Settle the tries that a sender began and did not end; how many there were.

    To be called by whoever has just become the one sender, before anything is sent.
    """
    begun = Sending.state == State.BEGUN
    with own_transaction() as beside:
        again = update(Sending).where(begun, Sending.safety.is_(True))
        unsure = update(Sending).where(begun, Sending.safety.is_(False))
        settled = [
            *beside.scalars(
                again.values(state=State.WAITING, next_at=now, problem="interrupted").returning(
                    Sending.id
                )
            ),
            *beside.scalars(
                unsure.values(state=State.UNSURE, ended_at=now, problem="interrupted").returning(
                    Sending.id
                )
            ),
        ]
        return len(settled)


def due(*, now: datetime) -> bool:
    """Whether anything waits to be sent, or was begun and not ended."""
    waits = (Sending.state == State.WAITING) & (Sending.next_at <= now)
    with own_transaction() as beside:
        return bool(beside.scalar(select(exists().where(waits | (Sending.state == State.BEGUN)))))


def begin(find: Find, tz: ZoneInfo, *, now: datetime) -> tuple[Try, Recipient] | None:
    """Take the next one that is due, safety first, and note that it is on its way.

    What nobody needs any more is dropped on the way, and what must not wake anybody is put off.
    None when nothing is left to do now.
    """
    while True:
        with own_transaction() as beside:
            row = _next(beside, now)
            if row is None:
                return None
            sending, message = row
            recipient = _found(find, message.person_id, now)
            problem = _not_needed(beside, sending, message, recipient, now)
            if problem:
                sending.state, sending.problem, sending.ended_at = State.DROPPED, problem, now
                continue
            later = None if sending.safety else _quiet_until(beside, message.person_id, now, tz)
            if later is not None:
                sending.next_at = later
                continue
            assert recipient is not None
            sending.state, sending.begun_at, sending.ended_at = State.BEGUN, now, None
            sending.tries += 1
            subscribed = _subscribed(beside, sending)
            return _try(sending, message, subscribed, now), recipient


def _found(find: Find, person_id: int, now: datetime) -> Recipient | None:
    """Whom a message is for; read beside a transaction that holds the lock to write."""
    with only_reading():
        found = find([person_id], now).get(person_id)
        db.session.rollback()
    return found


def _next(beside: Session, now: datetime) -> tuple[Sending, Message] | None:
    query = (
        select(Sending, Message)
        .join(Message, Message.id == Sending.message_id)
        .where(Sending.state == State.WAITING, Sending.next_at <= now)
        .order_by(Sending.safety.desc(), Sending.next_at, Sending.id)
        .limit(1)
        .with_for_update(of=Sending, skip_locked=True)
    )
    row = beside.execute(query).first()
    return None if row is None else (row[0], row[1])


def _not_needed(
    beside: Session,
    sending: Sending,
    message: Message,
    recipient: Recipient | None,
    now: datetime,
) -> str:
    """Why something is not to be sent any more; empty where it is."""
    subscription = _subscribed(beside, sending) if sending.channel == PUSH else None
    reasons = {
        "withdrawn": message.withdrawn_at is not None,
        "read": message.acknowledged_at is not None,
        "left": recipient is None or not recipient.stands,
        "no-address": sending.channel == MAIL and not (recipient and recipient.email),
        "gone": sending.channel == PUSH and subscription is None,
        "old": too_old(sending.created_at, safety=sending.safety, now=now),
        "off": _switched_off(beside, sending, message),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _switched_off(beside: Session, sending: Sending, message: Message) -> bool:
    group = KINDS[message.kind].group
    chosen = None if group == SAFETY else beside.get(MessageChoice, message.person_id)
    return chosen is not None and key_of(sending.channel, group) in chosen.off


def _quiet_until(beside: Session, person_id: int, now: datetime, tz: ZoneInfo) -> datetime | None:
    chosen = beside.get(MessageChoice, person_id)
    quiet = Quiet(chosen.quiet_from, chosen.quiet_until) if chosen else Quiet()
    return quiet.end(now, tz)


def _subscribed(beside: Session, sending: Sending) -> Subscribed | None:
    if sending.subscription_id is None:
        return None
    row = beside.get(PushSubscription, sending.subscription_id)
    if row is None or row.ended_at is not None:
        return None
    return Subscribed(row.id, row.endpoint, row.p256dh, row.auth)


def _try(sending: Sending, message: Message, subscribed: Subscribed | None, now: datetime) -> Try:
    return Try(
        id=sending.id,
        about=About(message.id, message.kind, message.record_id, message.topic),
        person_id=message.person_id,
        channel=sending.channel,
        subscribed=subscribed,
        safety=sending.safety,
        created_at=sending.created_at,
        tries=sending.tries,
        at=now,
    )


def carry_out(
    one: Try,
    recipient: Recipient,
    compose: Compose,
    ways: Mapping[str, Way | None],
    clock: Callable[[], datetime],
) -> None:
    """Send what was begun, and note how it ended."""
    try:
        way = ways.get(one.channel)
        if way is None:
            raise Refused("not-set-up", lasting=True)
        letter = compose(one.about, recipient)
        if letter is None:
            end(one, State.DROPPED, "withdrawn", now=clock())
            return
        way.send(one, recipient, letter)
    except Refused as error:
        if error.problem == "gone":
            _end_subscription(one, now=clock())
        _not_sent(one, error.problem, again=not error.lasting, wait=error.wait, now=clock())
    except Broken as error:
        if error.handed_over and not one.safety:
            end(one, State.UNSURE, error.problem, now=clock())
        else:
            _not_sent(one, error.problem, again=True, now=clock())
    except Exception:
        # A fault of ours, before anything left: it is tried again, and stands in the log.
        log.exception("message %s could not be put into words", one.about.message_id)
        _not_sent(one, "wrong", again=True, now=clock())
    else:
        end(one, State.SENT, "", now=clock())


def _not_sent(
    one: Try, problem: str, *, again: bool, now: datetime, wait: timedelta | None = None
) -> None:
    then = max(next_try(one.tries, now), now + min(wait or timedelta(), WAITS[-1]))
    if again and not too_old(one.created_at, safety=one.safety, now=then):
        _put(one, {"state": State.WAITING, "next_at": then, "problem": problem, "ended_at": now})
    else:
        end(one, State.FAILED, problem, now=now)


def end(one: Try, state: State, problem: str, *, now: datetime) -> None:
    """Note how a try ended; one that was settled meanwhile stays as it is."""
    _put(one, {"state": state, "problem": problem, "ended_at": now})


def _put(one: Try, values: Mapping[str, object]) -> None:
    mine = update(Sending).where(
        Sending.id == one.id, Sending.state == State.BEGUN, Sending.begun_at == one.at
    )
    with own_transaction() as beside:
        beside.execute(mine.values(**values))


def _end_subscription(one: Try, *, now: datetime) -> None:
    if one.subscribed is not None:
        gone = update(PushSubscription).where(PushSubscription.id == one.subscribed.id)
        with own_transaction() as beside:
            beside.execute(gone.values(ended_at=now))
