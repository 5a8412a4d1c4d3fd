"""Setting up and changing the network: its settings, organisations, areas, places, premises."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.network import queries
from nightsafe.network.kinds import ORGANISATION_KINDS, PLACE_KINDS
from nightsafe.network.models import Area, Network, Organisation, Place, Premises, Thing
from nightsafe.network.rules import (
    checked_addresses,
    checked_name,
    checked_number,
    checked_time_zone,
)
from nightsafe.network.saving import (
    free_name,
    known_kind,
    note,
    refuse_double,
    save_changes,
    save_new,
    street_in_use,
)

Position = tuple[float, float] | None


def set_up_network(
    name: str,
    time_zone: str,
    control_room_number: str = "",
    demo: bool = False,
    *,
    actor_id: int | None,
    now: datetime,
) -> Network:
    """Make the one network of this database; raises ProductError when there is one already."""
    if db.session.get(Network, 1) is not None:
        raise ProductError(_l("This database holds a network already."))
    made = Network(
        id=1,
        name=checked_name(name),
        time_zone=checked_time_zone(time_zone),
        control_room_number=checked_number(control_room_number),
        demo=demo,
        created_at=now,
    )
    save_new(made)
    note(
        "network", 1, {"name": made.name, "time_zone": made.time_zone, "demo": demo}, actor_id, now
    )
    return made


def change_network(
    name: str,
    time_zone: str,
    control_room_number: str,
    *,
    understood: bool = False,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Change the network's settings.

    A new time zone moves what was logged already to other hours and nights, so that it has to
    be `understood`; raises ProductError for that field when it is not.
    """
    here = db.session.get_one(Network, 1)
    zone = checked_time_zone(time_zone)
    if zone != here.time_zone and not understood and queries.something_logged():
        raise ProductError(
            _l(
                "Entries exist. In another time zone they stand at other hours, some on other "
                "nights. Tick the box if you mean it."
            ),
            "understood",
        )
    values = {
        "name": checked_name(name),
        "time_zone": zone,
        "control_room_number": checked_number(control_room_number),
    }
    save_changes("network", here, values, actor_id, now)


def add_organisation(name: str, kind: str, *, actor_id: int | None, now: datetime) -> Organisation:
    """Add an organisation that people work or volunteer for."""
    made = Organisation(
        name=free_name(Organisation, name), kind=known_kind(kind, ORGANISATION_KINDS)
    )
    save_new(made)
    note("organisation", made.id, {"name": made.name, "kind": kind}, actor_id, now)
    return made


def change_organisation(
    organisation: Organisation, name: str, kind: str, *, actor_id: int | None, now: datetime
) -> None:
    """Change an organisation's name or kind."""
    values = {
        "name": free_name(Organisation, name, organisation.id),
        "kind": known_kind(kind, ORGANISATION_KINDS),
    }
    save_changes("organisation", organisation, values, actor_id, now)


def add_area(name: str, *, actor_id: int | None, now: datetime) -> Area:
    """Add an area that figures are counted by."""
    made = Area(name=free_name(Area, name))
    save_new(made)
    note("area", made.id, {"name": made.name}, actor_id, now)
    return made


def change_area(area: Area, name: str, *, actor_id: int | None, now: datetime) -> None:
    """Change an area's name."""
    save_changes("area", area, {"name": free_name(Area, name, area.id)}, actor_id, now)


def add_place(
    name: str,
    kind: str,
    area_id: int | None,
    *,
    street_id: int | None = None,
    position: Position = None,
    addresses: int | None = 1,
    actor_id: int | None,
    now: datetime,
) -> Place:
    """Add a public place; `position` is (latitude, longitude) in degrees."""
    values = _place_values(None, name, kind, area_id, street_id, position, addresses)
    made = Place(**values)
    save_new(made)
    note("place", made.id, values, actor_id, now)
    return made


