"""The nudge: who has not read this week's briefing by Friday afternoon hears of it once more."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from nightsafe.accounts.audience import members
from nightsafe.briefings.approving import NUDGE
from nightsafe.briefings.models import Briefing, BriefingRead
from nightsafe.briefings.queries import published_and_not_nudged
from nightsafe.database import db
from nightsafe.delivery.actions import notify
from nightsafe.network.queries import network, time_zone

FRIDAY_AT = time(16)
TIME_TO_READ = timedelta(hours=4)
_DAY = timedelta(days=1)


def nudge(*, now: datetime) -> int:
    """Nudge those who have not read the briefing that stands; how many that were.

    From Friday 16:00 of the week after its weekend until Monday noon, once; one that was missed
    for longer is not made up for, since the next weekend is over by then.
    """
    if network() is None:
        return 0
    tz, told = time_zone(), 0
    for briefing in published_and_not_nudged():
        begins, ends = bounds(briefing, tz)
        if not begins <= now < ends:
            continue
        reached = members(briefing.audience["roles"], briefing.audience["areas"], now)
        read = set(
            db.session.scalars(
                select(BriefingRead.person_id).where(BriefingRead.briefing_id == briefing.id)
            )
        )
        left = [person for person in reached if person not in read]
        notify(left, NUDGE, briefing.id, now=now)
        briefing.nudged_at = now
        told += len(left)
    return told


def bounds(briefing: Briefing, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """From when until when the nudge of a briefing is due.

    One that was published late is nudged for a day later, or not at all: nobody is told that they
    have not read what has only just come.
    """
    friday = briefing.week + 11 * _DAY  # the Friday after its weekend
    begins = datetime.combine(friday, FRIDAY_AT, tzinfo=tz)
    published = briefing.published_at
    if published is not None and published > begins - TIME_TO_READ:
        begins = published + _DAY
    return begins, datetime.combine(friday + 3 * _DAY, time(12), tzinfo=tz)
