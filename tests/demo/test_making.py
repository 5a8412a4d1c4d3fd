"""The plan of the demo city's nights: the same each time, and like a city's nights."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from nightsafe.accounts import duty
from nightsafe.accounts.roles import Role, allows
from nightsafe.demo.making import TIME_ZONE, WEEKS, latest_weekend, make_plan
from nightsafe.demo.people import PERSON
from nightsafe.demo.plan import (
    Plan,
    PlannedAmendment,
    PlannedAnswer,
    PlannedClosing,
    PlannedDuty,
    PlannedEntry,
    PlannedFinding,
    PlannedLeaving,
    PlannedQuestion,
    PlannedQuiet,
    PlannedShare,
    PlannedSight,
    PlannedVisit,
    PlannedWithdrawal,
)
from nightsafe.demo.reviewing import restricted, review_entry
from nightsafe.demo.season import before_bank_holiday, in_term
from nightsafe.demo.streets import STREET
from nightsafe.demo.venues import VENUE
from nightsafe.gate import Can
from nightsafe.incidents import people_bands
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.deeds import ACTIONS
from nightsafe.incidents.flags import FLAGS
from nightsafe.incidents.follow_ups import FOLLOW_UPS, answers
from nightsafe.incidents.home_office import HOME_OFFICE_GROUPS
from nightsafe.incidents.personal_data import personal_data_in
from nightsafe.incidents.rules import follow_ups_for
from nightsafe.nights import local, night_of
from nightsafe.visits import choices

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday morning in term


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(20, NOW)


def night(entry: PlannedEntry) -> date:
    return night_of(entry.occurred_at, TIME_ZONE)


def test_the_same_seed_and_moment_make_the_same_plan(plan: Plan) -> None:
    assert make_plan(20, NOW) == plan
    assert make_plan(21, NOW).items != plan.items


@pytest.mark.parametrize(
    "now",
    [
        NOW,
        datetime(2026, 11, 23, 12, 1, tzinfo=UTC),
        datetime(2026, 11, 23, 11, 59, tzinfo=UTC),
        datetime(2027, 3, 29, 1, 30, tzinfo=UTC),
    ],
)
def test_there_are_about_two_and_a_half_thousand_entries_and_visits(now: datetime) -> None:
    plan = make_plan(20, now)
    assert 2300 <= len(plan.entries) + len(plan.visits) <= 2700
    assert all(one.at <= now for one in plan.items)
    assert list(plan.items) == sorted(plan.items, key=lambda one: one.at)


def test_it_reaches_back_twenty_six_weeks(plan: Plan) -> None:
    age = NOW - min(one.occurred_at for one in plan.entries)
    assert timedelta(weeks=WEEKS) - timedelta(days=1) < age < timedelta(weeks=WEEKS + 1)


def test_fridays_and_saturdays_are_the_peaks(plan: Plan) -> None:
    days = Counter(night(one).weekday() for one in plan.entries)
    assert (days[4] + days[5]) / len(plan.entries) > 0.55
    assert all(days[4] > days[day] and days[5] > days[day] for day in (0, 1, 2, 3, 6))


def test_students_go_out_on_wednesdays_in_term(plan: Plan) -> None:
    nights = Counter(night(one) for one in plan.entries if in_term(night(one)))
    wednesdays = sum(count for each, count in nights.items() if each.weekday() == 2)
    tuesdays = sum(count for each, count in nights.items() if each.weekday() == 1)
    assert wednesdays > 2 * tuesdays


def test_the_hours_are_those_of_a_night(plan: Plan) -> None:
    hours = Counter(local(one.occurred_at, TIME_ZONE).hour for one in plan.entries)
    peak = sum(hours[hour] for hour in (23, 0, 1, 2))
    assert peak > 0.55 * len(plan.entries)
    assert 0 < sum(hours[hour] for hour in range(6, 18)) < 0.05 * len(plan.entries)


def test_the_last_two_weekends_are_full(plan: Plan) -> None:
    latest = latest_weekend(NOW, TIME_ZONE)
    for weekend in (latest, latest.previous()):
        assert sum(night(one) in weekend.nights for one in plan.entries) >= 70


def test_a_sunday_before_a_bank_holiday_is_busier_than_others(plan: Plan) -> None:
    sundays = Counter(night(one) for one in plan.entries if night(one).weekday() == 6)
    eve = [count for each, count in sundays.items() if before_bank_holiday(each)]
    plain = [count for each, count in sundays.items() if not before_bank_holiday(each)]
    assert min(eve) > 2 * sum(plain) / len(plain)


def test_about_an_eighth_are_visits(plan: Plan) -> None:
    share = len(plan.visits) / (len(plan.entries) + len(plan.visits))
    assert 0.09 < share < 0.15


def test_events_are_told_by_several_under_other_codes_places_and_times(plan: Plan) -> None:
    entries = {one.key: one for one in plan.entries}
    several = [keys for keys in plan.events.values() if len(keys) > 1]
    assert len(several) > 80
    tellings = [[entries[key] for key in keys] for keys in several]
    assert any(len({one.code for one in each}) > 1 for each in tellings)
    assert any(len({one.place for one in each}) > 1 for each in tellings)
    assert all(len({one.who for one in each}) == len(each) for each in tellings)
    assert sorted(key for keys in plan.events.values() for key in keys) == sorted(entries)


def test_two_separate_fights_at_one_place_lie_within_half_an_hour(plan: Plan) -> None:
    entries = {one.key: one for one in plan.entries}
    assert len(plan.twins) >= 2
    for pair in plan.twins:
        first, second = (entries[event] for event in pair)
        assert first.code == second.code == "V1"
        assert timedelta(minutes=10) < second.occurred_at - first.occurred_at < timedelta(hours=0.5)


def test_there_are_quiet_nights_and_nobody_logged_in_them(plan: Plan) -> None:
    quiet = {(one.work.where, one.night) for one in plan.items if isinstance(one, PlannedQuiet)}
    assert len(quiet) > 200
    assert not quiet & {(one.work.where, night(one)) for one in plan.entries}


def test_a_few_are_restricted_and_many_stay_in_the_register(plan: Plan) -> None:
    assert 8 <= sum(restricted(one) for one in plan.entries) <= 60
    assert sum(not review_entry(one) for one in plan.entries) > 500
    latest = latest_weekend(NOW, TIME_ZONE)
    assert any(restricted(one) and night(one) in latest.nights for one in plan.entries)


def test_some_are_late_some_phones_are_wrong_and_some_say_nothing(plan: Plan) -> None:
    assert sum(one.at - one.occurred_at > timedelta(hours=5) for one in plan.entries) > 20
    assert 20 < sum(bool(one.skew) for one in plan.entries) < 250
    empty = sum(not one.description for one in plan.entries)
    assert 0.2 < empty / len(plan.entries) < 0.5
    assert all(one.at >= one.occurred_at for one in plan.entries)


def test_descriptions_vary_and_hold_nobodys_data(plan: Plan) -> None:
    said = [one.description for one in plan.entries if one.description]
    assert len(set(said)) > 0.7 * len(said)
    for text in said:
        assert not personal_data_in(text), text
        assert not set("[]|") & set(text), text


def test_entries_use_known_keys_only(plan: Plan) -> None:
    for one in plan.entries:
        assert one.code in CATEGORIES
        assert set(one.flags) <= FLAGS.keys()
        assert set(one.actions) <= ACTIONS.keys()
        asked = {each.key: each for each in follow_ups_for(one.code, one.actions)}
        assert set(one.details) <= asked.keys()
        for key in one.details:
            options = FOLLOW_UPS[key].options
            assert not options or answers(one.details, key) <= options.keys()
        assert one.place is None or one.place in STREET
        assert one.place or one.work.where in VENUE
        assert one.age in {"", *people_bands.AGE_BANDS}
        assert one.gender in {"", *people_bands.GENDERS}
        assert not one.plate or CATEGORIES[one.code].plate
        assert one.people is None or 0 <= one.people <= people_bands.MOST_PEOPLE


def test_visits_use_known_keys_only(plan: Plan) -> None:
    known = {
        "came_by": choices.CAME_BY,
        "reasons": choices.REASONS,
        "needs": choices.NEEDS,
        "support": choices.SUPPORT,
        "left": choices.LEFT,
        "age_band": choices.AGE_BANDS,
        "gender": choices.GENDERS,
        "student": choices.STUDENT,
        "without_us": choices.WITHOUT_US,
    }
    for one in plan.items:
        if isinstance(one, PlannedVisit | PlannedLeaving):
            for question in one.answers:
                assert answers(one.answers, question) <= known[question].keys()
        if isinstance(one, PlannedVisit) and one.left_at:
            assert one.arrived_at < one.left_at <= one.at


def test_people_act_under_memberships_they_hold_and_roles_that_may(plan: Plan) -> None:
    needed = {
        PlannedEntry: Can.LOG,
        PlannedVisit: Can.VISIT,
        PlannedQuiet: Can.QUIET,
        PlannedSight: Can.REVIEW,
        PlannedQuestion: Can.REVIEW,
        PlannedFinding: Can.REVIEW,
        PlannedClosing: Can.REVIEW,
    }
    for one in plan.items:
        assert one.work in PERSON[one.who].works
        if type(one) in needed:
            assert allows(Role(one.work.role), needed[type(one)])


def test_whatever_follows_an_entry_follows_it_in_time_and_by_its_author(plan: Plan) -> None:
    entries = {one.key: one for one in plan.entries}
    visits = {one.key: one for one in plan.visits}
    questions = {one.key: one for one in plan.items if isinstance(one, PlannedQuestion)}
    for one in plan.items:
        if isinstance(one, PlannedAmendment | PlannedWithdrawal | PlannedShare):
            assert (one.who, one.work) == (entries[one.entry].who, entries[one.entry].work)
            assert one.at > entries[one.entry].at
        if isinstance(one, PlannedSight | PlannedQuestion | PlannedFinding | PlannedClosing):
            assert one.at > entries[one.entry].at
        if isinstance(one, PlannedAnswer):
            question = questions[one.question]
            assert one.who == entries[question.entry].who
            assert one.at > question.at
        if isinstance(one, PlannedLeaving):
            assert one.who == visits[one.visit].who
            assert one.at > visits[one.visit].at
        if isinstance(one, PlannedVisit) and one.entry:
            assert one.who == entries[one.entry].who
            assert one.at > entries[one.entry].at


def test_nothing_is_done_to_what_was_taken_back(plan: Plan) -> None:
    gone = {one.entry for one in plan.items if isinstance(one, PlannedWithdrawal)}
    assert gone
    assert not gone & {
        one.entry
        for one in plan.items
        if isinstance(one, PlannedAmendment | PlannedShare | PlannedFinding | PlannedQuestion)
    }
    undone = [one for one in plan.items if isinstance(one, PlannedWithdrawal) and one.undo]
    entries = {one.key: one for one in plan.entries}
    assert undone
    assert all(one.at - entries[one.entry].at < timedelta(seconds=60) for one in undone)


def test_earlier_weekends_are_reviewed_and_the_latest_waits(plan: Plan) -> None:
    latest = latest_weekend(NOW, TIME_ZONE)
    outcomes = {one.entry: one.outcome for one in plan.items if isinstance(one, PlannedFinding)}
    seen = {one.entry for one in plan.items if isinstance(one, PlannedSight | PlannedFinding)}
    gone = {one.entry for one in plan.items if isinstance(one, PlannedWithdrawal)}
    for_police = [one for one in plan.entries if review_entry(one) and one.key not in gone]
    earlier = [one for one in for_police if night(one) < latest.friday]
    now_waiting = [one for one in for_police if night(one) in latest.nights]
    assert sum(one.key in seen for one in earlier) > 0.97 * len(earlier)
    assert sum(one.key in seen for one in now_waiting) < 0.35 * len(now_waiting)
    counted = Counter(outcomes.get(one.key, "undecided") for one in earlier)
    assert counted["confirmed"] > 0.7 * len(earlier)
    assert counted.keys() == {"confirmed", "not_confirmed", "passed_on", "undecided"}
    assert counted["undecided"] < 0.15 * len(earlier)


def test_those_who_go_on_duty_take_a_duty_there_is(plan: Plan) -> None:
    duties = {one.kind: one for one in plan.items if isinstance(one, PlannedDuty)}
    assert duties.keys() == duty.NEEDED.keys()
    for kind, one in duties.items():
        assert allows(Role(one.work.role), duty.NEEDED[kind])  # type: ignore[index]


def test_findings_name_known_groups_and_police_ask_and_are_answered(plan: Plan) -> None:
    groups = {one.home_office for one in plan.items if isinstance(one, PlannedFinding)}
    assert groups - {None} <= HOME_OFFICE_GROUPS.keys()
    questions = sum(isinstance(one, PlannedQuestion) for one in plan.items)
    replies = sum(isinstance(one, PlannedAnswer) for one in plan.items)
    assert 20 < questions < 150
    assert 0 < replies < questions
