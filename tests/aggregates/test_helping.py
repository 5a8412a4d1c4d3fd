"""An intervention's weekends: which count as what, who is counted, and what is said when."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event

from nightsafe.aggregates.evaluation import estimate
from nightsafe.aggregates.helping import Evaluation, Period, Verdict, evaluate
from nightsafe.aggregates.interventions import Asked, note_intervention
from nightsafe.aggregates.models import Intervention
from nightsafe.aggregates.periods import hours, periods
from nightsafe.aggregates.saying import headline, sentences
from nightsafe.database import db
from nightsafe.errors import NotAllowed
from nightsafe.network.models import Area
from nightsafe.nights import Weekend
from tests.aggregates.making import LONDON, quiet
from tests.factories import bring, log
from tests.people import actor, place, settle

FRIDAY = date(2026, 9, 4)
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
IDS = count(1)


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    return iter([None])


def areas() -> dict[str, str]:
    return {area.name: str(area.id) for area in db.session.scalars(db.select(Area))}


def noted(began: date = FRIDAY, before: int = 10, after: int = 10) -> Intervention:
    ids = areas()
    return note_intervention(
        actor("ana"),
        UUID(int=next(IDS)),
        "Lights",
        began,
        Asked((ids["Centre"],), (ids["East"],), ("violence", "sexual"), before, after),
        areas=list(ids.values()),
        tonight=NOW.date(),
        now=NOW,
    )


def said(one: Intervention, now: datetime = NOW) -> Evaluation:
    return evaluate(actor("ana"), one, now, LONDON)


def at(friday: date, night: int = 0) -> datetime:
    return datetime.combine(friday + timedelta(days=night), time(21), UTC)


def weekend(friday: date, centre: int = 2, east: int = 2) -> None:
    """So many events on either side, each told by one venue of two, or of one."""
    for who, where, number in (("dora", "George Street", centre), ("sade", "Cowley Road", east)):
        for each in range(number):
            when = at(friday, each % 3)
            log(who, "V1", at=when, place_id=place(where).id, commit=False)


def weekends(first: date, number: int, **events: int) -> None:
    for each in range(number):
        weekend(first + timedelta(weeks=each), **events)
    db.session.commit()


BEFORE, AFTER = FRIDAY - timedelta(weeks=10), FRIDAY


@pytest.mark.parametrize(
    ("began", "running", "first"),
    [
        (date(2026, 9, 3), None, date(2026, 9, 4)),
        (date(2026, 9, 4), None, date(2026, 9, 4)),
        (date(2026, 9, 5), date(2026, 9, 4), date(2026, 9, 11)),
        (date(2026, 9, 6), date(2026, 9, 4), date(2026, 9, 11)),
        (date(2026, 9, 7), None, date(2026, 9, 11)),
    ],
)
def test_after_begins_with_the_next_whole_weekend(
    began: date, running: date | None, first: date
) -> None:
    found = periods(began, 8, 8, NOW, LONDON)
    assert found.after[0].friday == first
    assert found.running == (Weekend(running) if running else None)
    assert found.before[-1].friday == (running or first) - timedelta(weeks=1)
    assert len(found.before) == 8
    assert len(found.after) + len(found.coming) == 8


def test_a_weekend_counts_from_monday_morning_on() -> None:
    friday = date(2026, 11, 13)
    early, late = (datetime(2026, 11, 16, hour, tzinfo=UTC) for hour in (5, 6))
    assert periods(friday, 8, 8, early, LONDON).after == ()
    assert periods(friday, 8, 8, late, LONDON).after == (Weekend(friday),)


def test_a_clock_change_is_an_hour_of_exposure() -> None:
    lasted = [hours(Weekend(friday), LONDON) for friday in (date(2026, 10, 23), FRIDAY)]
    assert lasted == [37, 36]
    assert hours(Weekend(date(2026, 3, 27)), LONDON) == 35


@pytest.mark.both_engines
def test_events_and_who_reported_are_counted_on_either_side() -> None:
    weekends(BEFORE, 20, centre=3, east=1)
    found = said(noted())
    assert [line.events for line in found.lines] == [(3, 1)] * 20
    first = found.lines[0]
    # The Lantern of two venues, The Harbour of one; and three teams walk on both sides.
    assert [(one.reported, one.active) for one in first.shares] == [(1, 5), (1, 4)]
    assert first.weight(0, brought=False) == pytest.approx(1 / 5)
    (autumn,) = found.changed_clock
    assert autumn.weekend.friday == date(2026, 10, 23)
    assert autumn.weight(1, brought=False) == pytest.approx(37 / 36 / 4)
    assert found.four is not None
    assert found.estimate == estimate(found.four)
    assert found.verdict == Verdict.UNCLEAR
    assert headline(found).startswith("These figures are too few")


def test_what_was_reported_more_widely_is_no_rise() -> None:
    weekends(BEFORE, 10, centre=2, east=2)
    weekends(AFTER, 10, centre=4, east=2)
    for each in range(10):
        quiet("otto", AFTER + timedelta(weeks=each))
    found = said(noted())
    assert found.estimate is not None
    # Twice the events, from two of five instead of one.
    assert found.estimate.ratio == pytest.approx(1)


def test_restricted_prevented_and_register_only_ones_and_other_kinds_are_not_in_it() -> None:
    weekends(BEFORE, 20)
    where = place("George Street").id
    for more in (
        {"code": "S1"},
        {"code": "V1", "flags": ("under_18",)},
        {"code": "V1", "flags": ("prevented",)},
        {"code": "L3"},
        {"code": "P1"},
    ):
        log("dora", **{"at": at(BEFORE), "place_id": where, **more})  # type: ignore[arg-type]
    log("dora", "V1", at=at(BEFORE), place_id=None)
    log("dora", "V1", at=at(BEFORE, -1), place_id=where)
    assert said(noted()).lines[0].events == (2, 2)
    log("dora", "S2", at=at(BEFORE), place_id=where)
    assert said(noted()).lines[0].events == (3, 2)


def test_weekends_in_which_one_side_was_silent_are_left_out() -> None:
    weekends(BEFORE, 20)
    weekend(FRIDAY - timedelta(weeks=11), east=0)
    db.session.commit()
    found = said(noted(before=13))
    assert len(found.used(Period.BEFORE)) == 10
    assert found.left_out(Period.BEFORE) == 3
    quiet("sade", FRIDAY - timedelta(weeks=11))
    assert len(said(noted(before=13)).used(Period.BEFORE)) == 11


def test_the_weekend_it_began_in_is_shown_and_left_out() -> None:
    weekends(BEFORE, 20)
    found = said(noted(FRIDAY + timedelta(days=1)))
    (line,) = [line for line in found.lines if line.period == Period.RUNNING]
    assert not line.used
    assert line.events == (2, 2)
    assert len(found.used(Period.AFTER)) == 9


def test_fewer_than_eight_after_say_when_it_can_be_said() -> None:
    weekends(BEFORE, 10)
    weekends(AFTER, 3)
    now = datetime(2026, 9, 22, 12, tzinfo=UTC)
    found = said(noted(after=26), now)
    assert found.verdict == Verdict.TOO_EARLY
    assert found.estimate is None
    assert found.says_on == date(2026, 10, 26)
    assert "Monday 26 October 2026" in " ".join(sentences(found))


def test_fewer_than_eight_before_say_nothing() -> None:
    weekends(FRIDAY - timedelta(weeks=7), 17)
    found = said(noted())
    assert found.verdict == Verdict.TOO_FEW
    assert found.says_on is None
    assert "cannot be made up for" in " ".join(sentences(found))
    assert "Ask for more weekends before" in " ".join(sentences(found))


def test_eight_each_are_enough_to_say_something() -> None:
    weekends(FRIDAY - timedelta(weeks=8), 16)
    assert said(noted()).estimate is not None


def test_where_nothing_was_counted_nothing_is_said() -> None:
    weekends(BEFORE, 20, centre=0, east=0)
    for each in range(20):
        for who in ("dora", "sade"):
            quiet(who, BEFORE + timedelta(weeks=each))
    found = said(noted())
    assert found.verdict == Verdict.NOTHING
    assert sentences(found) == ["No event of this kind was counted in any of these weekends."]
    weekend(FRIDAY)
    db.session.commit()
    assert "to nothing there is no ratio" in " ".join(sentences(said(noted())))


def test_an_empty_network_says_so() -> None:
    found = said(noted())
    assert found.verdict == Verdict.TOO_FEW
    assert found.four is None


@pytest.mark.parametrize(("centre", "verdict"), [(1, Verdict.FEWER), (12, Verdict.MORE)])
def test_a_change_that_figures_show_is_never_said_to_have_worked(
    centre: int, verdict: Verdict
) -> None:
    weekends(BEFORE, 10, centre=4, east=4)
    weekends(AFTER, 10, centre=centre, east=4)
    found = said(noted())
    assert found.verdict == verdict
    words = " ".join([headline(found), *sentences(found)])
    assert "expect" in words
    assert "worked" not in words
    assert "Read what else it can be." in words or "read what else it can be" in words


def test_records_brought_along_are_compared_among_themselves() -> None:
    streets = [place(name).id for name in ("George Street", "Cowley Road")]
    for each in range(20):
        for number, where in enumerate(streets, 1):
            for _ in range(number):
                bring("V1", at=at(BEFORE + timedelta(weeks=each)), place_id=where, commit=False)
    weekends(AFTER + timedelta(weeks=6), 4, centre=5)
    found = said(noted())
    assert found.source == "Old log"
    assert {line.events for line in found.lines} == {(1, 2)}
    assert found.estimate is not None
    assert found.estimate.ratio == pytest.approx(1)


def test_whoever_sees_no_raw_counts_gets_none() -> None:
    one = noted()
    with pytest.raises(NotAllowed):
        evaluate(actor("coral"), one, NOW, LONDON)


def test_more_weekends_are_no_more_statements(app: Flask) -> None:
    weekends(BEFORE, 3)
    seen: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    asked = [noted(before=number) for number in (8, 104)]
    db.session.commit()
    made = []
    event.listen(db.engine, "before_cursor_execute", hear)
    for one in asked:
        who = actor("ana")
        _ = one.asked
        seen.clear()
        evaluate(who, one, NOW, LONDON)
        made.append(len(seen))
    event.remove(db.engine, "before_cursor_execute", hear)
    assert made == [6, 6]
