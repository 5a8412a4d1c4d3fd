"""Loading the demo city into an empty database: founded first, then lived through."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import update

from nightsafe import clock
from nightsafe.database import db
from nightsafe.delivery.models import Sending
from nightsafe.delivery.states import State
from nightsafe.demo.briefing import brief
from nightsafe.demo.founding import found_city, propose_another
from nightsafe.demo.making import TIME_ZONE, make_plan
from nightsafe.demo.past import bring_past
from nightsafe.demo.plan import Plan
from nightsafe.demo.referring import refer_some
from nightsafe.demo.releasing import release_some
from nightsafe.demo.replay import Replay
from nightsafe.nights import night_of, week_of

SEED = 20
# One commit for so many items: fewer waits for the disk, and a chain appended in one go.
_AT_ONCE = 200
_BEFORE = timedelta(days=8)
_SETTLED = timedelta(days=1)
_PROPOSED_AGO = timedelta(days=2)

Progress = Callable[[int, int], None]


def load_demo(progress: Progress, now: datetime | None = None, seed: int = SEED) -> Plan:
    """Make the demo city as it stands at `now`; commits as it goes, and gives the plan.

    `progress` is told how much is done, and of how much.
    """
    plan = make_plan(seed, now or clock.now())
    total = len(plan.items)
    founded = min(one.at for one in plan.items) - _BEFORE
    city = found_city(founded)
    db.session.commit()
    began = week_of(night_of(founded, TIME_ZONE)).monday
    bring_past(began, seed, TIME_ZONE, now=founded + _SETTLED)
    replay = Replay(city, seed)
    for start in range(0, total, _AT_ONCE):
        progress(start, total)
        replay.carry_out(plan.items[start : start + _AT_ONCE])
        db.session.commit()
        db.session.expunge_all()
    refer_some(city, plan.now)
    propose_another(city, plan.now - _PROPOSED_AGO)
    db.session.commit()
    release_some(city, plan.now, lambda: progress(total - 1, total))
    brief(city, plan.now)
    _let_go(plan.now)
    progress(total, total)
    return plan


def _let_go(now: datetime) -> None:
    """Nobody is written to about what is long past: mail begins with what happens from now on."""
    waits = update(Sending).where(
        Sending.state == State.WAITING, Sending.created_at < now - _SETTLED
    )
    db.session.execute(waits.values(state=State.DROPPED, problem="old", ended_at=now))
    db.session.commit()
