"""What a file that leaves holds: a row for each event, and with words each account of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from nightsafe import nights
from nightsafe.accounts.roles import LABELS, Role
from nightsafe.database import db
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.words import answered
from nightsafe.incidents.written import Written, read_written
from nightsafe.ledger.crypto import know_keys
from nightsafe.network.models import Organisation, Place, Premises
from nightsafe.network.queries import time_zone
from nightsafe.network.words import at, moment
from nightsafe.review.models import Finding
from nightsafe.review.queue import Line
from nightsafe.review.rules import OUTCOMES, State
from nightsafe.review.written import read_noted
from nightsafe.submissions.reference import spoken

STATES: dict[State, LazyString] = {
    State.UNSEEN: _l("not seen"),
    State.SEEN: _l("seen"),
    State.ASKED: _l("asked"),
    State.ANSWERED: _l("answered"),
    State.CLOSED: _l("closed"),
    State.CHANGED: _l("closed, and added to since"),
    State.REOPENED: _l("reopened"),
}


@dataclass(frozen=True)
class Account:
    """One member's account, opened: who by role, for which premises or team, when, and its words.

    `words` are the paragraphs; `facts` are what else was written, each under its label.
    """

    reference: str
    by: str
    logged_for: str
    at: str
    words: list[str]
    facts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class ExportedRow:
    """One event in words, as every kind of file shows it.

    `night` is an ISO date, `time` the day and the clock on the wall, `clock` that clock alone.
    """

    reference: str
    severity: int
    what: str
    night: str
    time: str
    clock: str
    where: str
    by: str
    state: str
    outcome: str
    restricted: bool = False
    police_reference: str = ""
    accounts: list[Account] = field(default_factory=list)


def rows_of(lines: Sequence[Line], *, with_words: bool) -> list[ExportedRow]:
    """The rows of some events; without words no premises' name and nothing that was written.

    Raises Unreadable for words whose record was erased.
    """
    if not with_words:
        return [_row(line) for line in lines]
    entries = [entry for line in lines for entry in line.entries]
    findings = _findings([line.event for line in lines])
    venues, organisations = _venues(entries), _organisations(entries)
    # Held while they are read: one statement for all their keys.
    keys = know_keys({one.id for one in entries} | set(findings))
    found = []
    for line in lines:
        written = {entry.id: read_written(entry) for entry in line.entries}
        accounts = [
            _account(
                entry,
                written[entry.id],
                venues.get(entry.premises_id or 0) or organisations[entry.organisation_id],
            )
            for entry in line.entries
        ]
        noted = read_noted(findings.get(line.event.id)).police_reference
        told = (noted, *(one.police_reference for one in written.values()))
        found.append(_row(line, accounts, ", ".join(dict.fromkeys(filter(None, told)))))
    del keys
    return found


def _row(
    line: Line, accounts: list[Account] | None = None, police_reference: str = ""
) -> ExportedRow:
    event = line.event
    day, clock = nights.local(event.occurred_at, time_zone()).date(), at(event.occurred_at)
    brought = event.source is not None and line.state is State.SEEN
    return ExportedRow(
        reference=", ".join(spoken(entry.reference) for entry in line.entries),
        severity=event.severity,
        what=f"{event.code} {CATEGORIES[event.code].label}",
        night=event.night.isoformat(),
        time=f"{day.isoformat()} {clock}",
        clock=clock,
        where=_where(event, named=accounts is not None),
        by=_by(line),
        state=_("brought along") if brought else str(STATES[line.state]),
        outcome=str(OUTCOMES[line.outcome]).lower() if line.outcome else "",
        restricted=event.restricted,
        police_reference=police_reference,
        accounts=accounts or [],
    )


def _by(line: Line) -> str:
    if line.event.source is not None:
        return str(_("As recorded by %(source)s", source=line.event.source))
    return ", ".join(str(LABELS[Role(role)]) for role in line.roles)


def _where(event: Event, *, named: bool) -> str:
    """Where it happened; where premises are not to be `named`, they stand as their street."""
    place = event.place
    if place is None:
        return ""
    if named or place.kind != "premises":
        return place.name
    return place.street.name if place.street is not None else place.area.name


def _account(entry: Entry, written: Written, logged_for: str) -> Account:
    brought = entry.source is not None
    facts = [(str(_("Place in words")), written.place_words)]
    facts += answered((entry.details, written.details))
    facts += [
        (str(_("Number plate")), written.plate),
        (str(_("Police reference")), written.police_reference),
    ]
    return Account(
        reference=spoken(entry.reference),
        by=_("As recorded by %(source)s", source=entry.source)
        if brought
        else str(LABELS[Role(entry.role)]),
        logged_for="" if brought else logged_for,
        at=moment(entry.occurred_at),
        words=[paragraph["text"] for paragraph in written.paragraphs],
        facts=[(label, words) for label, words in facts if words],
    )


def _findings(events: Sequence[Event]) -> Mapping[UUID, Finding]:
    ids = [event.id for event in events]
    asked = select(Finding).where(Finding.event_id.in_(ids))
    return {one.event_id: one for one in db.session.scalars(asked)}


def _venues(entries: Sequence[Entry]) -> dict[int, str]:
    ids = {entry.premises_id for entry in entries} - {None}
    named = select(Premises.id, Place.name).join(Place, Place.id == Premises.place_id)
    rows = db.session.execute(named.where(Premises.id.in_(ids))).all() if ids else []
    return {row[0]: row[1] for row in rows}


def _organisations(entries: Sequence[Entry]) -> dict[int, str]:
    ids = {entry.organisation_id for entry in entries}
    asked = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    return {row[0]: row[1] for row in db.session.execute(asked)}
