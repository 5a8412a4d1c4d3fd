"""The clock of a referral: when it passes, the next in line has it too, without anybody's help."""

from datetime import timedelta

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.gate import Actor
from nightsafe.incidents.projection import PROJECTION as ENTRIES
from nightsafe.ledger.queries import versions
from nightsafe.ledger.verify import problems
from nightsafe.referrals.actions import acknowledge, close
from nightsafe.referrals.escalating import escalate
from nightsafe.referrals.models import Referral
from nightsafe.referrals.projection import PROJECTION
from nightsafe.referrals.queries import mine, overdue
from nightsafe.referrals.written import read_written
from tests.people import actor, person, settle
from tests.referrals.making import MONDAY, named, sent, specialist
from tests.review.plans import listening, whole_reads

pytestmark = pytest.mark.both_engines
DUE = MONDAY + timedelta(hours=48)
SECOND = timedelta(seconds=1)


@pytest.fixture
def ivo(app: Flask) -> Actor:
    settle()
    db.session.commit()
    made = specialist("ivo")
    named("hate_crime", actor("gwen"), made)
    return made


def passed(now: object) -> int:
    count = escalate(now)  # type: ignore[arg-type]
    db.session.commit()
    db.session.expire_all()
    return count


def told(kind: str) -> list[int]:
    rows = db.session.scalars(db.select(Message).where(Message.kind == kind).order_by(Message.id))
    return [one.person_id for one in rows]


def test_the_next_in_line_is_told_when_the_clock_passes_and_supervisors_once(ivo: Actor) -> None:
    referral, gwen = sent(), actor("gwen")
    assert passed(DUE - SECOND) == 0
    assert passed(DUE) == 1
    assert referral.owner_id == ivo.person_id
    assert told("referral") == [gwen.person_id, ivo.person_id]
    assert sorted(told("referral-late")) == sorted([person("stella").id, person("sam").id])
    # Nobody behind them: however often it is asked, nobody is told again, and nothing is written.
    for later in (DUE, DUE + timedelta(hours=47), DUE + timedelta(days=30)):
        assert passed(later) == 0
    assert [one.actor_id for one in versions("referral", referral.id)][1:] == [None]
    # Both have it: whoever was first may still take it, and then it is theirs again.
    (line,) = mine(gwen, DUE)
    assert line.late
    acknowledge(gwen, referral, now=DUE)
    db.session.commit()
    assert referral.owner_id == gwen.person_id
    assert problems([PROJECTION, ENTRIES])[0] == []


def test_a_third_is_told_when_the_clock_has_passed_again(ivo: Actor) -> None:
    third = specialist("ada")
    named("hate_crime", actor("gwen"), ivo, third)
    referral = sent()
    assert passed(DUE + timedelta(hours=3)) == 1
    assert passed(DUE + timedelta(hours=50)) == 0
    assert passed(DUE + timedelta(hours=51)) == 1
    assert read_written(referral).told == [
        actor("gwen").person_id,
        ivo.person_id,
        third.person_id,
    ]
    assert len(told("referral-late")) == 2


def test_what_is_in_hand_or_closed_is_left_alone(ivo: Actor) -> None:
    gwen = actor("gwen")
    acknowledge(gwen, sent(), now=MONDAY)
    close(gwen, sent(), "known", now=MONDAY)
    db.session.commit()
    assert passed(DUE + timedelta(days=9)) == 0
    assert overdue(actor("stella"), DUE + timedelta(days=9)) == []


@pytest.mark.parametrize("in_hand", [True, False])
def test_of_a_departed_owner_it_goes_to_the_next_at_once(ivo: Actor, in_hand: bool) -> None:
    referral = sent()
    if in_hand:
        acknowledge(actor("gwen"), referral, now=MONDAY)
    person("gwen").suspended_at = MONDAY
    db.session.commit()
    assert passed(MONDAY + SECOND) == 1
    assert referral.owner_id == ivo.person_id
    assert told("referral-late") == [], "its clock has not passed"
    assert passed(MONDAY + SECOND) == 0


def test_with_nobody_left_supervisors_hear_of_it_once(ivo: Actor) -> None:
    sent()
    for key in ("gwen", "ivo"):
        person(key).suspended_at = MONDAY
    db.session.commit()
    assert passed(MONDAY + SECOND) == 1
    assert passed(DUE) == 0
    assert len(told("referral-late")) == 2


def test_a_restricted_one_goes_past_whoever_holds_no_grant(ivo: Actor) -> None:
    ada = specialist("ada", granted=True)
    named("spiking", actor("gwen"), ivo, ada)
    referral = sent("S4", "spiking", who="greta")
    late = MONDAY + timedelta(hours=4)
    assert passed(late) == 1
    assert referral.owner_id == ada.person_id
    # Absent for a supervisor without the grant; there for one who holds it.
    assert overdue(actor("stella"), late) == []
    assert [one.referral for one in overdue(actor("greta"), late)] == [referral]


def test_what_was_closed_is_not_read_however_much_there_is(ivo: Actor) -> None:
    sent()
    with listening() as asked:
        assert passed(DUE) == 1
    whole = whole_reads(asked)
    assert not whole, "\n".join(whole)


def test_a_supervisor_finds_the_late_ones(ivo: Actor) -> None:
    referral = sent()
    assert overdue(actor("stella"), DUE - SECOND) == []
    (line,) = overdue(actor("stella"), DUE)
    assert (line.referral, line.owner, line.late) == (referral, "Gwen Guard", True)
    assert db.session.query(Referral).count() == 1
