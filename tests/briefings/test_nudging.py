"""On Friday afternoon those who have not read it hear of it once more, and once alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.briefings.nudging import nudge
from nightsafe.briefings.receipts import have_read
from nightsafe.database import db
from nightsafe.delivery.models import Message
from tests.briefings.briefing_made import (
    FRIDAY_AT_FOUR,
    PUBLISHED_AT,
    corrected,
    draft,
    published,
)
from tests.people import actor, person, settle

VENUES = {"roles": ["VS"], "areas": []}
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def people(app: Flask, session: object) -> Iterator[None]:
    settle()
    with app.test_request_context():
        yield


def nudged() -> list[int]:
    query = select(Message.person_id).where(Message.kind == "briefing-nudge")
    return sorted(db.session.scalars(query))


@pytest.mark.both_engines
def test_it_goes_once_to_those_whom_it_reaches_and_who_have_not_read_it() -> None:
    briefing = published(audience=VENUES)
    have_read(actor("dora"), briefing, now=PUBLISHED_AT)
    assert nudge(now=FRIDAY_AT_FOUR - _MINUTE) == 0
    assert nudge(now=FRIDAY_AT_FOUR) == 2
    assert nudge(now=FRIDAY_AT_FOUR + _MINUTE) == 0
    assert nudged() == sorted([person("otto").id, person("bea").id])


def test_a_missed_friday_is_made_up_for_until_monday_noon() -> None:
    published(audience=VENUES)
    assert nudge(now=MONDAY_NOON) == 0
    assert nudge(now=MONDAY_NOON - _MINUTE) == 3


def test_a_draft_is_nobodys_to_read() -> None:
    draft()
    assert nudge(now=FRIDAY_AT_FOUR) == 0


def test_of_a_corrected_one_the_version_that_stands_counts() -> None:
    first = published(audience=VENUES)
    have_read(actor("dora"), first, now=PUBLISHED_AT)
    second = corrected(first)
    assert nudge(now=FRIDAY_AT_FOUR) == 3
    assert first.nudged_at is None
    assert second.nudged_at == FRIDAY_AT_FOUR


def test_one_that_came_late_is_nudged_for_a_day_later_or_not_at_all() -> None:
    briefing = published(audience=VENUES)
    briefing.published_at = FRIDAY_AT_FOUR - timedelta(hours=3)
    assert nudge(now=FRIDAY_AT_FOUR) == 0
    assert nudge(now=FRIDAY_AT_FOUR + timedelta(hours=21)) == 3


def test_one_published_on_the_next_monday_is_nudged_for_by_nobody() -> None:
    briefing = published(audience=VENUES)
    briefing.published_at = MONDAY_NOON - timedelta(minutes=38)
    for hours in (0, 1, 24, 48):
        assert nudge(now=briefing.published_at + timedelta(hours=hours)) == 0
