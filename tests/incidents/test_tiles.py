"""The first six buttons suit whoever logs, and every code is found by what people call it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightsafe.incidents.categories import CATEGORIES, GROUPS
from nightsafe.incidents.tiles import FIRST, by_group, first_tiles, search, search_text

LOGGING_ROLES = ("VS", "VM", "SF", "SP", "DR", "CC", "SG")


class TestFirstTiles:
    def test_every_logging_role_has_its_own(self) -> None:
        assert tuple(FIRST) == LOGGING_ROLES
        assert len(set(FIRST.values())) == len(LOGGING_ROLES)

    def test_door_staff_see_what_doors_see(self) -> None:
        assert first_tiles("VS", []) == ("L3", "L1", "V1", "W1", "D1", "S4")

    def test_drivers_see_what_drivers_see(self) -> None:
        assert set(first_tiles("DR", [])) == {"V3", "V1", "P4", "H1", "P3", "W2"}

    def test_the_sixth_is_what_this_member_used_most_lately(self) -> None:
        assert first_tiles("VS", ["B1", "P1", "P1", "L3"])[5] == "P1"

    def test_of_two_used_as_often_the_later_comes(self) -> None:
        assert first_tiles("VS", ["W2", "P1"])[5] == "W2"

    def test_the_five_keep_their_places(self) -> None:
        assert first_tiles("VS", ["D1", "W1", "V1", "X2"])[:5] == first_tiles("VS", [])[:5]

    def test_what_is_no_code_is_passed_over(self) -> None:
        assert first_tiles("VS", ["Z9", "Z9", "L3"]) == first_tiles("VS", [])

    def test_another_role_gets_a_door_s(self) -> None:
        assert first_tiles("PR", []) == first_tiles("VS", [])

    @given(st.sampled_from(LOGGING_ROLES), st.lists(st.sampled_from([*CATEGORIES, "Z9"])))
    def test_there_are_always_six_different_codes(self, role: str, recent: list[str]) -> None:
        tiles = first_tiles(role, recent)
        assert len(set(tiles)) == len(tiles) == 6
        assert set(tiles) <= CATEGORIES.keys()


class TestAllKinds:
    def test_every_code_stands_once_under_its_group(self) -> None:
        groups = by_group()
        assert list(groups) == list(GROUPS)
        assert [each.code for kinds in groups.values() for each in kinds] == list(CATEGORIES)

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("bounce", "L3"),
            ("kicked out", "L3"),
            ("ejec", "L3"),
            ("V1", "V1"),
            ("punch", "V1"),
            ("stab", "V2"),
            ("Knife", "V2"),
            ("mugged", "V5"),
            ("groped", "S1"),
            ("catcall", "S2"),
            ("stalk", "S3"),
            ("spiked", "S4"),
            ("angela", "S5"),
            ("racist", "H1"),
            ("homophob", "H1"),
            ("domestic", "A1"),
            ("slavery", "E1"),
            ("ketamine", "D1"),
            ("dealer", "D2"),
            ("pickpocket", "P1"),
            ("e-scooter", "P2"),
            ("graffiti", "P3"),
            ("fare", "P4"),
            ("runner", "P4"),
            ("stag", "B1"),
            ("peeing", "B2"),
            ("turned away", "L1"),
            ("not served", "L2"),
            ("neighbour", "L4"),
            ("cctv", "L5"),
            ("inspection", "L6"),
            ("wasted", "W1"),
            ("stranded", "W2"),
            ("overdose", "W3"),
            ("suicid", "W4"),
            ("bomb", "T1"),
            ("smoke", "T2"),
            ("tout", "X1"),
            ("dark", "X2"),
        ],
    )
    def test_a_code_is_found_by_what_people_call_it(self, typed: str, code: str) -> None:
        assert code in [each.code for each in search(typed)]

    @pytest.mark.parametrize("code", CATEGORIES)
    def test_its_own_code_and_button_find_it_first(self, code: str) -> None:
        assert search(code.lower())[0].code == code
        assert search(str(CATEGORIES[code].label))[0].code == code

    def test_nothing_typed_finds_all(self) -> None:
        assert len(search("  ")) == len(CATEGORIES)

    def test_nonsense_finds_none(self) -> None:
        assert search("xylophone") == []

    def test_accents_and_capitals_make_no_difference(self) -> None:
        assert search("SPÍKED") == search("spiked")

    def test_a_page_can_search_by_itself(self) -> None:
        words = search_text(CATEGORIES["L3"]).split()
        assert {"l3", "put", "out", "bounce"} <= set(words)
        assert len(words) == len(set(words))
