"""Taking in what was opened: its form's own view decides; what does not fit is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from flask import Response
from sqlalchemy import select

from nightsafe import clock
from nightsafe.database import db
from nightsafe.offline import uploads, within
from nightsafe.offline.door import MOST_UNREAD, Content, Damaged, Parcel, open_parcel
from nightsafe.submissions import held
from nightsafe.submissions.actions import lock
from nightsafe.submissions.models import Held, Submission
from nightsafe.submissions.reference import reference_of

RECEIVED = "received"
ERASED = 410
WHY = {409: held.CONFLICT, 422: held.FORM}
# Taking a record back settles what of it is still held.
_TAKES_BACK = frozenset(
    {
        "incidents.withdraw",
        "incidents.undo",
        "visits.withdraw",
        "visits.undo",
        "shifts.take_back",
    }
)


class Many(Exception):
    """So much of one person's is kept unread that more has to wait on the phone."""


@dataclass(frozen=True)
class Outcome:
    """What became of a parcel: its state, the record's reference, where its author reads on."""

    state: str
    reference: str | None = None
    next: str | None = None
    record_id: UUID | None = None
    changed_replay: bool = False


def repeated(known: Held, parcel: Parcel, *, now: datetime) -> Outcome:
    """The answer of the first time; what came under its id with other content is kept as well."""
    if known.digest != parcel.digest:
        # No phone of ours seals the same twice.
        other = uuid5(parcel.id, parcel.digest.hex())
        if held.of(known.author_id, other) is None:
            _keep_sealed(parcel, known.author_id, known.device_id, held.DAMAGED, now, other)
        return Outcome(held.DAMAGED, changed_replay=True)
    if known.state in {held.ATTENTION, held.DAMAGED, held.QUARANTINED}:
        return Outcome(known.state)
    return Outcome(RECEIVED)


def quarantine(
    parcel: Parcel,
    author_id: int,
    device_id: UUID,
    why: str,
    *,
    membership_id: int | None = None,
    now: datetime,
) -> Outcome:
    """Keep what somebody sent who has ended, unread, until a coordinator decides.

    `membership_id` is where they worked when they saved it, once that is known.
    """
    row = _keep_sealed(parcel, author_id, device_id, held.QUARANTINED, now, why=why)
    row.membership_id = membership_id
    return Outcome(held.QUARANTINED)


def keep_damaged(parcel: Parcel, author_id: int, device_id: UUID, *, now: datetime) -> Outcome:
    """Keep what cannot be opened; its author is told to write it again."""
    _keep_sealed(parcel, author_id, device_id, held.DAMAGED, now)
    return Outcome(held.DAMAGED)


def take(parcel: Parcel, content: Content, *, now: datetime) -> Outcome:
    """Let the form's view have it, as its author; what does not fit is its author's to finish.

    The view has committed when this returns "received"; all else is for the caller to commit.
    """
    found = within.declared(content.path)
    author_id = content.membership.person_id
    if found is None or not found[2].queued:
        return _attend(parcel, content, held.REFUSED, "", now)
    endpoint, arguments, _ = found
    record_id = next((one for one in arguments.values() if isinstance(one, UUID)), None)
    record_id = record_id or content.record_id
    fields = [pair for pair in content.fields if pair[0] not in {"sent", "csrf_token"}]
    # A late copy of what was taken in goes on to its receipt, whatever is held by now.
    if record_id is not None and not _is_taken_in(author_id, parcel.id):
        before = held.about(author_id, record_id)
        if before and endpoint not in _TAKES_BACK:
            return _attend(parcel, content, held.BEHIND, endpoint, now, record_id)
        if endpoint in _TAKES_BACK:
            fields = _behind_own(fields, author_id, record_id, before)
            for one in before:
                held.settle(one, held.REMOVED, by=author_id, now=now)
            if before and not own_submissions(author_id, record_id):
                # It never began: there is nothing else to take back. A repeat finds this row.
                row = _keep_sealed(parcel, author_id, content.device.id, held.REMOVED, now)
                row.content, row.record_id, row.kind = None, record_id, endpoint
                uploads.discard_left(author_id, record_id, now=now)
                return Outcome(RECEIVED, reference_of(record_id))
    sent_at = parcel.sent_at.isoformat() if parcel.sent_at else ""
    answer = within.ask(content.path, content.actor, [*fields, ("sent", sent_at)], queued=True)
    if 300 <= answer.status_code < 400:
        reference = reference_of(record_id) if record_id else None
        return Outcome(RECEIVED, reference, _next(answer), record_id)
    db.session.rollback()
    if answer.status_code == ERASED:
        # Nothing about what was erased is kept.
        return Outcome(RECEIVED)
    why = WHY.get(answer.status_code, held.REFUSED)
    return _attend(parcel, content, why, endpoint, now, record_id)


