"""The pages of the calendar: two who change one event, and one that was taken out by mistake."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from nightsafe import clock
from nightsafe.calendar import actions
from nightsafe.calendar.models import CalendarEvent
from nightsafe.calendar.wanted import Wanted
from nightsafe.database import db
from tests.page import PageClient
from tests.people import actor, person, settle

SignIn = Callable[..., PageClient]


@pytest.fixture
def fair(app: Flask) -> UUID:
    """An event of Mo's, in nine days."""
    settle()
    now = clock.now()
    day = now.date() + timedelta(days=9)
    made = actions.enter(actor("mo"), uuid4(), Wanted("Fair", "Green", day, day, 400, ""), now=now)
    db.session.commit()
    return made.id


def test_nobody_writes_over_what_somebody_else_changed_meanwhile(
    fair: UUID, signed_in: SignIn
) -> None:
    mo, coral = signed_in(person("mo")), signed_in(person("coral"))
    path = f"/calendar/{fair}"
    opened = coral.page(path)
    mo.page(path).press("Keep it", crowd="900")
    refused = opened.press("Keep it", place="Long Meadow")
    assert refused.status == 409
    assert "Somebody changed it meanwhile" in refused.text and "900 people expected" in refused.text
    assert refused.form("Keep it").data("Keep it")["place"] == ["Long Meadow"]
    # What they wrote may be sent now that they have seen the other.
    assert "Kept." in refused.press("Keep it", crowd="900").text
    db.session.expire_all()
    event = db.session.get_one(CalendarEvent, fair)
    assert (event.place, event.crowd) == ("Long Meadow", 900)


def test_what_was_taken_out_by_mistake_can_be_put_back(fair: UUID, signed_in: SignIn) -> None:
    mo, dora = signed_in(person("mo")), signed_in(person("dora"))
    mo.page(f"/calendar/{fair}").press("Take it out")
    assert "Fair" not in dora.page("/calendar").text
    page = mo.page("/calendar")
    assert "Taken out" in page.text
    assert "Back in the calendar" in page.press("Put it back").text
    assert "Fair" in dora.page("/calendar").text
