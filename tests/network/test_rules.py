"""Names, numbers, time zones and coordinates: what is taken, and beside which field refused."""

import pytest
from flask import Flask

from nightsafe.errors import ProductError
from nightsafe.network import rules


def test_names_are_tidied_and_compared_as_people_read_them() -> None:
    assert rules.checked_name("  The \n  Lantern ") == "The Lantern"
    assert rules.same_name("the  LANTERN", "The Lantern")
    assert rules.same_name("CAFÉ NOIR", "Café Noir")
    assert not rules.same_name("The Lantern", "The Lanterns")


@pytest.mark.parametrize("bad", ["", "  \n ", "x" * 121])
def test_a_name_that_is_none_is_refused(app: Flask, bad: str) -> None:
    with pytest.raises(ProductError) as error:
        rules.checked_name(bad)
    assert error.value.field == "name"


@pytest.mark.parametrize("good", ["", "01865 000 000", "+44 (0)1865 000-000", "999"])
def test_numbers_that_can_be_called(good: str) -> None:
    assert rules.checked_number(good) == good


@pytest.mark.parametrize("bad", ["call me", "01865;000", "0" * 31, "javascript:1", "+"])
def test_numbers_that_cannot(app: Flask, bad: str) -> None:
    with pytest.raises(ProductError):
        rules.checked_number(bad)


@pytest.mark.parametrize(
    "bad", ["", "London", "Europe/Nowhere", "../etc/passwd", "Europe/", "a\x00"]
)
def test_time_zones_that_do_not_exist(app: Flask, bad: str) -> None:
    with pytest.raises(ProductError) as error:
        rules.checked_time_zone(bad)
    assert error.value.field == "time_zone"


def test_time_zones_that_do_and_are_suggested() -> None:
    assert rules.checked_time_zone(" Europe/Dublin ") == "Europe/Dublin"
    assert "Europe/London" in rules.time_zones()


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        ("51.7533", "-1.2612", (51.7533, -1.2612)),
        ("51.7533, -1.2612", "", (51.7533, -1.2612)),
        (" +90 ", "180.0", (90.0, 180.0)),
        ("", " ", None),
    ],
)
def test_coordinates(latitude: str, longitude: str, expected: tuple[float, float] | None) -> None:
    assert rules.coordinates(latitude, longitude) == expected


@pytest.mark.parametrize(
    ("latitude", "longitude", "field"),
    [
        ("91", "0", "latitude"),
        ("51", "181", "longitude"),
        ("51", "", "longitude"),
        ("", "1", "latitude"),
        ("nan", "1", "latitude"),
        ("1", "inf", "longitude"),
        ("1_0", "1", "latitude"),
        ("1e1", "1", "latitude"),
        ("٥١", "1", "latitude"),
        ("51.7533, -1.2612", "-1.2612", "latitude"),
    ],
)
def test_impossible_coordinates_are_refused_beside_their_field(
    app: Flask, latitude: str, longitude: str, field: str
) -> None:
    with pytest.raises(ProductError) as error:
        rules.coordinates(latitude, longitude)
    assert error.value.field == field


@pytest.mark.parametrize("bad", [None, 0, -1, 100_001])
def test_a_place_has_addresses(app: Flask, bad: int | None) -> None:
    with pytest.raises(ProductError):
        rules.checked_addresses(bad)