def change_place(
    place: Place,
    name: str,
    kind: str,
    area_id: int | None,
    *,
    street_id: int | None = None,
    position: Position = None,
    addresses: int | None = 1,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Change a public place; what stands on a street follows it into another area."""
    values = _place_values(place, name, kind, area_id, street_id, position, addresses)
    if place.kind == "street" and kind != "street" and queries.standing_on(place.id):
        raise ProductError(_l("Other places stand on this street, so it stays one."), "kind")
    save_changes("place", place, values, actor_id, now)
    follow = update(Place).where(Place.street_id == place.id, Place.area_id != place.area_id)
    db.session.execute(follow.values(area_id=place.area_id))


def _place_values(
    place: Place | None,
    name: str,
    kind: str,
    area_id: int | None,
    street_id: int | None,
    position: Position,
    addresses: int | None,
) -> dict[str, Any]:
    public = {key: label for key, label in PLACE_KINDS.items() if key != "premises"}
    name = checked_name(name)
    known_kind(kind, public)
    if kind == "street":
        street_id = None  # a street stands on no other
    street = street_in_use(street_id) if street_id is not None else None
    area = db.session.get(Area, street.area_id if street else area_id or 0)
    if area is None or (area.retired_at is not None and not (place and place.area_id == area.id)):
        raise ProductError(_l("Choose the area it lies in."), "area_id")
    refuse_double(name, area.id, place.id if place else None)
    latitude, longitude = position or (None, None)
    return {
        "name": name,
        "kind": kind,
        "area_id": area.id,
        "street_id": street_id,
        "latitude": latitude,
        "longitude": longitude,
        "addresses": checked_addresses(addresses),
    }


def add_premises(
    organisation_id: int | None,
    name: str,
    street_id: int | None,
    *,
    position: Position = None,
    safe_place: bool = False,
    licensed: bool = True,
    actor_id: int | None,
    now: datetime,
) -> Premises:
    """Add premises: a place of their own on a street, whose area they share."""
    values = _premises_values(None, organisation_id, name, street_id, position)
    place = Place(kind="premises", **{key: values[key] for key in _ON_THE_PLACE})
    save_new(place)
    made = Premises(
        organisation_id=values["organisation_id"],
        place_id=place.id,
        safe_place=safe_place,
        licensed=licensed,
        created_at=now,
    )
    save_new(made)
    flags = {"safe_place": safe_place, "licensed": licensed}
    note("premises", made.id, values | flags, actor_id, now)
    return made


def change_premises(
    premises: Premises,
    organisation_id: int | None,
    name: str,
    street_id: int | None,
    *,
    position: Position = None,
    safe_place: bool,
    licensed: bool,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Change premises; what was logged there stays with them."""
    values = _premises_values(premises, organisation_id, name, street_id, position)
    own = {"organisation_id": values["organisation_id"], "safe_place": safe_place}
    save_changes("premises", premises, own | {"licensed": licensed}, actor_id, now)
    save_changes(
        "place", premises.place, {key: values[key] for key in _ON_THE_PLACE}, actor_id, now
    )


_ON_THE_PLACE = ("name", "area_id", "street_id", "latitude", "longitude")


def _premises_values(
    premises: Premises | None,
    organisation_id: int | None,
    name: str,
    street_id: int | None,
    position: Position,
) -> dict[str, Any]:
    name = checked_name(name)
    organisation = db.session.get(Organisation, organisation_id or 0)
    kept = premises is not None and premises.organisation_id == organisation_id
    if organisation is None or (organisation.retired_at is not None and not kept):
        raise ProductError(_l("Choose the organisation that runs it."), "organisation_id")
    street = street_in_use(street_id)
    refuse_double(name, street.area_id, premises.place_id if premises else None)
    latitude, longitude = position or (None, None)
    return {
        "organisation_id": organisation.id,
        "name": name,
        "area_id": street.area_id,
        "street_id": street.id,
        "latitude": latitude,
        "longitude": longitude,
    }


def retire(thing: Thing, *, actor_id: int | None, now: datetime) -> None:
    """Take something out of use; what was logged there stays. Raises while others need it."""
    needed = queries.needed_by(thing)
    if needed:
        raise ProductError(needed)
    for one in _with_its_place(thing):
        one.retired_at = one.retired_at or now
    note(type(thing).__name__.lower(), thing.id, {"retired": True}, actor_id, now)


def bring_back(thing: Thing, *, actor_id: int | None, now: datetime) -> None:
    """Put something back into use, unless its name was given to another meanwhile."""
    gone = queries.gone_above(thing)
    if gone:
        raise ProductError(gone)
    if isinstance(thing, Place):
        refuse_double(thing.name, thing.area_id, thing.id)
    elif isinstance(thing, Premises):
        refuse_double(thing.name, thing.place.area_id, thing.place_id)
    for one in _with_its_place(thing):
        one.retired_at = None
    note(type(thing).__name__.lower(), thing.id, {"retired": False}, actor_id, now)


def _with_its_place(thing: Thing) -> tuple[Thing, ...]:
    return (thing, thing.place) if isinstance(thing, Premises) else (thing,)
