"""Logging an entry, adding to it, taking it back, sharing it; each ends as one ledger row."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select

from nightsafe import nights
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor
from nightsafe.incidents import lifecycle
from nightsafe.incidents.alerts import alert
from nightsafe.incidents.category import Audience
from nightsafe.incidents.changes import apply
from nightsafe.incidents.deeds import tidied
from nightsafe.incidents.events import event_id_of, settle
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.origin import Origin
from nightsafe.incidents.report import Report
from nightsafe.incidents.rules import audience_of, is_restricted, severity_of
from nightsafe.incidents.snapshot import snapshot
from nightsafe.incidents.word_index import index_entry
from nightsafe.incidents.written import Written, read_written, seal_written, split_details
from nightsafe.ledger.actions import stage
from nightsafe.ledger.crypto import key_row
from nightsafe.network.queries import time_zone
from nightsafe.submissions.actions import Conflict, check_parent, lock, receive
from nightsafe.submissions.envelope import Envelope
from nightsafe.submissions.reference import reference_of


def log_incident(
    actor: Actor,
    envelope: Envelope,
    report: Report,
    *,
    now: datetime,
    typed_when: str | None = None,
    origin: Origin | None = None,
) -> Entry:
    """Save one account; sent again, it gives the entry of the first time.

    One that is brought along (`origin`) waits for no reviewer and alerts nobody.
    Raises Conflict (409) when the same submission arrives with other content.
    """
    body = report.body(typed_when=typed_when)
    earlier = receive(envelope, actor, body, now=now)
    if earlier is not None:
        return _of_replay(earlier.record_id)
    event_id = event_id_of(envelope.record_id)
    if _is_taken(envelope.record_id, event_id):
        raise Conflict(changed_replay=True)
    occurred = report.when.corrected(envelope, now)
    night = nights.night_of(occurred, time_zone())
    details, words = split_details(report.details)
    restricted = is_restricted(report.code, report.flags, report.people.get("bands", ()))
    at_premises = actor.premises_id is not None
    audience = origin.audience if origin else audience_of(report.code, for_premises=at_premises)
    severity = report.severity or severity_of(report.code, report.flags, report.actions, details)
    written = Written(
        place_words=report.place_words,
        plate=report.plate,
        police_reference=report.police_reference,
        details=words,
        origin=origin.as_json() if origin else {},
    ).plus(report.description, 1)
    event = Event(
        id=event_id,
        code=report.code,
        severity=severity,
        occurred_at=occurred,
        night=night,
        place_id=report.place_id,
        audience=audience,
        restricted=restricted,
        standing=True,
        source=origin.source if origin else None,
        needs_review=audience == Audience.REVIEW and origin is None,
    )
    entry = Entry(
        id=envelope.record_id,
        event_id=event.id,
        reference=reference_of(envelope.record_id),
        author_id=actor.person_id,
        organisation_id=actor.organisation_id,
        premises_id=actor.premises_id,
        role=actor.role,
        code=report.code,
        severity=severity,
        severity_chosen=report.severity is not None,
        flags=list(report.flags),
        actions=list(tidied(report.actions)),
        details=details,
        people=report.people,
        audience=audience,
        restricted=restricted,
        source=origin.source if origin else None,
        occurred_at=occurred,
        claimed_at=report.when.claimed_at,
        night=night,
        received_at=now,
        sent_at=envelope.sent_at,
        place_id=report.place_id,
        written=seal_written(envelope.record_id, 1, written),
        version=1,
        head=envelope.submission_id,
        changed_at=now,
    )
    db.session.add_all((event, entry))
    _finish(entry, written, actor, now)
    return entry


def amend_entry(
    actor: Actor, entry: Entry, envelope: Envelope, changes: dict[str, Any], *, now: datetime
) -> Entry:
    """Save a new version with the fields that changed (see `changes.apply` for their names).

    Raises NotAllowed, or Conflict when the sender had not seen the newest version.
    """
    if receive(envelope, actor, _body(changes), now=now) is not None:
        return entry
    _check(entry, envelope, actor, lifecycle.may_amend)
    written = apply(entry, read_written(entry), changes, envelope, now)
    return _next_version(entry, written, actor, envelope, now, unseen=True)


def withdraw_entry(
    actor: Actor, entry: Entry, envelope: Envelope, reason: str, *, now: datetime
) -> Entry:
    """Take an entry back for good, saying why; it stays in the ledger and counts nowhere."""
    if not reason.strip():
        raise ProductError(_l("Say in a few words why."), "reason")
    if receive(envelope, actor, {"reason": reason}, now=now) is not None:
        return entry
    _check(entry, envelope, actor, lifecycle.may_withdraw)
    entry.withdrawn_at = now
    written = replace(read_written(entry), withdrawn_because=reason)
    return _next_version(entry, written, actor, envelope, now, unseen=False)


def undo_entry(actor: Actor, entry: Entry, envelope: Envelope, *, now: datetime) -> Entry:
    """Take an entry back within a minute of saving it; no reason is asked."""
    if receive(envelope, actor, {}, now=now) is not None:
        return entry
    _check(entry, envelope, actor, lifecycle.may_withdraw)
    # From a queue it may come late: the tap is what had to be in time.
    if not lifecycle.may_undo(entry, actor, envelope.made_at(now) if envelope.queued else now):
        raise NotAllowed(_l("The minute is over. You can still withdraw it, saying why."))
    entry.withdrawn_at = now
    return _next_version(entry, read_written(entry), actor, envelope, now, unseen=False)


def share_entry(actor: Actor, entry: Entry, envelope: Envelope, *, now: datetime) -> Entry:
    """Let police see an entry that stayed in the register until now."""
    if receive(envelope, actor, {}, now=now) is not None:
        return entry
    _check(entry, envelope, actor, lifecycle.may_share)
    entry.audience = Audience.REVIEW
    entry.shared_at = now
    return _next_version(entry, read_written(entry), actor, envelope, now, unseen=True)


def _check(
    entry: Entry, envelope: Envelope, actor: Actor, rule: Callable[[Entry, Actor], bool]
) -> None:
    lock(entry.id)
    db.session.refresh(entry)
    # A reviewer may have seen it meanwhile: what is added now has to be unseen again.
    db.session.refresh(entry.event)
    if not rule(entry, actor):
        raise NotAllowed(_l("This entry can no longer be changed by you."))
    check_parent(envelope, entry.head)


def _next_version(
    entry: Entry,
    written: Written,
    actor: Actor,
    envelope: Envelope,
    now: datetime,
    *,
    unseen: bool,
) -> Entry:
    entry.version += 1
    entry.head = envelope.submission_id
    entry.changed_at = now
    entry.written = seal_written(entry.id, entry.version, written)
    settle(entry.event, entry.event.entries, unseen=unseen)
    _finish(entry, written, actor, now)
    return entry


def _finish(entry: Entry, written: Written, actor: Actor, now: datetime) -> None:
    stage("entry", entry.id, actor.person_id, snapshot(entry, written), now=now)
    index_entry(entry, written)
    alert(entry, now=now)


def _is_taken(*ids: UUID) -> bool:
    """Whether a record or an event has one of these ids: none may share its key."""
    if any(key_row(one) is not None for one in ids):
        return True
    return bool(db.session.scalar(select(exists().where(Event.id.in_(ids)))))


def _of_replay(record_id: UUID) -> Entry:
    entry = db.session.get(Entry, record_id)
    if entry is None:
        raise ProductError(_l("This entry was erased. There is nothing more to send."))
    return entry


def _body(changes: dict[str, Any]) -> dict[str, Any]:
    if "when" in changes:
        return {**changes, "when": changes["when"].claimed_at.isoformat()}
    return changes
