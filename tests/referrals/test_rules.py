"""What may be done with a referral, by whom, and when its clock passes: pure."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from nightsafe.gate import Actor
from nightsafe.referrals.models import Referral
from nightsafe.referrals.rules import (
    TRANSITIONS,
    Deed,
    Owner,
    State,
    due,
    is_late,
    may,
    next_owner,
    passes_on_at,
    state_of,
)
from tests.people import SATURDAY

HOUR = timedelta(hours=1)
GUARD = Actor(1, "Gwen", 1, "SG", 1, "Haven")
REVIEWER = Actor(2, "Rhys", 2, "PR", 2, "Police")


def referral(
    acknowledged: datetime | None = None, closed: datetime | None = None, route: str = "child"
) -> Referral:
    return Referral(
        id=uuid4(),
        route=route,
        due_at=due(route, SATURDAY),
        acknowledged_at=acknowledged,
        closed_at=closed,
        escalated_at=None,
    )


def at(state: State) -> Referral:
    acknowledged = None if state is State.SENT else SATURDAY
    return referral(acknowledged, SATURDAY if state is State.CLOSED else None)


def test_every_state_says_what_may_be_done_and_where_it_leads() -> None:
    assert TRANSITIONS.keys() == set(State)
    assert {deed for deeds in TRANSITIONS.values() for deed in deeds} == set(Deed)
    reached = {State.SENT}
    while more := {to for one in reached for to in TRANSITIONS[one].values()} - reached:
        reached |= more
    assert reached == set(State), "every state is reached from the first"
    assert not TRANSITIONS[State.CLOSED]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("deed", Deed)
def test_the_table_decides_for_a_specialist_and_nobody_else(state: State, deed: Deed) -> None:
    assert state_of(at(state)) is state
    wanted = deed in TRANSITIONS[state] and deed is not Deed.ESCALATE
    assert may(deed, at(state), GUARD) is wanted
    assert not may(deed, at(state), REVIEWER)


def test_the_clock_is_the_routes_and_stops_when_somebody_has_it() -> None:
    one = referral()
    assert due("child", SATURDAY) == SATURDAY + 4 * HOUR
    assert not is_late(one, SATURDAY + 4 * HOUR - timedelta(seconds=1))
    assert is_late(one, SATURDAY + 4 * HOUR)
    assert not is_late(referral(acknowledged=SATURDAY), SATURDAY + 9 * HOUR)
    assert passes_on_at(one) == SATURDAY + 4 * HOUR
    one.escalated_at = SATURDAY + 5 * HOUR
    assert passes_on_at(one) == SATURDAY + 9 * HOUR


def owner(person: int, *, able: bool = True, granted: bool = False) -> Owner:
    return Owner(person, f"Owner {person}", person, able, granted)


@pytest.mark.parametrize(
    ("owners", "told", "restricted", "after", "expected"),
    [
        ([owner(1), owner(2)], [], False, None, 1),
        ([owner(1, able=False), owner(2)], [], False, None, 2),
        ([owner(1), owner(2, granted=True)], [], True, None, 2),
        ([owner(1), owner(2), owner(3)], [1], False, 1, 2),
        ([owner(1), owner(2), owner(3)], [2], False, 2, 3),
        ([owner(1), owner(2)], [2], False, 2, 1),
        ([owner(1), owner(2)], [1, 2], False, 2, None),
        ([owner(1), owner(2)], [], True, None, None),
        ([owner(2)], [9], False, 9, 2),
        ([], [], False, None, None),
    ],
)
def test_the_next_in_rank_is_whoever_can_take_it_and_was_not_told(
    owners: list[Owner], told: list[int], restricted: bool, after: int | None, expected: int | None
) -> None:
    found = next_owner(owners, told, restricted=restricted, after=after)
    assert (found.person_id if found else None) == expected
