"""What a coordinator does about a message that failed, or that may have arrived or not."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.delivery.models import Message, Sending
from nightsafe.delivery.states import State
from nightsafe.delivery.watching import TROUBLED
from nightsafe.errors import ProductError
from nightsafe.ledger.actions import stage


def sending_of(sending_id: int) -> Sending | None:
    """One message on its way, held until this transaction ends."""
    return db.session.scalar(select(Sending).where(Sending.id == sending_id).with_for_update())


def send_again(sending: Sending, *, actor_id: int, now: datetime) -> None:
    """Send once more what failed or is not sure, as if it were new.

    Raises ProductError for what has been settled otherwise, or what nobody needs any more.
    """
    _check(sending, TROUBLED)
    message = db.session.get_one(Message, sending.message_id)
    if message.acknowledged_at is not None or message.withdrawn_at is not None:
        raise ProductError(
            _l("It was read or withdrawn meanwhile, so there is nothing left to send.")
        )
    what = {"message": message.kind, "person": message.person_id, "channel": sending.channel}
    stage("sent-again", message.record_id, actor_id, what, now=now)
    sending.state, sending.problem, sending.tries = State.WAITING, "", 0
    # It is as old as this wish: else it would be too old to be sent.
    sending.created_at = sending.next_at = now
    sending.begun_at = sending.ended_at = None


def note_arrived(sending: Sending) -> None:
    """Settle what is not sure: somebody knows that it arrived.

    Raises ProductError for what has been settled otherwise.
    """
    _check(sending, (State.UNSURE,))
    sending.state, sending.problem = State.SENT, "by-hand"


def _check(sending: Sending, states: tuple[State, ...]) -> None:
    if sending.state not in states:
        raise ProductError(_l("Somebody has dealt with it meanwhile. Load the list again."))
