"""What is coming, by night: events of the city, bank holidays, terms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import Select, select

from nightsafe.calendar import bank_holidays
from nightsafe.calendar.models import CalendarEvent, Term
from nightsafe.database import db

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NightAhead:
    """What is known of a night before it comes: a day off at either end, term, people expected."""

    bank_holiday: bool
    term: bool
    crowd: int


def standing() -> Select[CalendarEvent]:
    """The events that were not removed."""
    return select(CalendarEvent).where(CalendarEvent.removed_at.is_(None))


def between(first: date, last: date) -> Sequence[CalendarEvent]:
    """The events with any of the nights from one to another, in their order."""
    query = standing().where(CalendarEvent.first <= last, CalendarEvent.last >= first)
    order = (CalendarEvent.first, CalendarEvent.last, CalendarEvent.name, CalendarEvent.id)
    return db.session.scalars(query.order_by(*order)).all()


def taken_out(since: datetime, first: date) -> Sequence[CalendarEvent]:
    """The events taken out since then that are not over, the last taken out first."""
    query = select(CalendarEvent).where(
        CalendarEvent.removed_at >= since, CalendarEvent.last >= first
    )
    order = (CalendarEvent.removed_at.desc(), CalendarEvent.name, CalendarEvent.id)
    return db.session.scalars(query.order_by(*order)).all()


def terms_between(first: date, last: date) -> Sequence[Term]:
    """The terms with any of the nights from one to another, in their order."""
    query = select(Term).where(Term.first <= last, Term.last >= first)
    return db.session.scalars(query.order_by(Term.first, Term.name, Term.id)).all()


def holidays_between(first: date, last: date) -> list[tuple[date, str]]:
    """The bank holidays from one day to another where the network is, each with its name."""
    return bank_holidays.between(first, last, current_app.extensions["settings"].holidays)


def covariates(nights: Iterable[date]) -> dict[date, NightAhead]:
    """What is known of some nights; three statements, however many there are."""
    wanted = sorted(nights)
    if not wanted:
        return {}
    first, last = wanted[0], wanted[-1]
    off = {day for day, _ in holidays_between(first, last + _DAY)}
    events, terms = between(first, last), terms_between(first, last)
    return {
        night: NightAhead(
            bank_holiday=night in off or night + _DAY in off,
            term=any(one.first <= night <= one.last for one in terms),
            crowd=sum(one.crowd or 0 for one in events if one.first <= night <= one.last),
        )
        for night in wanted
    }
