"""Severity, audience, restriction and register headings follow from what was logged."""

import pytest

from nightsafe.incidents.categories import CATEGORIES, Audience
from nightsafe.incidents.rules import (
    SEVERITIES,
    audience_of,
    call_first,
    follow_ups_for,
    headings_of,
    is_restricted,
    seen_by,
    severity_of,
)

REGISTER_CODES = {"L1", "L2", "L3", "L4", "L5", "L6", "B2"}
every_code = pytest.mark.parametrize("code", CATEGORIES)


class TestSeverity:
    @every_code
    def test_it_begins_with_the_codes_own(self, code: str) -> None:
        assert severity_of(code) == CATEGORIES[code].severity

    @every_code
    @pytest.mark.parametrize("action", ["police_999", "ambulance"])
    def test_999_and_an_ambulance_make_it_three_at_least(self, code: str, action: str) -> None:
        assert severity_of(code, (), [action]) == max(3, CATEGORIES[code].severity)

    @pytest.mark.parametrize("method", ["knife", "glass"])
    def test_a_knife_or_glass_makes_it_three(self, method: str) -> None:
        assert severity_of("V1", (), (), {"method": method}) == 3
        assert severity_of("V2", (), (), {"method": method}) == 4

    @pytest.mark.parametrize("method", ["body", "other", "unknown"])
    def test_other_methods_raise_nothing(self, method: str) -> None:
        assert severity_of("V1", (), (), {"method": method}) == 2

    @pytest.mark.parametrize("action", ["police_radio", "police_101", "first_aid", "none"])
    def test_other_actions_raise_nothing(self, action: str) -> None:
        assert severity_of("L3", (), [action]) == 2

    def test_an_ambulance_that_came_counts_like_one_that_was_called(self) -> None:
        assert severity_of("L6", (), (), {"came": ["ambulance"]}) == 3
        assert severity_of("L6", (), (), {"came": ["council"]}) == 1

    @every_code
    def test_a_preserved_scene_makes_violence_and_sexual_offences_four(self, code: str) -> None:
        expected = 4 if code[0] in "VS" else CATEGORIES[code].severity
        assert severity_of(code, (), ["scene_preserved"]) == expected

    @every_code
    def test_flags_raise_nothing(self, code: str) -> None:
        assert severity_of(code, ["under_18", "hate_race", "staff_targeted"]) == severity_of(code)

    def test_the_call_comes_first_from_three(self) -> None:
        assert [call_first(each) for each in (1, 2, 3, 4)] == [False, False, True, True]
        assert sorted(SEVERITIES) == [1, 2, 3, 4]


class TestAudience:
    @every_code
    def test_for_premises_register_codes_stay_there(self, code: str) -> None:
        expected = Audience.REGISTER if code in REGISTER_CODES else Audience.REVIEW
        assert audience_of(code, for_premises=True) is expected

    @every_code
    def test_for_no_premises_everything_is_for_review(self, code: str) -> None:
        assert audience_of(code, for_premises=False) is Audience.REVIEW


class TestRestricted:
    @every_code
    def test_four_codes_are_restricted_whatever_is_ticked(self, code: str) -> None:
        assert is_restricted(code) == (code in {"S1", "S4", "A1", "E1"})

    @every_code
    def test_under_18_restricts_some_letters_and_never_a_refusal(self, code: str) -> None:
        expected = code[0] in "VSAEHW"
        assert is_restricted(code, ["under_18"]) == expected
        assert is_restricted(code, [], ["18_25", "under_18"]) == expected

    def test_other_flags_and_ages_restrict_nothing(self) -> None:
        assert not is_restricted("V1", ["domestic", "vawg", "vulnerable"], ["18_25", "unknown"])


