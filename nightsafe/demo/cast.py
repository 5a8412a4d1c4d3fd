"""The people to sign in as: first those who show the most, then everybody by what they do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from nightsafe.accounts.models import Membership, Person
from nightsafe.accounts.queries import runs
from nightsafe.accounts.roles import LABELS, Role
from nightsafe.database import db
from nightsafe.demo.people import COORDINATOR, DOORMAN, GRANTED, HOST, REVIEWERS
from nightsafe.demo.venues import CAMERAS, COUNCIL, PASTORS_OXFORD, POLICE, SAFEGUARDING, TAXIS


@dataclass(frozen=True)
class Part:
    """Somebody worth being: who, in which role, what they are, and what there is to see."""

    name: str
    role: Role
    where: str
    icon: str
    label: LazyString
    says: LazyString


PARTS = (
    Part(
        DOORMAN,
        Role.VS,
        "The Lantern",
        "door",
        _l("On the door"),
        _l("Logs in two taps. Police have asked him something."),
    ),
    Part(
        "Rosalind Pike",
        Role.VM,
        "The Lantern",
        "history",
        _l("Venue manager"),
        _l("Has the register of her premises, and invites its people."),
    ),
    Part(
        HOST[0],
        Role.SF,
        HOST[1].where,
        "safe",
        _l("Safe Place"),
        _l("Takes people in: the visit first, the form after."),
    ),
    Part(
        "Peter Langrish",
        Role.SP,
        PASTORS_OXFORD,
        "people",
        _l("Leads street pastors"),
        _l("Logs from any street, sees his team's visits, invites its people."),
    ),
    Part(
        "Tariq Mehmood-Shah",
        Role.DR,
        TAXIS,
        "car",
        _l("Taxi driver"),
        _l("Logs once parked: his own tiles, recent ranks and streets."),
    ),
    Part(
        "Linda Scrivens",
        Role.CC,
        CAMERAS,
        "camera",
        _l("CCTV operator"),
        _l("Logs what the cameras show, anywhere in the city."),
    ),
    Part(
        REVIEWERS[0][0],
        Role.PR,
        POLICE,
        "badge",
        _l("Police reviewer"),
        _l("Finds last weekend unseen: reads, asks, decides, closes."),
    ),
    Part(
        GRANTED[0],
        Role.PS,
        POLICE,
        "shield",
        _l("Police supervisor"),
        _l("Sees restricted records too, by a grant; confirms others' grants."),
    ),
    Part(
        "Daniel Okonjo",
        Role.AN,
        POLICE,
        "chart",
        _l("Analyst"),
        _l("Reads the week in figures, and nobody's words."),
    ),
    Part(
        COORDINATOR,
        Role.CO,
        COUNCIL,
        "gear",
        _l("Coordinator"),
        _l("Sets up places and premises, invites everybody, reads no incident."),
    ),
    Part(
        "Ruth Adebayo-Finch",
        Role.SG,
        SAFEGUARDING,
        "lifebuoy",
        _l("Safeguarding specialist"),
        _l("Logs and takes people in; holds a grant for what is referred to her."),
    ),
    Part(
        "Robert Quennell",
        Role.AU,
        COUNCIL,
        "eye",
        _l("Auditor"),
        _l("Reads who did what when, without what was written."),
    ),
)


def memberships(now: datetime) -> Sequence[Membership]:
    """Every membership that somebody can be signed in to, by the person's name."""
    return (
        db.session.scalars(
            select(Membership)
            .join(Membership.person)
            .where(Person.suspended_at.is_(None), runs(now))
            .order_by(Person.name, Membership.id)
            .options(contains_eager(Membership.person))
        )
        .unique()
        .all()
    )


def place_of(membership: Membership) -> str:
    """Where somebody works, in this membership."""
    premises = membership.premises
    return premises.name if premises else membership.organisation.name


def first_parts(known: Sequence[Membership]) -> list[tuple[Part, Membership]]:
    """The parts that somebody of this network plays, in their order."""
    playing = {(one.person.name, one.role, place_of(one)): one for one in known}
    return [
        (part, playing[part.name, part.role, part.where])
        for part in PARTS
        if (part.name, part.role, part.where) in playing
    ]


def by_role(known: Sequence[Membership]) -> Iterator[tuple[LazyString, list[Membership]]]:
    """Everybody, grouped by what they do."""
    for role, label in LABELS.items():
        found = [one for one in known if one.role == role]
        if found:
            yield label, found
