"""How all messages get on, for the coordinator: never what is in one."""

from flask import abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock
from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.delivery import by_hand, watching
from nightsafe.delivery.states import PROBLEMS, STATES, State
from nightsafe.gate import Can, me, requires


@requires(Can.NETWORK)
def deliveries() -> str:
    """How many went out in two weeks, and which did not arrive."""
    now = clock.now()
    settings = current_app.extensions["settings"]
    assert isinstance(settings, Settings)
    return render_template(
        "delivery/deliveries.html",
        totals=watching.totals(now=now),
        troubled=watching.troubled(now=now),
        most=watching.MOST,
        waiting_since=watching.waiting_since(now=now),
        mail_url=settings.mail_url,
        push_key=settings.push_key_path.is_file(),
        states=STATES,
        problems=PROBLEMS,
        State=State,
    )


@requires(Can.NETWORK)
def again(sending_id: int) -> ResponseReturnValue:
    """Send once more what failed or is not sure."""
    by_hand.send_again(_trouble(sending_id), actor_id=me().person_id, now=clock.now())
    db.session.commit()
    return redirect(url_for("delivery.deliveries", done="sent-again"))


@requires(Can.NETWORK)
def arrived(sending_id: int) -> ResponseReturnValue:
    """Somebody knows that it arrived."""
    by_hand.note_arrived(_trouble(sending_id), actor_id=me().person_id, now=clock.now())
    db.session.commit()
    return redirect(url_for("delivery.deliveries", done="arrived"))


def _trouble(sending_id: int) -> watching.Trouble:
    return watching.trouble_of(sending_id) or abort(404)
