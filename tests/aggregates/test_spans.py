"""From when until when there is anything to count."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from nightsafe.aggregates.spans import Span, Spans, spans
from nightsafe.database import db
from nightsafe.nights import Week
from tests.aggregates.making import one, quiet
from tests.factories import bring
from tests.people import SATURDAY, actor, settle
from tests.visits.making import stay

pytestmark = pytest.mark.both_engines
WEEK = Week(date(2026, 11, 9))


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    return iter([None])


def ago(weeks: int) -> Week:
    return Week(WEEK.monday - timedelta(weeks=weeks))


def test_an_empty_network_has_none() -> None:
    found = spans(actor("ana"))
    assert found == Spans(None, ())
    assert found.all == ()
    assert found.back(WEEK, 8) == ()


def test_entries_visits_and_quiet_nights_are_ones_own() -> None:
    stay(now=SATURDAY)
    assert spans(actor("ana")).own == Span(None, WEEK, WEEK)
    quiet("drew", date(2026, 11, 3))
    assert spans(actor("ana")).own == Span(None, ago(1), WEEK)
    one(wall=datetime(2026, 10, 31, 23))
    one("S1", wall=datetime(2026, 10, 1, 23))
    one(withdrawn=True, wall=datetime(2026, 9, 1, 23))
    assert spans(actor("ana")).own == Span(None, ago(2), WEEK)


def test_each_source_has_its_own_stretch_and_only_that_counts() -> None:
    for source, weeks in (("Old log", 30), ("Old log", 25), ("Bus log", 12)):
        bring(source=source, at=SATURDAY - timedelta(weeks=weeks))
    one()
    found = spans(actor("ana"))
    assert found.all == (
        Span("Old log", ago(30), ago(25)),
        Span("Bus log", ago(12), ago(12)),
        Span(None, WEEK, WEEK),
    )
    assert found.back(WEEK, 31) == (WEEK, ago(12), *(ago(number) for number in range(25, 31)))
    assert found.covers(WEEK.next())
    assert not found.covers(ago(13))


def test_whoever_may_not_count_learns_nothing() -> None:
    bring()
    one()
    assert spans(actor("coral")) == spans(actor("dora")) == Spans(None, ())
