"""Where a mapping draws no box, the file itself says which positions lie far from all others."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightsafe.database import db
from nightsafe.importing.ground import Squares
from nightsafe.importing.mapping import Places
from nightsafe.importing.positions import Kind, Position
from nightsafe.importing.problems import CannotImport
from nightsafe.importing.survey import survey
from nightsafe.importing.tally import What
from nightsafe.network.models import Place
from tests.importing.past import HEADER, mapped, past, run
from tests.importing.test_survey import DAY_MONTH, Kept, doubts_of, looked, mapping, positions

OPEN = mapping(DAY_MONTH, places=Places(latitude="y", longitude="x"))
IGNORING = mapping(DAY_MONTH, places=Places(latitude="y", longitude="x", bad_position="ignore"))
TOWN = [(f"{51.74 + each / 1000:.3f}", f"{-1.27 + each / 1000:.3f}") for each in range(20)]
SWAPPED, SIGNLESS, SEA = ("-1.26", "51.75"), ("51.75", "1.26"), ("45", "-30")
steps = st.floats(-0.1, 0.1)


def squares(*given: Position) -> Squares:
    found = Squares()
    for line, position in enumerate(given, 2):
        found.add(line, position)
    return found


def test_positions_of_one_town_have_nothing_to_say() -> None:
    rows = positions(*TOWN)
    found = looked(rows, OPEN)
    assert found.warnings == () and doubts_of(found, rows) == {}


def test_what_is_turned_round_is_a_reject_and_what_is_far_a_question() -> None:
    rows = positions(*TOWN, SWAPPED, SIGNLESS, SEA, ("46", "-31"))
    found = looked(rows, OPEN)
    said = doubts_of(found, rows)
    assert list(said) == [22, 23]
    assert said[22] == "-1.26, 51.75: latitude and longitude are swapped"
    assert said[23] == "51.75, 1.26: a minus sign is lost or too many in the longitude"
    unusable, far = found.warnings
    assert "2 of 24 positions cannot be used" in unusable and "become rejects" in unusable
    assert "with latitude and longitude swapped (line 22)" in unusable
    assert far.startswith("2 of 24 positions lie more than 50 km from the others (about 51.75")
    assert "the first in line 24" in far and "within = [south, west, north, east]" in far


def test_a_position_that_is_to_be_ignored_refuses_no_row() -> None:
    rows = positions(*TOWN, SWAPPED)
    found = looked(rows, IGNORING)
    assert doubts_of(found, rows) == {} and "by name alone" in found.warnings[0]


def test_a_county_is_wider_than_a_town() -> None:
    wide = [(f"{51.7 + each / 30:.3f}", f"{-1.2 + each % 5 / 5:.3f}") for each in range(30)]
    assert looked(positions(*wide), OPEN).warnings == ()


def test_nearly_half_of_them_may_be_swapped() -> None:
    rows = positions(*TOWN, *[(x, y) for y, x in TOWN[:15]])
    found = looked(rows, OPEN)
    assert list(doubts_of(found, rows)) == list(range(22, 37))


def test_all_of_them_swapped_refuse_the_mapping_by_the_city_of_its_zone() -> None:
    with pytest.raises(CannotImport, match="latitude and longitude the wrong way round"):
        looked(positions(*[(x, y) for y, x in TOWN]), OPEN)


def test_all_of_them_swapped_refuse_the_mapping_by_the_places_that_are_known() -> None:
    known = [(51.75 + each / 1000, -1.26) for each in range(5)]
    with pytest.raises(CannotImport, match="latitude and longitude the wrong way round"):
        survey(Kept(positions(SWAPPED, SWAPPED)), OPEN, known=known)
    (said,) = survey(Kept(positions(SEA)), OPEN, known=known).warnings
    assert "from the places we know" in said


def test_two_rows_are_judged_by_the_city_of_the_zone() -> None:
    rows = positions(TOWN[0], SWAPPED, SEA)
    found = looked(rows, OPEN)
    assert list(doubts_of(found, rows)) == [3]
    assert "more than 2,000 km from Europe/London" in found.warnings[1]


@given(st.lists(st.tuples(steps, steps), min_size=5, max_size=40), st.floats(-60, 60))
def test_what_lies_together_is_never_far(moved: list[Position], latitude: float) -> None:
    points = [(latitude + north, 20 + east) for north, east in moved]
    found = squares(*points)
    ground = found.ground((), "UTC")
    assert ground is not None and not any(map(ground.far, points))
    assert list(found.strays(ground)) == []


@given(st.lists(st.tuples(steps, steps), min_size=5, max_size=40))
def test_one_that_is_swapped_is_found_among_any(moved: list[Position]) -> None:
    found = squares(*[(51.75 + north, -1.26 + east) for north, east in moved], (-1.26, 51.75))
    ground = found.ground((), "Europe/London")
    assert ground is not None
    assert [kind for kind, *_ in found.strays(ground)] == [Kind.SWAPPED]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("bad", ["reject", "ignore"])
def test_a_swapped_position_moves_no_place(tmp_path: Path, bad: str) -> None:
    at = [*TOWN[:8], SWAPPED]
    rows = [
        f"{number},Fight,2015-06-06,23:40,{'Lamp Lane' if number > 6 else 'Elm Row'},,{y},{x}"
        for number, (y, x) in enumerate(at)
    ]
    keys = f'name = "Street"\nlatitude = "Lat"\nlongitude = "Lon"\nbad_position = "{bad}"'
    changes = ('name = "Street"', keys), ('unknown = "reject"', 'unknown = "make"')
    _, outcomes = run(past(tmp_path, *rows, header=f"{HEADER},Lat,Lon"), mapped(tmp_path, *changes))
    made = db.session.scalar(db.select(Place).where(Place.name == "Lamp Lane"))
    assert made is not None and (made.latitude, made.longitude) == (51.747, -1.263)
    assert outcomes[-1].what is (What.REJECTED if bad == "reject" else What.ADDED)
