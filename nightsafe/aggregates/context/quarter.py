"""What the files of others tell of one quarter, read together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import exists, func, select

from nightsafe.aggregates.context.loading import HOSPITAL, POLICE, periods_of
from nightsafe.aggregates.models import ContextFigure, ContextLoad
from nightsafe.aggregates.queries import released_of_quarter
from nightsafe.database import db
from nightsafe.nights import Quarter, quarter_of

Json = dict[str, Any]


@dataclass(frozen=True)
class Loaded:
    """What others' files tell of a quarter: by source, month and categories."""

    quarter: Quarter
    police: Mapping[tuple[date, str], int] = field(default_factory=dict)
    police_about: tuple[Json, ...] = ()
    # By month, then method, place, band and site.
    hospital: Mapping[tuple[date, str, str, str, str], int] = field(default_factory=dict)
    # Those of which all months are there, and those of which some are lacking.
    whole: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    # The months that any of them sent.
    sent: frozenset[date] = frozenset()
    # What left of the hospitals' figures with an earlier release of the same quarter.
    left: tuple[Json, ...] = ()


def quarters() -> list[Quarter]:
    """The quarters of which there is a figure, newest first."""
    first = db.session.scalar(select(func.min(ContextFigure.month)))
    last = db.session.scalar(select(func.max(ContextFigure.month)))
    if first is None or last is None:
        return []
    found, end = [quarter_of(last)], quarter_of(first)
    while found[-1] > end:
        found.append(found[-1].previous())
    return [one for one in found if _any_in(one)]


def _any_in(quarter: Quarter) -> bool:
    within = ContextFigure.month.between(quarter.first, quarter.last)
    return bool(db.session.scalar(select(exists().where(within))))


def months_of(quarter: Quarter) -> list[date]:
    """The first days of its three months."""
    return [quarter.first.replace(month=quarter.first.month + number) for number in range(3)]


def loaded_of(quarter: Quarter) -> Loaded:
    """All that files tell of a quarter."""
    rows = db.session.execute(
        select(
            ContextFigure.load_id,
            ContextFigure.month,
            ContextFigure.categories,
            ContextFigure.number,
        ).where(ContextFigure.month.between(quarter.first, quarter.last))
    ).all()
    if not rows:
        return Loaded(quarter)
    loads = {
        one.id: one
        for one in db.session.scalars(
            select(ContextLoad).where(
                ContextLoad.first <= quarter.last, ContextLoad.last >= quarter.first
            )
        )
    }
    police: Counter[tuple[date, str]] = Counter()
    hospital: Counter[tuple[date, str, str, str, str]] = Counter()
    for load_id, month, told, number in rows:
        if loads[load_id].source == POLICE:
            police[month, told["type"]] += number
        else:
            key = (month, told["method"], told["place"], told["band"], told["site"])
            hospital[key] += number
    hospitals = [one for one in loads.values() if one.source == HOSPITAL]
    whole, partial = _sites(quarter, hospitals)
    sent = frozenset(month for one in hospitals for month, _site in periods_of(one))
    about = [one.about for one in loads.values() if one.source == POLICE]
    return Loaded(quarter, police, tuple(about), hospital, whole, partial, sent, _left(quarter))


def _sites(quarter: Quarter, loads: Sequence[ContextLoad]) -> tuple[frozenset[str], frozenset[str]]:
    """The hospitals whose three months were all sent, and those that sent some of them."""
    months = {*months_of(quarter)}
    sent: dict[str, set[date]] = {}
    for month, site in (one for each in loads for one in periods_of(each)):
        if month in months:
            sent.setdefault(site, set()).add(month)
    whole = frozenset(site for site, some in sent.items() if some == months)
    return whole, frozenset(sent) - whole


def _left(quarter: Quarter) -> tuple[Json, ...]:
    for release in released_of_quarter(quarter.first):
        tables = [
            one
            for one in release.tables.get("context", ())
            if one["source"] == HOSPITAL and one["rows"]
        ]
        if tables:
            return tuple(tables)
    return ()
