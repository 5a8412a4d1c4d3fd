"""A visit from a phone's queue: its times are read off one clock, over a line of any speed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from nightsafe import clock
from nightsafe.database import db
from nightsafe.submissions.models import Held
from nightsafe.visits.models import Visit
from tests.offline.parcels import Phone, a_log, behind, phone_of
from tests.page import PageClient
from tests.people import person, settle


@pytest.fixture
def phone(signed_in: Callable[..., PageClient]) -> Phone:
    settle()
    db.session.commit()
    return phone_of(signed_in(person("sade")))


def bring(phone: Phone, path: str, fields: list[tuple[str, str]], slow: timedelta) -> Any:
    """Bring a form that took some time on its way."""
    body = phone.seal(path, fields)
    sent = (clock.now() - slow).isoformat()
    return phone.bring({**body, "sent": sent}).get_json()["state"]


def test_who_leaves_at_once_has_not_left_before_they_came(phone: Phone) -> None:
    """The arrival was long on its way, the leaving was not: the difference is the line's."""
    slow = timedelta(seconds=40)
    arrived = a_log(captured=(clock.now() - slow).isoformat())
    record = dict(arrived)["record"]
    assert bring(phone, "/visits/start", arrived, slow) == "received"
    left = behind(arrived, captured=(clock.now() - timedelta(seconds=30)).isoformat())
    left.append(("left_when", "now"))
    assert bring(phone, f"/visits/{record}/leave", left, timedelta()) == "received"
    db.session.rollback()
    visit = db.session.scalars(db.select(Visit)).one()
    assert visit.left_at == visit.arrived_at


def test_who_left_long_before_they_came_is_for_the_author_to_look_at(phone: Phone) -> None:
    arrived = a_log()
    record = dict(arrived)["record"]
    assert bring(phone, "/visits/start", arrived, timedelta()) == "received"
    left = behind(arrived, captured=(clock.now() - timedelta(minutes=5)).isoformat())
    left.append(("left_when", "now"))
    assert bring(phone, f"/visits/{record}/leave", left, timedelta()) == "attention"
    db.session.rollback()
    assert db.session.scalars(db.select(Held.kind)).all() == ["visits.leave"]
