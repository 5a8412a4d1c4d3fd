"""Specialists beside Gwen, owners of routes, and events sent to them."""

from datetime import datetime, timedelta
from typing import Any

from nightsafe.accounts.models import Grant, Membership, Person
from nightsafe.accounts.roles import Role
from nightsafe.accounts.sessions import actor_of
from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.models import Entry
from nightsafe.referrals.actions import refer_event
from nightsafe.referrals.models import Referral
from nightsafe.referrals.owners import name_owners
from tests.factories import log
from tests.people import LONG_AGO, SATURDAY, actor, membership, person

MONDAY = SATURDAY + timedelta(hours=34)


def specialist(key: str, *, granted: bool = False) -> Actor:
    """Another safeguarding specialist of Gwen's organisation."""
    made = Person(name=key.title(), email=f"{key}@example.org", created_at=LONG_AGO)
    db.session.add(made)
    db.session.flush()
    works = Membership(
        person_id=made.id,
        organisation_id=membership("gwen").organisation_id,
        role=Role.SG,
        starts_at=LONG_AGO,
    )
    db.session.add(works)
    if granted:
        db.session.add(
            Grant(
                person_id=made.id,
                reason="rota",
                proposed_by=person("stella").id,
                proposed_at=LONG_AGO,
                confirmed_by=person("sam").id,
                confirmed_at=LONG_AGO,
                ends_at=SATURDAY + timedelta(days=365),
            )
        )
    db.session.commit()
    return actor_of(works, granted=granted)


def named(route: str, *people: Actor) -> None:
    """Let these take a route's referrals, in this order."""
    name_owners(actor("stella"), route, [one.person_id for one in people], now=LONG_AGO)
    db.session.commit()


def sent(
    code: str = "H1",
    route: str = "hate_crime",
    *,
    who: str = "rhys",
    now: datetime = MONDAY,
    note: str = "Please ring them.",
    entry: Entry | None = None,
    **fields: Any,
) -> Referral:
    """An event of Dora's, sent by a route."""
    entry = entry or log("dora", code, description="He said it again.", **fields)
    referral = refer_event(actor(who), entry.event, route, note, now=now)
    db.session.commit()
    return referral
