"""A position is taken where it can be right; anything else is refused by what it would need."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightsafe.importing.mapping import Box, Places
from nightsafe.importing.positions import Fault, Kind, locate, metres, position_of, problem_of
from nightsafe.importing.problems import RowProblem
from nightsafe.importing.rows import Row

TOWN = Box(38.00, -78.55, 38.08, -78.44)  # west of Greenwich
SOUTH = Box(-34.1, 151.0, -33.7, 151.4)  # south of the equator, its longitudes beyond 90
SHIRE = Box(51.70, -1.30, 51.80, -1.20)


def at(latitude: str, longitude: str) -> Row:
    return Row(7, {"lat": latitude, "lon": longitude})


def places(within: Box | None = None, bad_position: str = "reject") -> Places:
    return Places(latitude="lat", longitude="lon", within=within, bad_position=bad_position)


def fault(latitude: str, longitude: str, within: Box | None = None) -> Fault:
    found = locate(places(within), at(latitude, longitude))
    assert isinstance(found, Fault), found
    return found


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("38.019", "-78.4781"),
        ("38,019", "-78,4781"),
        ("38.019°", "-78.4781°"),
        ("38.019 N", "78.4781 W"),
        ("38,019° n", "78,4781°W"),
        ("+38.0190", "\N{MINUS SIGN}78.47810"),
    ],
)
def test_degrees_are_read_as_people_write_them(latitude: str, longitude: str) -> None:
    for within in (TOWN, None):
        assert position_of(places(within), at(latitude, longitude)) == (38.019, -78.4781)


def test_south_and_west_are_below_zero() -> None:
    assert position_of(places(SOUTH), at("33.9 S", "151.2 E")) == (-33.9, 151.2)


@pytest.mark.parametrize("nothing", ["", "NA", "null", "None", "-", "n/a", "NaN"])
def test_no_position_is_no_problem_and_half_of_one_is(nothing: str) -> None:
    assert position_of(places(TOWN), at(nothing, nothing)) is None
    half = fault("38.019", nothing, TOWN)
    assert half.kind is Kind.HALF and half.problem.column == "lon"
    assert fault(nothing, "-78.47", TOWN).problem.column == "lat"


def test_a_mapping_without_columns_of_a_position_has_none() -> None:
    assert position_of(Places(columns=("Street",)), at("38.019", "-78.47")) is None


def test_a_bad_position_is_refused_or_ignored_and_told_either_way() -> None:
    with pytest.raises(RowProblem) as caught:
        position_of(places(TOWN), at("0", "0"))
    assert caught.value.problems == (problem_of(places(TOWN), at("0", "0")),)
    ignoring = places(TOWN, "ignore")
    assert position_of(ignoring, at("0", "0")) is None
    assert problem_of(ignoring, at("0", "0")) is not None
    assert problem_of(ignoring, at("38.019", "-78.47")) is None


@pytest.mark.parametrize(("latitude", "longitude"), [("0", "0"), ("0.0000", "-0.0001")])
def test_nought_nought_is_in_the_sea(latitude: str, longitude: str) -> None:
    for within in (TOWN, None):
        found = fault(latitude, longitude, within)
        assert found.kind is Kind.ZERO
        assert found.problem.reason.startswith("0, 0 lies in the sea off West Africa")


def test_one_half_may_be_nought() -> None:
    assert position_of(places(), at("51.48", "0.0")) == (51.48, 0.0)


@pytest.mark.parametrize(
    ("latitude", "longitude", "within", "kind", "says"),
    [
        ("-78.47", "38.02", TOWN, Kind.SWAPPED, "latitude and longitude are swapped"),
        ("78.47", "38.02", TOWN, Kind.SWAPPED, "and a minus sign is lost"),
        ("151.2", "-33.9", SOUTH, Kind.SWAPPED, "latitude and longitude are swapped"),
        ("151.2", "-33.9", None, Kind.SWAPPED, "latitudes end at 90"),
        ("78.47 W", "38.02 N", TOWN, Kind.SWAPPED, "W in this column"),
        ("38.02", "78.47", TOWN, Kind.SIGN, "in the longitude"),
        ("33.9", "151.2", SOUTH, Kind.SIGN, "in the latitude"),
        ("380190284", "-784781559", TOWN, Kind.POINT, "would be 38.0190284, -78.4781559"),
        ("3802", "-785", TOWN, Kind.POINT, "would be 38.02, -78.5"),
        ("380190284", "-784155922", None, Kind.POINT, "the decimal point is lost"),
        ("206000", "454000", SHIRE, Kind.METRES, "metres of a national grid"),
        ("206000.5", "454000.25", SHIRE, Kind.METRES, "easting and northing"),
        ("206,000", "454,000", None, Kind.METRES, "metres of a national grid"),
        ("5736000", "-139000", None, Kind.METRES, "metres of a national grid"),
        ("95.0", "200.0", None, Kind.RANGE, "latitudes go to 90 degrees, longitudes to 180"),
        ("38.0801", "-78.47", TOWN, Kind.OUTSIDE, "about 11 metres outside the area"),
        ("38.17", "-78.47", TOWN, Kind.OUTSIDE, "about 10 km outside the area"),
        ("39.16", "-78.47", TOWN, Kind.OUTSIDE, "about 120 km from the area: at sea or in"),
        ("38.02", "-70.00", TOWN, Kind.OUTSIDE, "from the area: at sea or in another place"),
        ("38°01'09\"", "-78.47", TOWN, Kind.UNREADABLE, "write degrees with a point"),
        ("inf", "-78.47", TOWN, Kind.UNREADABLE, "is no position"),
        ("٣٨.٠٢", "-78.47", TOWN, Kind.UNREADABLE, "is no position"),
        ("38.02", "-78.47 W", TOWN, Kind.UNREADABLE, "both a minus and a letter"),
    ],
)
def test_a_bad_position_is_told_by_what_it_would_need(
    latitude: str, longitude: str, within: Box | None, kind: Kind, says: str
) -> None:
    found = fault(latitude, longitude, within)
    assert (found.kind, says in found.problem.reason) == (kind, True), found


def test_the_decimal_point_lost_in_a_town_may_look_like_its_grid_only_elsewhere() -> None:
    """What fits the area as degrees is told before what fits any grid."""
    assert fault("380190", "-784781", TOWN).kind is Kind.POINT
    assert fault("380190", "-784781", SHIRE).kind is Kind.METRES


def test_metres_are_those_of_the_sphere() -> None:
    degree = 6_371_009 * math.pi / 180
    assert metres((51.0, -1.0), (52.0, -1.0)) == pytest.approx(degree)
    assert metres((0.0, 179.5), (0.0, -179.5)) == pytest.approx(degree)
    assert metres((60.0, 0.0), (60.0, 0.01)) == pytest.approx(degree / 200, rel=1e-3)
    assert metres((90.0, 10.0), (-90.0, 10.0)) == pytest.approx(180 * degree)
    assert metres((51.75, -1.25), (51.75, -1.25)) == 0


coordinates = st.one_of(
    st.text(max_size=30),
    st.floats().map(str),
    st.integers().map(str),
    st.text("0123456789.,-+ °NSEW", max_size=12),
)


@given(coordinates, coordinates, st.sampled_from((None, TOWN, SOUTH)))
def test_any_two_texts_give_a_position_nothing_or_a_reason(
    latitude: str, longitude: str, within: Box | None
) -> None:
    found = locate(places(within), at(latitude, longitude))
    if isinstance(found, Fault):
        assert found.problem.column in {"lat", "lon"} and found.problem.reason
    elif found is not None:
        assert abs(found[0]) <= 90 and abs(found[1]) <= 180
        assert within is None or within.holds(*found)
