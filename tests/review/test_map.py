"""The map: counts by public place, premises by their street, and only what one may see."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.network.models import Place
from nightsafe.review import map as maps
from nightsafe.review.filters import Filters, read
from nightsafe.review.hotspots import LEAST_HEXAGONS
from nightsafe.review.map import MapData, Spot, shown, standing_at
from tests.factories import log
from tests.people import SATURDAY, actor, place, settle
from tests.review.counting import statements

pytestmark = pytest.mark.both_engines
TONIGHT = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    yield
    db.session.rollback()


def asked_for(**given: str) -> Filters:
    return read({"state": "all", **given}, TONIGHT)


def of(who: str = "rhys", **given: str) -> MapData:
    return shown(actor(who), asked_for(**given))


def counted(data: MapData) -> dict[str, int]:
    return {one.name: one.count for one in data.places}


def at(name: str, code: str = "V1", when: datetime = SATURDAY, number: int = 1) -> None:
    for _ in range(number):
        log("dora", code, at=when, place_id=place(name).id, commit=False)
    db.session.commit()


def a_town(streets: int = LEAST_HEXAGONS) -> None:
    """Streets with nothing logged in them, each in a hexagon of its own."""
    db.session.add_all(
        Place(
            name=f"Long Lane {number:02}",
            kind="street",
            area_id=place("Cowley Road").area_id,
            latitude=51.70 + number * 0.005,
            longitude=-1.20,
        )
        for number in range(streets)
    )
    db.session.commit()


class TestPlaces:
    def test_premises_count_to_their_street(self) -> None:
        at("The Lantern", number=2)
        at("George Street")
        at("Cowley Road")
        assert counted(of()) == {"George Street": 3, "Cowley Road": 1}

    def test_those_on_no_street_and_events_at_no_place_are_said_to_be_nowhere(self) -> None:
        place("The Anchor").street_id = None
        at("The Anchor")
        log("drew", "V1", place_words="by the river")
        data = of()
        assert (counted(data), data.without_place) == ({}, 2)

    def test_a_place_without_a_position_is_in_the_list_alone(self) -> None:
        street = place("George Street")
        street.latitude = street.longitude = None
        at("The Lantern")
        data = of()
        assert [one.name for one in data.undrawn] == ["George Street"]
        assert data.hexes == []

    def test_a_street_taken_out_of_use_keeps_what_happened_there(self) -> None:
        at("Cowley Road")
        place("Cowley Road").retired_at = SATURDAY
        db.session.commit()
        assert counted(of()) == {"Cowley Road": 1}
        assert "Cowley Road" not in [name for _id, name, _lat, _lon in of().names]

    def test_the_filters_hold_but_every_place_stays_to_be_chosen(self) -> None:
        at("George Street", "V1")
        at("Cowley Road", "P1")
        at("Cowley Road", "V1")
        only = {"place": str(place("George Street").id)}
        assert counted(of(code="V1", **only)) == {"George Street": 1, "Cowley Road": 1}
        area = str(place("Cowley Road").area_id)
        data = of(area=area)
        assert counted(data) == {"Cowley Road": 2}
        assert data.names == []

    def test_too_many_to_count_are_not_half_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        at("George Street", number=4)
        monkeypatch.setattr(maps, "MOST", 3)
        assert of() == MapData(whole=False)

    def test_the_open_event_stands_where_its_premises_do(self) -> None:
        street = place("George Street")
        assert standing_at(place("The Lantern")) == street.id == standing_at(street)
        assert standing_at(None) is None


def test_restricted_ones_are_nowhere_for_whoever_has_no_grant() -> None:
    a_town()
    at("Cowley Road", "S1", number=6)
    assert of("rhys") == of("stella")
    assert (of("rhys").places, of("rhys").hexes) == ([], [])
    assert counted(of("greta")) == {"Cowley Road": 6}
    assert [one.hot for one in of("greta").hexes] == [True]
    for who in ("dora", "ana", "coral", "gwen"):
        assert of(who).places == []


class TestHexagons:
    def test_what_stands_out_is_marked_with_its_places(self) -> None:
        a_town()
        at("The Lantern", number=6)
        at("Cowley Road")
        data = of()
        assert [(one.count, one.hot, one.says) for one in data.hexes] == [
            (6, True, True),
            (1, False, False),
        ]
        assert {one.name: one.hot for one in data.places} == {
            "George Street": True,
            "Cowley Road": False,
        }

    def test_one_area_alone_is_measured_against_itself(self) -> None:
        a_town()
        at("George Street", number=6)
        area = str(place("George Street").area_id)
        assert not any(one.hot for one in of(area=area).hexes), "too few hexagons to tell"

    def test_places_of_one_hexagon_are_added_up(self) -> None:
        street = place("George Street")
        db.session.add(
            Place(
                name="Taxi rank",
                kind="rank",
                area_id=street.area_id,
                latitude=street.latitude,
                longitude=street.longitude,
            )
        )
        db.session.commit()
        at("George Street", number=2)
        at("Taxi rank")
        data = of()
        assert [one.count for one in data.hexes] == [3]
        assert len(data.places) == 2


def test_it_takes_two_statements_however_much_there_is() -> None:
    at("George Street", number=3)
    of()
    someone, filters = actor("rhys"), asked_for()
    with statements() as few:
        shown(someone, filters)
    a_town()
    at("Cowley Road", number=20)
    of()
    with statements() as many:
        shown(someone, filters)
    assert (len(few), len(many)) == (2, 2)
    assert few == many


def test_a_spot_is_drawn_only_when_both_its_degrees_are_known() -> None:
    assert Spot(1, "Here", 2, 51.0, -1.0).drawn
    assert not Spot(1, "Here", 2, 51.0, None).drawn
