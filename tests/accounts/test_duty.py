"""Whom an urgent or a restricted entry reaches."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from nightsafe.accounts import actions
from nightsafe.accounts.duty import Kind, on_duty, people_to_alert
from nightsafe.accounts.models import Grant
from nightsafe.database import db
from nightsafe.errors import NotAllowed
from tests.people import SATURDAY, actor, membership, person

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.both_engines]


def ids(*keys: str) -> list[int]:
    return sorted(person(key).id for key in keys)


def told(kind: Kind, now: datetime = SATURDAY) -> list[int]:
    return sorted(people_to_alert(kind, now))


def test_with_nobody_on_duty_all_who_could_be_are_told() -> None:
    assert told("review") == ids("rhys", "greta", "stella", "sam")
    assert told("restricted") == ids("greta", "gwen")


def test_somebody_on_duty_is_told_alone() -> None:
    actions.switch_duty(actor("rhys"), "review", True, now=SATURDAY)
    actions.switch_duty(actor("gwen"), "restricted", True, now=SATURDAY)
    assert told("review") == ids("rhys")
    assert told("restricted") == ids("gwen")


def test_duty_ends_when_switched_off_or_by_itself() -> None:
    actions.switch_duty(actor("rhys"), "review", True, now=SATURDAY)
    actions.switch_duty(actor("rhys"), "review", False, now=SATURDAY + timedelta(hours=1))
    assert list(on_duty("review", SATURDAY + timedelta(hours=1))) == []
    actions.switch_duty(actor("rhys"), "review", True, now=SATURDAY + timedelta(hours=2))
    assert list(on_duty("review", SATURDAY + timedelta(hours=15, minutes=59))) == ids("rhys")
    assert list(on_duty("review", SATURDAY + timedelta(hours=16))) == []


def test_r5_a_suspended_person_on_duty_is_not_told() -> None:
    actions.switch_duty(actor("rhys"), "review", True, now=SATURDAY)
    actions.suspend(actor("stella"), person("rhys"), now=SATURDAY)
    assert told("review") == ids("greta", "stella", "sam")


def test_a_duty_ends_with_its_role() -> None:
    actions.switch_duty(actor("rhys"), "review", True, now=SATURDAY)
    actions.end_membership(actor("stella"), membership("rhys"), now=SATURDAY)
    assert told("review") == ids("greta", "stella", "sam")


def test_r6_a_duty_for_restricted_entries_ends_with_the_grant() -> None:
    actions.switch_duty(actor("greta"), "restricted", True, now=SATURDAY)
    for grant in db.session.query(Grant).filter_by(person_id=person("greta").id):
        grant.ended_at = SATURDAY
    assert told("restricted") == ids("gwen")


def test_nobody_without_the_grant_takes_that_duty(app: Flask) -> None:
    with pytest.raises(NotAllowed):
        actions.switch_duty(actor("rhys"), "restricted", True, now=SATURDAY)
    with pytest.raises(NotAllowed):
        actions.switch_duty(actor("dora"), "review", True, now=SATURDAY)
