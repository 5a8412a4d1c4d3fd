"""What the tests of a shared phone share: a phone at a door, PINs given, a PIN typed."""

from collections.abc import Callable

from nightsafe.accounts.door import hash_pin
from nightsafe.accounts.models import Device, PinTry, SignedInSession
from nightsafe.database import db
from tests.page import Page, PageClient
from tests.people import person

PIN, WRONG = "739154", "582093"


def give_pin(*keys: str, pin: str = PIN) -> None:
    """Let named people tap their name on a shared phone."""
    for key in keys:
        person(key).pin_hash = hash_pin(person(key).id, pin)
    db.session.commit()


def door_phone(
    signed_in: Callable[..., PageClient], by: str = "mo", label: str = "Front door"
) -> PageClient:
    """A phone that a manager has just enrolled for their premises."""
    client = signed_in(person(by))
    page = client.page("/devices/enrol").press("Make this", label=label)
    assert page.h1 == "Who are you?"
    return client


def type_pin(client: PageClient, key: str, pin: str = PIN) -> Page:
    """Tap a name, type a PIN and send it."""
    return client.page(f"/door/{person(key).id}").press("Sign in", pin=pin)


def is_in(client: PageClient, key: str) -> bool:
    """Whether a phone is signed in as somebody."""
    page = client.page("/account")
    return page.h1 == "Your account" and person(key).name in page.text


def phone() -> Device:
    """The one shared phone there is."""
    return db.session.execute(db.select(Device).where(Device.premises_id.is_not(None))).scalar_one()


def tries(key: str) -> PinTry | None:
    """What is counted against somebody."""
    db.session.expire_all()
    query = db.select(PinTry).where(PinTry.person_id == person(key).id)
    return db.session.scalars(query).one_or_none()


def session_of(key: str) -> SignedInSession:
    """Somebody's running session."""
    db.session.expire_all()
    query = db.select(SignedInSession).where(
        SignedInSession.person_id == person(key).id, SignedInSession.ended_at.is_(None)
    )
    return db.session.execute(query).scalar_one()