def follows_unread(content: Content) -> str | None:
    """Why what is about a record that is not there is kept unread: what it follows may be.

    Taken in on its own it would be refused, and what it adds to or takes back come after it.
    """
    found = within.declared(content.path)
    if found is None:
        return None
    record_id = next((one for one in found[1].values() if isinstance(one, UUID)), None)
    author_id = content.membership.person_id
    if record_id is None or own_submissions(author_id, record_id):
        return None
    unread = held.quarantined(author_id)
    return unread[0].why if unread else None


def let_in(row: Held, *, by: int, now: datetime) -> Outcome:
    """Take in what was quarantined, as of when it arrived; `by` decided so.

    Raises UnknownKey while the key it was sealed to is not there.
    """
    assert row.content is not None
    author_id, submission_id = row.author_id, row.id
    parcel = Parcel(row.id, row.key_id, row.content, row.sent_at)
    try:
        content = open_parcel(parcel, author_id)
    except Damaged:
        row.state = held.DAMAGED
        held.explain(row, held.DAMAGED, by=by, now=now)
        row.decided_at, row.decided_by = now, by
        return Outcome(held.DAMAGED)
    arrived = row.received_at
    with clock.as_of(arrived):
        outcome = take(parcel, content, now=arrived)
    known = held.of(author_id, submission_id)
    assert known is not None
    if outcome.state == RECEIVED:
        held.settle(known, held.TAKEN, by=by, now=now)
    else:
        known.decided_at, known.decided_by = now, by
    return outcome


def own_submissions(author_id: int, record_id: UUID) -> Sequence[UUID]:
    """The ids of what an author sent about a record and was taken in, the newest first."""
    return db.session.scalars(
        select(Submission.id)
        .where(
            Submission.author_id == author_id,
            Submission.record_id == record_id,
            Submission.applied,
        )
        .order_by(Submission.received_at.desc())
    ).all()


def _is_taken_in(author_id: int, submission_id: UUID) -> bool:
    known = db.session.get(Submission, (author_id, submission_id))
    return known is not None and known.applied


def _behind_own(
    fields: list[tuple[str, str]], author_id: int, record_id: UUID, before: Sequence[Held]
) -> list[tuple[str, str]]:
    """Fields that take a record back, behind whatever their author sent about it before.

    On the phone it was tapped after all of that; some of it may be held, and never apply.
    """
    parent = dict(fields).get("parent")
    own = [str(one) for one in own_submissions(author_id, record_id)]
    if own and parent in {*own, *(str(one.id) for one in before)}:
        return [(name, own[0] if name == "parent" else value) for name, value in fields]
    return fields


def began(one: Held) -> bool:
    """Whether a held submission is the one that its record begins with."""
    return one.kind in {"incidents.new", "visits.new", "visits.start", "shifts.quiet"}


def _next(answer: Response) -> str | None:
    location = answer.headers.get("Location")
    return location if location and location.startswith("/") else None


def _attend(
    parcel: Parcel,
    content: Content,
    why: str,
    endpoint: str,
    now: datetime,
    record_id: UUID | None = None,
) -> Outcome:
    author_id = content.membership.person_id
    reference = reference_of(record_id) if record_id else None
    # The view's end let go of the lock: the same may have been kept meanwhile.
    lock(parcel.id)
    known = held.of(author_id, parcel.id)
    if known is not None and known.state == held.QUARANTINED:
        # Before it is noted: of a record that is erased what is held goes too, and says so.
        known.record_id, known.kind = record_id, endpoint
        known.membership_id = content.membership.id
        held.attend(known, why, content.to_keep(), by=author_id, now=now)
    elif known is None:
        held.hold(
            author_id,
            parcel.id,
            device_id=content.device.id,
            key_id=parcel.key_id,
            digest=parcel.digest,
            state=held.ATTENTION,
            why=why,
            content=content.to_keep(),
            record_id=record_id,
            membership_id=content.membership.id,
            kind=endpoint,
            sent_at=parcel.sent_at,
            now=now,
        )
    return Outcome(held.ATTENTION, reference, "/attention")


def _keep_sealed(
    parcel: Parcel,
    author_id: int,
    device_id: UUID,
    state: str,
    now: datetime,
    submission_id: UUID | None = None,
    why: str = held.DAMAGED,
) -> Held:
    if held.how_many_unread(author_id) >= MOST_UNREAD:
        raise Many
    return held.hold(
        author_id,
        submission_id or parcel.id,
        device_id=device_id,
        key_id=parcel.key_id,
        digest=parcel.digest,
        state=state,
        why=why,
        sealed=parcel.sealed,
        sent_at=parcel.sent_at,
        now=now,
    )
