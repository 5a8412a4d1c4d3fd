"""Zones lie where their cities lie, and a file's own midnights tell which it may be."""

import pytest

from nightsafe.importing.suggesting.zones import cities, far_away, nearest_first, with_midnight
from tests.importing.sheets import utc_midnights


def test_cities_stand_where_they_are() -> None:
    assert cities()["Europe/London"] == pytest.approx((51.508, -0.125), abs=0.01)
    assert cities()["America/New_York"] == pytest.approx((40.714, -74.006), abs=0.01)
    assert cities()["Australia/Sydney"] == pytest.approx((-33.867, 151.217), abs=0.01)


def test_the_nearest_city_comes_first() -> None:
    names = ("Europe/London", "America/New_York", "America/Chicago")
    assert nearest_first(names, (38.0, -78.5))[0] == "America/New_York"
    assert nearest_first(names, None) == list(names)


def test_far_is_farther_than_any_zone_reaches() -> None:
    assert far_away("Europe/London", (40.7, -74.0))
    assert not far_away("Europe/London", (57.1, -2.1))
    assert not far_away("Europe/London", None)


def test_midnights_fit_only_zones_that_had_them() -> None:
    fits = with_midnight(utc_midnights("Europe/Paris"), "Europe/Paris")
    assert fits[0] == "Europe/Paris"
    assert "Europe/Berlin" in fits
    assert not {"Europe/London", "Europe/Helsinki", "Africa/Lagos"} & set(fits)
