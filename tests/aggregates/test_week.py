"""The figures of a week against a recount of plain facts, on both engines."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from nightsafe.aggregates.week import Figures, InsideTable, Row, figures
from nightsafe.database import db
from nightsafe.errors import NotAllowed
from nightsafe.incidents.actions import withdraw_entry
from nightsafe.incidents.category import Audience
from nightsafe.network.models import Area
from nightsafe.nights import Week
from nightsafe.submissions.envelope import Kind
from nightsafe.visits.actions import withdraw_visit
from tests.aggregates.making import AREA_OF, AUTUMN, LONDON, Fact, as_one_event, facts, one, written
from tests.factories import bring
from tests.factories import on as on_entry
from tests.people import PEOPLE, SATURDAY, actor, settle
from tests.visits.making import on, stay

pytestmark = pytest.mark.both_engines
WEEK = Week(date(2026, 11, 9))


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    return iter([None])


def area_ids() -> dict[str | None, str]:
    return {area.name: str(area.id) for area in db.session.scalars(db.select(Area))} | {None: ""}


def shown(week: Week = WEEK, who: str = "ana") -> Figures:
    return figures(actor(who), week, [each for each in area_ids().values() if each], LONDON)


def compared(known: list[Fact], monday: date) -> list[date]:
    """The Mondays of the eight weeks before that can be compared with, newest first."""
    logged = [fact.monday for fact in known if fact.source is None]
    spans = [(min(logged), date.max)] if logged else []
    for source in {fact.source for fact in known} - {None}:
        mondays = [fact.monday for fact in known if fact.source == source]
        spans.append((min(mondays), max(mondays)))
    before = [monday - timedelta(days=7 * number) for number in range(1, 9)]
    return [each for each in before if any(first <= each <= last for first, last in spans)]


def recount(
    table: InsideTable,
    known: list[Fact],
    monday: date,
    key: Callable[[Fact], str],
    early: list[date],
) -> None:
    """Hold every cell, total, week before and mean of a table to the facts."""
    nights = [monday + timedelta(days=number) for number in range(7)]
    before, weeks = monday - timedelta(days=7), len(early)
    cells = Counter((key(fact), fact.night) for fact in known)
    by_week = Counter((key(fact), fact.monday) for fact in known)
    brought = Counter((key(fact), fact.monday) for fact in known if fact.source)
    sources = Counter(fact.source for fact in known if fact.source and fact.monday == monday)
    assert dict(table.sources) == sources

    def line(row: Row, keys: set[str]) -> None:
        assert row.nights == tuple(sum(cells[k, night] for k in keys) for night in nights)
        assert row.total == sum(by_week[k, monday] for k in keys)
        there = before in early
        assert row.last == (sum(by_week[k, before] for k in keys) if there else None)
        assert (row.brought, row.brought_last, row.brought_before) == (
            sum(brought[k, monday] for k in keys),
            sum(brought[k, before] for k in keys) if there else 0,
            sum(brought[k, each] for k in keys for each in early),
        )
        summed = sum(by_week[k, each] for k in keys for each in early)
        assert row.usual == (pytest.approx(summed / weeks) if weeks else None)

    for row in table.rows:
        line(row, {row.key})
    line(table.total, {key(fact) for fact in known})


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000), number=st.integers(0, 40), back=st.integers(0, 10))
def test_every_cell_equals_a_recount(seed: int, number: int, back: int) -> None:
    with db.session.begin_nested() as undone:
        mondays = [AUTUMN - timedelta(days=7 * week) for week in range(-1, back + 1)]
        made = facts(seed, number, mondays)
        for fact in made:
            written(fact)
        db.session.flush()
        known = [fact for fact in made if fact.counted]
        weeks = compared(known, AUTUMN)
        reviewed = [fact for fact in known if not fact.recorded]
        happened = [fact for fact in reviewed if not fact.prevented]
        ids = area_ids()
        found = shown(Week(AUTUMN))
        recount(found.codes, happened, AUTUMN, lambda fact: fact.code, weeks)
        recount(found.bands, happened, AUTUMN, lambda fact: fact.band, weeks)
        recount(found.areas, happened, AUTUMN, lambda fact: ids[AREA_OF[fact.place]], weeks)
        recount(
            found.prevented,
            [fact for fact in reviewed if fact.prevented],
            AUTUMN,
            lambda fact: fact.code,
            weeks,
        )
        recount(
            found.recorded,
            [fact for fact in known if fact.recorded],
            AUTUMN,
            lambda fact: fact.code,
            weeks,
        )
        for each in found.trend:
            there = [fact for fact in happened if fact.monday == each.week.monday]
            assert each.happened == len(there)
            assert each.brought == sum(fact.source is not None for fact in there)
        undone.rollback()


def test_an_hour_that_comes_twice_counts_twice_in_its_band() -> None:
    saturday = datetime(2026, 10, 25, 1, 30)
    for fold in (0, 1):
        written(Fact(saturday, "V1", "dora", None), fold)
    db.session.commit()
    found = shown(Week(AUTUMN))
    assert found.bands.row("00-03").nights == (0, 0, 0, 0, 0, 2, 0)
    assert found.codes.row("V1").total == 2


def test_the_night_of_the_missing_hour() -> None:
    for hour, minute in ((0, 59), (3, 0)):
        written(Fact(datetime(2026, 3, 29, hour, minute), "V1", "dora", None))
    db.session.commit()
    found = shown(Week(date(2026, 3, 23)))
    assert found.bands.row("00-03").nights[5] == 1
    assert found.bands.row("03-06").nights[5] == 1


def test_bands_hold_where_the_zone_is_no_whole_hour_from_utc() -> None:
    kathmandu = ZoneInfo("Asia/Kathmandu")
    entry = one()
    for hour, minute, band in (
        (20, 0, "18-21"),
        (20, 44, "18-21"),
        (20, 45, "18-21"),
        (20, 59, "18-21"),
        (21, 0, "21-24"),
    ):
        at = datetime(2026, 11, 14, hour, minute, tzinfo=kathmandu)
        entry.event.occurred_at = at.astimezone(UTC)
        db.session.commit()
        found = figures(actor("ana"), WEEK, [], kathmandu)
        assert found.bands.row(band).total == 1


def test_events_are_counted_not_entries() -> None:
    # The code of an event is the gravest, of equals the first that happened.
    first, second = one(), one("V3", "pip", wall=datetime(2026, 11, 14, 23, 35))
    third = one("W1", "cleo", wall=datetime(2026, 11, 14, 23, 40))
    assert shown().codes.total.total == 3
    as_one_event(first, second, third)
    assert shown().codes.total.total == 1
    assert shown().codes.row("V1").total == 1


def test_what_is_withdrawn_counts_nowhere() -> None:
    one(withdrawn=True)
    one("L1", withdrawn=True)
    visit = stay(answers={"reasons": ["drunk"]})
    withdraw_visit(actor("sade"), visit, on(visit, Kind.WITHDRAW), "a slip", now=SATURDAY)
    db.session.commit()
    found = shown()
    assert [found.codes.total.total, found.recorded.total.total, found.visits.total.total] == [
        0
    ] * 3
    assert found.coverage.reported == 0


def test_restricted_records_are_counted_for_nobody() -> None:
    """R6: not even for those who hold the grant."""
    one("S1")
    one(under_18=True)
    stay(answers={"reasons": ["drunk", "spiking"]})
    stay(answers={"reasons": ["drunk"], "age_band": "under_18"})
    for who in ("rhys", "greta", "stella", "ana"):
        found = shown(who=who)
        assert found.codes.total.total == 0
        assert found.visits.total.total == found.visits.row("drunk").total == 0
        assert found.coverage.reported == 0
        assert found.earlier == ()


def test_an_event_with_one_restricted_account_is_not_counted() -> None:
    as_one_event(one("V1"), one("A1", "pip"))
    assert shown().codes.total.total == 0


def test_register_entries_stand_in_a_table_of_their_own() -> None:
    one("L3", "dora")
    one("L3", "drew")  # without premises it is for review
    found = shown()
    assert found.recorded.row("L3").total == 1
    assert found.codes.row("L3").total == 1
    assert found.bands.total.total == found.areas.total.total == 1


def test_what_was_brought_along_counts_and_is_told_apart() -> None:
    one()
    for audience in (Audience.STATISTICS, Audience.REVIEW, Audience.REGISTER):
        bring("V1", audience=audience)
    bring("V1", source="Bus log", flags=("prevented",))
    found = shown()
    assert (found.codes.total.total, found.codes.total.brought) == (3, 2)
    assert found.codes.sources == found.bands.sources == found.areas.sources == (("Old log", 2),)
    assert (found.recorded.total.total, found.recorded.total.brought) == (1, 1)
    assert found.prevented.sources == (("Bus log", 1),)
    assert (found.trend[-1].brought, found.trend[-1].brought_prevented) == (2, 1)
    assert found.codes.total.mixes[0] == "mixed"
    assert found.brought
    # One premises reported: what was brought along is nobody's report.
    assert found.coverage.reported == 1


def test_restricted_is_counted_for_nobody_when_it_was_brought_along() -> None:
    for code in ("S1", "S4", "A1", "E1"):
        bring(code)
    bring("V1", flags=("under_18",))
    found = shown()
    assert found.codes.total.total == 0
    assert not found.brought
    assert found.spans.all == ()


def test_weeks_in_which_nobody_could_record_are_no_zeros() -> None:
    """Between the end of what was brought along and the first entry here."""
    bring(at=SATURDAY - timedelta(weeks=4))
    one()
    found = shown()
    assert [week.monday for week in found.earlier] == [WEEK.monday - timedelta(weeks=4)]
    row = found.codes.row("V1")
    assert (row.last, row.usual, row.brought_before) == (None, 1.0, 1)
    assert found.unlike
    # In the row of weeks they stand all the same: it has no holes.
    assert [each.happened for each in found.trend] == [1, 0, 0, 0, 1]
    assert not shown(Week(date(2026, 10, 12))).unlike
    gap = shown(WEEK.previous().previous())
    assert [each.monday for each in gap.earlier] == [date(2026, 10, 12)]


def test_prevented_is_counted_apart_and_only_when_every_account_says_so() -> None:
    prevented, told = one(prevented=True), one("V3", "pip")
    found = shown()
    assert found.prevented.row("V1").total == 1
    assert found.codes.total.total == found.areas.total.total == found.bands.total.total == 1
    assert found.trend[-1].happened == found.trend[-1].prevented == 1
    as_one_event(prevented, told)
    found = shown()
    assert found.prevented.total.total == 0
    assert found.codes.total.total == 1
    later = SATURDAY + timedelta(hours=1)
    withdraw_entry(actor("pip"), told, on_entry(told, Kind.WITHDRAW), "not so", now=later)
    db.session.commit()
    found = shown()
    assert found.prevented.total.total == 1
    assert found.codes.total.total == 0


def test_premises_count_to_the_area_of_their_street() -> None:
    entry = one(place="The Lantern")
    venue = entry.place
    assert venue is not None
    venue.area_id = int(area_ids()["East"])
    db.session.commit()
    assert shown().areas.row(area_ids()["Centre"]).total == 1


def test_a_visit_stands_under_each_of_its_reasons_and_once_in_the_total() -> None:
    stay(answers={"reasons": ["drunk", "lost_friends"], "needs": ["phone"]})
    stay(answers={"reasons": ["no_phone"]})
    stay()
    found = shown().visits
    assert {row.key: row.total for row in found.rows if row.total} == {
        "drunk": 1,
        "lost_friends": 1,
        "no_phone": 1,
    }
    assert found.total.total == 3


def test_the_mean_is_of_the_weeks_there_are() -> None:
    for back, number in ((1, 3), (3, 1)):
        for _ in range(number):
            one(wall=datetime(2026, 11, 14, 23, 30) - timedelta(weeks=back))
    found = shown()
    assert len(found.earlier) == 3
    assert found.codes.row("V1").last == 3
    assert found.codes.row("V1").usual == pytest.approx(4 / 3)
    one(wall=datetime(2026, 11, 14, 23, 30) - timedelta(weeks=20))
    assert len(shown().earlier) == 8
    assert shown().codes.row("V1").usual == pytest.approx(4 / 8)
    assert len(shown().trend) == 21


def test_groups_are_the_sum_of_their_codes() -> None:
    one("V1")
    one("V3")
    one("V3", wall=datetime(2026, 11, 6, 23))
    group = shown().codes.sum(["V1", "V3", "V5"])
    assert (group.total, group.last, group.usual) == (2, 1, 1.0)


def test_only_police_and_the_analyst_get_figures() -> None:
    for who, named in PEOPLE.items():
        if named.role in {"PR", "PS", "AN"}:
            assert shown(who=who).codes.total.total == 0
        else:
            with pytest.raises(NotAllowed):
                shown(who=who)


def test_the_statements_do_not_grow_with_history_and_go_by_night(engine_name: str) -> None:
    asked: list[tuple[str, Any]] = []

    def note(*details: Any) -> None:
        asked.append((details[2], details[3]))

    def statements() -> int:
        asked.clear()
        person = actor("ana")
        event.listen(db.engine, "before_cursor_execute", note)
        figures(person, WEEK, [], LONDON)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    empty = statements()
    for back in range(12):
        bring(source=f"Log {back}", at=SATURDAY - timedelta(weeks=back))
        one(wall=datetime(2026, 11, 14, 23, 30) - timedelta(weeks=back))
    assert statements() == empty
    assert empty <= 12
    if engine_name != "sqlite":
        return
    connection = db.session.connection()
    plans = [
        " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values))
        for text, values in asked
    ]
    for table in ("events", "entries", "visits", "quiet_nights"):
        assert not [plan for plan in plans if f"SCAN {table}" in plan]
        assert any(f"SEARCH {table} USING INDEX ix_{table}_night" in plan for plan in plans)
