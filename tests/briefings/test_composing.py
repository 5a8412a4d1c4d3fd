"""The draft is there on Monday noon, once; what it holds is no more than members may read."""

from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.briefings import composing, writing
from nightsafe.briefings.composing import compose, compose_due, just_over
from nightsafe.briefings.models import Briefing
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.nights import Weekend
from tests.briefings.drafts import NOW, TZ, WEEKEND, drafted
from tests.factories import log
from tests.people import PEOPLE, SATURDAY, actor, person, settle

MONDAY_NOON = SATURDAY + timedelta(days=1, hours=12, minutes=30)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def people(app: Flask) -> None:
    """The named people, one of whom logged something that Saturday."""
    settle()
    log("drew", "V1", at=SATURDAY)


def due(now: datetime) -> int:
    """What the job does at an instant."""
    made = compose_due(now=now)
    db.session.commit()
    return made


def all_there() -> list[Briefing]:
    """Every briefing, the oldest first."""
    return list(db.session.scalars(select(Briefing).order_by(Briefing.week, Briefing.version)))


def test_it_is_there_at_noon_on_monday_and_once(app: Flask) -> None:
    assert due(MONDAY_NOON - timedelta(seconds=1)) == 0
    assert [due(MONDAY_NOON), due(MONDAY_NOON), due(MONDAY_NOON + DAY)] == [1, 0, 0]
    (found,) = all_there()
    assert (found.week, found.state, found.writers) == (WEEKEND.friday - 4 * DAY, "draft", [])
    told = set(db.session.scalars(select(Message.person_id)))
    assert {key for key in PEOPLE if person(key).id in told} == {
        *("rhys", "greta", "stella", "sam", "coral")
    }


def test_a_monday_that_was_missed_is_made_up_for_and_older_ones_are_left(app: Flask) -> None:
    log("drew", "V1", at=SATURDAY + 14 * DAY)
    assert due(MONDAY_NOON + 20 * DAY) == 1
    assert [one.week for one in all_there()] == [WEEKEND.friday + 10 * DAY]
    assert due(MONDAY_NOON + 21 * DAY) == 1


def test_a_network_that_had_logged_nothing_by_then_gets_none(app: Flask) -> None:
    assert due(MONDAY_NOON - 7 * DAY) == 0


@pytest.mark.parametrize(
    ("now", "friday"),
    [
        ("2026-10-26T11:59:59+00:00", "2026-10-16"),  # the night with an hour twice is over at noon
        ("2026-10-26T12:00:00+00:00", "2026-10-23"),
        ("2027-03-29T10:59:59+00:00", "2027-03-19"),  # noon is an hour earlier in UTC by then
        ("2027-03-29T11:00:00+00:00", "2027-03-26"),
    ],
)
def test_noon_is_the_networks_also_when_its_clocks_have_changed(now: str, friday: str) -> None:
    assert just_over(datetime.fromisoformat(now), TZ).friday.isoformat() == friday


def test_after_a_dropped_draft_the_next_is_a_further_version(app: Flask) -> None:
    first = drafted()
    writing.drop(actor("rhys"), first, revision=first.revision, now=NOW)
    db.session.commit()
    assert drafted().version == 2
    with pytest.raises(ValueError, match="there is a briefing"):
        compose(WEEKEND, TZ, now=NOW)
    # By itself it is begun once, and not again because somebody dropped it.
    assert due(MONDAY_NOON) == 0


@pytest.mark.both_engines
def test_by_hand_and_by_itself_in_the_same_second_make_one(app: Flask) -> None:
    compose(WEEKEND, TZ, now=NOW, by=person("rhys").id)
    ended: list[object] = []

    def by_itself() -> None:
        with app.app_context():
            ended.append(compose_due(now=NOW))
            db.session.commit()

    other = Thread(target=by_itself)
    other.start()
    other.join(1)  # it waits for the first, however long that takes
    assert other.is_alive()
    db.session.commit()
    other.join()
    assert ended == [0]
    assert len(all_there()) == 1


def numbers(value: Any) -> list[int]:
    """Every number that stands anywhere in a value."""
    if isinstance(value, dict):
        return [number for each in value.values() for number in numbers(each)]
    if isinstance(value, list):
        return [number for each in value for number in numbers(each)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


def test_no_figure_of_a_draft_is_a_raw_count(app: Flask) -> None:
    """Rounded to ten, or to five in a range; who reported is no figure of what happened."""
    for minute in range(23):
        log("drew", "V1", at=SATURDAY + timedelta(minutes=minute), commit=False)
    for minute in range(7):
        log("drew", "P1", at=SATURDAY + timedelta(minutes=minute), commit=False)
    db.session.commit()
    facts = {**drafted().facts, "coverage": None}
    found = numbers({key: facts[key] for key in ("table", "usual", "past")})
    assert found and all(number % 5 == 0 for number in found)


def test_ids_of_weeks_and_versions_differ(app: Flask) -> None:
    ids: set[UUID] = set()
    for number in range(3):
        weekend = Weekend(WEEKEND.friday - 7 * number * DAY)
        ids.add(composing.compose(weekend, TZ, now=NOW).id)
    assert len(ids) == 3
