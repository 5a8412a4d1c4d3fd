"""Setting up and changing the network, on both engines."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from nightsafe.network import actions, queries
from nightsafe.network.models import Area, Network, Organisation, Place, Premises
from tests.factories import log
from tests.people import SATURDAY, place

pytestmark = pytest.mark.both_engines
BY: dict[str, Any] = {"actor_id": 1, "now": SATURDAY}


def told() -> list[dict[str, Any]]:
    rows = db.session.scalars(select(Row).where(Row.kind == "network").order_by(Row.seq))
    return [open_row(row) for row in rows]


def area(name: str) -> Area:
    return db.session.scalars(select(Area).where(Area.name == name)).one()


def organisation(name: str) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.name == name)).one()


def premises(name: str) -> Premises:
    return db.session.scalars(select(Premises).join(Place).where(Place.name == name)).one()


def test_a_network_is_set_up_once(app: Flask) -> None:
    actions.set_up_network("Testford", "Europe/London", "", actor_id=None, now=SATURDAY)
    db.session.commit()
    assert told() == [
        {"network": 1, "name": "Testford", "time_zone": "Europe/London", "demo": False}
    ]
    with pytest.raises(ProductError):
        actions.set_up_network("Other", "Europe/London", "", actor_id=None, now=SATURDAY)


def test_a_whole_network_from_nothing(app: Flask) -> None:
    actions.set_up_network("Testford", "Europe/London", "", actor_id=None, now=SATURDAY)
    centre = actions.add_area("Centre", **BY)
    street = actions.add_place("High Street", "street", centre.id, addresses=30, **BY)
    rank = actions.add_place("Rank", "rank", None, street_id=street.id, **BY)
    pubs = actions.add_organisation("Pubs Ltd", "venue", **BY)
    bar = actions.add_premises(pubs.id, "The Bar", street.id, position=(51.7, -1.2), **BY)
    db.session.commit()
    assert rank.area_id == bar.place.area_id == centre.id
    assert (bar.name, bar.place.kind, bar.place.street_id) == ("The Bar", "premises", street.id)
    assert queries.counts() == {
        "areas": 1,
        "streets": 1,
        "places": 2,
        "organisations": 1,
        "premises": 1,
    }
    assert len(told()) == 6


@pytest.mark.usefixtures("city")
class TestInACity:
    def test_r34_each_change_is_a_row_of_what_changed(self) -> None:
        actions.change_organisation(organisation("Comet Cars"), "Comet", "drivers", **BY)
        actions.change_organisation(organisation("Comet"), "Comet", "drivers", **BY)
        db.session.commit()
        assert told() == [
            {"organisation": organisation("Comet").id, "name": "Comet", "kind": "drivers"}
        ]

    @pytest.mark.parametrize("name", ["centre", " CENTRE ", "Centre"])
    def test_no_two_areas_have_one_name(self, name: str) -> None:
        with pytest.raises(ProductError) as error:
            actions.add_area(name, **BY)
        assert error.value.field == "name"

    def test_keeping_ones_own_name_is_no_double(self) -> None:
        actions.change_area(area("Centre"), "CENTRE", **BY)
        assert area("CENTRE").retired_at is None

    def test_no_two_places_of_an_area_have_one_name_not_even_premises(self) -> None:
        centre, east = area("Centre"), area("East")
        for name in ("george  street", "The Lantern"):
            with pytest.raises(ProductError) as error:
                actions.add_place(name, "street", centre.id, **BY)
            assert error.value.field == "name"
        actions.add_place("George Street", "street", east.id, **BY)

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"kind": "premises"}, "kind"),
            ({"kind": "odd"}, "kind"),
            ({"area_id": 987654}, "area_id"),
            ({"area_id": None}, "area_id"),
            ({"kind": "rank", "street_id": 987654}, "street_id"),
            ({"addresses": 0}, "addresses"),
            ({"name": " "}, "name"),
        ],
    )
    def test_a_place_that_cannot_be_is_refused(self, values: dict[str, Any], field: str) -> None:
        given = {"name": "New", "kind": "street", "area_id": area("Centre").id, **values}
        with pytest.raises(ProductError) as error:
            actions.add_place(**given, **BY)
        assert error.value.field == field
        assert told() == []

    def test_premises_are_no_street_for_others(self) -> None:
        with pytest.raises(ProductError) as error:
            actions.add_premises(
                organisation("Comet Cars").id, "Cellar", place("The Lantern").id, **BY
            )
        assert error.value.field == "street_id"

    def test_what_stands_on_a_street_follows_it_into_another_area(self) -> None:
        street = place("George Street")
        actions.change_place(street, street.name, "street", area("East").id, addresses=40, **BY)
        db.session.commit()
        db.session.expire_all()
        assert place("The Lantern").area_id == area("East").id
        assert place("The Anchor").area_id == area("Centre").id

    def test_premises_that_move_take_the_new_streets_area(self) -> None:
        one = premises("The Lantern")
        actions.change_premises(
            one,
            one.organisation_id,
            "The Lantern",
            place("Cowley Road").id,
            safe_place=True,
            licensed=True,
            **BY,
        )
        db.session.commit()
        assert one.place.area_id == area("East").id
        assert one.safe_place is True
        assert (one.place.latitude, one.place.longitude) == (None, None)

    def test_what_others_need_stays_in_use(self) -> None:
        for thing in (area("Centre"), place("George Street"), organisation("Lantern Ltd")):
            with pytest.raises(ProductError):
                actions.retire(thing, **BY)
        street = place("George Street")
        with pytest.raises(ProductError) as error:
            actions.change_place(street, street.name, "rank", street.area_id, **BY)
        assert error.value.field == "kind"

    def test_out_of_use_and_back(self) -> None:
        lantern = premises("The Lantern")
        entry = log("dora", place_id=lantern.place_id)
        actions.retire(lantern, **BY)
        actions.retire(organisation("Lantern Ltd"), **BY)
        db.session.commit()
        assert queries.place(lantern.place_id) is None
        assert lantern not in queries.all_premises()
        assert entry.place_id == lantern.place_id
        with pytest.raises(ProductError, match="organisation"):
            actions.bring_back(lantern, **BY)
        actions.bring_back(organisation("Lantern Ltd"), **BY)
        actions.bring_back(lantern, **BY)
        assert queries.place(lantern.place_id) is not None

    def test_a_name_given_to_another_meanwhile_is_not_taken_back(self) -> None:
        lantern = premises("The Lantern")
        actions.retire(lantern, **BY)
        actions.add_premises(
            organisation("Anchor Ltd").id, "The Lantern", place("George Street").id, **BY
        )
        with pytest.raises(ProductError, match="already"):
            actions.bring_back(lantern, **BY)

    def test_a_new_time_zone_has_to_be_understood_once_something_is_logged(self) -> None:
        change = ("Testford", "Europe/Paris", "01865 000 000")
        actions.change_network(*change, **BY)
        log("dora")
        actions.change_network(*change, **BY)
        with pytest.raises(ProductError) as error:
            actions.change_network("Testford", "Europe/Dublin", "", **BY)
        assert error.value.field == "understood"
        actions.change_network("Testford", "Europe/Dublin", "", understood=True, **BY)
        assert db.session.get_one(Network, 1).time_zone == "Europe/Dublin"

    def test_two_who_save_one_name_at_once_make_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # The other's row is there by the time of the insert, not yet at the time of the look.
        monkeypatch.setattr(actions, "free_name", lambda _model, text, *_: text)
        with pytest.raises(ProductError) as error:
            actions.add_area("Centre", **BY)
        assert error.value.field == "name"
