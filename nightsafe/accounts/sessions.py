"""Sessions as rows: started at sign-in, checked at each request, ended singly or all at once."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import Exists, ScalarSelect, exists, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import joinedload

from nightsafe import clock
from nightsafe.accounts.devices import phone_here
from nightsafe.accounts.models import BreakGlass, Device, Grant, Membership, Person, SignedInSession
from nightsafe.accounts.roles import SESSION_LIMITS, Role, allows
from nightsafe.accounts.stepping_up import is_confirmed
from nightsafe.accounts.tokens import new_token, token_hash
from nightsafe.database import db, is_read_only, own_transaction
from nightsafe.gate import Actor, Can
from nightsafe.ledger.actions import stage

SEEN_EVERY = timedelta(minutes=1)


class SignedIn(UserMixin):
    """The person of this request, in the membership that is active in this session."""

    def __init__(self, token: str, row: SignedInSession, actor: Actor) -> None:
        self.token = token
        self.row = row
        self.actor = actor

    def get_id(self) -> str:
        """What the cookie carries: the opaque token, nothing else."""
        return self.token


def init_app(app: Flask) -> None:
    """Let Flask-Login load people through their session rows."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(load)


def active_grant(person_id: Any, now: datetime) -> Exists:
    """The condition that a person holds a confirmed, running grant for restricted records."""
    return exists().where(
        Grant.person_id == person_id,
        Grant.confirmed_at.is_not(None),
        Grant.ended_at.is_(None),
        Grant.ends_at > now,
    )


def running(session_id: Any, now: datetime) -> ScalarSelect[Any]:
    """Until when restricted records are open in a session in an emergency; else nothing."""
    return (
        select(func.max(BreakGlass.until, type_=BreakGlass.until.type))
        .where(
            BreakGlass.session_id == session_id,
            BreakGlass.ended_at.is_(None),
            BreakGlass.until > now,
        )
        .scalar_subquery()
    )


def _on_removed_phone() -> Exists:
    """The condition that a session is on a shared phone that was removed."""
    return exists().where(Device.id == SignedInSession.device_id, Device.ended_at.is_not(None))


def load(token: str) -> SignedIn | None:
    """Who a cookie's token belongs to; None when the session, person or membership has ended."""
    now = clock.now()
    found = db.session.execute(
        select(
            SignedInSession,
            active_grant(SignedInSession.person_id, now),
            running(SignedInSession.id, now),
        )
        .where(
            SignedInSession.token_hash == token_hash(token),
            SignedInSession.ended_at.is_(None),
            ~_on_removed_phone(),
        )
        .options(joinedload(SignedInSession.person), joinedload(SignedInSession.membership))
    ).first()
    if found is None:
        return None
    row, granted, glass = found
    if not _stands(row, now):
        return None
    _touch(row, now)
    # A grant works in the role it was given for, not behind a bar where its holder works too.
    granted = granted and allows(row.membership.role, Can.HOLD_GRANT) and not row.by_pin
    broken = allows(row.membership.role, Can.BREAK_GLASS) and not row.by_pin
    actor = _actor_in(row, granted=granted, glass_until=glass if broken else None)
    return SignedIn(token, row, actor)


def _stands(row: SignedInSession, now: datetime) -> bool:
    idle, absolute = SESSION_LIMITS[Role(row.membership.role)]
    return (
        row.person.suspended_at is None
        and membership_stands(row.membership, now)
        and now - row.last_seen_at <= idle
        and now - row.created_at <= absolute
    )


def lasts_until(row: SignedInSession) -> datetime:
    """When a session ends by itself if nobody comes: idle for too long, or too old (R10)."""
    idle, absolute = SESSION_LIMITS[Role(row.membership.role)]
    return min(row.last_seen_at + idle, row.created_at + absolute)


def fits(row: SignedInSession, role: str, now: datetime) -> bool:
    """Whether a session may go on in another role, as far as its age is concerned.

    Towards a shorter idle limit only the password counts as a sign of its owner: until now the
    session may have lain about for longer than the other role allows.
    """
    now_idle, _ = SESSION_LIMITS[Role(row.membership.role)]
    idle, absolute = SESSION_LIMITS[Role(role)]
    age = now - row.created_at
    return age <= (idle if idle < now_idle else absolute) and now - row.last_seen_at <= idle


def membership_stands(membership: Membership, now: datetime) -> bool:
    """Whether a membership has begun and not ended."""
    return membership.starts_at <= now and (membership.ends_at is None or membership.ends_at > now)


def _actor_in(
    row: SignedInSession, *, granted: bool = False, glass_until: datetime | None = None
) -> Actor:
    """The actor of a session; a PIN opens of one's own restricted records those logged since."""
    return actor_of(
        row.membership,
        granted=granted,
        session_id=row.id,
        by_pin=row.by_pin,
        own_restricted_since=row.created_at if row.by_pin else None,
        confirmed=is_confirmed(row, clock.now()),
        glass_until=glass_until,
    )


