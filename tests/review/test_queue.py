"""The queue: its order, its pages, its filters and counts, and what stays out of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from nightsafe import nights
from nightsafe.database import db
from nightsafe.incidents.actions import amend_entry, share_entry, withdraw_entry
from nightsafe.incidents.models import Entry, Event
from nightsafe.network.queries import time_zone
from nightsafe.review.actions import ask, close_event, mark_seen, record_finding, reopen_event
from nightsafe.review.counts import Counts, counts, unseen_outside
from nightsafe.review.filters import Filters, read
from nightsafe.review.queue import PAGE, neighbours, queue
from nightsafe.review.restricted import restricted_entries
from nightsafe.review.rules import State
from nightsafe.review.strip import periods, strip
from nightsafe.submissions.envelope import Kind
from tests.factories import log, on
from tests.people import SATURDAY, actor, place, settle
from tests.review.counting import statements

pytestmark = pytest.mark.both_engines
FRIDAY = SATURDAY - timedelta(days=1)
SUNDAY = SATURDAY + timedelta(days=1)
MONDAY = SATURDAY + timedelta(hours=34)
TONIGHT = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    yield
    db.session.rollback()


def asked_for(**given: str) -> Filters:
    return read(given, TONIGHT)


def shown(who: str = "rhys", **given: str) -> list[str]:
    return [line.event.code for line in queue(actor(who), asked_for(**given)).lines]


def counted(who: str = "rhys", **given: str) -> Counts:
    return counts(actor(who), asked_for(**given))


def seen(entry: Entry) -> None:
    mark_seen(actor("greta"), entry.event, now=MONDAY)
    db.session.commit()


def closed(event: Event) -> None:
    """Close an event: what is grave needs an outcome for that."""
    found = {"home_office": None, "police_reference": "", "note": ""}
    record_finding(actor("rhys"), event, outcome="confirmed", now=MONDAY, **found)  # type: ignore[arg-type]
    close_event(actor("rhys"), event, now=MONDAY)


class TestOrder:
    def test_the_gravest_first_whatever_its_night_then_as_they_happened(self) -> None:
        log(code="W1", at=SUNDAY)
        log(code="V1", at=SATURDAY + timedelta(minutes=9))
        log(code="P1", at=SATURDAY)
        log(code="V2", at=SATURDAY + timedelta(hours=2))
        log(code="B1", at=FRIDAY)
        assert shown() == ["V2", "P1", "V1", "W1", "B1"]

    def test_a_restricted_one_stands_among_the_others_by_its_severity(self) -> None:
        log(code="V2", at=SUNDAY)
        log(code="S4", at=SUNDAY)
        log(code="W3", at=FRIDAY)
        log(code="B1", at=FRIDAY)
        assert shown("greta") == ["V2", "W3", "S4", "B1"]

    def test_of_all_nights_the_newest_of_a_severity_comes_first(self) -> None:
        for weeks, code in ((3, "P1"), (0, "B1"), (1, "V1"), (5, "V2")):
            log(code=code, at=SATURDAY - timedelta(weeks=weeks))
        assert shown(view="all") == ["V2", "V1", "P1", "B1"]


class TestWhatIsInIt:
    def test_what_stays_in_a_register_is_not_until_it_is_shared(self) -> None:
        entry = log(code="L3")
        assert shown() == []
        share_entry(actor("dora"), entry, on(entry, Kind.SHARE), now=MONDAY)
        assert shown() == ["L3"]

    def test_what_was_withdrawn_is_not(self) -> None:
        entry = log(code="V1")
        withdraw_entry(actor("dora"), entry, on(entry, Kind.WITHDRAW), "Twice.", now=MONDAY)
        assert shown(state="all") == []

    def test_what_was_seen_is_among_all_only(self) -> None:
        seen(log(code="V1"))
        assert (shown(), shown(state="all")) == ([], ["V1"])

    def test_what_was_amended_is_unseen_again(self) -> None:
        entry = log(code="V1")
        seen(entry)
        amend_entry(
            actor("dora"), entry, on(entry, Kind.AMEND), {"description": "More."}, now=MONDAY
        )
        assert shown() == ["V1"]

    def test_what_comes_late_is_there_with_its_own_night(self) -> None:
        log(code="V1", at=FRIDAY, now=FRIDAY + timedelta(days=4))
        assert shown() == ["V1"]

    def test_other_nights_are_counted_outside(self) -> None:
        log(code="V1", at=SATURDAY - timedelta(days=3))
        log(code="S1", at=SATURDAY - timedelta(days=3))
        assert shown() == []
        assert unseen_outside(actor("rhys"), asked_for()) == 1
        assert unseen_outside(actor("greta"), asked_for()) == 2
        assert unseen_outside(actor("rhys"), asked_for(view="all")) == 0

    @pytest.mark.parametrize("who", ["dora", "ana", "coral", "audrey", "gwen", "cleo"])
    def test_nobody_but_reviewers_has_one(self, who: str) -> None:
        log(code="V1")
        log(code="S1")
        assert shown(who, state="all") == []
        assert counted(who, state="all").events == 0


class TestRestricted:
    """R6: absent for whoever holds no grant, in the list, the counts and the filters."""

    @pytest.fixture(autouse=True)
    def told(self, city: None) -> None:
        log("drew", "S1", place_id=place("Cowley Road").id)
        log("dora", "V1", flags=("under_18",), place_id=place("George Street").id)

    def test_absent_without_the_grant(self) -> None:
        found = counted()
        assert shown() == []
        assert (found.events, found.states["all"]) == (0, 0)
        assert not any(
            (found.severities, found.codes, found.streets, found.areas, found.roles, found.hours)
        )

    @pytest.mark.parametrize(
        "given", [{"code": "S1"}, {"role": "DR"}, {"group": "sexual"}, {"severity": "3"}]
    )
    def test_absent_though_asked_for(self, given: dict[str, str]) -> None:
        assert shown(**given) == []

    def test_present_with_it(self) -> None:
        assert sorted(shown("greta")) == ["S1", "V1"]
        assert counted("greta").events == 2


class TestFilters:
    @pytest.fixture(autouse=True)
    def weekend(self, city: None) -> None:
        lantern = place("The Lantern").id
        log("dora", "V1", at=FRIDAY, place_id=lantern)
        log("dora", "V2", at=SATURDAY, place_id=lantern)
        log("drew", "V3", at=SATURDAY + timedelta(hours=2), place_id=place("Cowley Road").id)
        log("pip", "W1", at=SUNDAY, place_id=place("George Street").id)

    @pytest.mark.parametrize(
        ("given", "codes"),
        [
            ({"night": "2026-11-14"}, ["V2", "V3"]),
            ({"hour": "23"}, ["V2", "V1", "W1"]),
            ({"hour": "1"}, ["V3"]),
            ({"hour": "1", "night": "2026-11-13"}, []),
            ({"band": "00-03"}, ["V3"]),
            ({"band": "21-24", "night": "2026-11-14"}, ["V2"]),
            ({"hour": "1", "band": "21-24"}, []),
            ({"code": "W1"}, ["W1"]),
            ({"group": "violence", "role": "DR"}, ["V3"]),
            ({"severity": "3-4"}, ["V2"]),
            ({"severity": "2"}, ["V1", "V3", "W1"]),
            ({"role": "VS"}, ["V2", "V1"]),
            ({"from": "2026-11-15", "to": "2026-11-18"}, ["W1"]),
            ({"view": "2026-11-06"}, []),
        ],
    )
    def test_each_narrows_and_they_combine(self, given: dict[str, str], codes: list[str]) -> None:
        assert shown(**given) == codes

    def test_premises_count_to_their_street_and_are_never_named(self) -> None:
        street = place("George Street").id
        assert shown(place=str(street)) == ["V2", "V1", "W1"]
        assert [name for _id, name, _count in counted().streets] == [
            "George Street",
            "Cowley Road",
        ]
        assert counted().streets[0][2] == 3

    def test_an_area(self) -> None:
        area = place("Cowley Road").area_id
        assert shown(area=str(area)) == ["V3"]

    def test_each_filter_is_counted_among_what_the_others_leave(self) -> None:
        found = counted(role="VS", severity="4")
        assert found.severities == {2: 1, 4: 1}
        assert found.roles == {"VS": 1}
        assert found.codes == {"V2": 1}
        assert found.states == {
            "all": 1,
            "unseen": 1,
            **dict.fromkeys(("open", "asked", "answered", "closed"), 0),
        }
        assert found.hours == {(date(2026, 11, 14), 23): 1}

    def test_the_states_are_told_apart(self) -> None:
        for code, state in (("V1", "asked"), ("V2", "closed")):
            entry = db.session.scalars(db.select(Entry).where(Entry.code == code)).one()
            if state == "asked":
                ask(actor("rhys"), entry, "Who?", now=MONDAY)
            else:
                closed(entry.event)
        db.session.commit()
        assert (shown(state="asked"), shown(state="closed")) == (["V1"], ["V2"])
        assert shown(view="all", state="asked") == ["V1"]
        assert counted().states == {
            "all": 4,
            "unseen": 2,
            "open": 1,
            "asked": 1,
            "answered": 0,
            "closed": 1,
        }
        lines = queue(actor("rhys"), asked_for(state="all")).lines
        assert {line.event.code: line.state for line in lines} == {
            "V1": State.ASKED,
            "V2": State.CLOSED,
            "V3": State.UNSEEN,
            "W1": State.UNSEEN,
        }

    def test_what_is_seen_and_not_closed_is_found_as_open(self) -> None:
        events = {event.code: event for event in db.session.scalars(db.select(Event))}
        for code in ("V1", "V2", "V3"):
            mark_seen(actor("rhys"), events[code], now=MONDAY)
        for code in ("V2", "V3"):
            closed(events[code])
        reopen_event(actor("rhys"), events["V3"], now=MONDAY)
        db.session.commit()
        assert sorted(shown(state="open")) == ["V1", "V3"]
        assert counted().states["open"] == 2

    def test_an_outcome_stands_on_its_line(self) -> None:
        event = db.session.scalars(db.select(Event).where(Event.code == "V1")).one()
        record_finding(
            actor("rhys"),
            event,
            outcome="confirmed",
            home_office=None,
            police_reference="",
            note="",
            now=MONDAY,
        )
        (line,) = queue(actor("rhys"), asked_for(state="all", code="V1")).lines
        assert line.outcome == "confirmed"


def nights_in(filters: Filters, found: Counts) -> dict[str, Any]:
    shown_ = strip(filters, found)
    assert shown_ is not None
    return shown_


def test_the_strip_shows_the_day_too_so_that_its_sum_is_all(app: Flask) -> None:
    for hours in (-10, -7, 0, 2, 10, 24 + 12):
        log(code="V1", at=SATURDAY + timedelta(hours=hours))
    with app.test_request_context():
        for given, nights_shown in (({}, 3), ({"week": "2026-11-09"}, 7)):
            nights_of = nights_in(asked_for(**given), counted(**given))["nights"]
            assert len(nights_of) == nights_shown
            cells = [cell for one in nights_of for cell in one["cells"]]
            assert sum(cell["count"] for cell in cells) == counted().events == 6
        days = [one["cells"][-1] for one in nights_in(asked_for(), counted())["nights"]]
        assert [(cell["foot"], cell["count"]) for cell in days] == [
            ("day", 0),
            ("day", 3),
            ("day", 1),
        ]
        assert days[1]["url"] == "/review?night=2026-11-14&band=day"
        narrowed = asked_for(night="2026-11-14", band="day")
        assert len(queue(actor("rhys"), narrowed).lines) == 3
        assert nights_in(narrowed, counted())["nights"][1]["cells"][-1]["url"] == "/review"


def test_more_nights_than_a_weeks_stand_in_a_calendar(app: Flask) -> None:
    log(code="V1", at=SATURDAY)
    log(code="V1", at=SATURDAY - timedelta(days=10))
    with app.test_request_context():
        shown_ = nights_in(asked_for(month="2026-11"), counted(month="2026-11"))
        assert shown_["nights"] == []
        weeks = [week["cells"] for week in shown_["weeks"]]
        # November 2026 begins on a Sunday and ends on a Monday.
        assert [len(week) for week in weeks] == [7] * 6
        assert [cell is None for cell in weeks[0]] == [True] * 6 + [False]
        cells = [cell for week in weeks for cell in week if cell]
        assert len(cells) == 30
        assert sum(cell["count"] for cell in cells) == 2
        (busy, *_rest) = [cell for cell in cells if cell["count"]]
        assert busy["label"] == "Wednesday 4 November, 1"
        assert busy["url"] == "/review?month=2026-11&night=2026-11-04"


def test_the_ways_to_other_nights_step_by_what_is_shown_and_stop_tonight(app: Flask) -> None:
    with app.test_request_context():

        def ways(**given: str) -> dict[str, str]:
            return {one["label"]: one["url"] for one in periods(asked_for(**given), TONIGHT)}

        here = {
            "This weekend": "/review",
            "This week": "/review?week=2026-11-16",
            "This month": "/review?month=2026-11",
        }
        assert ways() == {"Weekend before": "/review?view=2026-11-06", **here}
        assert ways(week="2026-11-02") == {
            "Week before": "/review?week=2026-10-26",
            "Week after": "/review?week=2026-11-09",
            **here,
        }
        assert ways(month="2026-10")["Month before"] == "/review?month=2026-09"
        assert ways(view="all") == here


def test_an_hour_that_came_twice_is_found_both_times() -> None:
    """R33: the two 01:30s of 25 October 2026."""
    for hour in (0, 1):
        log(code="V1", at=datetime(2026, 10, 25, hour, 30, tzinfo=UTC))
    assert len(shown(view="2026-10-23", hour="1")) == 2
    assert counted(view="2026-10-23").hours == {(date(2026, 10, 24), 1): 2}


class TestPages:
    def test_no_event_is_left_out_or_shown_twice(self) -> None:
        for number in range(2 * PAGE + 7):
            at = FRIDAY + timedelta(hours=12 * (number % 5), minutes=number % 3)
            log(code=("V1", "V2", "B1", "S1")[number % 4], at=at, commit=False)
        db.session.commit()
        for view in ({}, {"view": "all"}):
            for who, wanted in (("rhys", 43), ("greta", 57)):
                filters, found = asked_for(**view), []
                while True:
                    page = queue(actor(who), filters)
                    found += [line.event.id for line in page.lines]
                    if page.older is None:
                        break
                    filters = filters.with_(after=page.older)
                assert len(found) == len(set(found)) == wanted

    def test_what_is_seen_meanwhile_moves_nothing(self) -> None:
        for number in range(PAGE + 5):
            log(code="V1", at=SATURDAY + timedelta(minutes=number), commit=False)
        db.session.commit()
        first = queue(actor("rhys"), asked_for())
        seen(first.lines[0].entries[0])
        seen(first.lines[-1].entries[0])
        after = queue(actor("rhys"), asked_for().with_(after=first.older))
        assert len(after.lines) == 5

    def test_the_neighbours_of_what_has_left_the_queue(self) -> None:
        first, middle, last = (
            log(code="V1", at=SATURDAY + timedelta(minutes=each)) for each in range(3)
        )
        seen(middle)
        found = neighbours(actor("rhys"), asked_for(), middle.event)
        assert found == (first.event_id, last.event_id)
        assert neighbours(actor("rhys"), asked_for(), last.event) == (first.event_id, None)


class TestCost:
    def test_the_statements_do_not_grow(self) -> None:
        def number(**given: str) -> int:
            with statements() as sent:
                queue(actor("greta"), asked_for(**given))
                counts(actor("greta"), asked_for(**given))
                unseen_outside(actor("greta"), asked_for(**given))
            return len(sent)

        log(code="V1", place_id=place("George Street").id)
        few = number(), number(view="all")
        for day in range(60):
            at = SATURDAY - timedelta(days=day % 30)
            log(code="V2", at=at, place_id=place("Cowley Road").id, commit=False)
        db.session.commit()
        assert (number(), number(view="all")) == few

    @pytest.mark.parametrize(
        "given", [{}, {"view": "all"}, {"role": "DR"}, {"view": "all", "state": "asked"}]
    )
    @pytest.mark.parametrize("who", ["rhys", "greta"])
    def test_nothing_reads_a_whole_table_of_events_or_entries(
        self, engine_name: str, who: str, given: dict[str, str]
    ) -> None:
        """Shown on SQLite, which plans without figures; PostgreSQL rightly reads tiny tables."""
        if engine_name != "sqlite":
            return
        with statements() as sent:
            queue(actor(who), asked_for(**given))
            counts(actor(who), asked_for(**given))
            unseen_outside(actor(who), asked_for(**given))
        for statement in sent:
            plan = _plan(statement) if "FROM events" in statement else ""
            assert "SCAN events" not in plan
            assert "SCAN entries" not in plan
            assert "ix_entries_restricted" not in plan

    def test_the_restricted_are_found_by_themselves(self, engine_name: str) -> None:
        if engine_name != "sqlite":
            return
        with statements() as sent:
            restricted_entries(actor("greta"))
        assert "ix_entries_restricted" in _plan(next(one for one in sent if "LIMIT" in one))


def _plan(statement: str) -> str:
    marks = statement.count("?")
    rows: Any = db.session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {statement}", tuple([1] * marks)
    )
    return "\n".join(str(row[-1]) for row in rows)


def test_the_weekend_is_the_networks() -> None:
    db.session.execute(text("UPDATE network SET time_zone = 'Pacific/Auckland'"))
    db.session.commit()
    db.session.expire_all()
    log(code="V1", at=datetime(2026, 11, 13, 0, 30, tzinfo=UTC))
    assert nights.night_of(datetime(2026, 11, 13, 0, 30, tzinfo=UTC), time_zone()).weekday() == 4
