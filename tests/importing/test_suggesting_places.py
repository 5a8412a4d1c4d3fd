"""Places, areas and positions are proposed with what becomes of those that are not known."""

from nightsafe.importing.suggesting.proposal import Known, suggest
from tests.importing.sheets import KNOWN, clean, doubts, proposed, values

NORTH = [f"{51.70 + number / 1000:.3f}" for number in range(60)]
WEST = [f"{-1.20 - number / 1000:.3f}" for number in range(60)]


def test_unknown_places_would_be_made_and_that_is_said() -> None:
    text = suggest(clean(Street=["Mill Street", "Dock Road"] * 30), KNOWN)
    found = values(text)["place"]
    assert (found["name"], found["unknown"], found["area"]) == ("Street", "make", "Centre")
    assert "1 of 2 places are not known yet" in doubts(text)


def test_a_street_is_better_than_an_address() -> None:
    houses = [f"{number} Mill Street" for number in range(60)]
    source = clean(Address=houses)
    text = suggest(source, KNOWN)
    assert values(text)["place"]["name"] == "Street"
    assert '"Address": holds addresses' in text and "59 Mill" not in text
    only = clean(Street=houses)
    assert "begin with a house number" in doubts(suggest(only, KNOWN))


def test_rooms_of_a_venue_are_no_places_of_a_city() -> None:
    text = suggest(clean(Street=["Dance floor", "Front door", "Smoking area"] * 20), KNOWN)
    assert values(text)["place"]["unknown"] == "?"
    assert "name" not in values(text)["place"]


def test_other_spellings_of_known_places_and_no_places_are_mapped() -> None:
    text = suggest(clean(Street=["MILL ST", "Quay Lane", "UNKNOWN"] * 20), KNOWN)
    assert values(text)["place"]["map"] == {"UNKNOWN": "", "MILL ST": "Mill Street"}
    assert "spelt otherwise" in doubts(text)


def test_areas_come_from_their_column_or_from_what_is_known() -> None:
    streets = ["Dock Road"] * 60
    found = proposed(clean(Street=streets, Ward=["Centre", "Harbour"] * 30))["place"]
    assert (found["area_column"], found["make_area"]) == ("Ward", True)
    several = Known(areas=("East", "West"), organisations=KNOWN.organisations)
    assert proposed(clean(Street=streets), several)["place"]["area"] == "?"
    nothing = Known(organisations=KNOWN.organisations)
    text = suggest(clean(Street=streets), nothing)
    assert values(text)["place"]["make_area"] is True
    assert "there are no areas yet" in doubts(text)


def test_a_box_is_drawn_around_most_positions_and_strays_are_counted() -> None:
    north = [*NORTH[:-3], "NA", "0", "57.3"]
    west = [*WEST[:-3], "", "0", "-4.2"]
    text = suggest(clean(rows=60, Latitude=north, Longitude=west), KNOWN)
    south, west_edge, north_edge, east = values(text)["place"]["within"]
    assert 51.6 < south < 51.70 and 51.757 < north_edge < 58
    assert -5 < west_edge < -1.257 and -1.2 < east < -1.1
    assert "57 rows inside, 2 outside, 1 without" in " ".join(text.replace("#", "").split())


def test_swapped_columns_are_turned_round_and_said() -> None:
    text = suggest(clean(Latitude=WEST, Longitude=NORTH), KNOWN)
    found = values(text)["place"]
    assert (found["latitude"], found["longitude"]) == ("Longitude", "Latitude")
    assert "the other way round near it" in doubts(text)
    far = Known(KNOWN.areas, KNOWN.organisations, time_zone="Australia/Sydney")
    east = [f"{151.2 + number / 1000:.3f}" for number in range(60)]
    south = [f"{-33.8 - number / 1000:.3f}" for number in range(60)]
    text = suggest(clean(Latitude=east, Longitude=south), far)
    assert values(text)["place"]["latitude"] == "Longitude"
    assert "no latitude" in doubts(text)


def test_a_grid_in_metres_is_not_taken_for_degrees() -> None:
    east = [f"{451200 + number}" for number in range(60)]
    text = suggest(clean(Easting=east, Northing=east), KNOWN)
    assert "latitude" not in values(text)["place"]
    assert "not in degrees" in text


def test_positions_without_names_stand_for_the_nearest_place() -> None:
    found = proposed(clean(Street=[""] * 60, lat=NORTH, lon=WEST))["place"]
    assert (found["nearest"], found["unknown"]) == (150, "reject")
    assert "name" not in found
