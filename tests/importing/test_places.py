"""Unknown places are made, led to known ones or refused, as the mapping says and not otherwise."""

from pathlib import Path

import pytest

from nightsafe.database import db
from nightsafe.importing.problems import CannotImport
from nightsafe.importing.tally import Outcome, What
from nightsafe.network.models import Area, Place
from tests.importing.past import FIGHT, HEADER, entries, mapped, past, run
from tests.people import LONG_AGO

pytestmark = pytest.mark.usefixtures("city")

LANE = FIGHT.replace("George Street", "Lamp Lane")
MAKE = ('unknown = "reject"', 'unknown = "make"')
WITH_POSITIONS = HEADER + ",Lat,Lon,Ward"
POSITIONS = ('name = "Street"', 'name = "Street"\nlatitude = "Lat"\nlongitude = "Lon"')


def place(name: str) -> Place | None:
    return db.session.scalar(db.select(Place).where(Place.name == name))


def why(outcomes: list[Outcome]) -> list[str]:
    return [problem.reason for one in outcomes for problem in one.problems]


def test_a_name_is_known_in_capitals_or_not(tmp_path: Path) -> None:
    run(past(tmp_path, FIGHT.replace("George Street", "  GEORGE   street ")), mapped(tmp_path))
    found = entries()[0].place
    assert found is not None and found.name == "George Street"


def test_an_unknown_place_is_refused_by_default(tmp_path: Path) -> None:
    _, outcomes = run(past(tmp_path, LANE), mapped(tmp_path))
    assert ['no place is called "Lamp Lane"' in one for one in why(outcomes)] == [True]
    assert place("Lamp Lane") is None and entries() == []


@pytest.mark.both_engines
def test_an_unknown_place_is_made_in_its_area(tmp_path: Path) -> None:
    """Once, whatever the case; in the middle of where its rows lie."""
    rows = (
        LANE + ",51.7500,-1.2600,",
        LANE.replace("7,", "8,").replace("Lamp Lane", "LAMP LANE") + ",51.7502,-1.2604,",
        LANE.replace("7,", "9,") + ",51.7510,-1.2608,",
    )
    file = past(tmp_path, *rows, header=WITH_POSITIONS)
    job, _ = run(file, mapped(tmp_path, MAKE, POSITIONS))

    made = place("Lamp Lane")
    assert made is not None and job.tally.added == 3
    assert (made.kind, made.area.name, made.addresses) == ("street", "Centre", 1)
    assert (made.latitude, made.longitude) == (51.7502, -1.2604)
    assert {one.place_id for one in entries()} == {made.id}


def test_no_place_is_made_for_rows_that_do_not_come_in(tmp_path: Path) -> None:
    rows = (LANE.replace("23:40", "25:40"), "8,Parking,2015-06-06,23:40,Elm Row,")
    run(past(tmp_path, *rows), mapped(tmp_path, MAKE))
    assert place("Lamp Lane") is None and place("Elm Row") is None


def test_a_row_that_is_refused_late_makes_neither_place_nor_batch(tmp_path: Path) -> None:
    """By our own form, or because its number was used before."""
    words = '[words]\npeople_number = "Notes"\n'
    mapping = mapped(tmp_path, MAKE, ('"statistics"', '"review"'), more=words)
    job, outcomes = run(past(tmp_path, LANE + "a crowd"), mapping)
    assert outcomes[0].what is What.REJECTED and job.batch is None
    assert place("Lamp Lane") is None

    rows = (FIGHT + "2", LANE.replace("23:40", "23:50") + "2")
    _, outcomes = run(past(tmp_path, *rows, name="more.csv"), mapping)
    assert outcomes[1].what is What.REJECTED
    assert place("Lamp Lane") is None


def test_an_unknown_place_can_be_no_place(tmp_path: Path) -> None:
    run(past(tmp_path, LANE), mapped(tmp_path, ('unknown = "reject"', 'unknown = "none"')))
    assert entries()[0].place_id is None


def test_their_names_lead_to_ours_or_to_none(tmp_path: Path) -> None:
    names = '[place.map]\n"GEO ST" = "George Street"\n"n/k" = ""\n'
    rows = (
        FIGHT.replace("George Street", "geo st"),
        "8,Theft,2015-06-07,01:30,n/k,",
    )
    run(past(tmp_path, *rows), mapped(tmp_path, more=names))
    first, second = entries()
    assert first.place is not None and first.place.name == "George Street"
    assert second.place_id is None


def test_a_name_that_leads_nowhere_stops_before_anything_is_written(tmp_path: Path) -> None:
    names = '[place.map]\n"GEO ST" = "Georgian Street"\n'
    with pytest.raises(CannotImport, match="Georgian Street"):
        run(past(tmp_path, FIGHT), mapped(tmp_path, more=names))