class TestHeadings:
    @every_code
    def test_nothing_done_leaves_the_codes_own(self, code: str) -> None:
        assert headings_of(code) == CATEGORIES[code].headings

    def test_put_out_adds_ejections(self) -> None:
        assert headings_of("V1", ["ejected"]) == {"a", "b", "d"}

    def test_a_sale_refused_adds_refusals_and_an_entry_refused_does_not(self) -> None:
        assert headings_of("W1", ["refused_sale"]) == {"g"}
        assert headings_of("W1", ["refused_entry"]) == frozenset()

    @pytest.mark.parametrize("action", ["police_radio", "police_999", "ambulance"])
    def test_police_or_ambulance_adds_visits_unless_nobody_came(self, action: str) -> None:
        assert headings_of("V1", [action]) == {"a", "d", "h"}
        assert headings_of("V1", [action], {"came": ["nobody"]}) == {"a", "d"}

    def test_a_report_on_101_adds_visits_only_once_somebody_came(self) -> None:
        assert headings_of("P1", ["police_101"]) == {"a"}
        assert headings_of("P1", ["police_101"], {"came": ["police"]}) == {"a", "h"}

    @pytest.mark.parametrize("seized", ["drugs", "weapon"])
    def test_drugs_or_a_weapon_kept_adds_seizures(self, seized: str) -> None:
        assert headings_of("L3", ["item_kept"], {"seized": [seized, "other"]}) == {"b", "e"}

    def test_another_item_kept_adds_nothing(self) -> None:
        assert headings_of("L1", ["item_kept"], {"seized": ["false_id"]}) == frozenset()
        assert headings_of("L1", ["item_kept"]) == frozenset()

    def test_a_premises_may_add_codes_to_a_heading(self) -> None:
        assert headings_of("L1", added="g") == {"g"}

    def test_it_is_a_union(self) -> None:
        done = ["ejected", "item_kept", "refused_sale", "ambulance"]
        assert headings_of("V1", done, {"seized": "weapon"}) == set("abdegh")


class TestFollowUps:
    @pytest.mark.parametrize(
        ("code", "asked"),
        [
            ("V1", ["method", "where"]),
            ("L3", ["ejection_reason", "left_with", "fit_to_travel"]),
            ("D1", ["seized", "bag_number", "handed_to", "staff_involved"]),
            ("L2", ["refusal_reason", "refused_by", "customer"]),
            ("W1", []),
        ],
    )
    def test_a_code_calls_for_its_questions(self, code: str, asked: list[str]) -> None:
        assert [each.key for each in follow_ups_for(code)] == asked

    def test_spiking_asks_what_a_test_would_need(self) -> None:
        asked = {each.key for each in follow_ups_for("S4")}
        assert {"spiked_by", "noticed_at", "drink_kept", "cctv_saved", "test_used"} <= asked

    def test_what_was_done_asks_more_and_nothing_twice(self) -> None:
        asked = [each.key for each in follow_ups_for("L3", ["ejected", "ambulance", "police_999"])]
        assert asked == ["ejection_reason", "left_with", "fit_to_travel", "came"]


class TestSeenBy:
    def test_everybody_is_told_something_else(self) -> None:
        said = [
            str(seen_by(audience, restricted, for_premises))
            for audience, restricted, for_premises in (
                (Audience.REVIEW, False, True),
                (Audience.REVIEW, False, False),
                (Audience.REVIEW, True, True),
                (Audience.REVIEW, True, False),
                (Audience.REGISTER, False, True),
                (Audience.STATISTICS, False, True),
            )
        ]
        assert len(set(said)) == len(said)

    def test_police_are_named_where_they_see_it(self) -> None:
        assert "police" in str(seen_by(Audience.REVIEW, False))
        assert "only if you share it" in str(seen_by(Audience.REGISTER, False))

    def test_no_manager_is_named_where_there_are_no_premises(self) -> None:
        assert "manager" not in str(seen_by(Audience.REVIEW, False, for_premises=False))
        assert "manager" not in str(seen_by(Audience.REVIEW, True, for_premises=False))
