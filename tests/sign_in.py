"""Signing a person in for a test, without the sign-in page."""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from nightsafe import clock
from nightsafe.accounts.models import Membership, Person, SignedInSession
from nightsafe.accounts.sessions import membership_stands
from nightsafe.accounts.tokens import new_token, token_hash
from nightsafe.database import db


def session_for(
    person: Person, membership: Membership | None = None, *, confirmed: bool = True
) -> dict[str, object]:
    """Start a session as sign-in would, commit it, and return what its cookie carries.

    Without `confirmed` the password was given too long ago for what needs a step-up.
    """
    now = clock.now()
    standing = [one for one in person.memberships if membership_stands(one, now)]
    chosen = membership or standing[0]
    token = new_token()
    row = SignedInSession(
        token_hash=token_hash(token),
        person_id=person.id,
        membership_id=chosen.id,
        device="Chrome, Android",
        created_at=now,
        last_seen_at=now,
        confirmed_at=now if confirmed else None,
    )
    db.session.add(row)
    db.session.commit()
    return {"_user_id": token, "_fresh": True}


def cookie_for(app: Flask, person: Person, membership: Membership | None = None) -> tuple[str, str]:
    """The name and value of a cookie that signs a person in."""
    interface = app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None
    value = serializer.dumps(session_for(person, membership))
    return interface.get_cookie_name(app), str(value)
