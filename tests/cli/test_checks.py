"""The checks of releases beside the other jobs: by one process at a time, until it is stopped."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from nightsafe import clock
from nightsafe.aggregates import checking
from nightsafe.cli import checks
from nightsafe.cli.checks import NAME, Checks
from nightsafe.cli.holding import HELD
from nightsafe.database import db
from nightsafe.delivery.jobs import Overtaken, give_back, lease, renew
from tests.aggregates.drafts import draft
from tests.people import settle


@pytest.fixture
def waits(app: Flask) -> UUID:
    settle()
    return draft(state="checking").id


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """The releases that were checked; each is then none that waits."""
    found: list[UUID] = []

    def check(release_id: UUID, _clock: object, still: Callable[[], None]) -> bool:
        still()
        found.append(release_id)
        return True

    known = checking.waiting
    monkeypatch.setattr(checking, "check", check)
    monkeypatch.setattr(checking, "waiting", lambda: None if found else known())
    return found


def test_what_waits_is_checked_by_one_process_at_a_time(
    app: Flask, waits: UUID, checked: list[UUID]
) -> None:
    said: list[str] = []
    until = lease(NAME, now=clock.now(), lasts=HELD)
    assert until is not None
    Checks(app, said.append).do_all()
    assert (checked, said) == ([], [])
    give_back(NAME, until)
    Checks(app, said.append).do_all()
    assert (checked, said) == ([waits], ["Releases checked: 1"])
    # It is let go of at once.
    assert lease(NAME, now=clock.now(), lasts=HELD) is not None


def test_a_stopped_one_ends_what_it_is_at(app: Flask, waits: UUID, checked: list[UUID]) -> None:
    stopped = Checks(app)
    stopped.stop()
    with pytest.raises(checking.Ended):
        stopped.do_all()
    assert checked == []
    assert checking.waiting() == waits


def test_it_notices_by_itself(
    app: Flask, waits: UUID, checked: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "GLANCE", 0.01)
    said: list[str] = []
    running = Checks(app, said.append)
    running.start()
    running._thread.join(0.01)
    while not said and running._thread.is_alive():
        running._thread.join(0.01)
    running.stop()
    assert checked == [waits]
    assert not running._thread.is_alive()


def test_a_lease_is_kept_while_its_process_lives(app: Flask) -> None:
    now = clock.now()
    until = lease(NAME, now=now, lasts=HELD)
    assert until is not None
    longer = renew(NAME, until, now=now + timedelta(seconds=8), lasts=HELD)
    assert longer == now + timedelta(seconds=8) + HELD
    with pytest.raises(Overtaken):
        renew(NAME, until, now=now, lasts=HELD)
    db.session.rollback()
