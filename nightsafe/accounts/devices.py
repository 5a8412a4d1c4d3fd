"""Phones: the shared one at a door, enrolled and removed; one's own, with what its queue sends."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from flask import current_app, request
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, func, select, true, update
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from nightsafe.accounts.models import Device, Person, PinTry, SignedInSession, SubmitToken
from nightsafe.accounts.roles import Role
from nightsafe.accounts.tokens import new_token, token_hash
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Actor
from nightsafe.ledger.actions import stage
from nightsafe.network.queries import all_premises

LABEL_LONGEST = 40
# As long as browsers keep any cookie; each PIN sign-in begins it anew.
REMEMBERED = 400 * 24 * 3600


def _cookie_name() -> str:
    return "__Host-nightsafe-phone" if _over_tls() else "nightsafe-phone"


def _over_tls() -> bool:
    return bool(current_app.extensions["settings"].tls)


def phone_here() -> Device | None:
    """The shared phone that this request comes from; None for any other."""
    secret = request.cookies.get(_cookie_name())
    if not secret:
        return None
    return db.session.scalar(
        select(Device)
        .where(Device.secret_hash == token_hash(secret), Device.ended_at.is_(None))
        .options(joinedload(Device.premises))
    )


def remember(response: Response, secret: str | None = None) -> Response:
    """Let a browser be known as the shared phone: with a new secret, or the one it has."""
    value = secret or request.cookies.get(_cookie_name(), "")
    response.set_cookie(
        _cookie_name(),
        value,
        max_age=REMEMBERED,
        path="/",
        secure=_over_tls(),
        httponly=True,
        samesite="Lax",
    )
    return response


def enrol(
    actor: Actor, label: str, premises_id: int | None, *, now: datetime
) -> tuple[Device, str]:
    """Make this browser the phone of premises; gives the secret for its cookie, stored hashed.

    A manager enrols for their own premises, a coordinator for any in use.
    """
    label = " ".join(label.split())
    if not label or len(label) > LABEL_LONGEST:
        raise ProductError(_l("Give the phone a name, at most 40 characters."), "label")
    if actor.role != Role.CO:
        premises_id = actor.premises_id
    if premises_id is None or premises_id not in {one.id for one in all_premises()}:
        raise ProductError(_l("Choose the premises whose phone this is."), "premises_id")
    if phone_here() is not None:
        raise ProductError(_l("This phone is enrolled already. Remove it first."))
    secret = new_token()
    device = Device(
        id=uuid4(),
        label=label,
        premises_id=premises_id,
        enrolled_by=actor.person_id,
        secret_hash=token_hash(secret),
        created_at=now,
        last_used_at=now,
    )
    db.session.add(device)
    db.session.flush()
    what = {"device": str(device.id), "premises": premises_id}
    stage("device-enrolled", None, actor.person_id, what, now=now)
    return device, secret


def _within(actor: Actor) -> ColumnElement[bool]:
    """The condition that a shared phone lies with somebody: all for a coordinator, else theirs."""
    return true() if actor.role == Role.CO else Device.premises_id == (actor.premises_id or 0)


@dataclass(frozen=True)
class SharedPhone:
    """A shared phone as its list shows it."""

    device: Device
    enrolled_by: str
    locked: Sequence[Person]


def shared_phones(actor: Actor) -> list[SharedPhone]:
    """The shared phones in use that lie with somebody, the newest first."""
    rows = db.session.execute(
        select(Device, Person.name)
        .outerjoin(Person, Person.id == Device.enrolled_by)
        .where(Device.premises_id.is_not(None), Device.ended_at.is_(None), _within(actor))
        .options(joinedload(Device.premises))
        .order_by(Device.created_at.desc(), Device.id)
    ).all()
    ids = [device.id for device, _name in rows]
    locked = db.session.execute(
        select(PinTry.device_id, Person)
        .join(Person, Person.id == PinTry.person_id)
        .where(PinTry.device_id.in_(ids), PinTry.locked_at.is_not(None))
        .order_by(Person.name, Person.id)
    ).all()
    return [
        SharedPhone(device, name or "", [person for id_, person in locked if id_ == device.id])
        for device, name in rows
    ]


def shared_phone_of(actor: Actor, device_id: UUID) -> Device | None:
    """One shared phone in use that lies with somebody."""
    return db.session.scalar(
        select(Device).where(
            Device.id == device_id,
            Device.premises_id.is_not(None),
            Device.ended_at.is_(None),
            _within(actor),
        )
    )


def remove_shared(actor: Actor, device: Device, *, now: datetime) -> None:
    """End a shared phone: its names page, its sessions and what its queue may send, all at once."""
    device.ended_at, device.ended_by = now, actor.person_id
    running = update(SignedInSession).where(
        SignedInSession.device_id == device.id, SignedInSession.ended_at.is_(None)
    )
    db.session.execute(running.values(ended_at=now))
    stage("device-removed", None, actor.person_id, {"device": str(device.id)}, now=now)


def tries_of(device: Device, person_id: int) -> PinTry | None:
    """How often a person's PIN was wrong on a phone, if it ever was."""
    return db.session.get(PinTry, (device.id, person_id))


