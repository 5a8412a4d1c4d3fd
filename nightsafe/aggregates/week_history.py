"""Weekends one after another, for those who may see raw counts; restricted records in none."""

from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, select

from nightsafe.accounts.roles import may
from nightsafe.aggregates import weekends
from nightsafe.aggregates.weekends import Series
from nightsafe.errors import NotAllowed
from nightsafe.gate import Actor, Can
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Event
from nightsafe.incidents.queries import countable
from nightsafe.nights import Weekend
from nightsafe.review.models import Finding


def history(actor: Actor, until: Weekend, tz: ZoneInfo) -> Series:
    """What happened in each weekend up to one, as police count it: what was refuted is not in it.

    Three statements. Raises NotAllowed for whoever may not see raw counts.
    """
    if not may(actor, Can.WEEK):
        raise NotAllowed(_l("These figures are for police and the partnership's analyst."))
    return weekends.series(_standing(countable(actor)), until, tz)


def places(actor: Actor, weekend: Weekend) -> list[tuple[str, int]]:
    """The streets and public places of a weekend's events, the busiest first.

    Raises NotAllowed for whoever may not see raw counts.
    """
    if not may(actor, Can.WEEK):
        raise NotAllowed(_l("These figures are for police and the partnership's analyst."))
    return weekends.by_street(_standing(countable(actor)), weekend)


def of_everything(until: Weekend, tz: ZoneInfo) -> Series:
    """The same without a person, for the command line on the installation's own machine."""
    every = select(Event).where(Event.standing.is_(True), Event.restricted.is_not(True))
    return weekends.series(_standing(every), until, tz)


def _standing(counted: Select[Event]) -> Select[Event]:
    refuted = exists().where(Finding.event_id == Event.id, Finding.outcome == "not_confirmed")
    return counted.where(Event.audience != Audience.REGISTER, ~refuted)
