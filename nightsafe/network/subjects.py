"""What a coordinator sets up, one kind at a time: its words, its form, how the form is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.forms import NightForm
from nightsafe.network import actions, queries
from nightsafe.network.forms import AreaForm, OrganisationForm, PlaceForm, PremisesForm
from nightsafe.network.models import Area, Organisation, Place, Premises, Thing
from nightsafe.network.rules import coordinates

Chosen = list[tuple[int | str, object]]


@dataclass(frozen=True)
class Subject:
    """One kind of thing that a network is made of."""

    key: str
    model: type[Thing]
    heading: LazyString
    add: LazyString
    about: LazyString
    form: Callable[[Any], NightForm]
    save: Callable[[Any, Any, int, datetime], None]


def _form_of(thing: Thing | None, form: type[NightForm]) -> NightForm:
    made: NightForm = form(obj=thing)
    return made


def _save_organisation(
    thing: Organisation | None, form: OrganisationForm, actor_id: int, now: datetime
) -> None:
    values = (form.name.data or "", form.kind.data or "")
    if thing is None:
        actions.add_organisation(*values, actor_id=actor_id, now=now)
    else:
        actions.change_organisation(thing, *values, actor_id=actor_id, now=now)


def _save_area(thing: Area | None, form: AreaForm, actor_id: int, now: datetime) -> None:
    if thing is None:
        actions.add_area(form.name.data or "", actor_id=actor_id, now=now)
    else:
        actions.change_area(thing, form.name.data or "", actor_id=actor_id, now=now)


def _place_form(thing: Place | None) -> PlaceForm:
    areas = queries.areas()
    form = PlaceForm(obj=thing, **_only(area_id=areas))
    form.area_id.choices = [("", ""), *((one.id, one.name) for one in areas)]
    form.street_id.choices = _streets(_l("None"), but=thing)
    return form


def _only(**things: Sequence[Thing]) -> dict[str, int]:
    """What a new form chooses beforehand: the one there is, where there is only one."""
    return {field: found[0].id for field, found in things.items() if len(found) == 1}


def _streets(none: object, *, but: Place | None = None) -> Chosen:
    found = (one for one in queries.streets() if but is None or one.id != but.id)
    return [("", none), *((one.id, f"{one.name} ({one.area.name})") for one in found)]


def _save_place(thing: Place | None, form: PlaceForm, actor_id: int, now: datetime) -> None:
    values = (form.name.data or "", form.kind.data or "", form.area_id.data)
    position = coordinates(form.latitude.data or "", form.longitude.data or "")
    more = {
        "street_id": form.street_id.data,
        "position": position,
        "addresses": form.addresses.data,
        "actor_id": actor_id,
        "now": now,
    }
    if thing is None:
        actions.add_place(*values, **more)
    else:
        actions.change_place(thing, *values, **more)


def _premises_form(thing: Premises | None) -> PremisesForm:
    organisations = queries.organisations()
    values: dict[str, Any] = _only(organisation_id=organisations, street_id=queries.streets())
    if thing is not None:
        place = thing.place
        values = {
            "street_id": place.street_id,
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
    form = PremisesForm(obj=thing, **values)
    form.organisation_id.choices = [("", ""), *((one.id, one.name) for one in organisations)]
    form.street_id.choices = _streets("")
    return form


def _save_premises(
    thing: Premises | None, form: PremisesForm, actor_id: int, now: datetime
) -> None:
    values = (form.organisation_id.data, form.name.data or "", form.street_id.data)
    more = {
        "position": coordinates(form.latitude.data or "", form.longitude.data or ""),
        "safe_place": form.safe_place.data,
        "licensed": form.licensed.data,
        "actor_id": actor_id,
        "now": now,
    }
    if thing is None:
        actions.add_premises(*values, **more)
    else:
        actions.change_premises(thing, *values, **more)


SUBJECTS: dict[str, Subject] = {
    one.key: one
    for one in (
        Subject(
            "areas",
            Area,
            _l("Areas"),
            _l("Add an area"),
            _l("Parts of town that figures are counted by. A handful is enough."),
            lambda thing: _form_of(thing, AreaForm),
            _save_area,
        ),
        Subject(
            "places",
            Place,
            _l("Places"),
            _l("Add a place"),
            _l("Streets first, then ranks, stations, parks: where things happen outside."),
            _place_form,
            _save_place,
        ),
        Subject(
            "organisations",
            Organisation,
            _l("Organisations"),
            _l("Add an organisation"),
            _l("Who people work or volunteer for: pub companies, pastors, drivers, police."),
            lambda thing: _form_of(thing, OrganisationForm),
            _save_organisation,
        ),
        Subject(
            "premises",
            Premises,
            _l("Premises"),
            _l("Add premises"),
            _l("Venues and Safe Places, each run by an organisation and standing on a street."),
            _premises_form,
            _save_premises,
        ),
    )
}
