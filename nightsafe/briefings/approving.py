"""What comes after the writing: another person approves, and it is published, for good."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from nightsafe.accounts.audience import members
from nightsafe.aggregates import suppression_week
from nightsafe.briefings.models import Briefing
from nightsafe.briefings.queries import last_published
from nightsafe.briefings.states import Deed
from nightsafe.briefings.writing import APPROVED, LONGEST_WHY, RETURNED, held, moved
from nightsafe.database import db
from nightsafe.delivery.actions import notify, withdraw_messages
from nightsafe.errors import ProductError
from nightsafe.gate import Actor

# To members.
PUBLISHED, NUDGE = "briefing", "briefing-nudge"


def approve(actor: Actor, briefing: Briefing, *, revision: int | None, now: datetime) -> None:
    """Approve a briefing, as the `revision` that was read; it waits to be published."""
    state = held(Deed.APPROVE, briefing, actor, revision)
    briefing.approved_by, briefing.approved_at = actor.person_id, now
    moved(briefing, state, Deed.APPROVE, actor, now=now)
    notify(briefing.writers, APPROVED, briefing.id, topic=str(briefing.revision), now=now)


def give_back(
    actor: Actor, briefing: Briefing, why: str, *, revision: int | None, now: datetime
) -> None:
    """Give a briefing back to its writers, with what has to change."""
    state = held(Deed.GIVE_BACK, briefing, actor, revision)
    if not why or len(why) > LONGEST_WHY:
        raise ProductError(_l("Say in a sentence what has to change."), "why")
    briefing.returned_by, briefing.returned_why = actor.person_id, why
    briefing.sent_by = briefing.sent_at = None
    moved(briefing, state, Deed.GIVE_BACK, actor, now=now)
    notify(briefing.writers, RETURNED, briefing.id, topic=str(briefing.revision), now=now)


def publish(actor: Actor, briefing: Briefing, *, revision: int | None, now: datetime) -> None:
    """Publish what was approved: members are told, and what it counted stands for good.

    Raises ProductError where figures of the quarter have left meanwhile, beside which its table
    would tell too much.
    """
    state = held(Deed.PUBLISH, briefing, actor, revision)
    if briefing.frozen_id is not None:
        if not suppression_week.stands_beside_releases(briefing.frozen_id):
            raise ProductError(
                _l(
                    "Figures of that quarter have left since it was counted, and beside them its "
                    "table would tell too much. Nothing was published. Take it back, then drop it."
                )
            )
        suppression_week.publish(briefing.frozen_id)
    # Who has not read those before reads this one instead; a correction of an older one takes
    # nothing newer off anybody's screen.
    for earlier in last_published(briefing.week):
        for kind in (PUBLISHED, NUDGE):
            withdraw_messages(earlier, now=now, kind=kind)
    briefing.published_by, briefing.published_at = actor.person_id, now
    moved(briefing, state, Deed.PUBLISH, actor, now=now)
    db.session.flush()
    reached = members(briefing.audience["roles"], briefing.audience["areas"], now)
    notify(reached, PUBLISHED, briefing.id, now=now)
