"""The draft of a weekend's briefing: what the product found, and words to begin with.

Monday noon it is there by itself; a Monday that was missed is made up for once, and older weekends
are left alone. Until it is published it can be counted again, and what was written stays.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import select

from nightsafe.accounts.models import Membership, Person
from nightsafe.accounts.queries import runs
from nightsafe.accounts.roles import PERMISSIONS
from nightsafe.aggregates import outlook_week, suppression_week
from nightsafe.aggregates.safe import TOTAL, read_table
from nightsafe.aggregates.suppression_week import Weekly
from nightsafe.briefings.models import Briefing
from nightsafe.briefings.snapshot import snapshot
from nightsafe.briefings.suggesting import figures, in_words, suggested
from nightsafe.calendar.queries import between, covariates, holidays_between, terms_between
from nightsafe.database import db
from nightsafe.delivery.actions import notify
from nightsafe.gate import Can
from nightsafe.incidents.models import Event
from nightsafe.ledger.actions import stage
from nightsafe.network.models import Network
from nightsafe.network.queries import network, time_zone
from nightsafe.nights import Weekend, night_of, week_of, weekend_of

DRAFTED = "briefing-drafted"
DRAFT, PUBLISHED, DROPPED = "draft", "published", "dropped"
MOST_PAST = 12  # earlier weekends beside the new one
_DAY = timedelta(days=1)
NAME = "nightsafe:briefing"


def compose_due(*, now: datetime) -> int:
    """Compose the draft of the weekend just over, once; how many that made (0 or 1).

    It is due from Monday noon on, until the next weekend is over.
    """
    if network() is None:
        return 0
    _alone()
    tz = time_zone()
    weekend = just_over(now, tz)
    week = week_of(weekend.friday).monday
    if db.session.scalar(select(Briefing.id).where(Briefing.week == week).limit(1)):
        return 0
    begun = select(Event.id).where(Event.standing.is_(True), Event.night <= weekend.nights[-1])
    if not db.session.scalar(begun.limit(1)):
        # A network that had logged nothing by then has nothing to be briefed about.
        return 0
    briefing = compose(weekend, tz, now=now)
    notify(_drafters(now), DRAFTED, briefing.id, now=now)
    return 1


def just_over(now: datetime, tz: ZoneInfo) -> Weekend:
    """The newest weekend whose three nights are over."""
    weekend = weekend_of(night_of(now, tz))
    return weekend if weekend.bounds(tz)[1] <= now else weekend.previous()


def compose(weekend: Weekend, tz: ZoneInfo, *, now: datetime, by: int | None = None) -> Briefing:
    """The first draft of a weekend, or a further one where those before were dropped.

    `by` is who asked for it; None is the product itself. Raises ValueError where a briefing of
    that weekend lies about or was published.
    """
    _alone()
    week = week_of(weekend.friday).monday
    earlier = db.session.scalars(
        select(Briefing).where(Briefing.week == week).order_by(Briefing.version)
    ).all()
    if any(one.state != DROPPED for one in earlier):
        raise ValueError(f"there is a briefing of {weekend.friday}")
    version = len(earlier) + 1
    found = suppression_week.weekly(weekend, tz, now=now)
    facts = _facts(weekend, found, tz)
    briefing = Briefing(
        id=uuid5(NAMESPACE_URL, f"{NAME}:{week.isoformat()}:{version}"),
        week=week,
        version=version,
        state=DRAFT,
        frozen_id=found.frozen_id,
        facts=facts,
        blocks=suggested(facts),
        annex="",
        audience={"roles": [], "areas": []},
        writers=[],
        why="",
        returned_why="",
        composed_at=now,
        revision=1,
        changed_at=now,
    )
    db.session.add(briefing)
    db.session.flush()
    stage("briefing", briefing.id, by, {"what": "compose", **snapshot(briefing)}, now=now)
    return briefing


def _alone() -> None:
    """Let nobody else compose until this transaction ends: by hand and by itself may coincide."""
    db.session.execute(select(Network.id).with_for_update())


def recount(briefing: Briefing, tz: ZoneInfo, *, now: datetime) -> None:
    """Count the weekend of an unpublished first version again; its words stay as they are.

    The caller notes it in the ledger. Raises ValueError where what was counted was published.
    """
    weekend = Weekend(briefing.week + 4 * _DAY)
    briefing.frozen_id = None
    db.session.flush()
    found = suppression_week.weekly(weekend, tz, now=now)
    briefing.frozen_id = found.frozen_id
    briefing.facts = _facts(weekend, found, tz)


def _facts(weekend: Weekend, found: Weekly, tz: ZoneInfo) -> dict[str, Any]:
    """What the product found, as `Briefing.facts` keeps it; nothing in it is a raw count."""
    here = network()
    coming = weekend.next()
    ahead = [weekend.nights[-1] + number * _DAY for number in range(1, 9)]
    told = outlook_week.said(weekend, found.table, tz, covariates)
    forecast = told["forecast"]
    facts: dict[str, Any] = {
        "friday": weekend.friday.isoformat(),
        "network": here.name if here else "",
        "table": found.table.as_json() if found.table else None,
        "visits": _visits(found),
        "change": told["change"],
        "usual": told["usual"],
        "forecast": {"friday": coming.friday.isoformat(), **forecast} if forecast else None,
        "past": _past(weekend),
        "coming": {
            "events": [
                {
                    "name": one.name,
                    "place": one.place,
                    "first": one.first.isoformat(),
                    "last": one.last.isoformat(),
                    "crowd": one.crowd,
                }
                for one in between(ahead[0], ahead[-2])
            ],
            # The night before a day off is a night out: one day further.
            "holidays": [
                {"day": day.isoformat(), "name": name}
                for day, name in holidays_between(ahead[0], ahead[-1])
            ],
            "terms": [
                {"name": one.name, "first": one.first.isoformat(), "last": one.last.isoformat()}
                for one in terms_between(ahead[0], ahead[-1])
            ],
        },
        "coverage": {"reported": found.coverage.reported, "active": found.coverage.active},
    }
    facts["figures"] = figures(facts)
    return facts


def _visits(found: Weekly) -> dict[str, Any] | None:
    if found.visits is None:
        return None
    figure = found.visits.at(TOTAL)
    return {"shown": in_words(figure), "figure": figure}


def _past(weekend: Weekend) -> list[dict[str, Any]]:
    """The totals of earlier weekends, as members read them; the oldest first."""
    query = (
        select(Briefing.week, Briefing.facts)
        .where(Briefing.state == PUBLISHED, Briefing.week < week_of(weekend.friday).monday)
        .order_by(Briefing.week.desc(), Briefing.version.desc())
    )
    found: dict[Any, int | None] = {}
    for week, facts in db.session.execute(query.limit(3 * MOST_PAST)):
        if week not in found and len(found) < MOST_PAST:
            table = facts.get("table")
            found[week] = read_table(table).at(TOTAL) if table else None
    return [
        {"friday": (week + 4 * _DAY).isoformat(), "shown": found[week]} for week in sorted(found)
    ]


def _drafters(now: datetime) -> Sequence[int]:
    """Everybody who may write a briefing now."""
    able = [str(role) for role, can in PERMISSIONS.items() if Can.DRAFT_BRIEFING in can]
    query = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.suspended_at.is_(None), Membership.role.in_(able), runs(now))
    )
    return db.session.scalars(query.distinct().order_by(Person.id)).all()
