"""Logging a visit, filling it in, taking it back; each ends as one ledger row."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor
from nightsafe.ledger.actions import stage
from nightsafe.ledger.crypto import key_row
from nightsafe.submissions.actions import Conflict, check_parent, lock, receive
from nightsafe.submissions.envelope import Envelope
from nightsafe.submissions.reference import reference_of
from nightsafe.submissions.when import When
from nightsafe.visits import changes as changing
from nightsafe.visits import lifecycle
from nightsafe.visits.models import Visit
from nightsafe.visits.snapshot import snapshot
from nightsafe.visits.written import Written, read_written, seal_written


def log_visit(
    actor: Actor,
    envelope: Envelope,
    answers: Mapping[str, Any],
    *,
    arrived_at: When | datetime,
    left_at: When | datetime | None = None,
    note: str = "",
    entry_id: UUID | None = None,
    now: datetime,
    typed: Mapping[str, str] | None = None,
) -> Visit:
    """Save one visit; sent again, it gives the visit of the first time.

    `answers` maps questions (visits/answers.py) to keys, and "university" to words. `typed`
    stands in for times that move with the clock, so that "now" sent twice is one request.
    Raises Conflict (409) when the same submission arrives with other content, ProductError
    beside the field for what cannot be.
    """
    changes = {
        **answers,
        "arrived_at": arrived_at,
        "left_at": left_at,
        "note": note,
        "entry_id": entry_id,
    }
    earlier = receive(envelope, actor, changing.body(changes, typed), now=now)
    if earlier is not None:
        return _of_replay(earlier.record_id)
    if key_row(envelope.record_id) is not None:
        raise Conflict(changed_replay=True)
    visit = Visit(
        id=envelope.record_id,
        reference=reference_of(envelope.record_id),
        author_id=actor.person_id,
        organisation_id=actor.organisation_id,
        premises_id=actor.premises_id,
        place_id=actor.premises_place_id,
        role=actor.role,
        received_at=now,
        sent_at=envelope.sent_at,
        answers={},
        restricted=False,
        version=0,
    )
    written = changing.apply(visit, Written(), changes, envelope, now)
    # Added last: sealing looks for the record's key, and that would flush it half made.
    _next_version(visit, written, actor, envelope, now)
    db.session.add(visit)
    return visit


def amend_visit(
    actor: Actor,
    visit: Visit,
    envelope: Envelope,
    changes: Mapping[str, Any],
    *,
    now: datetime,
    typed: Mapping[str, str] | None = None,
) -> Visit:
    """Save a new version with the fields that changed (see `changes.FIELDS` for their names).

    Raises NotAllowed, ProductError, or Conflict when the sender had not seen the newest version.
    """
    if receive(envelope, actor, changing.body(changes, typed), now=now) is not None:
        return visit
    _check(visit, envelope, lambda: lifecycle.may_amend(visit, actor))
    written = changing.apply(visit, read_written(visit), changes, envelope, now)
    return _next_version(visit, written, actor, envelope, now)


def withdraw_visit(
    actor: Actor, visit: Visit, envelope: Envelope, reason: str, *, now: datetime
) -> Visit:
    """Take a visit back for good, saying why; it stays in the ledger and counts nowhere."""
    if not reason.strip():
        raise ProductError(_l("Say in a few words why."), "reason")
    if receive(envelope, actor, {"reason": reason}, now=now) is not None:
        return visit
    _check(visit, envelope, lambda: lifecycle.may_amend(visit, actor))
    visit.withdrawn_at = now
    written = replace(read_written(visit), withdrawn_because=reason)
    return _next_version(visit, written, actor, envelope, now)


def undo_visit(actor: Actor, visit: Visit, envelope: Envelope, *, now: datetime) -> Visit:
    """Take a visit back within a minute of saving it; no reason is asked."""
    if receive(envelope, actor, {}, now=now) is not None:
        return visit
    _check(
        visit,
        envelope,
        # From a queue it may come late: the tap is what had to be in time.
        lambda: lifecycle.may_undo(visit, actor, envelope.made_at(now) if envelope.queued else now),
        _l("The minute is over. You can still withdraw it, saying why."),
    )
    visit.withdrawn_at = now
    return _next_version(visit, read_written(visit), actor, envelope, now)


def _check(
    visit: Visit, envelope: Envelope, allowed: Callable[[], bool], otherwise: Any = None
) -> None:
    lock(visit.id)
    db.session.refresh(visit, with_for_update=True)
    # Asked under the lock: somebody's other tab may just have withdrawn it.
    check_parent(envelope, visit.head)
    if not allowed():
        raise NotAllowed(otherwise or _l("This visit can no longer be changed by you."))


def _next_version(
    visit: Visit, written: Written, actor: Actor, envelope: Envelope, now: datetime
) -> Visit:
    visit.version += 1
    visit.head = envelope.submission_id
    visit.changed_at = now
    visit.written = seal_written(visit.id, visit.version, written)
    stage("visit", visit.id, actor.person_id, snapshot(visit, written), now=now)
    return visit


def _of_replay(record_id: UUID) -> Visit:
    visit = db.session.get(Visit, record_id)
    if visit is None:
        raise ProductError(_l("This visit was erased. There is nothing more to send."))
    return visit
