"""What a quarter counts for good: whom, as what, once, and never again by difference."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from nightsafe.aggregates import facts, kept_facts, suppression
from nightsafe.aggregates.models import Frozen, FrozenClass, FrozenRecord
from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.ledger.erase import erase
from nightsafe.nights import Quarter
from nightsafe.review.models import Finding
from tests.aggregates.making import LONDON, as_one_event, one
from tests.people import settle
from tests.visits.making import stay

AUTUMN = Quarter(2026, 4)
SUMMER_NIGHT = datetime(2026, 8, 14, 23, 30)
NOW = datetime(2027, 1, 4, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        settle()
        db.session.commit()
        yield


def found_out(entry: Entry, outcome: str | None) -> Entry:
    """An entry whose event a reviewer has looked at, an hour after it came."""
    seen = entry.received_at + timedelta(hours=1)
    finding = db.session.get(Finding, entry.event_id)
    if finding is None:
        finding = Finding(event_id=entry.event_id, version=1, changed_at=seen)
        db.session.add(finding)
    finding.outcome, finding.first_seen_at = outcome, seen
    db.session.commit()
    return entry


def confirmed(code: str = "V1", who: str = "dora", **more: object) -> Entry:
    return found_out(one(code, who, **more), "confirmed")


def told(quarter: Quarter = AUTUMN) -> Counter[str]:
    """How many events there are of each population."""
    return Counter(each["population"] for _, each in facts.read(quarter, LONDON).records["events"])


def frozen(quarter: Quarter, *, released: bool = False) -> int:
    frozen_id = suppression.freeze(quarter, LONDON, now=NOW)
    db.session.get_one(Frozen, frozen_id).released = released
    db.session.commit()
    return frozen_id


@pytest.mark.both_engines
def test_each_event_is_counted_in_one_population() -> None:
    confirmed()
    confirmed("S1")
    confirmed(prevented=True)
    as_one_event(one(prevented=True), one("V1", "pip"))
    found_out(one("V3"), "not_confirmed")
    found_out(one("V3"), "passed_on")
    one("L1")
    one(source="Bus log")
    one(withdrawn=True)
    one(wall=SUMMER_NIGHT)
    assert told() == {
        "confirmed": 3,  # one of them brought along, one restricted
        "prevented": 1,
        "undecided": 1,
        "not_confirmed": 2,
        "recorded": 1,
    }


def test_prevented_is_what_every_account_calls_so() -> None:
    first = one(prevented=True)
    as_one_event(first, one("V1", "pip"))
    found_out(first, "confirmed")
    second = one("V3", prevented=True)
    as_one_event(second, one("V3", "pip", prevented=True))
    found_out(second, "confirmed")
    assert told() == {"confirmed": 1, "prevented": 1}


def test_what_is_told_of_an_event() -> None:
    entry = confirmed("V1", "pip", place="The Lantern")
    [(record_id, categories)] = facts.read(AUTUMN, LONDON).records["events"]
    assert record_id == entry.event_id
    area = categories["area"]
    assert area != ""
    assert {**categories, "area": "?"} == {
        "population": "confirmed",
        "code": "V1",
        "area": "?",
        "night": "sat",
        "band": "21-24",
        "place": "premises",
        "role": "pastors",
        "method": "",
        "where": "",
        "wait": "day",
        "source": "",
    }


def test_every_fact_is_a_category_of_its_dimension() -> None:
    confirmed()
    one(source="Bus log", code="P1")
    one("L3", wall=datetime(2026, 11, 18, 14, 0), place=None)
    stay("sade")
    found = facts.read(AUTUMN, LONDON)
    assert all(found.records.values())
    for unit, records in found.records.items():
        dimensions = found.dimensions[unit]
        for _, categories in records:
            assert categories.keys() == dimensions.keys()
            assert all(categories[key] in dimensions[key] for key in dimensions)


@pytest.mark.both_engines
def test_a_count_is_kept_as_it_was_whatever_comes_later() -> None:
    confirmed()
    confirmed()
    stay("sade")
    frozen_id = frozen(AUTUMN, released=True)
    before = suppression.load(frozen_id)
    confirmed("W1")
    after = suppression.load(frozen_id)
    assert before.classes == after.classes
    assert sum(number for _, number in after.classes["events"].numbers) == 2
    assert sum(number for _, number in after.classes["visits"].numbers) == 1


def test_what_is_confirmed_after_its_quarter_left_is_reported_later_and_once() -> None:
    counted = confirmed(wall=SUMMER_NIGHT)
    waits = one("V3", wall=SUMMER_NIGHT)
    frozen(Quarter(2026, 3), released=True)
    assert told() == {}
    found_out(waits, "confirmed")
    late = one("L1", wall=SUMMER_NIGHT)
    assert told() == {"later": 1, "later_recorded": 1}
    frozen(AUTUMN, released=True)
    assert told(Quarter(2027, 1)) == {}
    assert counted.event_id != late.event_id


def test_nothing_is_reported_later_of_a_quarter_that_never_left() -> None:
    confirmed(wall=SUMMER_NIGHT)
    frozen(Quarter(2026, 3))
    assert told() == {}


def test_a_count_that_was_broken_off_is_begun_anew() -> None:
    confirmed()
    broken = suppression.freeze(AUTUMN, LONDON, now=NOW)
    db.session.get_one(Frozen, broken).complete = False
    db.session.commit()
    confirmed()
    again = suppression.freeze(AUTUMN, LONDON, now=NOW)
    db.session.expire_all()
    assert [one.complete for one in db.session.scalars(select(Frozen))] == [True]
    assert sum(n for _, n in suppression.load(again).classes["events"].numbers) == 2
    db.session.rollback()
    suppression.unfreeze(again)
    for table in (Frozen, FrozenClass, FrozenRecord):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def ids() -> set[UUID]:
    db.session.rollback()
    return set(db.session.scalars(select(FrozenRecord.record_id)))


def test_erasing_a_record_takes_its_name_out_of_the_count_and_leaves_the_number() -> None:
    first, second = one(), one("W1", "pip")
    as_one_event(first, second)
    alone, visit = one("P1"), stay("sade")
    frozen_id = frozen(AUTUMN, released=True)
    event_id, alone_id = first.event_id, alone.event_id
    assert ids() == {event_id, alone_id, visit.id}
    for record_id, left in (
        (second.id, {event_id, alone_id, visit.id}),  # another account still tells of it
        (alone.id, {event_id, visit.id}),
        (visit.id, {event_id}),
        (first.id, set()),
    ):
        erase(record_id, PROJECTIONS, actor_id=None, reason="asked for", now=NOW)
        db.session.commit()
        assert ids() == left
    kept = kept_facts.frozen(frozen_id)
    assert sum(number for _, number in kept["events"].numbers) == 2
    assert sum(number for _, number in kept["visits"].numbers) == 1


def test_quarters_that_are_over_and_have_nights_may_be_released() -> None:
    assert suppression.quarters(NOW, LONDON) == []
    one(wall=SUMMER_NIGHT)
    one()
    running = datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert suppression.quarters(running, LONDON) == [Quarter(2026, 3)]
    assert suppression.quarters(NOW, LONDON) == [AUTUMN, Quarter(2026, 3)]
    # The last night of a quarter ends at noon of the next one's first day.
    assert date(2026, 12, 31) == AUTUMN.last
    early = datetime(2027, 1, 1, 9, tzinfo=UTC)
    assert suppression.quarters(early, LONDON) == [Quarter(2026, 3)]
