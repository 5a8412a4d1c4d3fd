"""The set-up, as a coordinator goes through it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from nightsafe.accounts import inviting
from nightsafe.accounts.models import Grant
from nightsafe.database import db
from nightsafe.network.actions import set_up_network
from nightsafe.network.models import Area, Network, Organisation, Place, Premises
from tests.factories import log
from tests.page import Page, PageClient
from tests.people import PASSWORD, PEOPLE, SATURDAY, person, place

SignIn = Callable[..., PageClient]
SUBJECTS = ("areas", "places", "organisations", "premises")
MODELS: dict[str, Any] = dict(zip(SUBJECTS, (Area, Place, Organisation, Premises), strict=True))


def test_a_new_coordinator_sets_up_an_empty_network(
    app: Flask, client: PageClient, freeze: Callable[..., None]
) -> None:
    freeze(SATURDAY)
    set_up_network("Testford", "Europe/London", "", actor_id=None, now=SATURDAY)
    token = inviting.first_coordinator("", "fern@example.org", now=SATURDAY)
    db.session.commit()
    page = client.page(f"/link/{token}").press("Take it up", name="Fern First", password=PASSWORD)
    page = page.press("Sign in", email="fern@example.org", password=PASSWORD)
    assert page.h1 == "Set-up"
    assert "Your network is empty." in page.text

    page = page.follow("Check the settings").press("Save", control_room_number="01865 000 000")
    page = page.follow("Add an area").press("Save", name="Centre")
    centre = db.session.query(Area).one()
    page = client.page("/setup").follow("Add a street")
    assert page.form("Save").fields["area_id"] == [str(centre.id)]  # the only one there is
    page = page.press("Save", name="High Street", kind="street")
    assert (page.status, "Write a whole number, 1 or more." in page.text) == (422, True)
    page = page.press("Save", addresses="40")
    street = db.session.query(Place).one()
    page = client.page("/setup").follow("Add an organisation")
    page = page.press("Save and add another", name="Pubs Ltd", kind="venue")
    assert page.h1 == "Add an organisation"
    page = page.press("Save", name="City Police", kind="police")
    pubs = db.session.query(Organisation).filter_by(name="Pubs Ltd").one()
    page = client.page("/setup").follow("Add premises")
    chosen = page.form("Save").fields
    assert (chosen["organisation_id"], chosen["street_id"]) == ([""], [str(street.id)])
    page.press(
        "Save",
        name="The Bar",
        organisation_id=str(pubs.id),
        street_id=str(street.id),
        latitude="51.7533, -1.2612",
    )
    page = client.page("/setup").follow("Invite somebody")
    bar = db.session.query(Premises).one()
    page = page.press(
        "Make the link",
        name="Mia Manager",
        email="mia@example.org",
        role="VM",
        premises_id=str(bar.id),
    )
    assert page.h1 == "Hand over this link"
    assert (bar.place.latitude, bar.place.longitude) == (51.7533, -1.2612)
    assert bar.place.area_id == centre.id


def test_forms_say_what_has_to_come_first(
    app: Flask, client: PageClient, signed_in: SignIn, freeze: Callable[..., None]
) -> None:
    freeze(SATURDAY)
    set_up_network("Testford", "Europe/London", "", actor_id=None, now=SATURDAY)
    token = inviting.first_coordinator("", "fern@example.org", now=SATURDAY)
    inviting.use_invitation(token, "Fern First", PASSWORD, now=SATURDAY)
    db.session.commit()
    client.page("/sign-in").press("Sign in", email="fern@example.org", password=PASSWORD)
    assert "There is no area yet" in client.page("/setup/places/new").text
    assert "There is no street yet" in client.page("/setup/premises/new").text
    for subject in ("areas", "places", "premises"):
        assert "Nothing here yet." in client.page(f"/setup/{subject}").text


@pytest.mark.usefixtures("city")
def test_the_last_step_is_two_people_who_may_read_restricted_entries(signed_in: SignIn) -> None:
    """R6: whoever logs is told that trained people will see it."""
    grants = db.session.query(Grant).all()
    grants[0].ended_at = SATURDAY
    db.session.commit()
    page = signed_in(person("coral")).page("/setup")
    assert f"{len(grants) - 1} p" in page.text.split("give leave to read them; ")[1]
    for grant in grants[1:]:
        grant.ended_at = SATURDAY
    db.session.commit()
    page = signed_in(person("coral")).page("/setup")
    assert "7. Grants next" in page.text.replace("Next", "next")
    assert "give leave to read them; 0 people hold it now." in page.text


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"coral"}))
def test_nobody_else_sets_up(signed_in: SignIn, who: str) -> None:
    client = signed_in(person(who))
    for address in ("/setup", "/setup/settings", "/setup/areas", "/setup/areas/new"):
        client.page(address, 403)


def edit_page(client: PageClient, subject: str) -> Page:
    first = db.session.query(MODELS[subject]).order_by(MODELS[subject].id).first()
    return client.page(f"/setup/{subject}/{first.id}")


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_saved_unchanged_stays_as_it_was(signed_in: SignIn, subject: str) -> None:
    client = signed_in(person("coral"))
    if subject == "organisations":  # the tests' organisations are all of the kind "other"
        assert edit_page(client, subject).form("Save").fields["kind"] == ["other"]
    before = snapshot()
    page = edit_page(client, subject).press("Save")
    assert "Saved." in page.text
    assert snapshot() == before


def snapshot() -> list[Any]:
    db.session.rollback()
    return [
        tuple(row)
        for model in (Network, *MODELS.values())
        for row in db.session.execute(model.__table__.select().order_by(model.id))
    ]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("subject", SUBJECTS)
def test_r4_posting_every_column_changes_no_protected_one(signed_in: SignIn, subject: str) -> None:
    client = signed_in(person("coral"))
    page = edit_page(client, subject)
    columns = {
        c.name: "7" for model in (Network, *MODELS.values()) for c in model.__table__.columns
    }
    columns |= {"retired_at": "2026-01-01", "created_at": "2000-01-01", "demo": "y"}
    before = snapshot()
    protected = {k: v for k, v in columns.items() if k not in page.form("Save").names}
    client.send(page.path, protected | page.form("Save").data())
    assert snapshot() == before


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("subject", SUBJECTS)
def test_wrong_values_stay_on_the_page_beside_what_to_do(signed_in: SignIn, subject: str) -> None:
    client = signed_in(person("coral"))
    page = client.page(f"/setup/{subject}/new").press("Save", name="x" * 130)
    assert page.status == 422
    assert "Write a shorter name" in page.text
    assert page.form("Save").fields["name"] == ["x" * 130]


@pytest.mark.usefixtures("city")
def test_nothing_typed_of_a_place_is_lost(signed_in: SignIn) -> None:
    typed = {
        "name": "New Rank",
        "kind": "rank",
        "area_id": str(place("George Street").area_id),
        "street_id": str(place("George Street").id),
        "latitude": "north",
        "longitude": "west",
        "addresses": "many",
    }
    page = signed_in(person("coral")).page("/setup/places/new").press("Save", **typed)
    assert page.status == 422
    fields = page.form("Save").fields
    assert {name: fields[name][0] for name in typed} == typed


@pytest.mark.usefixtures("city")
def test_out_of_use_and_back(signed_in: SignIn) -> None:
    client = signed_in(person("coral"))
    page = edit_page(client, "premises").press("Take out of use")
    assert "The Lantern" not in page.text
    page = page.follow("Out of use").follow("The Lantern")
    page = page.press("Bring back into use")
    assert "Back in use." in page.text
    page = edit_page(client, "areas").press("Take out of use")
    assert page.status == 422
    assert "Move them to another area first." in page.text


@pytest.mark.usefixtures("city")
def test_1500_places_are_found_by_words_and_by_pages(signed_in: SignIn) -> None:
    centre = place("George Street").area_id
    db.session.add_all(
        Place(name=f"Invented Street {number:04}", kind="street", area_id=centre)
        for number in range(1500)
    )
    db.session.commit()
    client = signed_in(person("coral"))
    page = client.page("/setup/places")
    assert len(page.all("a", "row-link")) == 50
    assert "Next page" in page.links
    page = page.press("Search", q="street 1499")
    assert len(page.all("a", "row-link")) == 1
    assert "The Lantern" not in client.page("/setup/places?q=Lantern").text.split("Name")[-1]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("query", ["state=odd", "page=0", "page=x", "page=" + "9" * 30])
def test_r19_an_unknown_filter_is_400(signed_in: SignIn, query: str) -> None:
    signed_in(person("coral")).page(f"/setup/places?{query}", 400)


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    "address", ["/setup/odd", "/setup/areas/987654", "/setup/areas/99999999999999999999"]
)
def test_what_is_not_there_is_404(signed_in: SignIn, address: str) -> None:
    signed_in(person("coral")).page(address, 404)


@pytest.mark.usefixtures("city")
def test_premises_are_not_edited_as_places(signed_in: SignIn) -> None:
    signed_in(person("coral")).page(f"/setup/places/{place('The Lantern').id}", 404)


@pytest.mark.usefixtures("city")
def test_a_new_time_zone_asks_first_and_keeps_what_was_typed(signed_in: SignIn) -> None:
    log("dora")
    client = signed_in(person("coral"))
    page = client.page("/setup/settings")
    assert "understood" not in page.form("Save").names
    page = page.press("Save", time_zone="Europe/Paris", name="Testford by night")
    assert page.status == 422
    assert page.form("Save").fields["name"] == ["Testford by night"]
    page.press("Save", understood="y")
    assert db.session.get_one(Network, 1).time_zone == "Europe/Paris"


@pytest.mark.usefixtures("city")
def test_a_time_zone_that_does_not_exist_is_said_beside_its_field(signed_in: SignIn) -> None:
    page = signed_in(person("coral")).page("/setup/settings").press("Save", time_zone="Oxford")
    assert page.status == 422
    assert "There is no such time zone." in page.text