def forgive(device: Device, person: Person, *, now: datetime) -> None:
    """Forget the wrong PINs of a person who proved on a phone who they are."""
    person.pin_wrong = 0
    row = tries_of(device, person.id)
    if row is not None and not unlock(device, person.id, by=person.id, now=now):
        db.session.delete(row)


def unlock(device: Device, person_id: int, *, by: int, now: datetime) -> bool:
    """Let a person who is locked on a phone try there again; whether they were.

    Nobody else's tries are forgotten, and those on all phones together go on being counted: else
    whoever may unlock could guess without end.
    """
    hold(device)
    row = db.session.get(PinTry, (device.id, person_id), populate_existing=True)
    if row is None or row.locked_at is None:
        return False
    what = {"device": str(device.id), "person": person_id}
    stage("pin-unlocked", None, by, what, now=now)
    db.session.delete(row)
    return True


def hold(device: Device) -> None:
    """Let all else that counts PINs on a phone wait until this transaction is over."""
    db.session.execute(select(Device.id).where(Device.id == device.id).with_for_update())


@dataclass(frozen=True)
class OwnPhone:
    """A phone whose queue may send as somebody, as their account page lists it."""

    id: UUID
    label: str
    shared_at: str | None
    since: datetime
    last_used_at: datetime | None


def phones_of(person_id: int, now: datetime) -> list[OwnPhone]:
    """The phones that still may send as a person, the one that sent last first."""
    query = (
        select(
            Device,
            func.min(SubmitToken.created_at),
            func.max(SubmitToken.last_used_at),
        )
        .select_from(Device)
        .join(SubmitToken, SubmitToken.device_id == Device.id)
        .where(
            SubmitToken.person_id == person_id,
            SubmitToken.ended_at.is_(None),
            SubmitToken.expires_at > now,
            Device.ended_at.is_(None),
        )
        .group_by(Device.id)
    )
    found = [
        OwnPhone(
            id=device.id,
            label=device.label,
            shared_at=device.premises.place.name if device.premises else None,
            since=since,
            last_used_at=used,
        )
        for device, since, used in db.session.execute(query)
    ]
    return sorted(found, key=lambda one: one.last_used_at or one.since, reverse=True)


def remove_own(actor: Actor, device_id: UUID, *, now: datetime) -> bool:
    """End what a phone's queue may send as oneself, and the sign-ins on it that made it known.

    Whether there was anything to end.
    """
    mine = select(SubmitToken).where(
        SubmitToken.device_id == device_id,
        SubmitToken.person_id == actor.person_id,
        SubmitToken.ended_at.is_(None),
    )
    tokens = db.session.scalars(mine).all()
    if not tokens:
        return False
    for token in tokens:
        token.ended_at = now
    # Else a phone that is still signed in would make itself known again at once.
    running = update(SignedInSession).where(
        SignedInSession.id.in_({token.session_id for token in tokens} - {None}),
        SignedInSession.person_id == actor.person_id,
        SignedInSession.ended_at.is_(None),
    )
    db.session.execute(running.values(ended_at=now))
    _end_if_nobodys(tokens[0].device, actor.person_id, now)
    stage("phone-removed", None, actor.person_id, {"device": str(device_id)}, now=now)
    return True


def _end_if_nobodys(device: Device, by: int, now: datetime) -> None:
    """End a phone that is not shared once nobody else sends from it."""
    others = exists().where(
        SubmitToken.device_id == device.id,
        SubmitToken.person_id != by,
        SubmitToken.ended_at.is_(None),
        SubmitToken.expires_at > now,
    )
    if device.premises_id is None and not db.session.scalar(select(others)):
        device.ended_at, device.ended_by = now, by


def end_tokens(person_id: int, *, now: datetime) -> None:
    """End what every phone's queue may send as a person; what it brings then waits unread."""
    running = update(SubmitToken).where(
        SubmitToken.person_id == person_id, SubmitToken.ended_at.is_(None)
    )
    db.session.execute(running.values(ended_at=now))


def labels(ids: Set[UUID | None]) -> dict[UUID, str]:
    """What shared phones are called, by their ids."""
    if not ids - {None}:
        return {}
    rows = db.session.execute(select(Device.id, Device.label).where(Device.id.in_(ids - {None})))
    return dict(rows.all())
