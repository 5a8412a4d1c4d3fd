"""Reading the network: its settings, its places, its premises."""

from collections.abc import Sequence
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, exists, func, select

from nightsafe.database import db
from nightsafe.errors import Words
from nightsafe.ledger.kinds import KINDS
from nightsafe.ledger.models import Row
from nightsafe.network.models import Area, Network, Organisation, Place, Premises, Thing

PAGE = 50


def network() -> Network | None:
    """The network, loaded once a request; None before it is set up."""
    found: Network | None = g.get("network")
    if found is None:
        found = g.network = db.session.get(Network, 1)
    return found


def control_room() -> str:
    """The number of the control room; empty where none is set."""
    here = network()
    return here.control_room_number if here else ""


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


def place_named(words: str) -> Place | None:
    """The one place in use of that name, in capitals or not; None when none or several are."""
    found = db.session.scalars(
        select(Place)
        .where(func.lower(Place.name) == words.strip().lower(), Place.retired_at.is_(None))
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def streets() -> Sequence[Place]:
    """The streets in use, by name."""
    return db.session.scalars(
        select(Place)
        .where(Place.kind == "street", Place.retired_at.is_(None))
        .order_by(Place.name, Place.id)
    ).all()


def something_logged() -> bool:
    """Whether the ledger holds any version of a record yet."""
    versions = [kind for kind, about in KINDS.items() if about.version]
    return bool(db.session.scalar(select(exists().where(Row.kind.in_(versions)))))


def standing_on(street_id: int) -> int:
    """How many places in use count to a street."""
    return _count(Place.id, Place.street_id == street_id, Place.retired_at.is_(None))


def needed_by(thing: Thing) -> Words | None:
    """Why something cannot be taken out of use yet, and what to do; None when it can."""
    if isinstance(thing, Organisation):
        number = _count(
            Premises.id, Premises.organisation_id == thing.id, Premises.retired_at.is_(None)
        )
        return (
            number
            and ngettext(
                "It runs %(num)s premises. Take that out of use first, or give it to another.",
                "It runs %(num)s premises. Take those out of use first, or give them to another.",
                number,
            )
        ) or None
    if isinstance(thing, Area):
        number = _count(Place.id, Place.area_id == thing.id, Place.retired_at.is_(None))
        return (
            number
            and ngettext(
                "%(num)s place lies in it. Move it to another area first.",
                "%(num)s places lie in it. Move them to another area first.",
                number,
            )
        ) or None
    if isinstance(thing, Place):
        number = standing_on(thing.id)
        return (
            number
            and ngettext(
                "%(num)s place stands on it. Move it to another street first.",
                "%(num)s places stand on it. Move them to another street first.",
                number,
            )
        ) or None
    return None


def gone_above(thing: Thing) -> Words | None:
    """What has to be brought back before something, or None."""
    place = thing.place if isinstance(thing, Premises) else thing
    if isinstance(thing, Premises) and thing.organisation.retired_at is not None:
        return _("Bring back its organisation first.")
    if (
        isinstance(place, Place)
        and place.street is not None
        and place.street.retired_at is not None
    ):
        return _("Bring back its street first.")
    if isinstance(place, Place) and place.area.retired_at is not None:
        return _("Bring back its area first.")
    return None


def _count(column: Any, *conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(column)).where(*conditions)) or 0


def counts() -> dict[str, int]:
    """How many of each subject are in use; places without premises."""
    return {
        "areas": _count(Area.id, Area.retired_at.is_(None)),
        "streets": _count(Place.id, Place.kind == "street", Place.retired_at.is_(None)),
        "places": _count(Place.id, Place.kind != "premises", Place.retired_at.is_(None)),
        "organisations": _count(Organisation.id, Organisation.retired_at.is_(None)),
        "premises": _count(Premises.id, Premises.retired_at.is_(None)),
    }


def listed(model: type[Thing], words: str, page: int, *, retired: bool) -> Sequence[Thing]:
    """One page of a subject by name, and one more when more follow; premises are no places."""
    name = Place.name if model is Premises else cast(Any, model).name
    query = select(model).where(
        model.retired_at.is_not(None) if retired else model.retired_at.is_(None)
    )
    found_by = name.icontains(words, autoescape=True)
    if model is Premises:
        query = query.join(Premises.place).join(Premises.organisation)
        found_by = found_by | Organisation.name.icontains(words, autoescape=True)
    if model is Place:
        query = query.where(Place.kind != "premises")
    if words:
        query = query.where(found_by)
    query = query.order_by(func.lower(name), model.id).offset((page - 1) * PAGE).limit(PAGE + 1)
    return cast(Sequence[Thing], db.session.scalars(query).unique().all())


def thing(model: type[Thing], number: int) -> Thing | None:
    """One of a subject, in use or not; a place that belongs to premises is none of its own."""
    found = cast(Thing | None, db.session.get(model, number))
    return None if isinstance(found, Place) and found.kind == "premises" else found
