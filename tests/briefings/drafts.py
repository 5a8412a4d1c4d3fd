"""Briefings of the named people's weekend at each of their states, by the product's own actions."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from nightsafe.briefings import approving, composing, writing
from nightsafe.briefings.models import Briefing
from nightsafe.database import db
from nightsafe.nights import Weekend, weekend_of
from tests.people import SATURDAY, actor

TZ = ZoneInfo("Europe/London")
WEEKEND = weekend_of(SATURDAY.date())
# Monday, a minute after noon.
NOW = SATURDAY + timedelta(days=1, hours=12, minutes=31)
ASK = "Walk people to the rank."


def drafted(weekend: Weekend = WEEKEND) -> Briefing:
    """The draft that the product makes; nobody has written in it."""
    found = composing.compose(weekend, TZ, now=NOW)
    db.session.commit()
    return found


def texts(briefing: Briefing, **words: str) -> list[dict[str, str]]:
    """The blocks of a briefing with the words of some of them replaced."""
    return [{**one, "text": words.get(one["key"], one["text"])} for one in briefing.blocks]


def write(briefing: Briefing, who: str = "rhys", *, roles: tuple[str, ...] = ()) -> None:
    """Somebody writes the one thing to do, for some roles or for everybody."""
    writing.write(
        actor(who),
        briefing,
        texts(briefing, ask=ASK),
        annex="Two from out of town.",
        audience={"roles": list(roles), "areas": []},
        revision=briefing.revision,
        now=NOW,
    )
    db.session.commit()


def sent(*, roles: tuple[str, ...] = ()) -> Briefing:
    """A briefing that Rhys wrote and sent for approval."""
    found = drafted()
    write(found, roles=roles)
    writing.send(actor("rhys"), found, revision=found.revision, now=NOW)
    db.session.commit()
    return found


def approved(*, roles: tuple[str, ...] = ()) -> Briefing:
    """A briefing that Stella approved."""
    found = sent(roles=roles)
    approving.approve(actor("stella"), found, revision=found.revision, now=NOW)
    db.session.commit()
    return found


def published(*, roles: tuple[str, ...] = ()) -> Briefing:
    """A briefing that is out."""
    found = approved(roles=roles)
    approving.publish(actor("stella"), found, revision=found.revision, now=NOW)
    db.session.commit()
    return found