def test_two_places_of_one_name_need_their_area(tmp_path: Path) -> None:
    east = db.session.scalar(db.select(Area).where(Area.name == "East"))
    assert east is not None
    db.session.add(Place(name="George Street", kind="street", area_id=east.id))
    db.session.commit()
    both = ('area = "Centre"', 'area_column = "Ward"')
    rows = (FIGHT + ",,,East", FIGHT.replace("7,", "8,") + ",,,")
    _, outcomes = run(past(tmp_path, *rows, header=WITH_POSITIONS), mapped(tmp_path, both))

    found = entries()[0].place
    assert found is not None and found.area.name == "East"
    assert "several places" in why(outcomes)[0] and outcomes[1].what is What.REJECTED


@pytest.mark.parametrize("unknown", ["make", "reject"])
def test_a_name_in_another_area_is_another_place(tmp_path: Path, unknown: str) -> None:
    """Whichever was seen or known first."""
    rows = (FIGHT + ",,,East", FIGHT.replace("7,", "8,") + ",,,Centre")
    ward = ('area = "Centre"', 'area_column = "Ward"')
    changes = (ward, ('unknown = "reject"', f'unknown = "{unknown}"'))
    _, outcomes = run(past(tmp_path, *rows, header=WITH_POSITIONS), mapped(tmp_path, *changes))

    found = [one.place.area.name for one in entries() if one.place is not None]
    if unknown == "make":
        assert sorted(found) == ["Centre", "East"]
    else:
        assert found == ["Centre"]
        assert 'no place is called "George Street" in East' in why(outcomes)[0]


@pytest.mark.parametrize(
    "row",
    [
        LANE.replace("Lamp Lane", "L" * 121) + ",,,Centre",
        LANE.replace("Lamp Lane", "Lamp\x1b[31m Lane") + ",,,Centre",
        LANE + ",,," + "W" * 121,
        LANE + ",,,We\u202est",
    ],
)
def test_a_name_that_cannot_be_saved_is_a_reject_before_anything_is_made(
    tmp_path: Path, row: str
) -> None:
    ward = ('area = "Centre"', 'area_column = "Ward"\nmake_area = true')
    file = past(tmp_path, row, FIGHT.replace("7,", "8,") + ",,,Centre", header=WITH_POSITIONS)
    seen, _ = run(file, mapped(tmp_path, MAKE, ward), by=None)
    done, _ = run(file, mapped(tmp_path, MAKE, ward))
    assert (seen.tally.rejected, seen.tally.added) == (1, 1)
    assert vars(seen.tally) == vars(done.tally)


def test_an_area_is_made_only_where_the_mapping_says(tmp_path: Path) -> None:
    rows = past(tmp_path, LANE + ",,,West", header=WITH_POSITIONS)
    ward = ('area = "Centre"', 'area_column = "Ward"')
    _, outcomes = run(rows, mapped(tmp_path, MAKE, ward))
    assert ['there is no area "West"' in one for one in why(outcomes)] == [True]

    ward = ('area = "Centre"', 'area_column = "Ward"\nmake_area = true')
    run(rows, mapped(tmp_path, MAKE, ward))
    made = place("Lamp Lane")
    assert made is not None and made.area.name == "West"
    with pytest.raises(CannotImport, match="There is no area"):
        run(rows, mapped(tmp_path, ("Centre", "Wast")))


def test_a_position_stands_for_the_nearest_public_place(tmp_path: Path) -> None:
    """Never for somebody's door, which stands nearer."""
    door = place("The Lantern")
    assert door is not None
    door.latitude, door.longitude = 51.7540, -1.2612
    db.session.commit()
    near = (
        'name = "Street"',
        'latitude = "Lat"\nlongitude = "Lon"\nnearest = 150',
    )
    rows = (FIGHT + ",51.7540,-1.2612,", FIGHT.replace("7,", "8,") + ",51.7600,-1.2612,")
    _, outcomes = run(past(tmp_path, *rows, header=WITH_POSITIONS), mapped(tmp_path, near))

    found = entries()[0].place
    assert found is not None and found.name == "George Street"
    assert "within 150 m" in why(outcomes)[0]


def test_a_place_out_of_use_is_not_known(tmp_path: Path) -> None:
    street = place("George Street")
    assert street is not None
    street.retired_at = LONG_AGO
    db.session.commit()
    _, outcomes = run(past(tmp_path, FIGHT), mapped(tmp_path))
    assert outcomes[0].what is What.REJECTED


def test_a_bad_position_is_refused_unless_the_name_is_enough(tmp_path: Path) -> None:
    file = past(tmp_path, FIGHT + ",0,0,", header=WITH_POSITIONS)
    _, outcomes = run(file, mapped(tmp_path, POSITIONS))
    assert "sea" in why(outcomes)[0]
    ignored = (POSITIONS[0], POSITIONS[1] + '\nbad_position = "ignore"')
    run(file, mapped(tmp_path, ignored))
    assert len(entries()) == 1
