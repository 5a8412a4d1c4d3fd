"""Saying that a night was quiet, once, and taking it back."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.ledger.erase import erase
from nightsafe.ledger.queries import versions
from nightsafe.ledger.verify import problems
from nightsafe.shifts.actions import say_quiet, take_back_quiet
from nightsafe.shifts.models import QuietNight
from nightsafe.shifts.projection import PROJECTION
from nightsafe.shifts.queries import said_quiet
from nightsafe.submissions.actions import Conflict
from nightsafe.submissions.envelope import Envelope, Kind, fresh
from tests.people import SATURDAY, actor, settle

pytestmark = pytest.mark.both_engines
TONIGHT = date(2026, 11, 14)


@pytest.fixture(autouse=True)
def city(app: Flask) -> Iterator[None]:
    settle()
    db.session.commit()
    yield
    db.session.rollback()
    assert problems([PROJECTION])[0] == []


def say(who: str = "dora", envelope: Envelope | None = None, number: int = 0) -> QuietNight:
    quiet = say_quiet(
        actor(who, number), envelope or fresh(Kind.QUIET), night=TONIGHT, now=SATURDAY
    )
    db.session.commit()
    return quiet


def take_back(quiet: QuietNight, who: str = "dora", hours: int = 1) -> None:
    envelope = fresh(Kind.UNDO, quiet.id, quiet.head)
    take_back_quiet(actor(who), quiet, envelope, now=SATURDAY + timedelta(hours=hours))
    db.session.commit()


def test_it_is_for_ones_premises_or_team() -> None:
    assert say("dora").premises_id == actor("dora").premises_id
    assert say("pip").premises_id is None
    assert said_quiet(actor("dora"), TONIGHT) is not None
    assert said_quiet(actor("mo"), TONIGHT) is None


def test_who_works_in_two_places_says_it_for_one() -> None:
    say("bea", number=1)
    assert said_quiet(actor("bea", 1), TONIGHT) is not None
    assert said_quiet(actor("bea", 0), TONIGHT) is None


def test_sent_twice_or_said_twice_it_is_one_row() -> None:
    envelope = fresh(Kind.QUIET)
    first = say(envelope=envelope)
    assert say(envelope=envelope).id == first.id
    second = fresh(Kind.QUIET)
    assert say(envelope=second).id == first.id
    assert say(envelope=second).id == first.id
    assert db.session.query(QuietNight).count() == 1
    assert len(versions("quiet", first.id)) == 1


def test_taken_back_it_no_longer_stands_and_can_be_said_again() -> None:
    quiet = say()
    take_back(quiet)
    assert said_quiet(actor("dora"), TONIGHT) is None
    assert len(versions("quiet", quiet.id)) == 2
    assert say().id != quiet.id


def test_taking_back_twice_is_once() -> None:
    quiet = say()
    envelope = fresh(Kind.UNDO, quiet.id, quiet.head)
    for _ in range(2):
        take_back_quiet(actor("dora"), quiet, envelope, now=SATURDAY)
        db.session.commit()
    assert quiet.version == 2


def test_a_second_press_after_it_was_taken_back_is_told_so() -> None:
    envelope, another = fresh(Kind.QUIET), fresh(Kind.QUIET)
    quiet = say(envelope=envelope)
    say(envelope=another)
    take_back(quiet)
    with pytest.raises(ProductError):
        say(envelope=another)


def test_the_night_over_it_stays() -> None:
    with pytest.raises(NotAllowed):
        take_back(say(), hours=13)


def test_nobody_takes_back_somebody_elses() -> None:
    with pytest.raises(NotAllowed):
        take_back(say(), who="otto")


def test_a_stale_page_conflicts() -> None:
    quiet = say()
    envelope = fresh(Kind.UNDO, quiet.id, fresh(Kind.UNDO).submission_id)
    with pytest.raises(Conflict):
        take_back_quiet(actor("dora"), quiet, envelope, now=SATURDAY)


def test_it_can_be_erased() -> None:
    quiet = say()
    assert erase(quiet.id, [PROJECTION], actor_id=None, reason="test", now=SATURDAY)
    db.session.commit()
    assert db.session.query(QuietNight).count() == 0
