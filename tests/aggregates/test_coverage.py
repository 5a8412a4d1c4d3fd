"""Who reported, of who was active, on both engines."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from nightsafe.aggregates.coverage import (
    Coverage,
    coverage,
    coverage_of_quarter,
    coverage_of_week,
)
from nightsafe.database import db
from nightsafe.network.models import Premises
from nightsafe.nights import Week, quarter_of
from nightsafe.shifts.actions import take_back_quiet
from nightsafe.shifts.models import QuietNight
from nightsafe.submissions.envelope import Kind, fresh
from tests.aggregates.making import LONDON, one, quiet
from tests.people import actor, membership, place, settle
from tests.visits.making import RESTRICTED, stay

pytestmark = pytest.mark.both_engines
WEEK = Week(date(2026, 11, 9))
# Three premises; pastors, drivers and the control room are teams.
EVERYBODY = (3, 3)


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    return iter([None])


def now(week: Week = WEEK) -> Coverage:
    return coverage(actor("ana"), [week], LONDON)[week]


def of(found: Coverage) -> tuple[int, int]:
    return found.premises_reported, found.teams_reported


def test_nobody_has_reported_yet() -> None:
    found = now()
    assert (found.premises, found.teams) == EVERYBODY
    assert (found.reported, found.active) == (0, 6)


def test_an_entry_a_visit_or_a_quiet_night_is_a_report() -> None:
    one("V1", "dora")
    one("L1", "dora")
    assert of(now()) == (1, 0)
    stay("sade")
    assert of(now()) == (2, 0)
    quiet("drew", date(2026, 11, 12))
    one("W1", "pip")
    assert of(now()) == (2, 2)


def test_a_restricted_report_is_on_no_page_and_in_no_briefing_either() -> None:
    """Else one could tell by the difference that somebody had reported nothing else."""
    one("S1", "dora")
    stay("sade", RESTRICTED)
    known = coverage_of_week(WEEK, LONDON)
    assert of(now()) == of(known) == (0, 0)
    weeks = coverage_of_quarter(quarter_of(WEEK.monday), LONDON)["weeks"]
    assert {each["reported"] for each in weeks} == {0}


def test_a_report_of_another_week_is_not_one_of_this() -> None:
    one(wall=datetime(2026, 11, 9, 11, 59))
    one("V1", "pip", wall=datetime(2026, 11, 16, 12, 0))
    assert of(now()) == (0, 0)
    both = [WEEK.previous(), WEEK, WEEK.next()]
    found = coverage(actor("ana"), both, LONDON)
    assert [of(found[week]) for week in both] == [(1, 0), (0, 0), (0, 1)]


def test_what_was_taken_back_is_no_report() -> None:
    quiet("dora", date(2026, 11, 12))
    said = db.session.scalars(db.select(QuietNight)).one()
    take_back_quiet(
        actor("dora"),
        said,
        fresh(Kind.QUIET, said.id, said.head),
        now=said.received_at + timedelta(seconds=5),
    )
    one(withdrawn=True)
    db.session.commit()
    assert now().reported == 0


def test_somebody_who_works_in_two_places_reports_for_where_they_are() -> None:
    quiet("bea", date(2026, 11, 12))
    assert of(now()) == (1, 0)


def test_premises_count_while_they_are_open() -> None:
    lantern = db.session.scalars(
        db.select(Premises).where(Premises.place_id == place("The Lantern").id)
    ).one()
    lantern.retired_at = datetime(2026, 11, 11, tzinfo=UTC)
    one("V1", "dora", wall=datetime(2026, 11, 9, 23))
    assert now().premises == 3
    assert now(WEEK.next()).premises == 2
    lantern.retired_at, lantern.created_at = None, datetime(2026, 11, 17, tzinfo=UTC)
    db.session.commit()
    assert (now().premises, now().premises_reported) == (2, 0)


def test_a_team_counts_while_somebody_in_it_can_log() -> None:
    membership("drew").ends_at = datetime(2026, 11, 3, tzinfo=UTC)
    db.session.commit()
    assert now().teams == 2
    assert now(Week(date(2026, 11, 2))).teams == 3
