"""Entering an event, changing it, taking it out; terms; what a file brings, all or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from nightsafe.calendar.models import CalendarEvent, Term
from nightsafe.calendar.rules import keeps_terms, may_change
from nightsafe.calendar.wanted import Wanted, fault
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor
from nightsafe.ledger.actions import stage

ENTERED = "entered"


@dataclass
class Plan:
    """What a file changes: events new, changed to what, taken out; how many stay as they are."""

    new: list[Wanted] = field(default_factory=list)
    changed: list[tuple[CalendarEvent, Wanted]] = field(default_factory=list)
    gone: list[CalendarEvent] = field(default_factory=list)
    same: int = 0


def enter(actor: Actor, event_id: UUID, wanted: Wanted, *, now: datetime) -> CalendarEvent:
    """Enter an event; sent again under the same id it is the same one."""
    known = db.session.get(CalendarEvent, event_id)
    if known is not None:
        if known.made_by != actor.person_id:
            raise ProductError(_l("Load this page again, then send it once more."))
        return known
    _check(wanted)
    event = CalendarEvent(
        id=event_id,
        source=ENTERED,
        uid="",
        organisation_id=actor.organisation_id,
        made_by=actor.person_id,
        made_at=now,
        changed_at=now,
        **_said(wanted),
    )
    db.session.add(event)
    _note(actor, event.id, "entered", wanted, now=now)
    return event


def change(actor: Actor, event: CalendarEvent, wanted: Wanted, *, now: datetime) -> None:
    """Change an event."""
    _must(actor, event)
    _check(wanted)
    _put(event, wanted, now)
    _note(actor, event.id, "changed", wanted, now=now)


def put_back(actor: Actor, event: CalendarEvent, *, now: datetime) -> None:
    """Put an event back that was taken out; one that stands stays as it is."""
    _must(actor, event)
    if event.removed_at is not None:
        event.removed_at = None
        event.changed_at = now
        stage("calendar", event.id, actor.person_id, {"what": "put back"}, now=now)


def remove(actor: Actor, event: CalendarEvent, *, now: datetime) -> None:
    """Take an event out; briefings that told of it stay as they are."""
    _must(actor, event)
    event.removed_at = now
    stage("calendar", event.id, actor.person_id, {"what": "removed"}, now=now)


def plan(source: str, found: Sequence[Wanted], cancelled: Iterable[str]) -> Plan:
    """What bringing in a file would change; raises ProductError for an event that is none."""
    for wanted in found:
        _check(wanted)
    query = select(CalendarEvent).where(CalendarEvent.source == source, CalendarEvent.uid != "")
    known = {one.uid: one for one in db.session.scalars(query)}
    result = Plan()
    for said in found:
        event = known.get(said.uid)
        if event is None:
            result.new.append(said)
            continue
        # A file that says no crowd does not take away what somebody found out.
        wanted = said if said.crowd is not None else replace(said, crowd=event.crowd)
        if event.removed_at is not None or _said(wanted) != _said_of(event):
            result.changed.append((event, wanted))
        else:
            result.same += 1
    for uid in dict.fromkeys(cancelled):
        event = known.get(uid)
        if event is not None and event.removed_at is None:
            result.gone.append(event)
    return result


def bring(
    actor: Actor, source: str, found: Sequence[Wanted], cancelled: Iterable[str], *, now: datetime
) -> Plan:
    """Bring in what a file holds, as the coordinator.

    Raises NotAllowed, or ProductError for an event that is none; then nothing is brought in.
    """
    if not keeps_terms(actor):
        raise NotAllowed(_l("Files are brought in by the coordinator."))
    who = actor.person_id, actor.organisation_id
    return _bring(who, source, found, cancelled, {}, now)


def bring_as_operator(
    by: str, source: str, found: Sequence[Wanted], cancelled: Iterable[str], *, now: datetime
) -> Plan:
    """Bring in what a file holds, at the shell; raises ProductError for an event that is none."""
    return _bring((None, None), source, found, cancelled, {"by": by}, now)


def _bring(
    who: tuple[int | None, int | None],
    source: str,
    found: Sequence[Wanted],
    cancelled: Iterable[str],
    by: dict[str, str],
    now: datetime,
) -> Plan:
    """The same again changes nothing, what a file cancels goes."""
    done = plan(source, found, cancelled)
    db.session.add_all(_new(who, source, wanted, now) for wanted in done.new)
    for event, wanted in done.changed:
        event.removed_at = None
        _put(event, wanted, now)
    for event in done.gone:
        event.removed_at = now
    numbers = {"new": len(done.new), "changed": len(done.changed), "gone": len(done.gone)}
    stage("calendar", None, who[0], {"what": "file", "source": source, **numbers, **by}, now=now)
    return done


def keep_terms(actor: Actor, terms: Sequence[tuple[str, date, date]], *, now: datetime) -> None:
    """Put these terms in the place of all that were known."""
    if not keeps_terms(actor):
        raise NotAllowed(_l("Term dates are kept by the coordinator."))
    db.session.execute(delete(Term))
    db.session.add_all(
        Term(name=name, first=first, last=last, made_by=actor.person_id, made_at=now)
        for name, first, last in terms
    )
    what = {"what": "terms", "number": len(terms)}
    stage("calendar", None, actor.person_id, what, now=now)


def _new(
    who: tuple[int | None, int | None], source: str, wanted: Wanted, now: datetime
) -> CalendarEvent:
    person_id, organisation_id = who
    return CalendarEvent(
        id=_id_of(source, wanted.uid),
        source=source,
        uid=wanted.uid,
        organisation_id=organisation_id,
        made_by=person_id,
        made_at=now,
        changed_at=now,
        **_said(wanted),
    )


def _id_of(source: str, uid: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"nightsafe:calendar:{source}:{uid}")


def _check(wanted: Wanted) -> None:
    found = fault(wanted)
    if found is not None:
        raise ProductError(found[1], found[0])


def _must(actor: Actor, event: CalendarEvent) -> None:
    if not may_change(actor, event):
        raise NotAllowed(_l("Another organisation entered this: ask them, or the coordinator."))


def _put(event: CalendarEvent, wanted: Wanted, now: datetime) -> None:
    for name, value in _said(wanted).items():
        setattr(event, name, value)
    event.changed_at = now


def _said(wanted: Wanted) -> dict[str, Any]:
    return {
        "name": wanted.name,
        "place": wanted.place,
        "first": wanted.first,
        "last": wanted.last,
        "crowd": wanted.crowd,
    }


def _said_of(event: CalendarEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in ("name", "place", "first", "last", "crowd")}


def _note(actor: Actor, event_id: UUID, what: str, wanted: Wanted, *, now: datetime) -> None:
    said = {"what": what, "first": wanted.first.isoformat(), "last": wanted.last.isoformat()}
    stage("calendar", event_id, actor.person_id, said, now=now)
