"""Reading the network: its settings, its places, its premises."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask import g
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.network.models import Area, Network, Organisation, Place, Premises


def network() -> Network | None:
    """The network, loaded once a request; None before it is set up."""
    found: Network | None = g.get("network")
    if found is None:
        found = g.network = db.session.get(Network, 1)
    return found


def time_zone() -> ZoneInfo:
    """The network's time zone; London's until it is set up."""
    here = network()
    return ZoneInfo(here.time_zone if here else "Europe/London")


def areas() -> Sequence[Area]:
    """The areas in use, by name."""
    return db.session.scalars(
        select(Area).where(Area.retired_at.is_(None)).order_by(Area.name)
    ).all()


def organisations() -> Sequence[Organisation]:
    """The organisations in use, by name."""
    return db.session.scalars(
        select(Organisation).where(Organisation.retired_at.is_(None)).order_by(Organisation.name)
    ).all()


def places() -> Sequence[Place]:
    """The places in use, by name, with their areas."""
    return db.session.scalars(
        select(Place).where(Place.retired_at.is_(None)).order_by(Place.name, Place.id)
    ).all()


def all_premises() -> Sequence[Premises]:
    """The premises in use, by name, with organisation and place."""
    return (
        db.session.scalars(
            select(Premises)
            .join(Premises.place)
            .where(Premises.retired_at.is_(None))
            .order_by(Place.name, Premises.id)
        )
        .unique()
        .all()
    )


def place(place_id: int) -> Place | None:
    """One place in use."""
    found = db.session.get(Place, place_id)
    return found if found is not None and found.retired_at is None else None
