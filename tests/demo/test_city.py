"""The demo city holds together: streets in areas, premises on streets, people at work."""

from collections import Counter

import pytest

from nightsafe.accounts.roles import Role
from nightsafe.demo.people import PEOPLE
from nightsafe.demo.streets import AREAS, STREET, STREETS, streets_of
from nightsafe.demo.venues import (
    GROUPS,
    PREMISES,
    REFUGES,
    SAFE_PLACES,
    VENUE,
    VENUES,
    organisation_kind,
    organisations,
)
from nightsafe.network.kinds import ORGANISATION_KINDS, PLACE_KINDS


def test_every_street_has_its_own_name_and_lies_in_an_area_of_the_county() -> None:
    assert len(STREET) == len(STREETS)
    for street in STREETS:
        assert street.area in AREAS
        assert street.kind in PLACE_KINDS
        assert 51.5 < street.lat < 51.9
        assert -1.6 < street.lon < -1.1
        assert street.addresses >= 8


@pytest.mark.parametrize("area", AREAS)
def test_every_area_has_streets_a_rank_and_venues(area: str) -> None:
    assert len(streets_of(area, "street")) >= 5
    assert streets_of(area, "rank")
    assert sum(one.area == area for one in VENUES) >= 3


def test_premises_stand_close_to_their_street() -> None:
    assert len(VENUE) == len(PREMISES)
    for one in PREMISES:
        assert abs(one.lat - STREET[one.street].lat) < 0.002, one.name
        assert abs(one.lon - STREET[one.street].lon) < 0.002, one.name


def test_about_forty_venues_and_a_dozen_safe_places() -> None:
    assert 38 <= len(VENUES) <= 44
    assert len(SAFE_PLACES) == 12
    assert all(one.safe_place for one in REFUGES)


def test_no_premises_bears_the_name_of_a_street_or_of_a_person() -> None:
    assert not set(VENUE) & set(STREET)
    assert not set(VENUE) & {one.name for one in PEOPLE}


def test_every_organisation_has_a_known_kind_and_every_group_known_premises() -> None:
    assert {organisation_kind(name) for name in organisations()} <= ORGANISATION_KINDS.keys()
    assert {name for names in GROUPS.values() for name in names} <= VENUE.keys()


def test_people_work_where_there_is_something_in_roles_that_exist() -> None:
    known = set(VENUE) | set(organisations())
    for one in PEOPLE:
        assert len(set(one.works)) == len(one.works)
        for work in one.works:
            assert work.where in known, one.name
            assert Role(work.role)
            assert (work.where in VENUE) == (work.role in ("VS", "VM", "SF")), one.name


def test_all_twelve_roles_are_filled_and_some_people_work_in_two_places() -> None:
    roles = Counter(work.role for one in PEOPLE for work in one.works)
    assert roles.keys() == {role.value for role in Role}
    assert roles["PS"] >= 2, "a grant needs a second supervisor"
    assert sum(len({work.where for work in one.works}) > 1 for one in PEOPLE) >= 10
    assert 70 <= len(PEOPLE) <= 95


def test_every_venue_has_a_manager_and_every_safe_place_a_host() -> None:
    filled = {(work.where, work.role) for one in PEOPLE for work in one.works}
    assert all((one.name, "VM") in filled for one in VENUES)
    assert all((one.name, "SF") in filled for one in SAFE_PLACES)


def test_each_team_has_one_lead() -> None:
    leads = Counter(work.where for one in PEOPLE for work in one.works if work.leads)
    teams = {work.where for one in PEOPLE for work in one.works if work.role == "SP"}
    assert leads == dict.fromkeys(teams, 1)
