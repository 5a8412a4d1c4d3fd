"""The shared phone at a door: who may pick their name, PINs set and tried, and what they open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager

from nightsafe.accounts import devices, pins, queries, sessions
from nightsafe.accounts.models import Device, Membership, Person, PinTry, SignedInSession
from nightsafe.accounts.passwords import LONGEST, hash_password, matches
from nightsafe.accounts.roles import allows
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Actor, Can
from nightsafe.ledger.actions import stage

# Whoever gave the password so recently may choose their first PIN without giving it again.
JUST_NOW = timedelta(minutes=10)


def people_at(device: Device, now: datetime) -> list[Person]:
    """Those who can pick their name on a phone: they work there, log there and have a PIN."""
    found = db.session.execute(
        select(Person, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.premises_id == device.premises_id,
            queries.runs(now),
            Person.suspended_at.is_(None),
            Person.pin_hash.is_not(None),
        )
    ).all()
    people = {person.id: person for person, role in found if allows(role, Can.LOG)}
    return sorted(people.values(), key=lambda one: (one.name.casefold(), one.id))


def person_at(device: Device, person_id: int, now: datetime) -> Membership | None:
    """The membership in which a person acts on a phone; None for whoever cannot pick their name."""
    memberships: Sequence[Membership] = db.session.scalars(
        select(Membership)
        .join(Membership.person)
        .where(
            Membership.person_id == person_id,
            Membership.premises_id == device.premises_id,
            queries.runs(now),
            Person.suspended_at.is_(None),
            Person.pin_hash.is_not(None),
        )
        .options(contains_eager(Membership.person))
        .order_by(Membership.id)
    ).all()
    return next((one for one in memberships if allows(one.role, Can.LOG)), None)


def locked_at(device: Device) -> frozenset[int]:
    """The ids of those who are locked on a phone."""
    query = select(PinTry.person_id).where(
        PinTry.device_id == device.id, PinTry.locked_at.is_not(None)
    )
    return frozenset(db.session.scalars(query))


@dataclass(frozen=True)
class Standing:
    """Where a person stands with their PIN on a phone."""

    wrong: int = 0
    locked: bool = False
    # The next PIN is looked at from then on.
    until: datetime | None = None
    # It was wrong too often on all phones together: there is none any more.
    dead: bool = False


def standing_of(device: Device, person_id: int, now: datetime) -> Standing:
    """Where a person stands with their PIN on a phone, before they try."""
    return _standing(devices.tries_of(device, person_id), now)


def _standing(row: PinTry | None, now: datetime) -> Standing:
    if row is None:
        return Standing()
    until = pins.waits_until(row.wrong, row.last_at)
    locked = row.locked_at is not None
    return Standing(row.wrong, locked, until if until > now and not locked else None)


def enter(device: Device, person_id: int, pin: str, *, now: datetime) -> Standing | None:
    """Sign a person in with their PIN; None when that worked, else where they stand now.

    Whoever waits or is locked is not looked at, so that it costs and tells nothing. Tries on one
    phone wait for each other, and so do those of one person, in whichever process they arrive:
    none goes uncounted.
    """
    devices.hold(device)
    of_one = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    db.session.execute(of_one.execution_options(populate_existing=True))
    membership = person_at(device, person_id, now)
    row = db.session.get(PinTry, (device.id, person_id), populate_existing=True)
    stands = _standing(row, now)
    if stands.locked or stands.until is not None:
        return stands
    stored = membership.person.pin_hash if membership else None
    right = matches(stored, _peppered(person_id, pins.tidy_pin(pin)[: LONGEST + 1]))
    if membership is None:
        return stands
    if not right:
        return _wrong(device, membership.person, row, now)
    devices.forgive(device, membership.person, now=now)
    device.last_used_at = now
    sessions.start(membership.person, membership, by_pin=True, now=now)
    return None


def _wrong(device: Device, person: Person, row: PinTry | None, now: datetime) -> Standing:
    if row is None:
        row = PinTry(device_id=device.id, person_id=person.id, wrong=0, last_at=now)
        db.session.add(row)
    row.wrong, row.last_at = row.wrong + 1, now
    person.pin_wrong += 1
    what = {"device": str(device.id), "person": person.id}
    stage("pin-wrong", None, None, what, now=now)
    if person.pin_wrong >= pins.DEAD_AFTER:
        # What the right one opened before goes on: that was not guessed.
        person.pin_hash = None
        stage("pin-removed", None, None, {**what, "wrong": person.pin_wrong}, now=now)
        return Standing(row.wrong, dead=True)
    if row.wrong >= pins.LOCKED_AFTER:
        row.locked_at = now
        stage("pin-locked", None, None, what, now=now)
    return _standing(row, now)


def hash_pin(person_id: int, pin: str) -> str:
    """What is stored of a PIN: argon2id, as of a password."""
    return hash_password(_peppered(person_id, pin))


def _peppered(person_id: int, pin: str) -> str:
    """A PIN bound to its person and to the installation: a stolen database cannot be tried."""
    key = current_app.extensions["installation_key"]
    return str(key.keyed_hash("pin", f"{person_id}:{pin}".encode()).hex())


def may_have_pin(person: Person, now: datetime) -> bool:
    """Whether a PIN could be of use to a person: they log at premises."""
    return any(
        one.premises_id is not None and allows(one.role, Can.LOG)
        for one in queries.standing(person, now)
    )


def asks_password(row: SignedInSession, person: Person, now: datetime) -> bool:
    """Whether setting a PIN takes the password: all but a first one, just signed in at a door.

    Nobody in the demo has one to give.
    """
    if person.password_hash is None:
        return False
    fresh = row.device_id is not None and now - row.created_at <= JUST_NOW
    return person.pin_hash is not None or not fresh


def set_pin(actor: Actor, row: SignedInSession, password: str, pin: str, *, now: datetime) -> None:
    """Set or change one's PIN; sessions that an earlier one opened end."""
    person = db.session.get_one(Person, actor.person_id)
    if asks_password(row, person, now) and not matches(
        person.password_hash, password[: LONGEST + 1]
    ):
        raise ProductError(_l("That is not your password. Try it again."), "password")
    pin = pins.tidy_pin(pin)
    problem = pins.problem_with(pin, person.email or "", person.name, now.date())
    if problem is not None:
        raise ProductError(problem, "pin")
    person.pin_hash, person.pin_wrong = hash_pin(person.id, pin), 0
    _end_sessions_by_pin(person.id, now)
    stage("pin-set", None, person.id, {"person": person.id}, now=now)


def remove_pin(actor: Actor, *, now: datetime) -> None:
    """Remove one's PIN: one's name leaves every shared phone, and its sessions end."""
    person = db.session.get_one(Person, actor.person_id)
    person.pin_hash = None
    _end_sessions_by_pin(person.id, now)
    stage("pin-removed", None, person.id, {"person": person.id}, now=now)


def _end_sessions_by_pin(person_id: int, now: datetime) -> None:
    running = update(SignedInSession).where(
        SignedInSession.person_id == person_id,
        SignedInSession.by_pin,
        SignedInSession.ended_at.is_(None),
    )
    db.session.execute(running.values(ended_at=now))
