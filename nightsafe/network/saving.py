"""What every change of the network needs: names that are free, rows saved once and noted."""

from collections.abc import Container
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from nightsafe.database import db
from nightsafe.errors import ProductError, Words
from nightsafe.ledger.actions import stage
from nightsafe.network.models import Area, Network, Organisation, Place, Thing
from nightsafe.network.rules import checked_name, same_name


def known_kind(kind: str, known: Container[str]) -> str:
    """The kind, if it is a known one; raises ProductError for `kind`."""
    if kind not in known:
        raise ProductError(_l("Choose what kind it is."), "kind")
    return kind


def street_in_use(street_id: int | None) -> Place:
    """The street with this id; raises ProductError for `street_id` when there is none in use."""
    street = db.session.get(Place, street_id or 0)
    if street is None or street.kind != "street" or street.retired_at is not None:
        raise ProductError(_l("Choose a street from the list."), "street_id")
    return street


def free_name(model: type[Organisation] | type[Area], text: str, own_id: int | None = None) -> str:
    """The tidied name, if no other has it; raises ProductError for `name`."""
    name = checked_name(text)
    for other_id, other in db.session.execute(select(model.id, model.name)):
        if other_id != own_id and same_name(other, name):
            raise ProductError(_taken(name), "name")
    return name


def refuse_double(name: str, area_id: int, own_id: int | None) -> None:
    """Raise ProductError for `name` when another place in use of this area has it."""
    there = select(Place.id, Place.name).where(Place.area_id == area_id, Place.retired_at.is_(None))
    for other_id, other in db.session.execute(there):
        if other_id != own_id and same_name(other, name):
            raise ProductError(_taken(name), "name")


def _taken(name: str) -> Words:
    return _l(
        "There is a “%(name)s” already. Look for it in the list, or write another name.", name=name
    )


def save_new(thing: object) -> None:
    """Save a new row."""
    db.session.add(thing)
    _flush()


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        # Two people saved the same name at once; the database let one through.
        db.session.rollback()
        raise ProductError(
            _l("Somebody saved this a moment ago. Look in the list."), "name"
        ) from error


def save_changes(
    what: str, thing: Network | Thing, values: dict[str, Any], actor_id: int | None, now: datetime
) -> None:
    """Save what differs and note it; nothing when nothing does."""
    changed = {key: value for key, value in values.items() if getattr(thing, key) != value}
    for key, value in changed.items():
        setattr(thing, key, value)
    if changed:
        _flush()
        note(what, thing.id, changed, actor_id, now)


def note(
    what: str, number: int, values: dict[str, Any], actor_id: int | None, now: datetime
) -> None:
    """Stage the ledger row of a change: what, its number, the new values."""
    stage("network", None, actor_id, {what: number, **values}, now=now)
