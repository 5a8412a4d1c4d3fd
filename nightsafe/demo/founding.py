"""Founding the demo city: its network, ground, organisations, people and their grants."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from nightsafe.accounts.actions import add_membership, add_person
from nightsafe.accounts.granting import confirm_grant, last_day, propose_grant
from nightsafe.accounts.models import Membership, Person
from nightsafe.accounts.roles import Role
from nightsafe.accounts.sessions import actor_of
from nightsafe.database import db
from nightsafe.demo.making import TIME_ZONE
from nightsafe.demo.people import COORDINATOR, PEOPLE, Work
from nightsafe.demo.streets import AREAS, STREETS
from nightsafe.demo.venues import (
    COUNCIL,
    PREMISES,
    VENUE,
    Venue,
    organisation_kind,
    organisations,
)
from nightsafe.gate import Actor
from nightsafe.network.actions import (
    add_area,
    add_organisation,
    add_place,
    add_premises,
    set_up_network,
)
from nightsafe.network.models import Premises
from nightsafe.nights import night_of
from nightsafe.referrals.owners import name_owners

NAME = "Oxford nights"
# Ofcom keeps these numbers for drama; nobody answers.
CONTROL_ROOM = "01632 960 161"
# Who may open restricted records: name, proposed by, confirmed by, why.
GRANTS = (
    ("Kirsty Bellweather", "Alex Marlow", "Bronagh Tierney", "Reviews restricted records"),
    ("Alex Marlow", "Kirsty Bellweather", "Bronagh Tierney", "Stands in for Kirsty"),
    ("Ruth Adebayo-Finch", "Alex Marlow", "Kirsty Bellweather", "Takes referrals"),
)
# One more waits for its second supervisor.
PROPOSED = ("Nadia Rehmani", "Kirsty Bellweather", "Covers the Christmas rota")
# Who takes the referrals of each route, and who is next in line; Ruth alone holds a grant.
OWNERS = {
    "anti_slavery": ("Ruth Adebayo-Finch", "Iain Colquhoun"),
    "domestic_abuse": ("Ruth Adebayo-Finch", "Iain Colquhoun"),
    "hate_crime": ("Iain Colquhoun", "Ruth Adebayo-Finch"),
    "child": ("Ruth Adebayo-Finch", "Iain Colquhoun"),
    "prevent": ("Iain Colquhoun",),
    "spiking": ("Ruth Adebayo-Finch",),
}
LICENSED = frozenset({"pub", "bar", "club", "students' bar", "late food"})


@dataclass
class City:
    """What the founding made, by the names that the plan uses."""

    places: dict[str, int] = field(default_factory=dict)
    premises: dict[str, Premises] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    actors: dict[tuple[str, Work], Actor] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """A person in the first of their memberships."""
        return next(actor for (who, _), actor in self.actors.items() if who == name)

    def everybody(self) -> list[Actor]:
        """Each person once, in the first of their memberships."""
        found: dict[int, Actor] = {}
        for actor in self.actors.values():
            found.setdefault(actor.person_id, actor)
        return list(found.values())


def found_city(now: datetime) -> City:
    """Make everything that has to be there before the first entry; flushes, never commits."""
    city = City()
    set_up_network(NAME, TIME_ZONE.key, CONTROL_ROOM, True, actor_id=None, now=now)
    council = add_organisation(COUNCIL, organisation_kind(COUNCIL), actor_id=None, now=now)
    city.organisations[COUNCIL] = council.id
    helen = add_person(COORDINATOR, address_of(COORDINATOR), actor_id=None, now=now)
    city.people[COORDINATOR] = helen
    _ground(city, helen.id, now)
    _premises(city, helen.id, now)
    _people(city, helen.id, now)
    _grants(city, now)
    for route, names in OWNERS.items():
        ids = [city.people[name].id for name in names]
        name_owners(city.actor("Alex Marlow"), route, ids, now=now)
    return city


def address_of(name: str) -> str:
    """The e-mail address of an invented person, at a domain that exists for examples only."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{plain.replace(' ', '.').replace(chr(39), '')}@example.org"


def propose_another(city: City, now: datetime) -> None:
    """Leave one grant waiting for its second supervisor."""
    name, proposer, reason = PROPOSED
    propose_grant(
        city.actor(proposer), city.people[name].id, reason, _half_a_year_after(now), now=now
    )


def _ground(city: City, actor_id: int, now: datetime) -> None:
    areas = {name: add_area(name, actor_id=actor_id, now=now).id for name in AREAS}
    for one in STREETS:
        made = add_place(
            one.name,
            one.kind,
            areas[one.area],
            position=(one.lat, one.lon),
            addresses=one.addresses,
            actor_id=actor_id,
            now=now,
        )
        city.places[one.name] = made.id


def _premises(city: City, actor_id: int, now: datetime) -> None:
    for name in organisations():
        if name not in city.organisations:
            kind = organisation_kind(name)
            made = add_organisation(name, kind, actor_id=actor_id, now=now)
            city.organisations[name] = made.id
    for one in PREMISES:
        city.premises[one.name] = add_premises(
            city.organisations[one.operator],
            one.name,
            city.places[_street_of(one)],
            position=(one.lat, one.lon),
            safe_place=one.safe_place,
            licensed=one.kind in LICENSED,
            actor_id=actor_id,
            now=now,
        )


def _street_of(venue: Venue) -> str:
    """The street that premises count to: a station's desk counts to the street beside it."""
    here = next(one for one in STREETS if one.name == venue.street)
    if here.kind == "street":
        return here.name
    streets = [one for one in STREETS if one.kind == "street" and one.area == here.area]
    return min(streets, key=lambda one: abs(one.lat - here.lat) + abs(one.lon - here.lon)).name


def _people(city: City, actor_id: int, now: datetime) -> None:
    for one in PEOPLE:
        person = city.people.get(one.name) or add_person(
            one.name, address_of(one.name), actor_id=actor_id, now=now
        )
        city.people[one.name] = person
        for work in one.works:
            membership = _membership(city, person, work, actor_id, now)
            granted = one.name in {name for name, *_ in GRANTS}
            city.actors[one.name, work] = actor_of(membership, granted=granted)


def _membership(city: City, person: Person, work: Work, actor_id: int, now: datetime) -> Membership:
    premises = city.premises.get(work.where)
    organisation = VENUE[work.where].operator if premises else work.where
    made = add_membership(
        person,
        Role(work.role),
        city.organisations[organisation],
        premises.id if premises else None,
        lead=work.leads,
        actor_id=actor_id,
        now=now,
    )
    db.session.refresh(made, ["organisation", "premises"])
    return made


def _grants(city: City, now: datetime) -> None:
    until = last_day(night_of(now, TIME_ZONE))
    for name, proposer, confirmer, reason in GRANTS:
        at = now + timedelta(hours=1)
        grant = propose_grant(city.actor(proposer), city.people[name].id, reason, until, now=at)
        confirm_grant(city.actor(confirmer), grant, now=at + timedelta(hours=2))


def _half_a_year_after(now: datetime) -> date:
    return night_of(now, TIME_ZONE) + timedelta(days=182)
