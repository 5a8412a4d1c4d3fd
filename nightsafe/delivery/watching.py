"""How messages get on, for the coordinator: how many, which failed, whether anybody sends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from nightsafe.database import db
from nightsafe.delivery.kinds import BRIEFING, KINDS, WORK
from nightsafe.delivery.models import Message, PushSubscription, Sending
from nightsafe.delivery.states import CHANNELS, State

LOOKED_BACK = timedelta(days=14)
# What waits for longer is not being sent at all.
PATIENCE = timedelta(minutes=10)
TROUBLED = (State.FAILED, State.UNSURE)
MOST = 200

# Of these the coordinator may know what they are about; of the rest, that they are urgent.
_TOLD = {"alert", "alert-withdrawn", "test"}


@dataclass(frozen=True)
class Trouble:
    """A message that did not arrive, or perhaps did not."""

    sending: Sending
    message: Message
    browser: PushSubscription | None

    @property
    def what(self) -> str:
        """What kind of message it is; of records, restricted or not, only that it is urgent."""
        if self.message.kind in _TOLD:
            return str(KINDS[self.message.kind].title)
        words = {BRIEFING: _("The weekly briefing"), WORK: _("A question, answer or approval")}
        return words.get(KINDS[self.message.kind].group, _("Something urgent"))

    @property
    def settled(self) -> str:
        """Why it is not to be sent again; empty where it may be."""
        # Who has read a briefing is counted, and nobody is named.
        briefed = KINDS[self.message.kind].group == BRIEFING
        if self.message.acknowledged_at is not None and not briefed:
            return _("Read meanwhile.")
        if self.message.withdrawn_at is not None:
            return _("Withdrawn meanwhile.")
        gone = self.browser is not None and self.browser.ended_at is not None
        return _("Nothing can be sent there any more.") if gone else ""


def totals(*, now: datetime) -> dict[str, dict[State, int]]:
    """How many were written in the last two weeks, by channel and by what became of them."""
    found = {channel: dict.fromkeys(State, 0) for channel in CHANNELS}
    rows = db.session.execute(
        select(Sending.channel, Sending.state, func.count())
        .where(Sending.created_at > now - LOOKED_BACK)
        .group_by(Sending.channel, Sending.state)
    )
    for channel, state, number in rows:
        found[channel][State(state)] = number
    return found


def troubled(*, now: datetime) -> Sequence[Trouble]:
    """What failed or is not sure in the last two weeks, the newest first; at most MOST."""
    rows = db.session.execute(
        select(Sending, Message, PushSubscription)
        .join(Message, Message.id == Sending.message_id)
        .outerjoin(PushSubscription, PushSubscription.id == Sending.subscription_id)
        .where(Sending.state.in_(TROUBLED), Sending.created_at > now - LOOKED_BACK)
        .order_by(Sending.ended_at.desc(), Sending.id.desc())
        .limit(MOST)
    )
    return [Trouble(*row) for row in rows]


def trouble_of(sending_id: int) -> Trouble | None:
    """One message on its way; held, so that nothing else becomes of it in this transaction."""
    held = select(Sending).where(Sending.id == sending_id).with_for_update()
    sending = db.session.scalar(held)
    if sending is None:
        return None
    browser = sending.subscription_id
    return Trouble(
        sending,
        db.session.get_one(Message, sending.message_id),
        None if browser is None else db.session.get_one(PushSubscription, browser),
    )


def waiting_since(*, now: datetime) -> datetime | None:
    """Since when something could have been sent and was not, if for longer than PATIENCE."""
    since = db.session.scalar(
        select(func.min(Sending.next_at, type_=Sending.next_at.type)).where(
            Sending.state == State.WAITING
        )
    )
    return since if since is not None and now - since > PATIENCE else None
