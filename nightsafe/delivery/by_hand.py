"""What a coordinator does about a message that failed, or that may have arrived or not."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from nightsafe.delivery.states import State
from nightsafe.delivery.watching import TROUBLED, Trouble
from nightsafe.errors import ProductError
from nightsafe.ledger.actions import stage


def send_again(one: Trouble, *, actor_id: int, now: datetime) -> None:
    """Send once more what failed or is not sure, as if it were new.

    Raises ProductError for what has been settled otherwise, or what nobody needs any more.
    """
    _check(one, TROUBLED)
    if one.settled:
        raise ProductError(
            _l("It was read or withdrawn meanwhile, or can reach nobody: there is nothing to send.")
        )
    sending = one.sending
    _note(one, "sent-again", actor_id=actor_id, now=now)
    sending.state, sending.problem, sending.tries = State.WAITING, "", 0
    # It is as old as this wish: else it would be too old to be sent.
    sending.created_at = sending.next_at = now
    # When it was last begun is kept: it may have arrived then.
    sending.ended_at = None


def note_arrived(one: Trouble, *, actor_id: int, now: datetime) -> None:
    """Settle what is not sure: somebody knows that it arrived.

    Raises ProductError for what has been settled otherwise.
    """
    _check(one, (State.UNSURE,))
    _note(one, "arrived-by-hand", actor_id=actor_id, now=now)
    one.sending.state, one.sending.problem = State.SENT, "by-hand"


def _note(one: Trouble, kind: str, *, actor_id: int, now: datetime) -> None:
    message = one.message
    what = {"message": message.kind, "person": message.person_id, "channel": one.sending.channel}
    stage(kind, message.record_id, actor_id, what, now=now)


def _check(one: Trouble, states: tuple[State, ...]) -> None:
    if one.sending.state not in states:
        raise ProductError(_l("Somebody has dealt with it meanwhile. Load the list again."))
