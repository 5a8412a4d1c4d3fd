"""The named people of the tests, one for each role, two of them at two places, one outsider."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from nightsafe.accounts.models import Grant, Membership, Person
from nightsafe.accounts.roles import Role
from nightsafe.accounts.sessions import actor_of
from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.network.models import Area, Network, Organisation, Place, Premises

# A Saturday night in term: 14 November 2026, 23:30 local.
SATURDAY = datetime(2026, 11, 14, 23, 30, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Who:
    """A named person: role, organisation, premises, whether they lead a team."""

    name: str
    role: Role
    organisation: str
    premises: str | None = None
    lead: bool = False


PEOPLE: dict[str, Who] = {
    "dora": Who("Dora Doorman", Role.VS, "Lantern Ltd", "The Lantern"),
    "mo": Who("Mo Manager", Role.VM, "Lantern Ltd", "The Lantern"),
    "sade": Who("Sade Safeplace", Role.SF, "Harbour Trust", "The Harbour"),
    "pip": Who("Pip Pastor", Role.SP, "Street Pastors"),
    "lena": Who("Lena Lead", Role.SP, "Street Pastors", lead=True),
    "drew": Who("Drew Driver", Role.DR, "Comet Cars"),
    "cleo": Who("Cleo Camera", Role.CC, "Control Room"),
    "rhys": Who("Rhys Reviewer", Role.PR, "Police"),
    "greta": Who("Greta Granted", Role.PR, "Police"),
    "stella": Who("Stella Supervisor", Role.PS, "Police"),
    "sam": Who("Sam Supervisor", Role.PS, "Police"),
    "ana": Who("Ana Analyst", Role.AN, "Council"),
    "coral": Who("Coral Coordinator", Role.CO, "Council"),
    "gwen": Who("Gwen Guard", Role.SG, "Haven"),
    "audrey": Who("Audrey Auditor", Role.AU, "Council"),
    # Another venue altogether.
    "otto": Who("Otto Outsider", Role.VS, "Anchor Ltd", "The Anchor"),
    "olga": Who("Olga Otherboss", Role.VM, "Anchor Ltd", "The Anchor"),
    # Works in two places: behind the bar, and walking with the pastors.
    "bea": Who("Bea Both", Role.VS, "Lantern Ltd", "The Lantern"),
}

GRANTED = ("greta", "gwen")
PASSWORD = "a lamp in the window"


def settle(time_zone: str = "Europe/London") -> None:
    """Lay out a small network with all named people; flushes, does not commit."""
    db.session.add(
        Network(
            id=1,
            name="Testford",
            time_zone=time_zone,
            control_room_number="01865 000 000",
            created_at=LONG_AGO,
        )
    )
    areas = {name: Area(name=name) for name in ("Centre", "East")}
    db.session.add_all(areas.values())
    db.session.flush()
    streets = {
        "George Street": (areas["Centre"], 51.7533, -1.2612),
        "Park End Street": (areas["Centre"], 51.7526, -1.2655),
        "Cowley Road": (areas["East"], 51.7475, -1.2365),
    }
    places: dict[str, Place] = {}
    for name, (area, latitude, longitude) in streets.items():
        places[name] = Place(
            name=name,
            kind="street",
            area_id=area.id,
            latitude=latitude,
            longitude=longitude,
            addresses=40,
        )
    db.session.add_all(places.values())
    organisations: dict[str, Organisation] = {}
    for who in PEOPLE.values():
        organisations.setdefault(
            who.organisation, Organisation(name=who.organisation, kind="other")
        )
    db.session.add_all(organisations.values())
    db.session.flush()
    venues = {
        "The Lantern": ("Lantern Ltd", "George Street", False),
        "The Anchor": ("Anchor Ltd", "Park End Street", False),
        "The Harbour": ("Harbour Trust", "Cowley Road", True),
    }
    doors = {
        name: Place(
            name=name,
            kind="premises",
            area_id=places[street].area_id,
            street_id=places[street].id,
            latitude=places[street].latitude,
            longitude=places[street].longitude,
        )
        for name, (_organisation, street, _safe) in venues.items()
    }
    db.session.add_all(doors.values())
    db.session.flush()
    premises = {
        name: Premises(
            organisation_id=organisations[organisation].id,
            place_id=doors[name].id,
            safe_place=safe,
            created_at=LONG_AGO,
        )
        for name, (organisation, _street, safe) in venues.items()
    }
    people = {
        key: Person(name=who.name, email=f"{key}@example.org", created_at=LONG_AGO)
        for key, who in PEOPLE.items()
    }
    # All of a kind at once: this stands before most tests, and each flush is a round of its own.
    db.session.add_all([*premises.values(), *people.values()])
    db.session.flush()
    for key, who in PEOPLE.items():
        db.session.add(
            Membership(
                person_id=people[key].id,
                organisation_id=organisations[who.organisation].id,
                premises_id=premises[who.premises].id if who.premises else None,
                role=who.role,
                lead=who.lead,
                starts_at=LONG_AGO,
            )
        )
        if key == "bea":
            db.session.add(
                Membership(
                    person_id=people[key].id,
                    organisation_id=organisations["Street Pastors"].id,
                    role=Role.SP,
                    starts_at=LONG_AGO,
                )
            )
    supervisors = [people["stella"].id, people["sam"].id]
    for key in GRANTED:
        db.session.add(
            Grant(
                person_id=people[key].id,
                reason="rota",
                proposed_by=supervisors[0],
                proposed_at=LONG_AGO,
                confirmed_by=supervisors[1],
                confirmed_at=LONG_AGO,
                ends_at=SATURDAY + timedelta(days=365),
            )
        )
    db.session.flush()


def person(key: str) -> Person:
    """A named person's row."""
    return db.session.execute(
        db.select(Person).where(Person.email == f"{key}@example.org")
    ).scalar_one()


def membership(key: str, number: int = 0) -> Membership:
    """A named person's membership; `number` picks the second of somebody who has two."""
    return person(key).memberships[number]


def actor(key: str, number: int = 0) -> Actor:
    """A named person as the actor of an action, who gave their password just now."""
    return actor_of(membership(key, number), granted=key in GRANTED, confirmed=True)


def place(name: str) -> Place:
    """A place by its name."""
    return db.session.execute(db.select(Place).where(Place.name == name)).scalar_one()