def actor_of(
    membership: Membership,
    *,
    granted: bool = False,
    session_id: int | None = None,
    by_pin: bool = False,
    own_restricted_since: datetime | None = None,
    confirmed: bool = False,
    glass_until: datetime | None = None,
) -> Actor:
    """The actor of a membership; whom only a PIN let in leads no team.

    Own restricted records of before `own_restricted_since`, or of before a link set the password,
    are closed to them.
    """
    premises = membership.premises
    since = [one for one in (own_restricted_since, membership.person.reset_at) if one is not None]
    return Actor(
        person_id=membership.person_id,
        name=membership.person.name,
        membership_id=membership.id,
        role=membership.role,
        organisation_id=membership.organisation_id,
        organisation=membership.organisation.name,
        premises_id=membership.premises_id,
        premises=premises.name if premises else None,
        premises_place_id=premises.place_id if premises else None,
        lead=membership.lead and not by_pin,
        restricted=granted or glass_until is not None,
        session_id=session_id,
        own_restricted_since=max(since, default=None),
        language=membership.person.language,
        by_pin=by_pin,
        confirmed=confirmed,
        glass_until=glass_until,
    )


def _touch(row: SignedInSession, now: datetime) -> None:
    """Note at most once a minute that a person is there; a poll does not count."""
    if now - row.last_seen_at < SEEN_EVERY or request.headers.get("X-Poll"):
        return
    seen = (
        update(SignedInSession)
        .where(SignedInSession.id == row.id)
        .values(last_seen_at=now)
        .execution_options(synchronize_session=False)
    )
    if request.method in {"GET", "HEAD"} and not db.session.info.get("writes"):
        # A page matters more than when somebody was last seen: no long wait, no fault.
        with suppress(DBAPIError), own_transaction(hasty=True) as beside:
            beside.execute(seen)
    elif not is_read_only():
        # Read-only, here, means that the page of an error is being made.
        db.session.execute(seen)


def start(
    person: Person, membership: Membership, *, by_pin: bool = False, now: datetime
) -> SignedInSession:
    """Sign a person in with a fresh token; whatever session the browser had is dropped (R8)."""
    phone = phone_here()
    end_current(now=now)
    session.clear()
    token = new_token()
    row = SignedInSession(
        token_hash=token_hash(token),
        person_id=person.id,
        membership_id=membership.id,
        device=device_of(request.user_agent.string),
        device_id=phone.id if phone else None,
        by_pin=by_pin,
        created_at=now,
        last_seen_at=now,
        confirmed_at=None if by_pin else now,
    )
    db.session.add(row)
    db.session.flush()
    row.person, row.membership = person, membership
    login_user(SignedIn(token, row, _actor_in(row)))
    # Flask-Login also stores a hash of address and browser; the cookie carries only the token.
    session.pop("_id", None)
    how = {"device": str(phone.id), "by_pin": by_pin} if phone else {}
    stage("signed-in", None, person.id, {"membership": membership.id, **how}, now=now)
    return row


def on_shared_phone() -> bool:
    """Whether this request's session is on a phone that others use too."""
    return bool(current_user.is_authenticated and current_user.row.device_id is not None)


def end_current(*, now: datetime) -> None:
    """End this browser's session, if it has one, and forget its cookie."""
    token = session.get("_user_id")
    if isinstance(token, str):
        row = db.session.scalar(
            select(SignedInSession).where(
                SignedInSession.token_hash == token_hash(token), SignedInSession.ended_at.is_(None)
            )
        )
        if row is not None:
            row.ended_at = now
            stage("signed-out", None, row.person_id, {"session": row.id}, now=now)
    logout_user()
    session.clear()


def end_all(person_id: int, *, now: datetime, but: int | None = None) -> None:
    """End all sessions of a person, in every process at once, save the one named (R5, R8)."""
    query = update(SignedInSession).where(
        SignedInSession.person_id == person_id, SignedInSession.ended_at.is_(None)
    )
    if but is not None:
        query = query.where(SignedInSession.id != but)
    db.session.execute(query.values(ended_at=now))


def device_of(agent: str) -> str:
    """A browser and system in words, so that a person knows their own sessions."""
    systems = ("iPhone", "iPad", "Android", "Windows", "Mac OS", "Linux")
    browsers = ("Edg", "Firefox", "Chrome", "Safari")
    system = next((name for name in systems if name in agent), "")
    browser = next((name for name in browsers if name in agent), "").replace("Edg", "Edge")
    return ", ".join(part for part in (browser, system) if part)
