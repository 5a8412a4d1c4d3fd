"""What is done with a referral: sent, acknowledged, acted on, closed, passed on."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from nightsafe.accounts import roles
from nightsafe.database import db
from nightsafe.delivery.actions import acknowledge as acknowledge_message
from nightsafe.delivery.actions import notify
from nightsafe.delivery.models import Message
from nightsafe.errors import NotAllowed, ProductError, Words
from nightsafe.gate import Actor, Can
from nightsafe.incidents.alerts import REFERRAL
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.queries import visible
from nightsafe.ledger.actions import stage
from nightsafe.referrals import rules
from nightsafe.referrals.models import Referral
from nightsafe.referrals.owners import owners
from nightsafe.referrals.queries import of_entries, problem_of
from nightsafe.referrals.routes import ROUTES
from nightsafe.referrals.rules import OUTCOMES, Deed, Owner, State, state_of
from nightsafe.referrals.snapshot import snapshot
from nightsafe.referrals.written import Written, put_written, read_written
from nightsafe.submissions.actions import lock


class Done(ProductError):
    """Somebody else did it while the page was open, or the event is not there any more."""

    status = 409


def refer_event(
    actor: Actor,
    event: Event,
    route: str,
    note: str = "",
    *,
    now: datetime,
    referral_id: UUID | None = None,
) -> Referral:
    """Send an event's entries by a route, to whoever is named for it and can take it.

    Sent again under the same id it is sent once. Raises ProductError when nobody can take it.
    """
    if not roles.may(actor, Can.REVIEW):
        raise NotAllowed(_l("Only a reviewer refers an event."))
    if route not in ROUTES:
        raise ProductError(_l("Choose a route from the list."), "route")
    note = _words(note, None)
    # Of two at once, the second finds what the first one sent.
    lock(event.id)
    known = db.session.get(Referral, referral_id) if referral_id else None
    if known is not None and (known.sent_by, known.route) == (actor.person_id, route):
        return known
    entries = _standing(actor, event)
    for line in of_entries(entries, now):
        if line.referral.route == route and line.state is not State.CLOSED:
            raise Done(_l("This was sent by that route already, and it is not closed yet."))
    restricted = any(one.restricted for one in entries)
    named = owners(now)[route]
    owner = rules.next_owner(named, [], restricted=restricted)
    if owner is None:
        raise ProductError(problem_of(named, restricted=restricted) or "", "route")
    referral = Referral(
        id=referral_id if referral_id and known is None else uuid4(),
        route=route,
        event_id=event.id,
        owner_id=owner.person_id,
        sent_by=actor.person_id,
        sent_at=now,
        due_at=rules.due(route, now),
        version=0,
    )
    written = Written(note, [str(one.id) for one in entries], [owner.person_id])
    _save(referral, written, actor.person_id, now)
    _tell(owner.person_id, referral, written, now)
    return referral


def acknowledge(actor: Actor, referral: Referral, *, now: datetime) -> Referral:
    """Somebody to whom it was referred has it in hand; the clock stops."""
    _begin(referral)
    if state_of(referral) is State.ACKNOWLEDGED:
        return referral
    _allowed(Deed.ACKNOWLEDGE, actor, referral)
    _acknowledged(actor, referral, now)
    _save(referral, read_written(referral), actor.person_id, now)
    return referral


def act(actor: Actor, referral: Referral, text: str, *, now: datetime) -> Referral:
    """Write down something that was done about it; sent twice at once it stands there once."""
    text = _words(text, _l("Write what was done."))
    _begin(referral)
    written = read_written(referral)
    if any((one["text"], one["by"]) == (text, actor.person_id) for one in written.deeds[-1:]):
        return referral
    _allowed(Deed.ACT, actor, referral)
    _acknowledged(actor, referral, now)
    _save(referral, written.plus(text, actor.person_id, now), actor.person_id, now)
    return referral


def close(
    actor: Actor, referral: Referral, outcome: str | None, text: str = "", *, now: datetime
) -> Referral:
    """Close a referral with what came of it: a key of OUTCOMES, and words for it if there are."""
    if outcome not in OUTCOMES:
        raise ProductError(_l("Choose what came of it."), "outcome")
    text = _words(text, None)
    _begin(referral)
    if (referral.closed_by, referral.outcome) == (actor.person_id, outcome):
        return referral
    _allowed(Deed.CLOSE, actor, referral)
    _acknowledged(actor, referral, now)
    referral.closed_at, referral.closed_by, referral.outcome = now, actor.person_id, outcome
    written = read_written(referral).plus(text, actor.person_id, now)
    _save(referral, written, actor.person_id, now)
    return referral


def pass_on(referral: Referral, owner: Owner | None, *, now: datetime) -> None:
    """Tell the next in line, who has it from now on; nobody acts, the clock does.

    Without a next one it is only noted that the clock has passed. The caller holds the row.
    """
    written = read_written(referral)
    referral.escalated_at = now
    if owner is not None:
        referral.owner_id = owner.person_id
        written = replace(written, told=[*written.told, owner.person_id])
        _tell(owner.person_id, referral, written, now)
    _save(referral, written, None, now)


def _standing(actor: Actor, event: Event) -> list[Entry]:
    """The entries of an event as it is now; raises Done when it stands no more."""
    db.session.refresh(event, ["standing", "audience", "restricted"])
    query = visible(actor).where(
        Entry.event_id == event.id,
        Entry.withdrawn_at.is_(None),
        Entry.audience == Audience.REVIEW,
    )
    entries = list(db.session.scalars(query.order_by(Entry.occurred_at, Entry.id)))
    if not event.standing or not entries:
        raise Done(_l("The reporter has withdrawn this meanwhile. There is nothing to refer."))
    return entries


def _begin(referral: Referral) -> None:
    """Hold the row, and read it anew: a colleague, or the clock, may have been quicker."""
    db.session.flush()
    db.session.refresh(referral, with_for_update=True)


def _allowed(deed: Deed, actor: Actor, referral: Referral) -> None:
    told = read_written(referral).told
    if actor.person_id not in told or not roles.may(actor, Can.REFERRED):
        raise NotAllowed(_l("This was not referred to you."))
    if not rules.may(deed, referral, actor):
        raise Done(_l("This referral is closed. Ask the reviewer to send it again if need be."))


def _acknowledged(actor: Actor, referral: Referral, now: datetime) -> None:
    if referral.acknowledged_at is None:
        referral.acknowledged_at, referral.acknowledged_by = now, actor.person_id
        referral.owner_id = actor.person_id
    told = select(Message).where(
        Message.person_id == actor.person_id,
        Message.kind == REFERRAL,
        Message.topic == str(referral.id),
    )
    for message in db.session.scalars(told).all():
        acknowledge_message(message, now=now)


def _save(referral: Referral, written: Written, actor_id: int | None, now: datetime) -> None:
    referral.version += 1
    put_written(referral, written)
    db.session.add(referral)
    stage("referral", referral.id, actor_id, snapshot(referral, written), now=now)


def _tell(person_id: int, referral: Referral, written: Written, now: datetime) -> None:
    """The messages that open each referred entry to an owner; one notice, however many they are."""
    topic = str(referral.id)
    for entry_id in written.entry_ids:
        notify([person_id], REFERRAL, entry_id, now=now, topic=topic)
    if len(written.entries) > 1:
        of_others = update(Message).where(
            Message.person_id == person_id,
            Message.topic == topic,
            Message.record_id != written.entry_ids[0],
        )
        db.session.execute(of_others.values(acknowledged_at=now))


def _words(text: str, missing: Words | None) -> str:
    text = text.strip()
    if not text and missing is not None:
        raise ProductError(missing, "text")
    if len(text) > rules.LONGEST:
        raise ProductError(_l("Keep it under 2,000 characters."), "text")
    return text
